"""The README's chapter on writing a programme names everything that a document can say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from server import programme
from server.programme.document.sections import LISTS
from tests.programme.whole import keys

README = Path(__file__).parents[2] / "README.md"


def chapter() -> str:
    text = README.read_text(encoding="utf-8")
    return text[text.index("## Write a programme") : text.index("## Set it up")]


def parts() -> dict[str, str]:
    """What stands in the table of each section, by its code."""
    rows, found, codes = chapter().partition("| key | says |")[2], dict[str, str](), list[str]()
    for row in rows.split("\n"):
        if row.startswith("| **"):
            codes = re.findall(r"\[+(\w+)\]+`", row.partition("** |")[0])
        for code in codes:
            found[code] = found.get(code, "") + row + "\n"
    return found


def test_every_section_is_named() -> None:
    single = {"programme", "parameters", "eligibility", "household", "beneficiaries", "ladder", "moderation",
              "estimates", "version"}  # fmt: skip

    assert single | {*LISTS} <= {*parts()}


def test_every_key_is_named_where_its_section_is() -> None:
    said = parts()

    missing = {
        key for key in keys()
        if not re.search(rf"[`{{ ]{re.escape(key.rpartition('.')[2])}(`| =|\b)", said[key.partition(".")[0]])
        and not key.endswith(".*") and not re.search(r"\.(?:only|except)\.|(?<!earn)\.gives\.", key)
    }  # fmt: skip

    assert missing == set()


def texts() -> dict[str, tuple[set[str], set[str]]]:
    """By section the texts that the README says an entry has, and those that it may have."""
    rows, found = chapter().partition("| in | texts |")[2].partition("\n\n")[0], dict[str, tuple[set[str], set[str]]]()
    for row in rows.split("\n")[2:]:
        where, says = row.strip("| ").split(" | ")
        must, _, may = says.partition("maybe ")
        for code in re.findall(r"\[+([\w.]+)\]+`", where):
            found[code] = ({*re.findall(r"`([a-z]+)`", must)}, {*re.findall(r"`([a-z]+)`", may)})
    return found


SAID = texts()
OWN = {"household", "action", "estimates", "rule", "board.seasons", "challenge.steps"}  # As the row says, or within.


@pytest.mark.parametrize("section", sorted(SAID.keys() - OWN))
def test_the_texts_of_a_section_are_those_that_the_readme_says(section: str) -> None:
    must, may = SAID[section]
    listed = "promise", "perks"
    words = ", ".join(f'{name} = ["x"]' if name in listed else f'{name} = "x"' for name in sorted(must | may))
    head = f"[{section}]" if section == "programme" else f"[ladder]\n[[{section}]]"
    none = programme.examine(f"{head}\nsv = {{}}\nen = {{}}\n", "x.toml").mistakes
    both = programme.examine(f"{head}\nsv = {{ {words} }}\nen = {{ {words} }}\n", "x.toml").mistakes

    asked = {match[1] for one in none if (match := re.search(r": sv has no (\w+)\.$", one.message))}
    refused = [one.message for one in both if ": sv" in one.message]

    assert asked == must - {"days_a_week"}
    assert refused == []


def test_the_starter_fits_on_a_screen() -> None:
    starter = chapter().partition("```toml\n")[2].partition("```")[0]

    assert starter.count("\n") <= 40
    assert max(map(len, starter.split("\n"))) <= 120

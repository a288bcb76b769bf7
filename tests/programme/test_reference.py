"""The README's chapter on writing a programme names everything that a document can say."""

from __future__ import annotations

import re
from pathlib import Path

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


def test_the_starter_fits_on_a_screen() -> None:
    starter = chapter().partition("```toml\n")[2].partition("```")[0]

    assert starter.count("\n") <= 40
    assert max(map(len, starter.split("\n"))) <= 120

"""House rules and [moderation] in the document: what they may say, and what a mistake is told."""

from __future__ import annotations

import pytest

from server import programme
from server.programme import ProgrammeErrors
from server.programme.rulebook import Moderation
from tests.programme.builders import SMALL, small

RULES = """
[[rule]]
no = 2
sv = "Ingen reklam."
en = "No advertising."

[[rule]]
no = 1
sv = "Om saken."
en = "About the matter."

[moderation]
new_days = 7
silence_days = 14
watched_sv = ["snabblån"]
"""


def mistake_of(addition: str) -> str:
    with pytest.raises(ProgrammeErrors) as refused:
        programme.parse(SMALL + addition, "small.toml")
    (error,) = refused.value.errors
    return f"{error.message} {error.remedy}"


def test_rules_stand_by_their_numbers() -> None:
    book = programme.compile(programme.parse(SMALL + RULES, "small.toml"), 1)

    texts = {no: rule.texts["sv"]["text"] for no, rule in book.house_rules.items()}
    assert texts == {1: "Om saken.", 2: "Ingen reklam."}
    assert book.moderation.new_days == 7
    assert book.moderation.silence_days == 14
    assert book.moderation.watched == {"sv": ("snabblån",), "en": ()}


def test_a_programme_that_says_nothing_has_a_rule_all_the_same() -> None:
    book = small()

    assert list(book.house_rules) == [1]
    assert book.moderation == Moderation()


@pytest.mark.parametrize(
    ("addition", "told"),
    [
        ('[[rule]]\nno = 1\nsv = "A."\nen = "A."\n[[rule]]\nno = 1\nsv = "B."\nen = "B."', "two rules 1"),
        ('[[rule]]\nno = 10\nsv = "A."\nen = "A."', "from 1 to 9"),
        ('[[rule]]\nno = 1\nsv = "A."', "has no en"),
        ('[[rule]]\nno = 1\nsv = "A."\nen = "A."\ncode = "a"', "has no “code”"),
        ("[moderation]\nnew_dayz = 3", "Did you mean “new_days”"),
        ("[moderation]\nappeal_days = 0", "from 1 to 365"),
        ('[moderation]\nwatched_sv = "ord"', "must be a list of words"),
        ('[moderation]\nwatched_en = ["x"]', "2 to 40 characters"),
    ],
)
def test_a_mistake_says_what_would_be_right(addition: str, told: str) -> None:
    assert told in mistake_of("\n" + addition + "\n")


def test_a_later_version_changes_a_rule_and_takes_one_away() -> None:
    later = """
[[version]]
holds_from = 2030-01-01
remove = { rule = [2] }
[[version.rule]]
no = 1
sv = "Om saken, alltid."
"""
    document = programme.parse(SMALL + RULES + later, "small.toml")

    book = programme.compile(document, 2, part=1)

    assert {no: rule.texts["sv"]["text"] for no, rule in book.house_rules.items()} == {1: "Om saken, alltid."}
    assert book.house_rules[1].texts["en"]["text"] == "About the matter."

"""Conditions are said in words where they are simple comparisons; what says more is left to the rule's own words."""

from __future__ import annotations

import pytest

from server import programme
from server.programme import words
from server.programme.guide import asking
from server.programme.guide.telling import Telling
from tests.programme.builders import small

BOOK = small(
    ("facts.gift = {", 'facts.weight = { type = "decimal", required = false, unit = "kg" }\nfacts.gift = {'),
    ('facts.gift = { type = "boolean", required = false }',
     'facts.gift = { type = "boolean", required = false, sv = { name = "Inslagning" }, en = { name = "Wrapping" } }'),
)  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "swedish", "english"),
    [
        ("amount >= 300", "för minst 300 kr", "for at least SEK 300"),
        ("300 < amount", "för mer än 300 kr", "for more than SEK 300"),
        ("amount >= 99.50 && amount < 200", "för minst 99,50 kr men mindre än 200 kr",
         "for at least SEK 99.50 but less than SEK 200"),
        ("weight > 2.5", "för mer än 2,5 kg", "for more than 2.5 kg"),
        ('category == "coffee"', "för coffee", "for coffee"),
        ('category != "coffee"', "utom för coffee", "except for coffee"),
        ('category in ["bread", "coffee"]', "för coffee och bread", "for coffee and bread"),
        ("gift", "med inslagning", "with wrapping"),
        ("!gift", "utan inslagning", "without wrapping"),
        ("gift == false", "utan inslagning", "without wrapping"),
        ("occurred.weekday == 2", "på tisdagar", "on Tuesdays"),
        ("occurred.weekday in [6, 7]", "på lördagar och söndagar", "on Saturdays and Sundays"),
        ("occurred.weekday >= 6", "på lördagar och söndagar", "on Saturdays and Sundays"),
        ("occurred.hour < 8", "före kl. 08.00", "before 08:00"),
        ("occurred.hour <= 8", "före kl. 09.00", "before 09:00"),
        ("occurred.hour >= 17 && occurred.hour < 20", "från kl. 17.00 till kl. 20.00", "from 17:00 to 20:00"),
        ("occurred.month in [1, 7]", "i januari och juli", "in January and July"),
        ("occurred.day <= 7", "dag 1–7 i månaden", "on day 1–7 of the month"),
        ("occurred.date == '2026-12-24'", "den 24 december 2026", "on 24 December 2026"),
        ("occurred.date > '2026-12-24'", "från 25 december 2026", "from 25 December 2026"),
        ('member.tier == "regular"', "på nivån Stamgäst", "at the level Regular"),
        ('member.tier != "regular"', "utom på nivån Stamgäst", "except at the level Regular"),
        ('member.tier in ["regular", "guest"]', "på nivåerna Gäst och Stamgäst", "at the levels Guest and Regular"),
        ("member.days < 30", "under dina första 30 dagar som medlem", "in your first 30 days as a member"),
        ("member.days >= 30", "när du har varit medlem i minst 30 dagar",
         "once you have been a member for 30 days"),
        ("member.days == 0", "den dag du blir medlem", "on the day you join"),
        ("member.age >= 18", "när du har fyllt 18 år", "once you are 18"),
        ("member.age < 26", "innan du har fyllt 26 år", "before you are 26"),
        ('member.country == "SE"', "när du bor i Sverige", "when you live in Sweden"),
        ("member.joined >= '2026-03-01'", "när du blev medlem 1 mars 2026 eller senare",
         "when you joined on 1 March 2026 or later"),
        ('shop == "kafe-trappan"', "i utvalda butiker", "in selected shops"),
        ('amount >= 100 && (gift || occurred.hour < 8)',
         "för minst 100 kr antingen med inslagning eller före kl. 08.00",
         "for at least SEK 100 either with wrapping or before 08:00"),
        ('amount >= 100 || gift', "för minst 100 kr eller med inslagning", "for at least SEK 100 or with wrapping"),
    ],
)  # fmt: skip
def test_simple_conditions_are_said(condition: str, swedish: str, english: str) -> None:
    assert said(condition, "sv") == swedish
    assert said(condition, "en") == english


@pytest.mark.parametrize(
    "condition",
    [
        "items % 2 == 0", 'category.startsWith("co")', "!(amount >= 100 && gift)", "occurred.minute == 0",
        "occurred.hour == 8", "bought == null", "member.days == 7", "items + 1 > 2",
    ],
)  # fmt: skip
def test_what_says_more_is_left_to_the_rules_own_words(condition: str) -> None:
    assert said(condition, "sv") is None


def test_a_rule_with_such_a_condition_is_told_in_its_own_words() -> None:
    book = small(('rate = "1"\nof = "amount"', 'rate = "1"\nof = "amount"\nwhen = "items % 2 == 0"'))

    [earning] = [section for section in programme.how_it_works(book, "sv") if section.code == "earning"]

    assert earning.sentences[0] == "Handla: 1 poäng per hel krona."


def said(condition: str, language: str) -> str | None:
    telling = Telling(BOOK, "sv" if language == "sv" else "en")
    phrase = asking.condition(telling, BOOK.kinds["purchase"], condition)
    return phrase.replace(words.HARD_SPACE, " ") if phrase is not None else None

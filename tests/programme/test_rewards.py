"""Rewards and charities in the document: what is read, and what is wrong with a line."""

from __future__ import annotations

import pytest

from server import programme
from server.programme import Line, ProgrammeErrors
from server.programme.rulebook import Opening, Places, Rulebook
from tests.programme.builders import SMALL

CHARITY = """
[[charity]]
code = "club"
sv = { name = "Klubben", text = "Läxor." }
en = { name = "The club", text = "Homework." }
"""
REWARD = """
[[reward]]
code = "bun"
points = 250
face = "12.50"
value = "rational"
sv = { name = "Bulle", text = "Nygräddad." }
en = { name = "Bun", text = "Fresh." }
"""


def _book(more: str) -> Rulebook:
    return programme.compile(programme.parse(SMALL + more, "corner.toml"), 1)


def _mistakes(more: str) -> list[str]:
    with pytest.raises(ProgrammeErrors) as caught:
        programme.parse(SMALL + more, "corner.toml")
    return [f"{error.message} {error.remedy}" for error in caught.value.errors]


def test_a_reward_is_read_with_what_it_does_not_say() -> None:
    reward = _book(REWARD).rewards["bun"]

    assert (reward.points, reward.face, reward.currency, reward.valid_days) == (250, 1250, "points", 30)
    assert (reward.tier, reward.places, reward.shops, reward.charity) == (None, Places(), (), None)


def test_its_limits_are_said_in_words() -> None:
    limits = 'tier = "regular"\nplaces = { total = 40, month = 2, member = 1 }\nvalid_days = 14\nshops = ["corner"]\n'
    book = _book(REWARD + limits)
    reward = book.rewards["bun"]

    assert (reward.places, reward.valid_days, reward.shops) == (Places(40, 2, 1), 14, ("corner",))
    assert programme.terms_of(reward, book, "en") == [
        "Costs 250\xa0points.", "From the level Regular on.", "There are 40\xa0places.", "2\xa0places a month.",
        "At most 1\xa0time a member.",
        "The code is good for 14\xa0days, and what you paid comes back if it is not used.",
    ]  # fmt: skip


def test_a_gift_says_what_the_points_become() -> None:
    book = _book(CHARITY + REWARD + 'charity = "club"\n')

    said = programme.terms_of(book.rewards["bun"], book, "sv")

    assert said == ["250\xa0poäng blir 12,50\xa0kr till Klubben."]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ('charity = "moon"', "there is no charity “moon”"),
        ('tier = "king"', "there is no tier “king”"),
        ('level = "regular"', "The level is written tier = “…”"),
        ('limit = "12 places"', "Write places = { total = 40, month = 2, member = 1 }"),
        ("places = {}", "places says no number"),
        ("places = { total = 0 }", "Write a whole number from 1 to"),
        ("places = { week = 2 }", "has no “week”"),
        ("valid_days = 0", "Write a whole number from 1 to 1000"),
        ('currency = "level"', "which cannot be spent"),
    ],
)
def test_what_is_wrong_with_a_reward_is_said_with_what_would_be_right(change: str, expected: str) -> None:
    assert any(expected in mistake for mistake in _mistakes(f"{REWARD}{change}\n")), _mistakes(f"{REWARD}{change}\n")


GIFT = """
[[reward]]
code = "check"
percent = 35
sv = { name = "Check", text = "På ett köp." }
en = { name = "Check", text = "Off one purchase." }
"""
DROP = 'opens = { weekdays = ["tuesday", "thursday"], at = "09:00", hours = 24, timezone = "America/Los_Angeles" }\n'


def test_a_reward_without_a_price_is_only_given() -> None:
    book = _book(f'{GIFT}valid_until_end_of = "next_month"\n')
    reward = book.rewards["check"]

    assert (reward.points, reward.only_given, reward.percent, reward.valid_until) == (0, True, 35, "next_month")
    assert programme.terms_of(reward, book, "sv") == [
        "Den är en present och kostar inget.", "Den ger 35\xa0% på ett köp.",
        "Koden gäller till nästa månads slut.",
    ]  # fmt: skip
    assert programme.terms_of(reward, book, "en") == [
        "It is a gift and costs nothing.", "It gives 35% off one purchase.",
        "The code is good to the end of next month.",
    ]  # fmt: skip


def test_a_drop_says_when_it_is_released() -> None:
    book = _book(f"{REWARD}{DROP}places = {{ drop = 100 }}\nfrom = 2026-03-01\nuntil = 2026-05-31\n")
    reward = book.rewards["bun"]

    assert reward.opening == Opening(frozenset({2, 4}), 540, 1440, "America/Los_Angeles")
    assert reward.places == Places(drop=100)
    assert programme.terms_of(reward, book, "sv")[1:5] == [
        "Den släpps tisdagar och torsdagar kl.\xa009.00 (Los Angeles), 24\xa0timmar åt gången.",
        "Den går att få från 1\xa0mars 2026.", "Den går att få till och med 31\xa0maj 2026.",
        "Varje gång finns 100\xa0platser.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("face = 10", "says both face and percent"),
        ("percent = 101", "Write a whole number from 1 to 100"),
        ('currency = "points"', "has no price, so it costs no currency"),
        ('tier = "regular"', "only given, so nobody chooses it"),
        ('charity = "club"', "is given to a charity, and costs nothing"),
        ('valid_days = 3\nvalid_until_end_of = "year"', "says both valid_days and valid_until_end_of"),
        ('valid_until_end_of = "decade"', "Write one of: month, next_month, year, membership_year"),
        ("from = 2026-03-01", "only given, so nobody chooses it"),
    ],
)
def test_what_is_wrong_with_a_gift(change: str, expected: str) -> None:
    text = f"{CHARITY}{GIFT.replace('percent = 35', '') if change.startswith('percent') else GIFT}{change}\n"

    assert any(expected in mistake for mistake in _mistakes(text)), _mistakes(text)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("places = { drop = 3 }", "has places in each drop, and no drops"),
        ("opens = {}", "opens has no at"),
        ('opens = { weekdays = ["someday"], at = "09:00" }', "cannot be “someday”"),
        ('opens = { at = "9 o\'clock" }', 'Write at = "09:00"'),
        ('opens = { weekdays = ["monday", "tuesday"], at = "09:00", hours = 25 }', "Write a whole number from 1 to 24"),
        ('opens = { at = "09:00", timezone = "Mars/Base" }', "is not a time zone"),
        ('opens = { at = "09:00", until = "10:00" }', "has no “until”"),
        ("from = 2026-03-02\nuntil = 2026-03-01", "until is before from"),
    ],
)
def test_what_is_wrong_with_a_drop(change: str, expected: str) -> None:
    assert any(expected in mistake for mistake in _mistakes(f"{REWARD}{change}\n")), _mistakes(f"{REWARD}{change}\n")


@pytest.mark.parametrize("change", ["valid_days = 3", 'shops = ["corner"]'])
def test_a_gift_has_no_code(change: str) -> None:
    (mistake,) = _mistakes(f'{CHARITY}{REWARD}charity = "club"\n{change}\n')

    assert "given away at once" in mistake


@pytest.mark.parametrize(
    ("reason", "points", "more", "title", "short"),
    [
        ("held", -250, {}, "Where did 250\xa0points go?", "Redeemed: Bun"),
        ("released", 250, {"why": "lapsed"}, "Why did 250\xa0points come back?", "The code ran out: Bun"),
        ("released", 250, {"why": "cancelled"}, "Why did 250\xa0points come back?", "Cancelled: Bun"),
        ("released", 250, {"why": "undone"}, "Why did 250\xa0points come back?", "The code was withdrawn: Bun"),
    ],
)
def test_each_line_says_where_points_went(
    reason: str, points: int, more: dict[str, str], title: str, short: str
) -> None:
    book = _book(REWARD)
    line = Line(reason, "reward:bun", "points", points, {"reward": "bun", **more})

    told = programme.explain(line, book, "en")

    assert (told.title, programme.why(line, book, "en"), told.rule_name) == (title, short, "Bun")
    assert "Bun" in told.body


def test_what_was_used_already_is_stated() -> None:
    line = Line("reversed", "shop", "points", -100, {"given": 100, "share": 1_000_000, "before": 0, "owed": 40})

    told = programme.explain(line, _book(REWARD), "sv")

    assert "40\xa0poäng var redan använda, och räknas av från det du får härnäst." in told.body

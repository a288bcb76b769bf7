"""Rewards and charities in the document: what is read, and what is wrong with a line."""

from __future__ import annotations

import pytest

from server import programme
from server.programme import Line, ProgrammeErrors
from server.programme.rulebook import Places, Rulebook
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
        "At most 1\xa0time a member.", "The code is good for 14\xa0days, and the points come back if it is not used.",
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

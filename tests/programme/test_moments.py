"""Milestones, closings and occasions in the document: what is read, in the units that are counted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from server import programme
from server.programme import ProgrammeErrors
from server.programme.rulebook import Bracket, Days, Gift, Period, Rulebook
from tests.milestones.documents import HEAD, TIERS, entry, reward

FINE = HEAD.replace('code = "points"', 'code = "points"\ndecimals = 2', 1)


def _book(*parts: str, head: str = HEAD) -> Rulebook:
    return programme.compile(programme.parse("".join((head, TIERS, reward("cake", "face = 1"), *parts)), "t.toml"), 1)


def _mistakes(section: str, body: str) -> list[str]:
    text = "".join((HEAD, TIERS, reward("cake", "face = 1"), entry(section, "x", body)))
    with pytest.raises(ProgrammeErrors) as caught:
        programme.parse(text, "t.toml")
    return [f"{error.message} {error.remedy}" for error in caught.value.errors]


def test_a_milestone_counts_in_the_units_of_its_currency() -> None:
    body = 'counts = "points"\nevery = "2.5"\nwithin = "membership_year"\ntimes = 3\nonly = { tier = "gold" }\n'
    book = _book(entry("milestone", "m", body + 'gives = [{ reward = "cake" }, { points = "0.75" }]'), head=FINE)
    milestone = book.milestones["m"]

    assert (milestone.unit, milestone.every, milestone.at, milestone.times) == ("points", 250, (), 3)
    assert (milestone.within, milestone.tiers) == (Period(months=12), frozenset({"gold"}))
    assert milestone.gives == (Gift("reward", "cake"), Gift("points", "points", 75))
    assert book.milestones_by_unit == {"points": (milestone,)}
    assert book.gives_rewards


def test_a_closing_has_its_brackets_in_order() -> None:
    body = """counts = "level"
per = { months = 3, from = "joining_month" }
brackets = [{ from = 10, below = 20, in_a_row = 2, reward = "cake" }, { from = 20, points = 5 },
  ]"""
    closing = _book(entry("closing", "c", body)).closings["c"]

    assert closing.period == Period(months=3, begins="joining_month")
    assert closing.brackets == (
        Bracket(10, 20, 2, (Gift("reward", "cake"),)), Bracket(20, None, 1, (Gift("points", "points", 5),)),
    )  # fmt: skip


def test_an_occasion_says_its_day_its_window_and_who_is_held_out() -> None:
    gives = 'gives = [{ reward = "cake" }]'
    eve = _book(entry("occasion", "o", f"on = {{ month = 12, day = 24 }}\n{gives}\ndays = 30")).occasions["o"]
    idle = _book(entry("occasion", "o", f'on = {{ idle_days = 90, kinds = ["ride"] }}\n{gives}\nholdout = "0.1"'))

    assert (eve.on, eve.month, eve.day, eve.days) == ("date", 12, 24, (Days(frozenset(), 30),))
    assert (eve.holdout, eve.seed) == (Decimal(0), "o")
    away = idle.occasions["o"]
    assert (away.on, away.idle_days, away.kinds, away.holdout) == ("idle", 90, {"ride"}, Decimal("0.1"))


@pytest.mark.parametrize(
    ("section", "body", "expected"),
    [
        ("milestone", 'counts = "points"\ngives = [{ reward = "cake" }]', "must say either every or at"),
        ("milestone", 'counts = "points"\nevery = 5\nat = [1]\ngives = [{ reward = "cake" }]', "either every or at"),
        ("milestone", 'counts = "points"\nat = [5, 1]\ngives = [{ reward = "cake" }]', "Put the least first"),
        ("milestone", 'counts = "points"\nevery = 5', "gives nothing"),
        ("milestone", 'counts = "mints"\nevery = 5\ngives = [{ reward = "cake" }]', "no currency or counter “mints”"),
        ("milestone", 'counts = "points"\nevery = 5\nper = "year"\ngives = [{ reward = "cake" }]', "within = "),
        ("milestone", 'counts = "points"\nevery = 5\nwithin = { days = 9 }\ngives = [{ reward = "cake" }]', "slides"),
        ("milestone", 'counts = "points"\nevery = 5\nonly = { shop = "x" }\ngives = [{ points = 1 }]', "no “shop”"),
        ("closing", 'counts = "points"\nper = "lifetime"\nbrackets = [{ from = 1, reward = "cake" }]', "has no close"),
        ("closing", 'counts = "points"\nper = "month"', "must have 1 to 50 brackets"),
        ("closing", 'counts = "points"\nper = "month"\nbrackets = [{ from = 5, below = 5, reward = "cake" }]',
         "ends before it begins"),
        ("closing", 'counts = "points"\nper = "month"\nbrackets = [{ from = 5, reward = "cake" }, '
         '{ from = 9, reward = "cake" }]', "begins before the one above it ends"),
        ("occasion", 'on = "easter"\ngives = [{ reward = "cake" }]', "cannot be “easter”"),
        ("occasion", 'on = { month = 2, day = 30 }\ngives = [{ reward = "cake" }]', "from 1 to 29"),
        ("occasion", 'on = {}\ngives = [{ reward = "cake" }]', "names no day"),
        ("occasion", 'on = "birthday"\ngives = [{ reward = "cake" }]\nseed = "s"', "draws nobody"),
        ("occasion", 'on = "birthday"\ngives = [{ reward = "cake" }]\ndays = [{ days = 1 }, { days = 2 }]',
         "is never reached"),
        ("occasion", 'gives = [{ reward = "cake" }]', "has no on"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_what_would_be_right(section: str, body: str, expected: str) -> None:
    assert any(expected in mistake for mistake in _mistakes(section, body)), _mistakes(section, body)

"""Steps and weeks, counted from marks alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.programme import measure as counting
from server.programme.rulebook import MICRO, Measure, Step

MONDAY = date(2026, 3, 2)


def weeks(rest: int, *, days: int = 3) -> Measure:
    return Measure("days_a_week", frozenset({"ride"}), None, None, 4 * MICRO, days=days, rest_weeks=rest)


def ridden(*enough: int, days: int = 3) -> counting.Marks:
    """Marks of weeks that were enough, by their numbers from MONDAY."""
    return {
        (MONDAY + week * counting.WEEK + timedelta(days=2 * day)).isoformat(): MICRO
        for week in enough
        for day in range(days)
    }


@pytest.mark.parametrize(
    ("enough", "rest", "this_week", "alive"),
    [
        ((), 1, 0, 0),
        ((0,), 1, 0, 1),
        ((0,), 1, 1, 1),  # This week is not over.
        ((0,), 1, 2, 1),  # The one before was the rest.
        ((0,), 1, 3, 0),
        ((0,), 0, 1, 1),
        ((0,), 0, 2, 0),
        ((0, 1, 2), 1, 3, 3),
        ((0, 1, 3), 1, 3, 3),
        ((0, 1, 3), 1, 4, 3),
        ((0, 1, 3), 1, 5, 1),  # The second gap costs the weeks before the first.
        ((0, 2, 4), 1, 4, 2),
        ((0, 3), 1, 3, 1),
        ((0, 3), 2, 3, 2),
    ],
)  # fmt: skip
def test_weeks_follow_each_other_but_for_the_rests(
    enough: tuple[int, ...], rest: int, this_week: int, alive: int
) -> None:
    today = MONDAY + this_week * counting.WEEK + timedelta(days=2)

    assert counting.weeks_in_a_row(weeks(rest), ridden(*enough), today) == alive


def test_two_days_are_not_three() -> None:
    assert counting.most_weeks(weeks(1), ridden(0, 1, days=2)) == 0


def test_the_longest_row_is_found_wherever_it_was() -> None:
    assert counting.most_weeks(weeks(0), ridden(0, 1, 2, 3, 6, 7)) == 4
    assert counting.most_weeks(weeks(1), ridden(0, 2, 3, 6)) == 3


def longest_by_trying(enough: set[int], rest: int) -> int:
    """The same by trying every stretch of weeks that begins and ends with one that was enough."""
    best = 0
    for first in enough:
        for last in enough:
            inside = [week for week in range(first, last + 1) if week in enough]
            if last >= first and (last - first + 1) - len(inside) <= rest:
                best = max(best, len(inside))
    return best


@settings(max_examples=200, deadline=None)
@given(st.sets(st.integers(0, 14)), st.integers(0, 3), st.randoms(use_true_random=False))
def test_the_order_in_which_days_are_told_does_not_matter(enough: set[int], rest: int, chance: object) -> None:
    told = list(ridden(*enough).items())
    chance.shuffle(told)  # type: ignore[attr-defined]
    marks: counting.Marks = {}
    for mark, amount in told:
        counting.add(marks, mark, amount)

    assert counting.most_weeks(weeks(rest), marks) == longest_by_trying(enough, rest)


@settings(max_examples=100, deadline=None)
@given(st.sets(st.integers(0, 14), min_size=1), st.integers(0, 3), st.integers(0, 16))
def test_a_row_that_is_alive_was_never_longer_than_the_longest(enough: set[int], rest: int, week: int) -> None:
    past = {number for number in enough if number <= week}
    today = MONDAY + week * counting.WEEK

    alive = counting.weeks_in_a_row(weeks(rest), ridden(*past), today)

    assert alive <= counting.most_weeks(weeks(rest), ridden(*past))


def steps(*kinds: str, in_order: bool = False) -> Measure:
    each = tuple(Step(frozenset({kind}), None, {}) for kind in kinds)
    return Measure("sequence", frozenset(kinds), None, None, len(kinds) * MICRO, steps=each, in_order=in_order)


def done(measure: Measure, *kinds: str) -> counting.Marks:
    marks: counting.Marks = {}
    for kind in kinds:
        if (mark := counting.step_mark(measure, marks, kind, None)) is not None:
            counting.add(marks, mark, MICRO)
    return marks


@pytest.mark.parametrize(
    ("in_order", "kinds", "expected"),
    [
        (False, "cab", [True, True, True]),
        (False, "ca", [True, False, True]),
        (True, "cab", [True, True, False]),  # What came before its turn did not count.
        (True, "abc", [True, True, True]),
        (True, "cba", [True, False, False]),
        (False, "aaa", [True, False, False]),
    ],
)
def test_steps(in_order: bool, kinds: str, expected: list[bool]) -> None:
    measure = steps("a", "b", "c", in_order=in_order)

    assert counting.steps_done(measure, done(measure, *kinds)) == expected


def test_the_same_kind_may_be_several_steps() -> None:
    measure = steps("a", "a", "a", in_order=True)

    assert counting.steps_done(measure, done(measure, "a", "a")) == [True, True, False]


def test_a_step_remembers_only_a_few_that_may_stand_in() -> None:
    marks = done(steps("a", "b"), *"a" * 50)

    assert marks == {"0": counting.STAND_INS * MICRO}

"""Decisions about sums, pure: which step comes next, which bracket holds a total, the how many-th in a row it is."""

from __future__ import annotations

from collections.abc import Iterable

from server.kernel import clock
from server.programme.rulebook import Bracket, Closing, Milestone, Period

DAYS_OF = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366, "lifetime": 0}


def next_step(milestone: Milestone, stood_at: int) -> int | None:
    """The sum at which the next step stands, after the one that stood last (0: none yet); None: there is no more."""
    if milestone.every is not None:
        return stood_at + milestone.every
    return next((sum for sum in milestone.at if sum > stood_at), None)


def bracket_of(closing: Closing, total: int) -> Bracket | None:
    """The bracket that holds a total."""
    for bracket in closing.brackets:
        if bracket.least <= total and (bracket.below is None or total < bracket.below):
            return bracket
    return None


def ended(bracket: Bracket | None, before: tuple[int | None, int]) -> tuple[int | None, int]:
    """The least sum of the bracket that a period ended in, and the how many-th in a row it is; `before`: the same of
    the period before it. A row that is full begins afresh."""
    if bracket is None:
        return None, 0
    least, streak = before
    goes_on = least == bracket.least and streak < bracket.in_a_row
    return bracket.least, streak + 1 if goes_on else 1


def longest(closings: Iterable[Closing]) -> int:
    """Microseconds that none of their periods is longer than."""
    return max((_days(closing.period) for closing in closings), default=0) * clock.DAY


def _days(period: Period) -> int:
    return 31 * period.months if period.months else DAYS_OF[period.calendar]

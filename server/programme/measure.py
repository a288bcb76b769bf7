"""Counting what a challenge or a counter measures: marks that can be added to, and taken from again. Pure.

Amounts are micro-units. Marks are kept as JSON: for distinct values, how much of each was seen; for a rolling window,
the amount of each local day, or of each value on each day; for a sequence, how often each step was done; for days a
week, how often something was done on each local day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from .facts import micro_units
from .rulebook import MICRO, ConditionFacts, FactValue, Measure, Rulebook

Marks = dict[str, int]
STAND_INS = 3  # How many activities a step remembers, so that one of them may be undone.
WEEK = timedelta(days=7)
_DAY = len("2026-03-04")


def contribution(
    measure: Measure, kind: str, facts: Mapping[str, FactValue], asked: ConditionFacts | None, rulebook: Rulebook
) -> tuple[int, str | None]:
    """What one activity adds (0: nothing), and the distinct value that it adds to."""
    if kind not in measure.kinds:
        return 0, None
    if measure.condition is not None and (asked is None or not measure.condition.holds(asked)):
        return 0, None
    if measure.type in ("count", "days_a_week"):
        return MICRO, None
    name = measure.fact or ""
    value = facts.get(name)
    if value is None:
        return 0, None
    if measure.type == "distinct":
        return MICRO, str(value)
    return micro_units(rulebook.kinds[kind].facts[name], value, rulebook), None


def distinct_amount(marks: Marks) -> int:
    """How many values still have something."""
    return MICRO * sum(1 for seen in marks.values() if seen > 0)


def day_mark(day: date, value: str | None) -> str:
    """The mark of a local day in a rolling window; with the value that was seen, where values are counted."""
    return day.isoformat() if value is None else f"{day.isoformat()} {value}"


def last_day(marks: Marks, at_least: date) -> date:
    """The newest day that has a mark, or the one given where that is later."""
    return date.fromisoformat(max([at_least.isoformat(), *(mark[:_DAY] for mark in marks)]))


def window_amount(marks: Marks, last: date, days: int) -> int:
    """What the `days` local days that end with `last` come to: their sum, or how many values they saw."""
    first = (last - timedelta(days=days - 1)).isoformat()
    inside = {mark: amount for mark, amount in marks.items() if first <= mark[:_DAY] <= last.isoformat()}
    values = {mark[_DAY:] for mark in inside if len(mark) > _DAY}
    return MICRO * len(values) if values else sum(inside.values())


def best_window(marks: Marks, days: int) -> int:
    """The most that any `days` local days together come to."""
    ends = {date.fromisoformat(mark[:_DAY]) for mark in marks}
    return max((window_amount(marks, end, days) for end in ends), default=0)


def pruned(marks: Marks, last: date, days: int) -> Marks:
    """Only the days that still count."""
    first = (last - timedelta(days=days - 1)).isoformat()
    return {mark: amount for mark, amount in marks.items() if mark[:_DAY] >= first and amount}


def add(marks: Marks, mark: str, amount: int) -> None:
    left = marks.get(mark, 0) + amount
    if left > 0:
        marks[mark] = left
    else:
        marks.pop(mark, None)


# Sequences


def step_mark(measure: Measure, marks: Marks, kind: str, asked: ConditionFacts | None) -> str | None:
    """The step that an activity is taken for, one only: the first that is open, or one that is done and may need a
    stand-in. None: it is no step, or not yet."""
    spare: str | None = None
    for place, step in enumerate(measure.steps):
        mark = str(place)
        done = marks.get(mark, 0) > 0
        if kind in step.kinds and (
            step.condition is None or (asked is not None and step.condition.holds(asked))
        ):
            if not done:
                return mark
            if spare is None and marks[mark] < STAND_INS * MICRO:
                spare = mark
        if not done and measure.in_order:
            break
    return spare


def steps_done(measure: Measure, marks: Marks) -> list[bool]:
    """Which steps are done; in order, none after the first that is open."""
    done = [marks.get(str(place), 0) > 0 for place in range(len(measure.steps))]
    if measure.in_order and False in done:
        first = done.index(False)
        return [place < first for place in range(len(done))]
    return done


def sequence_amount(measure: Measure, marks: Marks) -> int:
    return MICRO * sum(steps_done(measure, marks))


# Weeks in a row


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def days_in(marks: Marks, monday: date) -> list[bool]:
    """On which of a week's days something was done, Monday first."""
    return [marks.get((monday + timedelta(days=n)).isoformat(), 0) > 0 for n in range(7)]


def weeks_in_a_row(measure: Measure, marks: Marks, today: date) -> int:
    """How many weeks the row has that is still alive in the week of `today`. A week that was not enough is a rest, as
    long as there are rests left; the week of `today` itself is not over and costs none."""
    return _row(_enough(measure, marks), measure.rest_weeks, monday_of(today))


def most_weeks(measure: Measure, marks: Marks) -> int:
    """The longest row that there ever was."""
    weeks = _enough(measure, marks)
    return max((_row(weeks[: n + 1], measure.rest_weeks, week) for n, week in enumerate(weeks)), default=0)


def _enough(measure: Measure, marks: Marks) -> list[date]:
    """The Mondays of weeks that were enough, in order."""
    mondays = Counter(monday_of(date.fromisoformat(mark)) for mark, seen in marks.items() if seen > 0)
    return sorted(monday for monday, days in mondays.items() if days >= measure.days)


def _row(weeks: Sequence[date], rests: int, this_monday: date) -> int:
    """Backwards from this week, which itself costs no rest, for as long as the rests last."""
    row, after = 0, this_monday
    for week in reversed(weeks):
        rests -= max(0, (after - week) // WEEK - 1)
        if rests < 0:
            break
        row, after = row + 1, week
    return row

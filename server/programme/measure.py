"""Counting what a challenge or a counter measures: marks that can be added to, and taken from again. Pure.

Amounts are micro-units. Marks are kept as JSON: for distinct values, how much of each was seen; for a rolling window,
the amount of each local day, or of each value on each day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from .facts import micro_units
from .rulebook import MICRO, ConditionFacts, FactValue, Measure, Rulebook

Marks = dict[str, int]
_DAY = len("2026-03-04")


def contribution(
    measure: Measure, kind: str, facts: Mapping[str, FactValue], asked: ConditionFacts | None, rulebook: Rulebook
) -> tuple[int, str | None]:
    """What one activity adds (0: nothing), and the distinct value that it adds to."""
    if kind not in measure.kinds:
        return 0, None
    if measure.condition is not None and (asked is None or not measure.condition.holds(asked)):
        return 0, None
    if measure.type == "count":
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

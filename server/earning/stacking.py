"""What multipliers add to what a rule gave. Pure and exact.

Of those that hold the greatest of `best` counts; then times 1 + what the `add` ones add; then times each `multiply`.
The rule's points and what each multiplier adds to the rounded running total come to the rounded whole, never one more
or less.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.programme.rulebook import MICRO, Line, Multiplier, MultiplierPlan, RulePlan

from .rules import Asking, Worth, excluded, meets, rounded, row_of


@dataclass(frozen=True, slots=True)
class Increment:
    """What one multiplier adds, in minor units (above 0)."""

    multiplier: Multiplier
    points: int
    arithmetic: dict[str, Any]


@dataclass(slots=True)
class _Running:
    """The factors of one part of a worth so far, in millionths; `times` in millionths for each of its multipliers."""

    exact: int
    best: int = MICRO
    added: int = MICRO
    times: int = 1


def increments(plan: RulePlan, asking: Asking, worth: Worth) -> Iterator[Increment]:
    """In the order in which they count: of the best the winner, then those that add, then those that multiply."""
    if not plan.multipliers or not worth.parts:
        return
    factors = [(one, _factors(one, asking, worth)) for one in plan.multipliers]
    held = [(one, by_part) for one, by_part in factors if any(factor > MICRO for factor in by_part)]
    if not held:
        return
    winners = [_winner(held, place) for place in range(len(worth.parts))]
    running = [_Running(part.exact) for part in worth.parts]
    scale, total = worth.scale * MICRO * MICRO, worth.points
    for one, by_part in held:
        stack, before = one.multiplier.stack, total
        for place, part in enumerate(running):
            if stack == "add":
                part.added += by_part[place] - MICRO
            elif stack == "multiply":
                part.times *= by_part[place]
            elif winners[place] is one:
                part.best = by_part[place]
        if stack == "multiply":
            scale *= MICRO
        exact = sum(part.exact * part.best * part.added * part.times for part in running)
        total = rounded(exact, scale, plan.rule.rounding)
        if total > before:
            arithmetic = {"multiplies": plan.rule.code, "factor": _shown(max(by_part)), "stack": stack,
                          "base": worth.points, "so_far": before}  # fmt: skip
            yield Increment(one.multiplier, total - before, arithmetic)


def active(plan: MultiplierPlan, asking: Asking) -> bool:
    """Whether a multiplier holds for an activity, its tables aside."""
    one, activity = plan.multiplier, asking.activity
    if one.starts_at is not None and activity.occurred_at < one.starts_at:
        return False
    if one.ends_at is not None and activity.occurred_at >= one.ends_at:
        return False
    if not meets(plan.only.of_activity, asking.values) or excluded(plan.unless.of_activity, asking.values):
        return False
    if one.condition is None:
        return True
    if one.code not in asking.holding:
        asking.holding[one.code] = activity.asked is not None and one.condition.holds(activity.asked)
    return asking.holding[one.code]


def _factors(plan: MultiplierPlan, asking: Asking, worth: Worth) -> list[int]:
    """For each part, in millionths; a million where it does not hold."""
    if not active(plan, asking):
        return [MICRO] * len(worth.parts)
    return [_factor(plan, asking, part.line) for part in worth.parts]


def _factor(plan: MultiplierPlan, asking: Asking, line: Line) -> int:
    if not meets(plan.only.of_line, line) or excluded(plan.unless.of_line, line):
        return MICRO
    row = row_of(plan.rows, asking.values, line)
    return row.micro if row is not None else MICRO


def _winner(held: list[tuple[MultiplierPlan, list[int]]], place: int) -> MultiplierPlan | None:
    """The `best` one with the greatest factor for a part; of equals the first in the file."""
    best = [(one, by_part[place]) for one, by_part in held if one.multiplier.stack == "best"]
    return max(best, key=lambda each: each[1])[0] if best else None


def _shown(micro: int) -> str:
    whole, rest = divmod(micro, MICRO)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")

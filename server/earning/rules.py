"""What a rule earns, before its caps. Pure and exact: whole numbers in fractions, rounded once.

`Asking` is one activity as rules ask it; `holds` whether a rule does, `worth_of` what it then comes to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from server.kernel import periods
from server.kernel.clock import Instant
from server.kernel.money import Rounding
from server.programme.effect import Activity
from server.programme.rulebook import Asks, EarningPlan, EarningRule, Line, RatePlan, RulePlan, Scalar

_NO_LINE: Line = {}


@dataclass(slots=True)
class Asking:
    """One activity, as earning rules ask it: `values` are its facts, and tier, shop and partner where no fact has that
    name; what is absent is None or not there."""

    activity: Activity
    values: Mapping[str, Any]
    lines: Sequence[Line]
    holding: dict[str, bool] = field(default_factory=dict)  # Multipliers' conditions, asked once.


@dataclass(frozen=True, slots=True)
class Part:
    """What a rule gives for one line of a receipt, or for the whole activity: `exact` / the worth's scale."""

    line: Line
    exact: int


@dataclass(frozen=True, slots=True)
class Worth:
    """What a rule comes to, exactly and rounded, in minor units, with the arithmetic that explains it."""

    parts: tuple[Part, ...]
    scale: int
    points: int
    arithmetic: dict[str, Any]


def asking(plan: EarningPlan, activity: Activity) -> Asking:
    values: Mapping[str, Any] = activity.facts
    if plan.reserved:
        sender = activity.asked.sender if activity.asked is not None else {}
        values = {**values, **{name: sender.get(name) for name in plan.reserved}}
    lines = activity.facts.get(plan.lines) if plan.lines is not None else None
    return Asking(activity, values, lines if isinstance(lines, list) else ())


def holds(plan: RulePlan, asking: Asking) -> bool:
    """Whether a rule applies to an activity: before chance, caps and what it then comes to."""
    rule, values, only, unless = plan.rule, asking.values, plan.only.of_activity, plan.unless.of_activity
    if (only and not meets(only, values)) or (unless and excluded(unless, values)):
        return False
    if rule.lines is not None and rule.of is None and not any(_admitted(plan, asking.lines)):
        return False
    asked = asking.activity.asked
    return rule.condition is None or (asked is not None and rule.condition.holds(asked))


def meets(asks: Iterable[tuple[str, frozenset[Scalar]]], values: Mapping[str, Any]) -> bool:
    """Whether each value asked for is one of those named; an absent one is not."""
    return all(values.get(key) in allowed for key, allowed in asks)


def excluded(asks: Iterable[tuple[str, frozenset[Scalar]]], values: Mapping[str, Any]) -> bool:
    """Whether any value is one of those left out; an absent one is not."""
    return any(values.get(key) in left_out for key, left_out in asks)


def drawn(rule: EarningRule, activity: Activity) -> bool:
    """Whether a surprise happens: drawn from the seed, the rule, the member and the activity's key, so that it is the
    same each time it is worked out."""
    return rule.chance is None or _share(rule.seed, rule.code, activity) < rule.chance


def worth_of(plan: RulePlan, asking: Asking) -> Worth:
    """The points before any cap: Σ rate × quantity × 10^decimals over what counts, by the rule's rounding, once. The
    quantity is the fact in whole units: kronor, kilograms, pieces. A fact that is absent gives nothing."""
    rule = plan.rule
    if rule.of is None:
        points = rule.fixed or 0
        line = next(_admitted(plan, asking.lines), _NO_LINE) if rule.lines is not None else _NO_LINE
        return Worth((Part(line, points),), 1, points, {"fixed": points})
    if rule.lines is not None:
        return _worth_of_lines(plan, asking)
    exact, arithmetic = _by_rate(plan, asking)
    points = rounded(exact, plan.scale, rule.rounding)
    return Worth((Part(_NO_LINE, exact),) if exact else (), plan.scale, points, arithmetic)


def plain_points(plan: RulePlan, asking: Asking) -> tuple[int, dict[str, Any]]:
    """As `worth_of`, of a rule that gives points of its own and nothing more: the points and their arithmetic."""
    rule = plan.rule
    if rule.of is None:
        return rule.fixed or 0, {"fixed": rule.fixed or 0}
    exact, arithmetic = _by_rate(plan, asking)
    return rounded(exact, plan.scale, rule.rounding), arithmetic


def cut(worth: Worth, points: int) -> Worth:
    """What is left of a worth under a cap: its first lines, until they come to so many points. What was cut off is not
    multiplied either."""
    left, parts = points * worth.scale, []
    for part in worth.parts:
        exact = min(part.exact, left)
        parts.append(Part(part.line, exact))
        left -= exact
    return Worth(tuple(parts), worth.scale, points, worth.arithmetic)


def row_of(rows: Iterable[RatePlan], values: Mapping[str, Any], line: Line) -> RatePlan | None:
    """The first row that holds."""
    for row in rows:
        if not row.said.where or (meets(row.asks.of_activity, values) and meets(row.asks.of_line, line)):
            return row
    return None


def rounded(numerator: int, denominator: int, mode: Rounding) -> int:
    """A fraction that is not below zero as a whole number, by the named mode."""
    whole, rest = divmod(numerator, denominator)
    if mode == "up":
        return whole + (rest > 0)
    if mode == "half_up":
        return whole + (2 * rest >= denominator)
    if mode == "half_even":
        return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1))
    return whole


def pending_until(days: int, activity: Activity) -> Instant | None:
    """When earned points are the member's: at the end of the local day so many days after the activity; None: at
    once."""
    if not days:
        return None
    zone = activity.rulebook.timezone
    return periods.start_of(periods.local_date(activity.occurred_at, zone) + timedelta(days=days + 1), zone)


def _by_rate(plan: RulePlan, asking: Asking) -> tuple[int, dict[str, Any]]:
    """Exactly, in parts of the plan's scale; with the arithmetic, empty where nothing is reckoned."""
    value = asking.values.get(plan.rule.of or "")
    row = row_of(plan.rows, asking.values, _NO_LINE)
    if row is None or not isinstance(value, int) or isinstance(value, bool):
        return 0, {}
    arithmetic: dict[str, Any] = {"rate": row.text, "of": plan.rule.of, "value": value}
    if row.said.where:
        arithmetic["row"] = {key: asking.values.get(key) for key in row.said.where}
    return row.micro * value * plan.times, arithmetic


def _worth_of_lines(plan: RulePlan, asking: Asking) -> Worth:
    rule, of = plan.rule, plan.rule.of or ""
    rows = [row for row in plan.rows if meets(row.asks.of_activity, asking.values)]
    parts: list[Part] = []
    by_rate: dict[Decimal, int] = {}
    counted = 0
    for line in _admitted(plan, asking.lines):
        value, row = line.get(of), row_of(rows, asking.values, line)
        if row is None or not isinstance(value, int) or not value:
            continue
        parts.append(Part(line, row.micro * value * plan.times))
        by_rate[row.said.rate] = by_rate.get(row.said.rate, 0) + value
        counted += value
    sent = sum(value for line in asking.lines if isinstance(value := line.get(of), int))
    arithmetic: dict[str, Any] = {"of": f"{rule.lines}.{of}", "value": counted}
    if len(by_rate) == 1:
        arithmetic["rate"] = str(next(iter(by_rate)))
    elif by_rate:
        arithmetic["rates"] = [[str(rate), value] for rate, value in by_rate.items()]
    if sent > counted:
        arithmetic["left_out"] = sent - counted
    exact = sum(part.exact for part in parts)
    return Worth(tuple(parts), plan.scale, rounded(exact, plan.scale, rule.rounding), arithmetic)


def _admitted(plan: RulePlan, lines: Iterable[Line]) -> Iterator[Line]:
    only: Asks = plan.only
    for line in lines:
        if meets(only.of_line, line) and not excluded(plan.unless.of_line, line):
            yield line


def _share(seed: str, code: str, activity: Activity) -> Decimal:
    """A number from 0 to below 1 that everybody who knows these can work out again."""
    text = "\0".join((seed, code, str(activity.member.id), activity.sender, activity.key))
    return Decimal(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())) / 2**64

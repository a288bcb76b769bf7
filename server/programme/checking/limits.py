"""Limits that cannot bind, or bind before anything is given; points that are gone before they are anybody's."""

from __future__ import annotations

from collections.abc import Mapping

from server.kernel import money
from server.kernel.clock import Instant
from server.kernel.periods import Calendar
from server.programme.document.caps import SHARED
from server.programme.document.sections import Draft
from server.programme.rulebook import Cap, EarningRule, Expiry, Multiplier, Period

from .findings import Findings, Lines

_ORDER: Mapping[Calendar, int] = {"day": 1, "week": 2, "month": 3, "quarter": 4, "year": 5, "lifetime": 6}
_MOST_DAYS: Mapping[Calendar, int] = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
_LEAST_IN_MONTH = 28  # Days.
_WEEKS: Mapping[Calendar, int] = {"month": 6, "quarter": 14, "year": 54}  # That one may touch, whole or in part.


def check(draft: Draft, lines: Lines, found: Findings, _: Instant) -> None:
    for rule in draft.earning:
        if not draft.currencies[rule.currency].counter:
            _check_caps(rule, draft.currencies[rule.currency].decimals, lines, found)
            _check_waiting(rule, draft, lines, found)
    for multiplier in draft.multipliers:
        _check_factors(multiplier, lines, found)
    for code, currency in draft.currencies.items():
        life = _life(currency.expires)
        if currency.expires is not None and draft.ladder is not None:
            first = draft.ladder.tiers[0].code
            if first in currency.expires.never_for:
                found.note(lines.of("currency", code, "expires"),
                           f"The currency “{code}”: never_for names “{first}”, the first tier, so points expire only "
                           "for members of higher ones.", "Name the tiers whose members should keep their points.")
        if currency.pending_days and life is not None and currency.pending_days >= life:
            _too_short(f"The currency “{code}”", currency.pending_days, life,
                       lines.of("currency", code, "pending_days"), found)
    for code, milestone in draft.milestones.items():
        if milestone.times is not None and milestone.at and milestone.times >= len(milestone.at):
            found.note(lines.of("milestone", code, "times"),
                       f"The milestone “{code}”: times never binds, there are only {len(milestone.at)} sums.",
                       "Remove times.")


def _check_caps(rule: EarningRule, decimals: int, lines: Lines, found: Findings) -> None:
    line, what = lines.of("earn", rule.code, "cap", "caps", "budget"), f"The earning rule “{rule.code}”"
    own = [cap for cap in rule.caps if not cap.code.startswith(SHARED)]
    for cap in own:
        if cap.points is not None and rule.fixed is not None and cap.points < rule.fixed:
            gives, most = _points(rule.fixed, decimals), _points(cap.points, decimals)
            name = "budget" if _is_budget(cap, rule, lines) else "cap"
            found.note(line, f"{what} gives {gives} at a time, and its {name} is {most}: it never gives all of it.",
                       f"Raise the {name}, or lower points.")
        for other in own:
            if other is not cap and _never_binds(cap, other, rule):
                shown = _shown(cap, decimals), _shown(other, decimals)
                found.note(line, f"{what}: its cap of {shown[0]} never binds, as it has one of {shown[1]}, too.",
                           "Remove the cap that never binds.")


def _is_budget(cap: Cap, rule: EarningRule, lines: Lines) -> bool:
    """Whether the file calls it so: it is read last, after those that are written as caps."""
    entry = lines.entry("earn", rule.code)
    return entry is not None and "budget" in entry.table and cap is rule.caps[-1]


def _never_binds(cap: Cap, other: Cap, rule: EarningRule) -> bool:
    """Whether the other is reached first, always: it counts at least as widely, and leaves no more, even if each of
    its periods within the cap's brings all that it may."""
    if not other.each <= cap.each or other == cap:
        return False
    often, most = _often(other.period, cap.period), _most(other, rule)
    if often is None:
        return False
    if cap.points is not None:
        return most is not None and most * often <= cap.points
    return other.times is not None and cap.times is not None and other.times * often <= cap.times


def _often(short: Calendar, long: Calendar) -> int | None:
    """How many of the one period the other may touch; None where there is no end of them."""
    if _ORDER[short] >= _ORDER[long]:
        return 1
    if short == "day":
        return _MOST_DAYS.get(long)
    if short == "week":
        return _WEEKS.get(long)
    return {("month", "quarter"): 3, ("month", "year"): 12, ("quarter", "year"): 4}.get((short, long))


def _most(cap: Cap, rule: EarningRule) -> int | None:
    """The most points that a cap leaves in its period, where that can be known."""
    known = [cap.points] if cap.points is not None else []
    known += [cap.times * rule.fixed] if cap.times is not None and rule.fixed is not None else []
    if not known and cap.times is not None:
        return None if rule.rate is not None or rule.rates else 0
    return min(known, default=None)


def _points(units: int, decimals: int) -> str:
    return f"{money.from_minor(units, decimals)} points"


def _shown(cap: Cap, decimals: int) -> str:
    what = _points(cap.points, decimals) if cap.points is not None else f"{cap.times} times"
    return f"{what} per {cap.period}"


def _check_waiting(rule: EarningRule, draft: Draft, lines: Lines, found: Findings) -> None:
    life = _life(draft.currencies[rule.currency].expires)
    if rule.pending_days is not None and life is not None and rule.pending_days >= life:
        _too_short(f"The earning rule “{rule.code}”", rule.pending_days, life,
                   lines.of("earn", rule.code, "pending_days"), found)


def _too_short(what: str, days: int, life: int, line: int, found: Findings) -> None:
    found.wrong(line, f"{what}: points wait {days} days, and expire after {life}: nobody could spend them.",
                "Let them wait for less, or last longer.")


def _life(expiry: Expiry | None) -> int | None:
    """Days after which points may be gone; at a period's end the longest that they can have."""
    if expiry is None:
        return None
    if expiry.months is not None or expiry.idle_months is not None:
        return min(months for months in (expiry.months, expiry.idle_months) if months is not None) * _LEAST_IN_MONTH
    return _most_days(expiry.at_end_of)


def _most_days(period: Period | None) -> int | None:
    if period is None:
        return None
    return period.months * 31 if period.months else _MOST_DAYS.get(period.calendar)


def _check_factors(multiplier: Multiplier, lines: Lines, found: Findings) -> None:
    if multiplier.factors and all(row.rate == 1 for row in multiplier.factors):
        found.note(lines.of("multiplier", multiplier.code, "factor", "factors"),
                   f"The multiplier “{multiplier.code}” multiplies by 1: it changes nothing.",
                   'Write factor = "2", or remove it.')

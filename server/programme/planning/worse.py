"""Whether a change of a rule is stricter: whether some member gets less, later or with more to do than before.

Each function answers for a value before and after; where nobody can tell, it is not called stricter, but for expiries,
where another form may be.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from server.kernel.money import Rounding
from server.programme.rulebook import (
    Bracket,
    Cap,
    Days,
    EarningRule,
    Expiry,
    Multiplier,
    Path,
    Period,
    Places,
    RateRow,
    Rolling,
    Transfer,
    Validity,
)

Worse = Callable[[Any, Any], bool]
_ROUNDINGS: Sequence[Rounding] = ("down", "half_even", "half_up", "up")  # Each gives at least what those before give.
_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365, "lifetime": 10**6}


def never(_: Any, __: Any) -> bool:
    return False


def more(before: Any, after: Any) -> bool:
    """Nothing asks for nothing."""
    return (after or 0) > (before or 0)


def less(before: Any, after: Any) -> bool:
    """Nothing gives nothing."""
    return (after or 0) < (before or 0)


def limited(before: int | None, after: int | None) -> bool:
    """A limit, where None is none."""
    return after is not None and (before is None or after < before)


def rarer(before: int | None, after: int | None) -> bool:
    """A step, where None is none."""
    return before is not None and (after is None or after > before)


def began(before: Any, after: Any) -> bool:
    return bool(after) and not before


def is_now(word: str) -> Worse:
    """Of two words the one that gives less."""
    return lambda before, after: before != after and bool(after == word)


def ended(before: Any, after: Any) -> bool:
    return bool(before) and not after


def later(before: int | None, after: int | None) -> bool:
    return after is not None and (before is None or after > before)


def sooner(before: int | None, after: int | None) -> bool:
    return after is not None and (before is None or after < before)


def fewer(before: Collection[str], after: Collection[str]) -> bool:
    """A choice of which none named means any."""
    return bool(after) and (not before or not set(before) <= set(after))


def fewer_of_those_named(before: Collection[str], after: Collection[str]) -> bool:
    return not set(before) <= set(after)


def asked(before: Mapping[str, frozenset[Any]], after: Mapping[str, frozenset[Any]]) -> bool:
    """What a rule asks for: something more, or fewer values that will do."""
    return any(key not in before or not before[key] <= values for key, values in after.items())


def left_out(before: EarningRule | Multiplier, after: EarningRule | Multiplier) -> bool:
    """Something counts no longer that did before."""
    for key, values in after.unless.items():
        counted = before.only.get(key, values) - before.unless.get(key, frozenset())
        if values & counted:
            return True
    return False


def earned(before: EarningRule, after: EarningRule) -> bool:
    if before.fixed is not None and after.fixed is not None:
        return after.fixed < before.fixed
    if before.rate is not None and after.rate is not None:
        return after.rate < before.rate
    return rows(before.rates, after.rates) or (_gives(before) and not _gives(after))


def rounded(before: Rounding, after: Rounding) -> bool:
    return _ROUNDINGS.index(after) < _ROUNDINGS.index(before)


def _gives(rule: EarningRule) -> bool:
    return rule.fixed is not None or rule.rate is not None or bool(rule.rates)


def rows(before: Sequence[RateRow], after: Sequence[RateRow]) -> bool:
    """A row is gone that nothing stands for, or gives less."""
    for row in before:
        same = next((one for one in after if one.where == row.where), None)
        if after and same is None and not any(one.rate >= row.rate and not asked(row.where, one.where)
                                              for one in after):
            return True
        if same is not None and same.rate < row.rate:
            return True
    return False


def caps(before: Sequence[Cap], after: Sequence[Cap]) -> bool:
    """Some cap leaves less room than each that there was."""
    return any(not any(_as_tight(old, new) for old in before) for new in after)


def _as_tight(old: Cap, new: Cap) -> bool:
    if (old.period, old.each) != (new.period, new.each):
        return False
    points = new.points is None or (old.points is not None and old.points <= new.points)
    times = new.times is None or (old.times is not None and old.times <= new.times)
    return points and times


def expiry(before: Expiry | None, after: Expiry | None) -> bool:
    if after is None:
        return False
    if before is None or not before.never_for <= after.never_for or after.freeze_months < before.freeze_months:
        return True
    if (before.months is None, before.idle_months is None) != (after.months is None, after.idle_months is None):
        return True
    if before.at_end_of != after.at_end_of and (after.at_end_of is None or before.months is None):
        return True
    kept = bool(after.kept_by) and (not before.kept_by or not before.kept_by <= after.kept_by)
    return kept or less(before.months, after.months) or less(before.idle_months, after.idle_months)


def transfer(before: Transfer | None, after: Transfer | None) -> bool:
    if before is None or after is None:
        return before is not None
    return after.least > before.least or limited(before.most_a_year, after.most_a_year)


def paths(before: Sequence[Path], after: Sequence[Path]) -> bool:
    """Somebody who would have reached it by a path of before does so by none of after."""
    return any(not any(_as_easy(old, new) for new in after) for old in before)


def _as_easy(old: Path, new: Path) -> bool:
    needs = all(old.needs.get(unit, 0) >= sum for unit, sum in new.needs.items())
    years = new.years <= old.years and (old.in_a_row or not new.in_a_row or not new.years)
    return needs and years and (not new.needs or not shorter(old.within, new.within))


def shorter(before: Period | Rolling, after: Period | Rolling) -> bool:
    return _length(after) < _length(before)


def _length(window: Period | Rolling) -> int:
    if window.months:
        return window.months * 365 // 12
    return _DAYS[window.calendar] if isinstance(window, Period) else window.days


def validity(before: Validity, after: Validity) -> bool:
    return after.periods < before.periods or (after.periods == before.periods and after.months < before.months)


def days(before: Sequence[Days], after: Sequence[Days]) -> bool:
    """At some level a gift is good for fewer days. Where no row holds, the reward's own days do, which nobody can tell
    here."""
    levels = {tier for row in (*before, *after) for tier in row.tiers} | {""}  # Empty: those that no row names.
    lengths = [(_good_for(before, level), _good_for(after, level)) for level in levels]
    return any(new is not None and old is not None and new < old for old, new in lengths)


def _good_for(rows: Sequence[Days], level: str) -> int | None:
    return next((row.days for row in rows if not row.tiers or level in row.tiers), None)


def brackets(before: Sequence[Bracket], after: Sequence[Bracket]) -> bool:
    """Some sum brought something and brings nothing, or asks for a longer row."""
    edges = {edge for one in (*before, *after) for edge in (one.least, one.below) if edge is not None}
    for edge in edges:
        old, new = _holding(before, edge), _holding(after, edge)
        if old is not None and (new is None or new.in_a_row > old.in_a_row):
            return True
    return False


def _holding(brackets: Sequence[Bracket], total: int) -> Bracket | None:
    return next((one for one in brackets if one.least <= total and (one.below is None or total < one.below)), None)


def places(before: Places, after: Places) -> bool:
    return any(limited(getattr(before, name), getattr(after, name)) for name in ("total", "month", "member", "drop"))

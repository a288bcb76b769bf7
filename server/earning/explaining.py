"""Why a rule did not fire: what a dry run says beside what it would have brought. Pure, and not on an award's way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from server.programme import Hindrance
from server.programme.effect import Activity
from server.programme.rulebook import Asks, EarningRule, Multiplier, MultiplierPlan, RulePlan

from . import bestowing, rooms, rules
from .rooms import Usage
from .rules import Asking

Unfired = tuple[EarningRule | Multiplier, Hindrance]


def unfired(activity: Activity, usage: Usage, fired: Collection[str]) -> list[Unfired]:
    """Each rule of the activity's kind, and each multiplier of such a rule, that brought nothing, with why. `fired`:
    the codes of those that did; `usage`: what was used of the caps when all had been asked."""
    plan = activity.rulebook.earning_plans.get(activity.kind)
    if plan is None:
        return []
    asking = rules.asking(plan, activity)
    found: list[Unfired] = [
        (one.rule, _of_rule(one, asking, usage))
        for one in plan.rules
        if one.rule.code not in fired and not one.counter  # Counters are nothing that people get.
    ]
    return [*found, *_multipliers(plan.rules, asking, usage, fired)]


def _of_rule(plan: RulePlan, asking: Asking, usage: Usage) -> Hindrance:
    rule, values = plan.rule, asking.values
    named = _hindered(plan.only, plan.unless, values)
    if named is not None:
        return named
    if not _asked(rule, asking):
        return Hindrance("condition", values)
    if not rules.drawn(rule, asking.activity):
        return Hindrance("draw", values)
    if rule.to_beneficiary and not bestowing.receivers(rule, asking.activity):
        return Hindrance("beneficiary", values)
    worth = rules.worth_of(plan, asking)
    if rule.lines is not None and not worth.parts:
        return Hindrance("lines", values)
    full = rooms.is_full(rooms.rooms_of(rule.caps, asking.activity), usage)
    if full is not None and (worth.points or rule.gives):
        return Hindrance("cap", values, cap=full.cap)
    if rule.of is not None and rule.lines is None:
        if values.get(rule.of) is None:
            return Hindrance("absent", values)
        if rules.row_of(plan.rows, values, {}) is None:
            return Hindrance("row", values)
    return Hindrance("nothing", values)


def _multipliers(
    plans: Iterable[RulePlan], asking: Asking, usage: Usage, fired: Collection[str]
) -> Iterator[Unfired]:
    """Of several rules that one touches, the first that fired says why it added nothing."""
    seen: set[str] = set()
    shown = [plan for plan in plans if not plan.counter]
    for plan in sorted(shown, key=lambda plan: plan.rule.code not in fired):
        for one in plan.multipliers:
            if one.multiplier.code in fired or one.multiplier.code in seen:
                continue
            seen.add(one.multiplier.code)
            yield one.multiplier, _of_multiplier(one, plan, asking, usage, fired)


def _of_multiplier(
    one: MultiplierPlan, plan: RulePlan, asking: Asking, usage: Usage, fired: Collection[str]
) -> Hindrance:
    multiplier, activity, values = one.multiplier, asking.activity, asking.values
    after = multiplier.ends_at is not None and activity.occurred_at >= multiplier.ends_at
    if after or (multiplier.starts_at is not None and activity.occurred_at < multiplier.starts_at):
        return Hindrance("dates", values)
    named = _hindered(one.only, one.unless, values)
    if named is not None:
        return named
    if not _asked(multiplier, asking):
        return Hindrance("condition", values)
    if plan.rule.code not in fired:
        return Hindrance("base", values)
    full = rooms.is_full(rooms.rooms_of(multiplier.caps, activity), usage)
    if full is not None:
        return Hindrance("cap", values, cap=full.cap)
    if rules.row_of(one.rows, values, {}) is None:
        return Hindrance("row", values)
    return Hindrance("beaten" if multiplier.stack == "best" else "nothing", values)


def _hindered(only: Asks, unless: Asks, values: Mapping[str, Any]) -> Hindrance | None:
    """The first equality that is not met."""
    for key, allowed in only.of_activity:
        if values.get(key) not in allowed:
            return Hindrance("only", values, fact=key)
    for key, left_out in unless.of_activity:
        if values.get(key) in left_out:
            return Hindrance("except", values, fact=key)
    return None


def _asked(one: EarningRule | Multiplier, asking: Asking) -> bool:
    asked = asking.activity.asked
    return one.condition is None or (asked is not None and one.condition.holds(asked))

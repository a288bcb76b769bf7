"""Earning rules become plans: indexed by the facts' values that they ask for, with the multipliers that touch each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from .conditions import CelCondition
from .document.choosing import RESERVED
from .document.conflicts import touches
from .facts import measured
from .rulebook import MICRO, Chosen, Currency, EarningRule, Kind, Multiplier, RateRow, Scalar
from .rulebook.plans import Asks, EarningPlan, MultiplierPlan, RatePlan, RulePlan
from .values import MICRO_DIGITS

_STAGES = ("best", "add", "multiply")


def plans_of(earning: Mapping[str, Sequence[EarningRule]], multipliers: Sequence[Multiplier],
             kinds: Mapping[str, Kind], currencies: Mapping[str, Currency], money_decimals: int
             ) -> dict[str, EarningPlan]:
    """The plan of each kind that something is earned by."""
    return {
        code: _plan([_rule(rule, multipliers, kinds[code], currencies, money_decimals) for rule in rules], kinds[code])
        for code, rules in earning.items() if code in kinds
    }  # fmt: skip


def _plan(rules: Sequence[RulePlan], kind: Kind) -> EarningPlan:
    asked = Counter(name for plan in rules for name, _ in plan.needs)
    always: list[int] = []
    by_value: defaultdict[str, defaultdict[Scalar, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, plan in enumerate(rules):
        if not plan.needs:
            always.append(place)
            continue
        name, values = max(plan.needs, key=lambda need: (asked[need[0]], need[0]))
        for value in values:
            by_value[name][value].append(place)
    return EarningPlan(
        tuple(rules), tuple(always),
        tuple((name, {value: tuple(places) for value, places in found.items()}) for name, found in by_value.items()),
        tuple(name for name in RESERVED if name not in kind.facts and any(_names(plan, name) for plan in rules)),
        next((plan.rule.lines for plan in rules if plan.rule.lines is not None), None),
    )  # fmt: skip


def _rule(rule: EarningRule, multipliers: Sequence[Multiplier], kind: Kind, currencies: Mapping[str, Currency],
          money_decimals: int) -> RulePlan:
    inside = _fields(rule, kind)
    spec = measured(rule, kind)
    digits = {"money": money_decimals, "decimal": MICRO_DIGITS}.get(spec.type, 0) if spec is not None else 0
    said = rule.rates or ((RateRow({}, rule.rate),) if rule.rate is not None else ())
    only = _asks(rule.only, inside)
    needs = [ask for ask in only.of_activity if ask[0] in kind.facts]
    if isinstance(rule.condition, CelCondition):
        needs += [(name, frozenset({value})) for name, value in rule.condition.needs]
    touching = [one for one in multipliers if touches(one, rule)]
    return RulePlan(
        rule, only, _asks(rule.unless, inside), tuple(_row(row, inside) for row in said),
        10 ** currencies[rule.currency].decimals, MICRO * 10**digits,
        tuple(
            MultiplierPlan(one, _asks(one.only, inside), _asks(one.unless, inside),
                           tuple(_row(row, inside) for row in one.factors))
            for stage in _STAGES for one in touching if one.stack == stage
        ),
        tuple(needs), (*rule.caps, *(cap for one in touching for cap in one.caps)), currencies[rule.currency].counter,
        rule.pending_days if rule.pending_days is not None else currencies[rule.currency].pending_days,
        not (rule.caps or touching or rule.gives or rule.lines or rule.chance is not None or rule.to_beneficiary),
    )  # fmt: skip


def _names(plan: RulePlan, name: str) -> bool:
    """Whether a rule or what multiplies it chooses by a name."""
    asks = [plan.only, plan.unless, *(row.asks for row in plan.rows)]
    for one in plan.multipliers:
        asks += [one.only, one.unless, *(row.asks for row in one.rows)]
    return any(name == key for ask in asks for key, _ in (*ask.of_activity, *ask.of_line))


def _fields(rule: EarningRule, kind: Kind) -> frozenset[str]:
    """The names that mean a field of the receipt's lines: in a rule over lines all that they have; in one that only
    looks into them those that are no facts of the kind."""
    if rule.lines is None:
        return frozenset()
    fields = frozenset(kind.facts[rule.lines].fields)
    return fields if rule.of is not None else fields - kind.facts.keys()


def _row(row: RateRow, inside: frozenset[str]) -> RatePlan:
    return RatePlan(_asks(row.where, inside), int(row.rate * MICRO), row, str(row.rate))


def _asks(chosen: Chosen, inside: frozenset[str]) -> Asks:
    return Asks(
        tuple((key, values) for key, values in chosen.items() if key not in inside),
        tuple((key, values) for key, values in chosen.items() if key in inside),
    )

"""What a rule earns. Pure and exact: Decimal in, whole minor units out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.kernel.money import rounded
from server.programme import quantity
from server.programme.rulebook import EarningRule, FactValue, Rulebook


def points_of(rule: EarningRule, facts: Mapping[str, FactValue], rulebook: Rulebook) -> tuple[int, dict[str, Any]]:
    """The points (minor units, before any cap) and the arithmetic that explains them.

    A rate gives round(rate × quantity × 10^decimals) by the rule's rounding, where the quantity is the fact in whole
    units: kronor, kilograms, pieces. A fact that is absent gives nothing.
    """
    if rule.rate is None or rule.of is None:
        return rule.fixed or 0, {"fixed": rule.fixed or 0}
    value = facts.get(rule.of)
    if not isinstance(value, int) or isinstance(value, bool):
        return 0, {}
    amount = quantity(rulebook.kinds[rule.kind].facts[rule.of], value, rulebook)
    exact = (rule.rate * amount).scaleb(rulebook.currencies[rule.currency].decimals)
    return max(0, rounded(exact, rule.rounding)), {"rate": str(rule.rate), "of": rule.of, "value": value}

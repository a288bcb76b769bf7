"""What earning asks of an activity, worked out once a rulebook: which rules can apply to it at all, found by the values
of its facts, and for each rule what is asked of the whole activity and what of each line of its receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .earning import Cap, EarningRule, Multiplier, RateRow
from .vocabulary import Scalar


@dataclass(frozen=True, slots=True)
class Asks:
    """Equalities, apart: of the whole activity, and of a line."""

    of_activity: tuple[tuple[str, frozenset[Scalar]], ...]
    of_line: tuple[tuple[str, frozenset[Scalar]], ...]


@dataclass(frozen=True, slots=True)
class RatePlan:
    """A row of a table; `micro` is its rate or factor in millionths."""

    asks: Asks
    micro: int
    said: RateRow
    text: str  # The rate as it is written.


@dataclass(frozen=True, slots=True)
class MultiplierPlan:
    multiplier: Multiplier
    only: Asks
    unless: Asks
    rows: tuple[RatePlan, ...]


@dataclass(frozen=True, slots=True)
class RulePlan:
    """A rule. What it gives exactly is value × rate in millionths × 10^decimals / `scale`, in minor units."""

    rule: EarningRule
    only: Asks
    unless: Asks
    rows: tuple[RatePlan, ...]  # Of its rates; one that always holds where it has one rate.
    times: int  # 10^decimals
    scale: int
    multipliers: tuple[MultiplierPlan, ...]  # First those of which the best counts, then those that add up, then …
    needs: tuple[tuple[str, frozenset[Scalar]], ...]  # Facts without which it never holds.
    caps: tuple[Cap, ...]  # Its own and its multipliers'.
    counter: bool  # Whether it moves a [[counter]], which nobody sees.
    pending_days: int  # The rule's, or its currency's.
    plain: bool  # Points of the member's own and nothing more: no cap, no multiplier, no gift, no draw, no lines.


@dataclass(frozen=True, slots=True)
class EarningPlan:
    """The rules of one kind, in the file's order. Those that ask for a value of a fact are found by it."""

    rules: tuple[RulePlan, ...]
    always: tuple[int, ...]
    by_value: tuple[tuple[str, Mapping[Scalar, tuple[int, ...]]], ...]
    reserved: tuple[str, ...]  # Of tier, shop and partner those that a rule chooses by and no fact has the name of.
    lines: str | None  # The fact that lists a receipt's lines, where a rule looks into it.

    def candidates(self, facts: Mapping[str, object]) -> Sequence[RulePlan]:
        """Those that the facts do not exclude at once."""
        if not self.by_value:
            return self.rules
        places = list(self.always)
        for name, found in self.by_value:
            value = facts.get(name)
            if value.__class__ is not list and value in found:
                places += found[value]  # type: ignore[index]
        places.sort()
        return [self.rules[place] for place in places]

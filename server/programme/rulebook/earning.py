"""What an activity earns: rules, what they choose among, what multiplies them, and what they may give at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from server.kernel.clock import Instant
from server.kernel.money import Rounding
from server.kernel.periods import Calendar

from .vocabulary import Condition, Gift, Scalar, Texts

Chosen = Mapping[str, frozenset[Scalar]]
"""Values by fact, by field of a receipt's lines, or by “tier”, “shop” or “partner”."""

COUNTER = "counter:"  # Before a [[counter]]'s code, in the code of the rules that move it.


@dataclass(frozen=True, slots=True)
class RateRow:
    """A row of a rate table: it holds where every value named is one of those. The first that holds is taken."""

    where: Chosen
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many points, or so many times, in a period of the programme's zone; apart for each member, shop or
    partner that `each` names. Without a member it is a budget that all draw on. Rules may share one by its code. A rule
    counts as one time where it gave something."""

    points: int | None
    period: Calendar
    code: str = ""  # Whose counter it is: the rule's own code, or “cap:” and the code of a [[cap]].
    times: int | None = None
    each: frozenset[Literal["member", "shop", "partner"]] = frozenset({"member"})


@dataclass(frozen=True, slots=True)
class EarningRule:
    code: str
    kind: str
    condition: Condition | None
    currency: str
    rate: Decimal | None  # Points (whole, not minor) for each whole unit of the fact `of`: a krona, a kilogram.
    of: str | None
    fixed: int | None  # Or this many minor units of points.
    rounding: Rounding
    caps: tuple[Cap, ...]
    texts: Texts  # name, why: "1 poäng per hel krona"
    rates: tuple[RateRow, ...] = ()  # Instead of one rate; the last may hold always.
    lines: str | None = None  # The fact that lists a receipt's lines; `of` is then a field of them.
    only: Chosen = field(default_factory=dict)  # What it asks for …
    unless: Chosen = field(default_factory=dict)  # … and what counts for nothing (`except` in the document).
    pending_days: int | None = None  # None: as the currency says.
    gives: tuple[Gift, ...] = ()
    chance: Decimal | None = None  # Of a surprise: drawn from `seed` and the activity's key, the same each time.
    seed: str = ""
    to_beneficiary: bool = False  # What it earns goes to those whom the member has chosen, in equal shares …
    otherwise: str | None = None  # … and without a choice to this charity (`else` in the document), or to nobody.

    @property
    def own_caps(self) -> tuple[Cap, ...]:
        """Those of its caps that are each member's own."""
        return tuple(cap for cap in self.caps if "member" in cap.each)


@dataclass(frozen=True, slots=True)
class Multiplier:
    """Makes the points of earning rules more, in one currency. It posts an entry of its own.

    Of those that hold together the greatest of `best` counts, times 1 + what the `add` ones add, times each `multiply`.
    """

    code: str
    currency: str
    rules: frozenset[str]  # The earning rules that it touches; empty: all of its currency.
    factors: tuple[RateRow, ...]  # `rate` is the factor; the first row that holds is taken.
    stack: Literal["best", "add", "multiply"]
    condition: Condition | None
    only: Chosen
    unless: Chosen
    starts_at: Instant | None
    ends_at: Instant | None
    caps: tuple[Cap, ...]
    texts: Texts  # name, why

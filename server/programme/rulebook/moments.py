"""What a sum reached, a period's close or a day brings by itself."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .vocabulary import Gift, Period, Texts


@dataclass(frozen=True, slots=True)
class Milestone:
    """Each multiple of `every`, or each sum of `at`, of what was earned of a currency or counter in a period. The gifts
    come in turn: the first multiple brings the first, and so round. What the rules of an earlier version counted stays
    counted: the next step is reached `every` after the last one that was."""

    code: str
    unit: str  # A currency's or a counter's code.
    every: int | None  # Minor units
    at: tuple[int, ...]
    within: Period
    times: int | None  # At most so often in a period.
    tiers: frozenset[str]  # Only for members of these; empty: for all.
    gives: tuple[Gift, ...]
    texts: Texts  # name, why


@dataclass(frozen=True, slots=True)
class Bracket:
    """What a period's total brings, from a sum on and below another (None: no end). `in_a_row`: only when so many
    periods one after the other ended in it; then counting begins afresh."""

    least: int
    below: int | None
    in_a_row: int
    gives: tuple[Gift, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """At each period's close, what was earned of a currency or counter in it decides: the highest bracket that it
    reached. What comes late is reassessed, and only a gain is given."""

    code: str
    unit: str
    period: Period
    brackets: tuple[Bracket, ...]
    texts: Texts  # name, why


@dataclass(frozen=True, slots=True)
class Days:
    """A row of how many days a gift is good: the first whose tiers hold is taken; empty: any."""

    tiers: frozenset[str]
    days: int


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day that brings something: the member's birthday, the day they joined, a date, or so many days without an
    activity. `days`: how long what is given is good. `holdout`: a share that gets nothing, drawn from `seed` and the
    member, so that the others can be compared with them."""

    code: str
    on: Literal["birthday", "anniversary", "date", "idle"]
    month: int
    day: int
    idle_days: int
    kinds: frozenset[str]  # What ends idleness; empty: any.
    tiers: frozenset[str]  # Empty: for all.
    gives: tuple[Gift, ...]
    days: tuple[Days, ...]
    holdout: Decimal
    seed: str
    texts: Texts  # name, why

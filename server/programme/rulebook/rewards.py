"""Rewards: what points are spent on, and what is given by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from server.kernel.clock import Instant

from .vocabulary import Texts

ValidUntil = Literal["month", "next_month", "year", "membership_year"]


@dataclass(frozen=True, slots=True)
class Charity:
    """Whom points can be given to; `chosen`: a member may let what rules earn for others go there, as to a club."""

    code: str
    texts: Texts  # name, text
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """How often a reward can be redeemed; None: as often as anybody likes."""

    total: int | None = None
    month: int | None = None  # In a calendar month of the programme's zone.
    member: int | None = None  # By one member, ever.
    drop: int | None = None  # In one opening of a scheduled drop.


@dataclass(frozen=True, slots=True)
class Opening:
    """When a reward can be had: on these days of the week (1 is Monday) from a minute of the day on, for so long by the
    clock on the wall."""

    weekdays: frozenset[int]
    minute: int  # Of the local day.
    minutes: int  # How long it is open: at most until it would open again.
    timezone: str


@dataclass(frozen=True, slots=True)
class Reward:
    """What points are spent on. With a charity they are given away at once; otherwise they are held for a voucher.
    Without a price it is only given: by a milestone, at a period's close, on a birthday."""

    code: str
    currency: str
    points: int  # Minor units of the currency; 0: it is not for sale.
    face: int  # What it would cost to buy, in minor units of the programme's money; 0 where `percent` says it.
    value: Literal["rational", "functional", "emotional"]
    tier: str | None  # The lowest tier that may redeem it.
    places: Places
    valid_days: int  # A voucher's: to the end of the day so many days later, in the programme's zone.
    shops: tuple[str, ...]  # Where a voucher is good, by the shops' codes; empty: everywhere.
    charity: str | None
    texts: Texts  # name, text
    percent: int | None = None  # So much off one purchase, instead of a sum.
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    opening: Opening | None = None
    lost: bool = False  # Whether what was paid for a voucher is spent where nobody used it in time; else it comes back.
    valid_until: ValidUntil | None = None  # A voucher's, instead of days: the end of the period in which it is granted.

    @property
    def only_given(self) -> bool:
        return self.points == 0

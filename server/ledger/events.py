"""What the ledger is told, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from server.kernel.clock import Instant
from server.programme.effect import Activity, Fact, SpendsPoints

Reason = Literal[
    "earned", "awarded", "challenge", "reversed", "expired", "held", "released", "captured", "donated", "adjusted"
]  # fmt: skip
SPENDING: frozenset[Reason] = frozenset(("held", "released", "donated"))  # Having changes, and earning does not.


@dataclass(frozen=True, slots=True, eq=False)
class PointsEarned(Fact):
    """A rule gave points (minor units, above 0). The ledger posts them."""

    activity: Activity
    currency: str
    points: int
    reason: Reason
    rule: str
    arithmetic: Mapping[str, Any]
    partner_id: int | None = None  # Whose budget pays; None: the programme issues them.


@dataclass(frozen=True, slots=True, eq=False)
class PointsTakenBack(Fact):
    """What was given is undone (minor units, above 0): from the lots of `source` first."""

    activity: Activity
    currency: str
    points: int
    rule: str
    arithmetic: Mapping[str, Any]
    source: int  # The activity that gave them.
    occurred_at: Instant  # When what gave them occurred: the periods in which they counted lose them.
    partner_id: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PointsPosted(Fact):
    """An entry on a member's account."""

    activity: Activity
    entry_id: int
    currency: str
    points: int  # Signed, minor units.
    balance: int
    reason: Reason
    rule: str
    arithmetic: Mapping[str, Any]
    occurred_at: Instant


@dataclass(frozen=True, slots=True, eq=False)
class PointsCorrected(SpendsPoints):
    """A manager corrects what a member has (minor units, above or below 0): never to below nothing."""

    activity: Activity
    currency: str
    points: int
    rule: str
    arithmetic: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class PointsHeld(Fact):
    """Points (minor units, above 0, no more than there are) are to wait until a hold is captured or released."""

    activity: Activity
    hold_id: int
    currency: str
    points: int
    lapses_at: Instant | None  # When its time is over: who asked for it releases it then.
    rule: str
    arithmetic: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class HoldCaptured(Fact):
    """What the points were held for came about: they are spent."""

    activity: Activity
    hold_id: int
    rule: str
    arithmetic: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class HoldReleased(Fact):
    """What the points were held for will not come about: they come back."""

    activity: Activity
    hold_id: int
    rule: str
    arithmetic: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class HoldUnpaid(Fact):
    """The ledger says: points that a hold was paid with were taken back, and nothing else covers them."""

    activity: Activity
    hold_id: int


@dataclass(frozen=True, slots=True, eq=False)
class PointsGivenAway(Fact):
    """Points (minor units, above 0, no more than there are) go to a charity, for good."""

    activity: Activity
    currency: str
    points: int
    charity: str
    rule: str
    arithmetic: Mapping[str, Any]

"""What the ledger is told, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from server.kernel.clock import Instant
from server.programme.effect import Activity, Fact, SpendsPoints

Reason = Literal[
    "earned", "awarded", "challenge", "reversed", "expired", "held", "released", "captured", "donated", "adjusted",
    "pending", "dropped", "sent", "received", "returned",
]  # fmt: skip
EARNING: frozenset[Reason] = frozenset(("earned", "awarded", "challenge", "adjusted", "reversed"))
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
    pending_until: Instant | None = None  # They wait until then, and are the member's, and count, from then on.


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
    earned: int = 0  # Signed: what it adds to what was ever earned. Spending and expiry add nothing to that; what had
    # expired when it was undone takes from it, though no point leaves the account: `points` may be 0 then.
    version: int | None = None  # Of the rulebook that priced it, where that is not the activity's.


@dataclass(frozen=True, slots=True, eq=False)
class PointsPended(Fact):
    """Points were earned that wait until they ripen; or (below 0) what waited was undone. Nothing is earned yet."""

    activity: Activity
    entry_id: int
    currency: str
    points: int  # Signed, minor units.
    balance: int
    reason: Reason  # pending, dropped
    rule: str
    arithmetic: Mapping[str, Any]
    occurred_at: Instant
    ripe_at: Instant


@dataclass(frozen=True, slots=True, eq=False)
class PointsCorrected(SpendsPoints):
    """A manager corrects what a member has (minor units, above or below 0): never to below nothing."""

    activity: Activity
    currency: str
    points: int
    rule: str
    arithmetic: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class PointsSent(SpendsPoints):
    """A member gives points (minor units, above 0) to another, whose part of it is `activity.beside[0]`."""

    activity: Activity
    currency: str
    points: int
    names: tuple[str, str]  # What the giver and the receiver are called to each other.


@dataclass(frozen=True, slots=True, eq=False)
class TransferUndone(SpendsPoints):
    """A manager lets a transfer come back. `activity` is the giver's, `activity.beside[0]` the receiver's."""

    activity: Activity
    transfer_id: int
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class PointsFrozen(Fact):
    """The time of what a member has of a currency is to stand still for so many months. `by_hand`: a manager says so,
    who is not bound by what the programme lets members do."""

    activity: Activity
    currency: str
    months: int
    by_hand: bool


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


@dataclass(frozen=True, slots=True, eq=False)
class PointsBestowed(Fact):
    """What a rule earned goes to a charity that the member chose, and never was the member's (minor units; below 0:
    what earned it is undone, and it goes back to where it was issued)."""

    activity: Activity
    currency: str
    points: int
    charity: str
    rule: str
    arithmetic: Mapping[str, Any]
    occurred_at: Instant

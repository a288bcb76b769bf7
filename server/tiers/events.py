"""What the ladder says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.programme.effect import Activity, Fact
from server.programme.effect import TierChanged as TierChanged  # The ledger hears it too.

Answer = Literal["accepted", "declined", "withdrawn"]
OfferState = Literal["open", "accepted", "declined", "withdrawn"]


# What a fold begins with


@dataclass(frozen=True, slots=True, eq=False)
class TierGranted(Fact):
    """A manager gives a tier, for so many months; 0: for as long as if it were reached now."""

    activity: Activity
    tier: str
    months: int


@dataclass(frozen=True, slots=True, eq=False)
class TierWithdrawn(Fact):
    """A manager takes back a tier that was given by hand or by another member."""

    activity: Activity
    tier: str


@dataclass(frozen=True, slots=True, eq=False)
class PerkShown(Fact):
    """A member uses something that their tier brings."""

    activity: Activity
    perk: str


@dataclass(frozen=True, slots=True, eq=False)
class TierOffered(Fact):
    """A member offers another the tier that a perk of theirs gives. The other stands beside the activity."""

    activity: Activity
    perk: str
    names: tuple[str, str]  # What giver and taker are called to each other.


@dataclass(frozen=True, slots=True, eq=False)
class OfferAnswered(Fact):
    """Who was offered a tier takes it or not; who offered it may take it back (`answer` is withdrawn). The other one
    stands beside the activity."""

    activity: Activity
    offer_id: Id
    answer: Answer
    name: str  # What who answers is called to the other.


# What comes of it


@dataclass(frozen=True, slots=True, eq=False)
class PerkUsed(Fact):
    """`left`: how often more in this period."""

    activity: Activity
    perk: str
    left: int
    version: int


@dataclass(frozen=True, slots=True, eq=False)
class OfferMoved(Fact):
    """An offer was made to the member of the activity, or one that concerns them was answered by the other."""

    activity: Activity
    offer_id: Id
    tier: str
    state: OfferState
    name: str  # What the other is called.
    expires_at: Instant
    version: int


@dataclass(frozen=True, slots=True, eq=False)
class TiersUnreached(Fact):
    """Without what was undone, a member would never have reached these."""

    activity: Activity
    tiers: tuple[str, ...]

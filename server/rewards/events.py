"""What is asked of the rewards, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.programme.effect import Activity, Fact, SpendsPoints

Returned = Literal["cancelled", "lapsed", "lost", "undone", "owed", "settled"]


# What a fold begins with


@dataclass(frozen=True, slots=True, eq=False)
class RewardChosen(SpendsPoints):
    activity: Activity
    reward: str


@dataclass(frozen=True, slots=True, eq=False)
class VoucherPresented(SpendsPoints):
    activity: Activity
    voucher_id: Id


@dataclass(frozen=True, slots=True, eq=False)
class RedemptionWithdrawn(SpendsPoints):
    activity: Activity
    voucher_id: Id


@dataclass(frozen=True, slots=True, eq=False)
class GiftChosen(SpendsPoints):
    activity: Activity
    reward: str


@dataclass(frozen=True, slots=True, eq=False)
class GoalChosen(Fact):
    """None: the pin is taken away."""

    activity: Activity
    reward: str | None


@dataclass(frozen=True, slots=True, eq=False)
class BeneficiariesChosen(Fact):
    """Whom a member earns for beside themselves from now on, by the charities' codes; none: nobody."""

    activity: Activity
    charities: tuple[str, ...]


# What comes of it


@dataclass(frozen=True, slots=True, eq=False)
class RewardGranted(Fact):
    """A voucher is there: points are held for it, or (0 points) a rule gave it. `version` is the rulebook's that says
    what it is."""

    activity: Activity
    voucher_id: Id
    reward: str
    currency: str
    points: int
    expires_at: Instant
    version: int
    rule: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RewardUsed(Fact):
    """A till confirmed the voucher. `version` is the rulebook's by which it was granted; `points` what it had cost."""

    activity: Activity
    voucher_id: Id
    reward: str
    version: int
    points: int


@dataclass(frozen=True, slots=True, eq=False)
class RewardReturned(Fact):
    """The voucher is good no more, and its points came back: the member's own wish, its time, or what paid for it (or
    gave it) was undone.

    `lost`: its time is over, and what was paid for it is spent all the same: then nothing comes back.

    Of a gift that was used two more things are told: `owed`, what had given it was undone, so the next one stays away;
    `settled`, that one stayed away.
    """

    activity: Activity
    voucher_id: Id
    reward: str
    version: int
    points: int
    why: Returned


@dataclass(frozen=True, slots=True, eq=False)
class PointsDonated(Fact):
    activity: Activity
    donation_id: Id
    reward: str
    charity: str
    points: int
    amount: int  # Minor units of the programme's money.


@dataclass(frozen=True, slots=True, eq=False)
class PlaceMoved(Fact):
    """A place of a reward was taken (1) or came back (-1) in a period. `limit`: how many there are."""

    activity: Activity
    reward: str
    period: str
    by: int
    limit: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class GoalPinned(Fact):
    activity: Activity
    reward: str | None


@dataclass(frozen=True, slots=True, eq=False)
class GoalReached(Fact):
    """The points suffice for what the member saves for. Said once a pin."""

    activity: Activity
    reward: str


# Across rooms and time


@dataclass(frozen=True, slots=True)
class MemberPinnedReward:
    """For reactions: `id` is the activity's."""

    id: Id
    member_id: Id
    reward: str
    at: Instant

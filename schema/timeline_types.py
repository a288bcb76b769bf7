"""The events of a member's timeline, as they are told."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry

from schema.badges import Badge
from schema.challenges import ChallengeProgress
from schema.context import Info
from schema.currencies import Currency
from schema.ideas import IdeaState
from schema.moderation_types import AppealState, HouseRule, ModerationAction, NoticeKind
from schema.rewards import Charity, Reward
from schema.said import book_of
from schema.scalars import DateTime, Decimal, Points
from schema.sustainability import Action, Proof
from schema.tiers import Tier
from server import programme
from server.programme import Line


@strawberry.interface(description="Something that happened to a member, numbered without a gap.")
class MemberEvent:
    position: int = strawberry.field(description="1, 2, 3 …: `after` for what comes next.")
    occurred_at: DateTime = strawberry.field(description="When it happened.")


@strawberry.type(description="Points came, or went.")
class PointsPosted(MemberEvent):
    points: Points = strawberry.field(description="Minor units; below zero where they were taken.")
    balance: Points = strawberry.field(description="The balance after it, in minor units.")
    currency: Currency = strawberry.field(description="Of what.")
    reason: str = strawberry.field(description="earned, awarded, challenge, reversed, held, released or donated.")
    place: str | None = strawberry.field(description="The shop or partner where it happened.")
    entry_id: strawberry.ID = strawberry.field(description="The line of the ledger.")
    kind: str | None = strawberry.field(description="The kind of what caused it.")
    kind_name: str | None = strawberry.field(description="What people call that kind.")
    waited: bool = strawberry.field(description="Whether they had waited until a return window had passed.")
    data: strawberry.Private[Mapping[str, Any]]

    @strawberry.field(description="Why, in one short line.")
    def why(self, info: Info) -> str:
        return _why(self.data, info)


@strawberry.type(description="Points were earned that wait until a return window has passed; or were taken from those.")
class PointsPending(MemberEvent):
    points: Points = strawberry.field(description="Minor units; below zero where what waited was undone.")
    currency: Currency = strawberry.field(description="Of what.")
    ripe_at: DateTime = strawberry.field(description="From when on they are the member's.")
    place: str | None = strawberry.field(description="The shop or partner where it happened.")
    entry_id: strawberry.ID = strawberry.field(description="The line of the ledger.")
    kind: str | None = strawberry.field(description="The kind of what caused it.")
    kind_name: str | None = strawberry.field(description="What people call that kind.")
    data: strawberry.Private[Mapping[str, Any]]

    @strawberry.field(description="Why, in one short line.")
    def why(self, info: Info) -> str:
        return _why(self.data, info)


def _why(data: Mapping[str, Any], info: Info) -> str:
    line = Line(data["reason"], data["rule"], data["currency"], data["points"], data["arithmetic"])
    return programme.why(line, book_of(data["version"]), info.context.language)


@strawberry.type(description="Points had their time, and are gone.")
class PointsExpired(MemberEvent):
    points: Points = strawberry.field(description="Minor units, below zero.")
    balance: Points = strawberry.field(description="The balance after it, in minor units.")
    currency: Currency = strawberry.field(description="Of what.")


@strawberry.type(description="Points expire before long, unless they are spent. Told once, at least a week before.")
class PointsExpiring(MemberEvent):
    points: Points = strawberry.field(description="Minor units: all that expires within a month, together.")
    currency: Currency = strawberry.field(description="Of what.")
    first_at: DateTime = strawberry.field(description="When the first of them expire.")
    last_at: DateTime = strawberry.field(description="When the last of them do.")


@strawberry.enum(description="What happened in a household.")
class HouseholdNews(Enum):
    INVITED = strawberry.enum_value("invited", description="The member is asked to come.")
    JOINED = strawberry.enum_value("joined", description="Who was asked came.")
    DECLINED = strawberry.enum_value("declined", description="Who was asked said no.")
    LEFT = strawberry.enum_value("left", description="Somebody is in it no more.")
    LET_GO = strawberry.enum_value("let_go", description="The member is in it no more.")
    HANDED_OVER = strawberry.enum_value("handed_over", description="Who had it has left: now it is the member's.")


@strawberry.type(description="Something happened in the member's household.")
class HouseholdChanged(MemberEvent):
    what: HouseholdNews = strawberry.field(description="What.")
    name: str = strawberry.field(description="Who did it, or whom it concerns.")
    called: str = strawberry.field(description="What the household is called: “the sharing group”.")


@strawberry.type(description="A badge was given.")
class BadgeAwarded(MemberEvent):
    badge: Badge = strawberry.field(description="The badge.")
    why: str = strawberry.field(description="What gave it, in a few words.")


@strawberry.type(description="A badge was taken back, because what gave it was undone.")
class BadgeRevoked(MemberEvent):
    badge: Badge = strawberry.field(description="The badge.")
    why: str = strawberry.field(description="What was undone, in a few words.")


@strawberry.type(description="A challenge moved.")
class ChallengeProgressed(MemberEvent):
    progress: ChallengeProgress = strawberry.field(description="How far it has come.")


@strawberry.type(description="A challenge was completed.")
class ChallengeCompleted(MemberEvent):
    progress: ChallengeProgress = strawberry.field(description="How far it has come.")


@strawberry.type(description="A challenge is open again, because what completed it was undone.")
class ChallengeReopened(MemberEvent):
    progress: ChallengeProgress = strawberry.field(description="How far it has come.")


@strawberry.type(description="Another tier holds.")
class TierChanged(MemberEvent):
    tier: Tier | None = strawberry.field(description="The tier that holds now.")
    previous: Tier | None = strawberry.field(description="The one that held before.")
    up: bool = strawberry.field(description="Whether it is a higher one.")
    until: str | None = strawberry.field(
        description="The last day on which it is held, as far as is known then, in the programme's zone; null: no end."
    )


@strawberry.type(description="Something that the member's level brings was used.")
class PerkUsed(MemberEvent):
    perk: str = strawberry.field(description="The perk's code.")
    name: str = strawberry.field(description="What people call it.")
    left: int = strawberry.field(description="How often more it can be used in the period.")


@strawberry.enum(description="Where an offer of a level stands.")
class TierOfferState(Enum):
    OPEN = strawberry.enum_value("open", description="It can be taken.")
    ACCEPTED = strawberry.enum_value("accepted", description="It was taken.")
    DECLINED = strawberry.enum_value("declined", description="It was not wanted.")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="Who offered it took it back.")


@strawberry.type(description="Another member offers a level, or answered an offer.")
class TierOfferMoved(MemberEvent):
    offer: strawberry.ID = strawberry.field(description="What the offer is answered by.")
    tier: Tier | None = strawberry.field(description="The level; null where the programme dropped it.")
    state: TierOfferState = strawberry.field(description="Where it stands now.")
    name: str = strawberry.field(description="What the other member is called.")
    expires_at: DateTime = strawberry.field(description="When it lapses if nobody answers.")


@strawberry.type(description="What the member did was estimated to save something; or it was undone.")
class ImpactRecorded(MemberEvent):
    action: Action = strawberry.field(description="What was done.")
    proof: Proof = strawberry.field(description="Whose word it rests on.")
    kilograms: Decimal = strawberry.field(description="Kilograms of CO₂e; below zero where it was undone.")
    text: str = strawberry.field(description="The estimate in words: how much, compared with what.")


@strawberry.type(description="The moderators wrote to the member: the whole of it is the notice.")
class NoticePosted(MemberEvent):
    notice_id: strawberry.ID = strawberry.field(description="The notice.")
    kind: NoticeKind = strawberry.field(description="What it tells.")
    action: ModerationAction | None = strawberry.field(description="What was done.")
    rule: HouseRule | None = strawberry.field(description="The rule that it was done by.")
    silence_until: DateTime | None = strawberry.field(description="Until when the member does not write.")
    outcome: AppealState | None = strawberry.field(description="How an appeal ended.")
    idea: IdeaState | None = strawberry.field(description="What becomes of the member's idea.")


@strawberry.type(description="A reward was redeemed, its points are held for a code; or it was given.")
class RewardGranted(MemberEvent):
    reward: Reward = strawberry.field(description="The reward.")
    voucher_id: strawberry.ID = strawberry.field(description="The voucher.")
    points: Points = strawberry.field(description="What is held, in minor units; 0: it was given.")
    given: bool = strawberry.field(description="Whether it was given, and not redeemed for points.")
    why: str | None = strawberry.field(description="What a gift was for; null: it was redeemed.")
    expires_at: DateTime = strawberry.field(description="Until when the code is good.")


@strawberry.type(description="A till confirmed a code.")
class RewardUsed(MemberEvent):
    reward: Reward = strawberry.field(description="The reward.")
    voucher_id: strawberry.ID = strawberry.field(description="The voucher.")
    points: Points = strawberry.field(description="What it had cost, in minor units; 0: it was given.")
    place: str | None = strawberry.field(description="The shop or partner where it was used.")


@strawberry.enum(description="Why the points of a voucher came back, or what became of a gift.")
class ReturnReason(Enum):
    CANCELLED = strawberry.enum_value("cancelled", description="The member called it off.")
    LAPSED = strawberry.enum_value("lapsed", description="Its time was over.")
    LOST = strawberry.enum_value("lost", description="Its time was over, and what was paid for it is spent.")
    UNDONE = strawberry.enum_value("undone", description="What had paid for it, or given it, was undone.")
    OWED = strawberry.enum_value(
        "owed", description="A gift that was used stays used; what gave it was undone, so the next one stays away."
    )
    SETTLED = strawberry.enum_value("settled", description="A gift stayed away, for one that was used and undone.")


@strawberry.type(description="A code is good no more, and its points came back; or a gift has to be made good.")
class RewardReturned(MemberEvent):
    reward: Reward = strawberry.field(description="The reward.")
    voucher_id: strawberry.ID = strawberry.field(description="The voucher.")
    points: Points = strawberry.field(
        description="What came back (of a lost one: what was spent), in minor units; 0: it was given."
    )
    reason: ReturnReason = strawberry.field(description="Why.")


@strawberry.type(description="Points were given to a charity.")
class PointsDonated(MemberEvent):
    reward: Reward = strawberry.field(description="What was chosen.")
    charity: Charity = strawberry.field(description="Who got it.")
    donation_id: strawberry.ID = strawberry.field(description="The receipt.")
    points: Points = strawberry.field(description="What it cost, in minor units.")
    amount: Decimal = strawberry.field(description="What it became, in the programme's money.")


@strawberry.type(description="A rule earned points for a charity that the member chose; or that was undone.")
class PointsBestowed(MemberEvent):
    charity: Charity = strawberry.field(description="Who got them.")
    points: Points = strawberry.field(description="Minor units; below zero where what earned them was undone.")
    currency: Currency = strawberry.field(description="Of what.")


@strawberry.type(description="The member chose what to save for, or took the pin away.")
class GoalPinned(MemberEvent):
    goal: Reward | None = strawberry.field(description="The reward; null: nothing is pinned.")


@strawberry.type(description="The points suffice for what the member saves for.")
class GoalReached(MemberEvent):
    reward: Reward = strawberry.field(description="The reward.")


@strawberry.type(description="The position is not kept any more: read the member afresh, and go on from this one.")
class TimelineReset(MemberEvent):
    pass


EVENT_TYPES = (
    PointsPosted, PointsPending, HouseholdChanged, PointsExpired, PointsExpiring, BadgeAwarded, BadgeRevoked,
    ChallengeProgressed, ChallengeCompleted, ChallengeReopened, TierChanged, PerkUsed, TierOfferMoved, NoticePosted,
    ImpactRecorded, RewardGranted, RewardUsed, RewardReturned, PointsDonated, PointsBestowed, GoalPinned, GoalReached,
    TimelineReset,
)  # fmt: skip

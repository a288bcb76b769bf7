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
    data: strawberry.Private[Mapping[str, Any]]

    @strawberry.field(description="Why, in one short line.")
    def why(self, info: Info) -> str:
        data = self.data
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


@strawberry.type(description="A reward was redeemed: its points are held for a code.")
class RewardGranted(MemberEvent):
    reward: Reward = strawberry.field(description="The reward.")
    voucher_id: strawberry.ID = strawberry.field(description="The voucher.")
    points: Points = strawberry.field(description="What is held, in minor units.")
    expires_at: DateTime = strawberry.field(description="Until when the code is good.")


@strawberry.type(description="A till confirmed a code.")
class RewardUsed(MemberEvent):
    reward: Reward = strawberry.field(description="The reward.")
    voucher_id: strawberry.ID = strawberry.field(description="The voucher.")
    place: str | None = strawberry.field(description="The shop or partner where it was used.")


@strawberry.enum(description="Why the points of a voucher came back.")
class ReturnReason(Enum):
    CANCELLED = strawberry.enum_value("cancelled", description="The member called it off.")
    LAPSED = strawberry.enum_value("lapsed", description="Its time was over.")
    UNDONE = strawberry.enum_value("undone", description="What had paid for it was undone.")


@strawberry.type(description="A code is good no more, and its points came back.")
class RewardReturned(MemberEvent):
    reward: Reward = strawberry.field(description="The reward.")
    voucher_id: strawberry.ID = strawberry.field(description="The voucher.")
    points: Points = strawberry.field(description="What came back, in minor units.")
    reason: ReturnReason = strawberry.field(description="Why.")


@strawberry.type(description="Points were given to a charity.")
class PointsDonated(MemberEvent):
    reward: Reward = strawberry.field(description="What was chosen.")
    charity: Charity = strawberry.field(description="Who got it.")
    donation_id: strawberry.ID = strawberry.field(description="The receipt.")
    points: Points = strawberry.field(description="What it cost, in minor units.")
    amount: Decimal = strawberry.field(description="What it became, in the programme's money.")


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
    PointsPosted, PointsExpired, PointsExpiring, BadgeAwarded, BadgeRevoked, ChallengeProgressed, ChallengeCompleted,
    ChallengeReopened, TierChanged, NoticePosted, ImpactRecorded, RewardGranted,
    RewardUsed, RewardReturned, PointsDonated, GoalPinned, GoalReached, TimelineReset,
)  # fmt: skip

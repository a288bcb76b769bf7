"""What a member is told: the events of their timeline, with words put to their codes and numbers.

Everything is made of the event itself, the rulebook and the names of places, all of them in memory: however many
sockets hear of an award, the database is not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any

import strawberry

from schema.activities import name_of_kind
from schema.badges import Badge, badge_of_code, why_gone, why_of
from schema.challenges import ChallengeProgress, progress_of
from schema.context import Info
from schema.currencies import Currency, currency_of
from schema.moderation_types import AppealState, HouseRule, ModerationAction, NoticeKind, rule_of
from schema.partners import places
from schema.relay import global_id
from schema.rewards import Charity, Reward, charity_of, reward_of_code
from schema.said import book_of
from schema.scalars import DateTime, Decimal, Points, from_micro
from schema.sustainability import Action, Proof, action_of_code, estimate_text
from schema.tiers import Tier, tier_of_code
from server import programme
from server.kernel import money
from server.live import Event
from server.programme import Line
from server.programme.rulebook import Language


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
    PointsPosted, PointsExpired, BadgeAwarded, BadgeRevoked, ChallengeProgressed, ChallengeCompleted,
    ChallengeReopened, TierChanged, NoticePosted, ImpactRecorded, RewardGranted,
    RewardUsed, RewardReturned, PointsDonated, GoalPinned, GoalReached, TimelineReset,
)  # fmt: skip


async def told(event: Event, language: Language) -> MemberEvent | None:
    """An event in a language. None for one that this version does not know: a newer one wrote it."""
    return (await all_told([event], language))[0]


async def all_told(events: Sequence[Event], language: Language) -> list[MemberEvent | None]:
    """Many of them, in their order."""
    partner_ids = {partner_id for event in events if (partner_id := event.data.get("partner")) is not None}
    if partner_ids:
        await places.ready(partner_ids)
    return [tell(event, event.data, language) if (tell := _TELLERS.get(event.type)) else None for event in events]


def _points(event: Event, data: Mapping[str, Any], language: Language) -> PointsPosted:
    book = book_of(data["version"])
    return PointsPosted(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        points=Points(data["points"]),
        balance=Points(data["balance"]),
        currency=currency_of(book, data["currency"], language),
        reason=data["reason"],
        place=places.name(data["partner"], data["shop"]),
        entry_id=global_id("LedgerEntry", data["entry"]),
        kind=data["kind"],
        kind_name=name_of_kind(book, data["kind"], language) if data["kind"] else None,
        data=data,
    )


def _expired(event: Event, data: Mapping[str, Any], language: Language) -> PointsExpired:
    return PointsExpired(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        points=Points(data["points"]),
        balance=Points(data["balance"]),
        currency=currency_of(book_of(data["version"]), data["currency"], language),
    )


def _badge(event: Event, data: Mapping[str, Any], language: Language) -> BadgeAwarded:
    book = book_of(data["version"])
    return BadgeAwarded(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        badge=badge_of_code(book, data["badge"], language),
        why=why_of(book, data["badge"], data["cause"], language),
    )


def _badge_gone(event: Event, data: Mapping[str, Any], language: Language) -> BadgeRevoked:
    book = book_of(data["version"])
    return BadgeRevoked(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        badge=badge_of_code(book, data["badge"], language),
        why=why_gone(book, data.get("cause", ""), language),
    )


def _tier(event: Event, data: Mapping[str, Any], language: Language) -> TierChanged:
    book = book_of(data["version"])
    return TierChanged(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        tier=tier_of_code(book, data["tier"], language),
        previous=tier_of_code(book, data["previous"], language),
        up=data["up"],
    )


def _challenge(
    make: Callable[..., MemberEvent],
) -> Callable[[Event, Mapping[str, Any], Language], MemberEvent | None]:
    def tell(event: Event, data: Mapping[str, Any], language: Language) -> MemberEvent | None:
        book = book_of(data["version"])
        challenge = book.challenges.get(data["challenge"])
        if challenge is None:
            return None
        progress = progress_of(
            book,
            challenge,
            language,
            amount=data["amount"],
            target=data["target"],
            joined=True,
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
            completed_at=data.get("completed_at"),
            beside=data.get("beside", 0),
        )
        return make(position=event.position, occurred_at=DateTime(event.occurred_at), progress=progress)

    return tell


def _impact(event: Event, data: Mapping[str, Any], language: Language) -> ImpactRecorded:
    book = book_of(data["version"])
    return ImpactRecorded(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        action=action_of_code(book, data["action"], language),
        proof=Proof.OWN_WORD if data["proof"] == "own" else Proof.PARTNER,
        kilograms=from_micro(data["micro_kg"]),
        text=estimate_text(book, data["action"], data["micro_kg"], language),
    )


def _notice(event: Event, data: Mapping[str, Any], language: Language) -> NoticePosted:
    rule, until, outcome = data.get("rule"), data.get("until"), data.get("verdict")
    return NoticePosted(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        notice_id=global_id("Notice", data["notice"]),
        kind=NoticeKind(data["kind"]),
        action=ModerationAction(data["action"]) if data.get("action") else None,
        rule=rule_of(rule, data["version"], language) if rule is not None else None,
        silence_until=DateTime(until) if until is not None else None,
        outcome=AppealState(outcome) if outcome is not None else None,
    )


def _granted(event: Event, data: Mapping[str, Any], language: Language) -> RewardGranted:
    return RewardGranted(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        reward=reward_of_code(book_of(data["version"]), data["reward"], language),
        voucher_id=global_id("Voucher", data["voucher"]),
        points=Points(data["points"]),
        expires_at=DateTime(data["expires_at"]),
    )


def _used(event: Event, data: Mapping[str, Any], language: Language) -> RewardUsed | None:
    reward = _reward(data, language)
    return None if reward is None else RewardUsed(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        reward=reward,
        voucher_id=global_id("Voucher", data["voucher"]),
        place=places.name(data["partner"], data["shop"]),
    )


def _returned(event: Event, data: Mapping[str, Any], language: Language) -> RewardReturned | None:
    reward = _reward(data, language)
    return None if reward is None else RewardReturned(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        reward=reward,
        voucher_id=global_id("Voucher", data["voucher"]),
        points=Points(data["points"]),
        reason=ReturnReason(data["why"]),
    )


def _donated(event: Event, data: Mapping[str, Any], language: Language) -> PointsDonated:
    book = book_of(data["version"])
    return PointsDonated(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        reward=reward_of_code(book, data["reward"], language),
        charity=charity_of(book, data["charity"], language),
        donation_id=global_id("Donation", data["donation"]),
        points=Points(data["points"]),
        amount=Decimal(money.from_minor(data["amount"], book.money_decimals)),
    )


def _pinned(event: Event, data: Mapping[str, Any], language: Language) -> GoalPinned:
    return GoalPinned(
        position=event.position, occurred_at=DateTime(event.occurred_at), goal=_reward(data, language)
    )


def _reached(event: Event, data: Mapping[str, Any], language: Language) -> GoalReached | None:
    reward = _reward(data, language)
    if reward is None:
        return None
    return GoalReached(position=event.position, occurred_at=DateTime(event.occurred_at), reward=reward)


def _reward(data: Mapping[str, Any], language: Language) -> Reward | None:
    """None where a later version has dropped it, or nothing is named."""
    book = book_of(data["version"])
    return reward_of_code(book, data["reward"], language) if data["reward"] in book.rewards else None


def _reset(event: Event, data: Mapping[str, Any], language: Language) -> TimelineReset:
    return TimelineReset(position=event.position, occurred_at=DateTime(event.occurred_at))


_TELLERS: Mapping[str, Callable[[Event, Mapping[str, Any], Language], MemberEvent | None]] = {
    "PointsPosted": _points,
    "PointsExpired": _expired,
    "BadgeAwarded": _badge,
    "BadgeRevoked": _badge_gone,
    "ChallengeProgressed": _challenge(ChallengeProgressed),
    "ChallengeCompleted": _challenge(ChallengeCompleted),
    "ChallengeReopened": _challenge(ChallengeReopened),
    "TierChanged": _tier,
    "ImpactRecorded": _impact,
    "NoticePosted": _notice,
    "RewardGranted": _granted,
    "RewardUsed": _used,
    "RewardReturned": _returned,
    "PointsDonated": _donated,
    "GoalPinned": _pinned,
    "GoalReached": _reached,
    "TimelineReset": _reset,
}

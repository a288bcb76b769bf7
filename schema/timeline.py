"""What a member is told: the events of their timeline, with words put to their codes and numbers.

Everything is made of the event itself, the rulebook and the names of places, all of them in memory: however many
sockets hear of an award, the database is not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from schema.activities import name_of_kind
from schema.badges import badge_of_code, why_gone, why_of
from schema.challenges import progress_of
from schema.currencies import currency_of
from schema.ideas import IdeaState
from schema.moderation_types import AppealState, ModerationAction, NoticeKind, rule_of
from schema.partners import places
from schema.relay import global_id
from schema.rewards import Reward, charity_of, reward_of_code
from schema.said import book_of, said
from schema.scalars import DateTime, Decimal, Points, from_micro
from schema.sustainability import Proof, action_of_code, estimate_text
from schema.tiers import last_day, tier_of_code
from schema.timeline_types import (
    BadgeAwarded,
    BadgeRevoked,
    ChallengeCompleted,
    ChallengeProgressed,
    ChallengeReopened,
    GoalPinned,
    GoalReached,
    HouseholdChanged,
    HouseholdNews,
    ImpactRecorded,
    MemberEvent,
    NoticePosted,
    PerkUsed,
    PointsBestowed,
    PointsDonated,
    PointsExpired,
    PointsExpiring,
    PointsPending,
    PointsPosted,
    ReturnReason,
    RewardGranted,
    RewardReturned,
    RewardUsed,
    TierChanged,
    TierOfferMoved,
    TierOfferState,
    TimelineReset,
)
from server import programme
from server.kernel import money
from server.live import Event
from server.programme.rulebook import HOUSEHOLD, Language


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
        kind_name=name_of_kind(book, data["kind"], language) if data["kind"] and data["kind"] != "@due" else None,
        waited=bool(data["arithmetic"].get("waited")),
        data=data,
    )


def _pending(event: Event, data: Mapping[str, Any], language: Language) -> PointsPending:
    book = book_of(data["version"])
    return PointsPending(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        points=Points(data["points"]),
        currency=currency_of(book, data["currency"], language),
        ripe_at=DateTime(data["ripe_at"]),
        place=places.name(data["partner"], data["shop"]),
        entry_id=global_id("LedgerEntry", data["entry"]),
        kind=data["kind"],
        kind_name=name_of_kind(book, data["kind"], language) if data["kind"] else None,
        data=data,
    )


def _household(event: Event, data: Mapping[str, Any], language: Language) -> HouseholdChanged:
    return HouseholdChanged(
        position=event.position, occurred_at=DateTime(event.occurred_at), what=HouseholdNews(data["what"]),
        name=data["name"], called=data.get("called", {}).get(language) or HOUSEHOLD[language]["the"],
    )  # fmt: skip


def _expired(event: Event, data: Mapping[str, Any], language: Language) -> PointsExpired:
    return PointsExpired(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        points=Points(data["points"]),
        balance=Points(data["balance"]),
        currency=currency_of(book_of(data["version"]), data["currency"], language),
    )


def _expiring(event: Event, data: Mapping[str, Any], language: Language) -> PointsExpiring:
    return PointsExpiring(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        points=Points(data["points"]),
        currency=currency_of(book_of(data["version"]), data["currency"], language),
        first_at=DateTime(data["first"]),
        last_at=DateTime(data["last"]),
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


def _perk(event: Event, data: Mapping[str, Any], language: Language) -> PerkUsed:
    perk = book_of(data["version"]).perks.get(data["perk"])
    return PerkUsed(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        perk=data["perk"],
        name=said(perk.texts, language, "name") if perk is not None else data["perk"],
        left=data["left"],
    )


def _offer(event: Event, data: Mapping[str, Any], language: Language) -> TierOfferMoved:
    return TierOfferMoved(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        offer=global_id("TierOffer", data["offer"]),
        tier=tier_of_code(book_of(data["version"]), data["tier"], language),
        state=TierOfferState(data["state"]),
        name=data["name"],
        expires_at=DateTime(data["expires_at"]),
    )


def _tier(event: Event, data: Mapping[str, Any], language: Language) -> TierChanged:
    book = book_of(data["version"])
    return TierChanged(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        tier=tier_of_code(book, data["tier"], language),
        previous=tier_of_code(book, data["previous"], language),
        up=data["up"],
        until=last_day(data.get("until"), book),
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
        idea=IdeaState(data["state"]) if "state" in data else None,
    )


def _granted(event: Event, data: Mapping[str, Any], language: Language) -> RewardGranted:
    return RewardGranted(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        reward=reward_of_code(book_of(data["version"]), data["reward"], language),
        voucher_id=global_id("Voucher", data["voucher"]),
        points=Points(data["points"]),
        given=data.get("rule") is not None,
        why=programme.given_because(data["rule"], book_of(data["version"]), language) if data.get("rule") else None,
        expires_at=DateTime(data["expires_at"]),
    )


def _used(event: Event, data: Mapping[str, Any], language: Language) -> RewardUsed | None:
    reward = _reward(data, language)
    return None if reward is None else RewardUsed(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        reward=reward,
        voucher_id=global_id("Voucher", data["voucher"]),
        points=Points(data.get("points", reward.points)),
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


def _bestowed(event: Event, data: Mapping[str, Any], language: Language) -> PointsBestowed | None:
    book = book_of(data["version"])
    return None if data["charity"] not in book.charities else PointsBestowed(
        position=event.position,
        occurred_at=DateTime(event.occurred_at),
        charity=charity_of(book, data["charity"], language),
        points=Points(data["points"]),
        currency=currency_of(book, data["currency"], language),
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
    "PointsPending": _pending,
    "HouseholdChanged": _household,
    "PointsExpired": _expired,
    "PointsExpiring": _expiring,
    "BadgeAwarded": _badge,
    "BadgeRevoked": _badge_gone,
    "ChallengeProgressed": _challenge(ChallengeProgressed),
    "ChallengeCompleted": _challenge(ChallengeCompleted),
    "ChallengeReopened": _challenge(ChallengeReopened),
    "TierChanged": _tier,
    "PerkUsed": _perk,
    "TierOfferMoved": _offer,
    "ImpactRecorded": _impact,
    "NoticePosted": _notice,
    "RewardGranted": _granted,
    "RewardUsed": _used,
    "RewardReturned": _returned,
    "PointsDonated": _donated,
    "PointsBestowed": _bestowed,
    "GoalPinned": _pinned,
    "GoalReached": _reached,
    "TimelineReset": _reset,
}

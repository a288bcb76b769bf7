"""What a member is told: the facts of an activity as the events of their timeline. No words here, only codes and
numbers: the words are chosen when somebody reads, in their language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from server import live
from server.badges.events import BadgeEarned, BadgeTakenBack
from server.challenges.events import ChallengeCompleted, ChallengeProgressed, ChallengeReopened
from server.kernel import ids
from server.ledger.events import PointsBestowed, PointsPended, PointsPosted
from server.live import TimelineRow
from server.programme.effect import Activity, Batch, Fact
from server.rewards.events import GoalPinned, GoalReached, PointsDonated, RewardGranted, RewardReturned, RewardUsed
from server.storage import Tx
from server.sustainability.events import ImpactRecorded
from server.tiers.events import OfferMoved, PerkUsed, TierChanged

from .outcome import shown


def _points(fact: PointsPosted) -> dict[str, Any]:
    activity = fact.activity
    return {
        "type": "PointsExpired" if fact.reason == "expired" else "PointsPosted",
        "entry": fact.entry_id, "currency": fact.currency, "points": fact.points, "balance": fact.balance,
        "reason": fact.reason, "rule": fact.rule, "arithmetic": dict(fact.arithmetic), "kind": activity.kind,
        "version": fact.version or activity.rulebook.number, "partner": activity.partner_id, "shop": activity.shop,
    }  # fmt: skip


def _pended(fact: PointsPended) -> dict[str, Any]:
    activity = fact.activity
    return {
        "type": "PointsPending", "entry": fact.entry_id, "currency": fact.currency, "points": fact.points,
        "reason": fact.reason, "rule": fact.rule, "arithmetic": dict(fact.arithmetic), "ripe_at": fact.ripe_at,
        "kind": activity.kind, "version": activity.rulebook.number, "partner": activity.partner_id,
        "shop": activity.shop,
    }  # fmt: skip


def _challenge(fact: ChallengeProgressed | ChallengeCompleted | ChallengeReopened) -> dict[str, Any]:
    return {
        "type": type(fact).__name__, "challenge": fact.challenge, "period": fact.period, "amount": fact.amount,
        "target": fact.target, "starts_at": fact.starts_at, "ends_at": fact.ends_at, "completed_at": fact.completed_at,
        "beside": fact.beside, "version": fact.activity.rulebook.number,
    }  # fmt: skip


def _badge(fact: BadgeEarned) -> dict[str, Any]:
    return {"type": "BadgeAwarded", "badge": fact.badge, "award": fact.award_id, "cause": fact.cause,
            "version": fact.version}  # fmt: skip


def _badge_gone(fact: BadgeTakenBack) -> dict[str, Any]:
    return {"type": "BadgeRevoked", "badge": fact.badge, "award": fact.award_id, "cause": fact.cause,
            "version": fact.activity.rulebook.number}  # fmt: skip


def _tier(fact: TierChanged) -> dict[str, Any]:
    return {"type": "TierChanged", "tier": fact.tier, "previous": fact.previous, "up": bool(fact.gained),
            "until": fact.until, "version": fact.version}  # fmt: skip


def _perk(fact: PerkUsed) -> dict[str, Any]:
    return {"type": "PerkUsed", "perk": fact.perk, "left": fact.left, "partner": fact.activity.partner_id,
            "shop": fact.activity.shop, "version": fact.version}  # fmt: skip


def _offer(fact: OfferMoved) -> dict[str, Any]:
    return {"type": "TierOfferMoved", "offer": fact.offer_id, "tier": fact.tier, "state": fact.state,
            "name": fact.name, "expires_at": fact.expires_at, "version": fact.version}  # fmt: skip


def _impact(fact: ImpactRecorded) -> dict[str, Any]:
    return {"type": "ImpactRecorded", "action": fact.action, "proof": fact.proof, "micro_kg": fact.micro_kg,
            "version": fact.version}  # fmt: skip


def _granted(fact: RewardGranted) -> dict[str, Any]:
    return {"type": "RewardGranted", "voucher": fact.voucher_id, "reward": fact.reward, "points": fact.points,
            "expires_at": fact.expires_at, "version": fact.version, "rule": fact.rule}  # fmt: skip


def _used(fact: RewardUsed) -> dict[str, Any]:
    activity = fact.activity
    return {"type": "RewardUsed", "voucher": fact.voucher_id, "reward": fact.reward, "partner": activity.partner_id,
            "shop": activity.shop, "version": fact.version, "points": fact.points}  # fmt: skip


def _returned(fact: RewardReturned) -> dict[str, Any]:
    return {"type": "RewardReturned", "voucher": fact.voucher_id, "reward": fact.reward, "points": fact.points,
            "why": fact.why, "version": fact.version}  # fmt: skip


def _donated(fact: PointsDonated) -> dict[str, Any]:
    return {"type": "PointsDonated", "donation": fact.donation_id, "reward": fact.reward, "charity": fact.charity,
            "points": fact.points, "amount": fact.amount, "version": fact.activity.rulebook.number}  # fmt: skip


def _bestowed(fact: PointsBestowed) -> dict[str, Any]:
    return {"type": "PointsBestowed", "charity": fact.charity, "currency": fact.currency, "points": fact.points,
            "rule": fact.rule, "version": fact.activity.rulebook.number}  # fmt: skip


def _goal(fact: GoalPinned | GoalReached) -> dict[str, Any]:
    return {"type": type(fact).__name__, "reward": fact.reward, "version": fact.activity.rulebook.number}


EVENTS: Mapping[type[Fact], Callable[[Any], dict[str, Any]]] = {
    PointsPosted: _points,
    PointsPended: _pended,
    ChallengeProgressed: _challenge,
    ChallengeCompleted: _challenge,
    ChallengeReopened: _challenge,
    BadgeEarned: _badge,
    BadgeTakenBack: _badge_gone,
    TierChanged: _tier,
    PerkUsed: _perk,
    OfferMoved: _offer,
    RewardGranted: _granted,
    RewardUsed: _used,
    RewardReturned: _returned,
    PointsDonated: _donated,
    PointsBestowed: _bestowed,
    GoalPinned: _goal,
    GoalReached: _goal,
    ImpactRecorded: _impact,
}


@dataclass(slots=True)
class Tellings:
    batch: Batch
    by_activity: dict[int, tuple[Activity, list[dict[str, Any]]]] = field(default_factory=dict)
    rows: list[TimelineRow] = field(default_factory=list)


class TellMember:
    hears: ClassVar[tuple[type[Fact], ...]] = tuple(EVENTS)

    async def load(self, tx: Tx, batch: Batch) -> Tellings:
        return Tellings(batch)

    def decide(self, tellings: Tellings, fact: Fact) -> Iterator[Fact]:
        if isinstance(fact, PointsPosted | PointsPended) and (
            not fact.points or not shown(fact.activity.rulebook, fact.currency)
        ):
            return
        told = tellings.by_activity.get(fact.activity.id)
        if told is None:
            told = tellings.by_activity[fact.activity.id] = (fact.activity, [])
        told[1].append(EVENTS[type(fact)](fact))
        yield from ()

    async def store(self, tx: Tx, tellings: Tellings) -> None:
        for activity, events in tellings.by_activity.values():
            member = activity.member
            first, member.position = member.position + 1, member.position + len(events)
            tellings.rows.append(
                TimelineRow(
                    ids.new_id(), member.id, first, member.position, activity.id, activity.occurred_at,
                    activity.posted_at, live.encode_events(events),
                )
            )
        due = {member.id: member.due_at for member in tellings.batch.members.values()}
        await live.append(tx, tellings.rows, due=due)

    async def committed(self, tellings: Tellings) -> None:
        await live.publish(tellings.rows)

"""Rewards' part in the fold: redeemed for a code, given away, used, returned, lapsed; and what a member saves for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from server import programme
from server.kernel import ids
from server.ledger.events import HoldCaptured, HoldReleased, HoldUnpaid, PointsGivenAway, PointsHeld, PointsPosted
from server.programme.effect import Activity, Batch, Fact, GiftGiven, GiftTakenBack, TimePassed
from server.programme.rulebook import Reward
from server.storage import Tx

from . import drops, gifts, rules, shelf
from .beneficiaries import KeepBeneficiaries
from .codes import new_code
from .counters import CountPlaces
from .errors import (
    GivenAway,
    LevelRequired,
    LimitReached,
    NotEnoughPoints,
    NothingPaid,
    RewardNotFound,
    TooManyOpen,
    VoucherCancelled,
    VoucherElsewhere,
    VoucherExpired,
    VoucherNotFound,
    VoucherUsed,
)
from .events import (
    GiftChosen,
    GoalChosen,
    GoalPinned,
    GoalReached,
    MemberPinnedReward,
    PlaceMoved,
    PointsDonated,
    RedemptionWithdrawn,
    Returned,
    RewardChosen,
    RewardGranted,
    RewardReturned,
    RewardUsed,
    VoucherPresented,
)
from .shelf import Goal, Shelf, Voucher

OPEN_LIMIT = 50  # Vouchers that a member may have waiting: more than anybody carries to a till.


__all__ = ["CountPlaces", "KeepBeneficiaries", "RedeemRewards"]


class RedeemRewards:
    hears: ClassVar[tuple[type[Fact], ...]] = (
        RewardChosen, VoucherPresented, RedemptionWithdrawn, GiftChosen, GoalChosen, TimePassed, HoldUnpaid,
        PointsPosted, GiftGiven, GiftTakenBack,
    )  # fmt: skip

    async def load(self, tx: Tx, batch: Batch) -> Shelf:
        return await shelf.load(tx, batch)

    def admit(self, state: Shelf, opening: Fact) -> None:
        if isinstance(opening, RewardChosen | GiftChosen):
            _check_choice(state, opening)
        elif isinstance(opening, VoucherPresented):
            voucher = _usable(state, opening.voucher_id)
            here = opening.activity.shop  # A till of one shop takes what is good there; one of none, in any of theirs.
            at = {here} if here is not None else state.shops.get(opening.activity.partner_id or 0, set())
            if voucher.shops and at.isdisjoint(voucher.shops):
                raise VoucherElsewhere([state.shop_names.get(code, code) for code in voucher.shops])
        elif isinstance(opening, RedemptionWithdrawn):
            named = state.vouchers.get(opening.voucher_id)
            if named is None or named.member_id != opening.activity.member.id:
                raise VoucherNotFound
            if _usable(state, opening.voucher_id).hold_id is None:
                raise NothingPaid
        elif isinstance(opening, GoalChosen) and opening.reward is not None:
            _known(opening.activity, opening.reward)

    def decide(self, state: Shelf, fact: Any) -> Iterator[Fact]:
        if isinstance(fact, PointsPosted):
            yield from _approach(state, fact)
        elif isinstance(fact, RewardChosen):
            yield from _grant(state, fact)
        elif isinstance(fact, VoucherPresented):
            yield from _use(state, fact)
        elif isinstance(fact, RedemptionWithdrawn):
            yield from _return(state.vouchers[fact.voucher_id], fact.activity, "cancelled")
        elif isinstance(fact, GiftChosen):
            yield from _give(state, fact)
        elif isinstance(fact, GoalChosen):
            yield _pin(state, fact)
        elif isinstance(fact, GiftGiven):
            if fact.gift.type == "reward":
                yield from gifts.give(state, fact)
        elif isinstance(fact, GiftTakenBack):
            if fact.gift.type == "reward":
                yield from gifts.take_back(state, fact)
        elif isinstance(fact, HoldUnpaid):
            voucher = state.of_hold(fact.hold_id)
            if voucher is not None and voucher.state == "open":
                yield from _return(voucher, fact.activity, "undone")
        else:
            yield from _let_time_pass(state, fact)

    async def store(self, tx: Tx, state: Shelf) -> None:
        await shelf.store(tx, state)


# What is refused


def _check_choice(state: Shelf, opening: RewardChosen | GiftChosen) -> None:
    activity, member = opening.activity, opening.activity.member
    reward = _known(activity, opening.reward)
    if isinstance(opening, GiftChosen) != (reward.charity is not None):
        raise GivenAway(opening.reward)
    if reward.tier is not None and not rules.may(member.tier, reward, activity.rulebook.ladder):
        raise LevelRequired(reward.tier)
    drops.check_open(reward, activity.posted_at, member.timezone)
    if reward.places.member is not None and state.had.get((member.id, reward.code), 0) >= reward.places.member:
        raise LimitReached(reward.places.member)
    if reward.charity is None and state.open.get(member.id, 0) >= OPEN_LIMIT:
        raise TooManyOpen(OPEN_LIMIT)
    balance = activity.within_reach(reward.currency)
    if balance < reward.points:
        currency = activity.rulebook.currencies[reward.currency]
        raise NotEnoughPoints(balance=balance, price=reward.points, currency=currency)


def _known(activity: Activity, code: str) -> Reward:
    """A reward that has a price: what is only given, nobody chooses."""
    reward = activity.rulebook.rewards.get(code)
    if reward is None or reward.only_given:
        raise RewardNotFound(code)
    return reward


def _usable(state: Shelf, voucher_id: int) -> Voucher:
    voucher = state.vouchers.get(voucher_id)
    if voucher is None:
        raise VoucherNotFound
    ended_at = voucher.ended_at or voucher.expires_at
    if voucher.state == "used":
        raise VoucherUsed(ended_at, voucher.used_partner_id, voucher.used_shop)
    if voucher.state == "cancelled":
        raise VoucherCancelled(ended_at)
    if voucher.state == "lapsed" or voucher.expires_at <= state.batch.now:
        raise VoucherExpired(voucher.expires_at)
    return voucher


# What comes of it


def _grant(state: Shelf, fact: RewardChosen) -> Iterator[Fact]:
    activity, member = fact.activity, fact.activity.member
    book = activity.rulebook
    reward = book.rewards[fact.reward]
    places = rules.places_of(reward, activity.posted_at, book.timezone)
    voucher = Voucher(
        ids.new_id(), new_code(), member.id, activity.id, ids.new_id(), reward.code, book.number, reward.currency,
        reward.points, list(reward.shops), [period for period, _ in places], "open", activity.posted_at,
        rules.voucher_ends(reward, activity.posted_at, book.timezone, member.joined_at), new=True,
    )  # fmt: skip
    state.vouchers[voucher.id] = voucher
    state.open[member.id] = state.open.get(member.id, 0) + 1
    member.due(voucher.expires_at)
    activity.notes["rewards"] = {"voucher": voucher.id}
    yield from _choose(state, activity, reward, places)
    assert voucher.hold_id is not None
    yield PointsHeld(
        activity, voucher.hold_id, voucher.currency, voucher.points, None if reward.lost else voucher.expires_at,
        _rule(voucher.reward),
        {"reward": voucher.reward},
    )  # fmt: skip
    yield RewardGranted(
        activity, voucher.id, voucher.reward, voucher.currency, voucher.points, voucher.expires_at, voucher.version
    )


def _give(state: Shelf, fact: GiftChosen) -> Iterator[Fact]:
    activity, member = fact.activity, fact.activity.member
    reward = activity.rulebook.rewards[fact.reward]
    places = rules.places_of(reward, activity.posted_at, activity.rulebook.timezone)
    charity, donation_id = reward.charity or "", ids.new_id()
    state.donations.append(
        (donation_id, new_code(), member.id, activity.id, reward.code, activity.rulebook.number, charity,
         reward.currency, reward.points, reward.face, activity.posted_at)
    )  # fmt: skip
    activity.notes["rewards"] = {"donation": donation_id}
    yield from _choose(state, activity, reward, places)
    yield PointsGivenAway(
        activity, reward.currency, reward.points, charity, _rule(reward.code), {"reward": reward.code}
    )
    yield PointsDonated(activity, donation_id, reward.code, charity, reward.points, reward.face)


def _choose(state: Shelf, activity: Activity, reward: Reward, places: list[tuple[str, int]]) -> Iterator[PlaceMoved]:
    """What redeeming and giving have in common: it counts, and the goal that it was is one no more."""
    key = (activity.member.id, reward.code)
    state.had[key] = state.had.get(key, 0) + 1
    goal = state.goals.get(activity.member.id)
    if goal is not None and goal.reward == reward.code:
        goal.reward, goal.changed = None, True
    for period, limit in places:
        yield PlaceMoved(activity, reward.code, period, 1, limit)


def _use(state: Shelf, fact: VoucherPresented) -> Iterator[Fact]:
    activity, voucher = fact.activity, state.vouchers[fact.voucher_id]
    _end(voucher, activity, "used")
    voucher.used_partner_id, voucher.used_shop = activity.partner_id, activity.shop
    activity.notes["rewards"] = {"voucher": voucher.id}
    if voucher.hold_id is not None:
        yield HoldCaptured(activity, voucher.hold_id, _rule(voucher.reward), {"reward": voucher.reward})
    yield RewardUsed(activity, voucher.id, voucher.reward, voucher.version, voucher.points)


def _return(voucher: Voucher, activity: Activity, why: Returned) -> Iterator[Fact]:
    _end(voucher, activity, "lapsed" if why == "lapsed" else "cancelled")
    if voucher.hold_id is not None:
        arithmetic = {"reward": voucher.reward, "why": why}
        yield HoldReleased(activity, voucher.hold_id, _rule(voucher.reward), arithmetic)
    yield RewardReturned(activity, voucher.id, voucher.reward, voucher.version, voucher.points, why)
    for period in voucher.places:
        yield PlaceMoved(activity, voucher.reward, period, -1)


def _lapse(voucher: Voucher, activity: Activity) -> Iterator[Fact]:
    """As the version said under which it was redeemed. What is lost was had: its place is not free again."""
    reward = programme.rulebook_numbered(voucher.version).rewards[voucher.reward]
    if not reward.lost or voucher.hold_id is None:
        yield from _return(voucher, activity, "lapsed")
        return
    _end(voucher, activity, "lost")
    yield HoldCaptured(activity, voucher.hold_id, _rule(voucher.reward), {"reward": voucher.reward})
    yield RewardReturned(activity, voucher.id, voucher.reward, voucher.version, voucher.points, "lost")


def _end(voucher: Voucher, activity: Activity, state: str) -> None:
    voucher.state, voucher.ended_at, voucher.ended_by = state, activity.posted_at, activity.id
    voucher.changed = True


def _let_time_pass(state: Shelf, fact: TimePassed) -> Iterator[Fact]:
    for voucher in state.open_of(fact.activity.member.id):
        if voucher.expires_at <= fact.until:
            yield from _lapse(voucher, fact.activity)
        else:
            fact.activity.member.due(voucher.expires_at)


def _pin(state: Shelf, fact: GoalChosen) -> GoalPinned:
    """A goal that the points suffice for already is reached, and nobody needs to be told."""
    activity, member = fact.activity, fact.activity.member
    reached_at = None
    if fact.reward is not None:
        reward = activity.rulebook.rewards[fact.reward]
        if member.balances.get(reward.currency, 0) >= reward.points:
            reached_at = activity.posted_at
        state.pinned.append(MemberPinnedReward(activity.id, member.id, reward.code, activity.posted_at))
    state.goals[member.id] = Goal(member.id, fact.reward, activity.posted_at, reached_at, changed=True)
    return GoalPinned(activity, fact.reward)


def _approach(state: Shelf, fact: PointsPosted) -> Iterator[GoalReached]:
    goal = state.goals.get(fact.activity.member.id)
    if goal is None or goal.reward is None or goal.reached_at is not None:
        return
    reward = state.batch.current.rewards.get(goal.reward)
    if reward is not None and reward.currency == fact.currency and fact.balance >= reward.points:
        goal.reached_at, goal.changed = fact.activity.posted_at, True
        yield GoalReached(fact.activity, reward.code)


def _rule(reward: str) -> str:
    return f"reward:{reward}"

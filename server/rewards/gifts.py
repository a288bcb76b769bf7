"""Vouchers that rules give: granted without a price, taken back where what gave them is undone.

One that was used stays used. Its member then owes a gift: the next same one stays away, and both are told.
"""

from __future__ import annotations

from collections.abc import Iterator

from server import programme
from server.kernel import ids
from server.kernel.clock import Instant
from server.programme.effect import Activity, Fact, GiftGiven, GiftTakenBack
from server.programme.rulebook import Reward, Rulebook

from . import rules
from .codes import new_code
from .events import RewardGranted, RewardReturned
from .shelf import Shelf, Voucher


def give(state: Shelf, fact: GiftGiven) -> Iterator[Fact]:
    """A voucher with a code of its own; or, where such a gift is owed, none."""
    activity, member = fact.activity, fact.activity.member
    book = activity.rulebook if fact.version is None else programme.rulebook_numbered(fact.version)
    owed = [one for one in state.owed_of(member.id) if rules.pays(fact.rule, fact.gift.code, one.rule, one.reward)]
    if owed:
        owed[0].paid_by, owed[0].paid_number, owed[0].changed = activity.id, fact.number, True
        yield _told(owed[0], activity, "settled")
        return
    reward = book.rewards[fact.gift.code]
    voucher = Voucher(
        ids.new_id(), new_code(), member.id, activity.id, None, reward.code, book.number, reward.currency, 0,
        list(reward.shops), [], "open", activity.posted_at, _good_until(reward, fact, book), rule=fact.rule,
        number=fact.number, new=True,
    )  # fmt: skip
    state.vouchers[voucher.id] = voucher
    member.due(voucher.expires_at)
    yield RewardGranted(
        activity, voucher.id, reward.code, reward.currency, 0, voucher.expires_at, book.number, fact.rule
    )


def take_back(state: Shelf, fact: GiftTakenBack) -> Iterator[Fact]:
    """An unused voucher is good no more; a used one is owed; one whose time was over is gone already. Where the gift
    had paid a debt by staying away, that stands again."""
    voucher, activity = state.given_by(fact.source, fact.rule, fact.number), fact.activity
    if voucher is None:
        return
    if (voucher.paid_by, voucher.paid_number) == (fact.source, fact.number):
        voucher.paid_by, voucher.paid_number, voucher.changed = None, 0, True
    elif voucher.state == "open":
        voucher.state, voucher.ended_at, voucher.ended_by = "cancelled", activity.posted_at, activity.id
        voucher.changed = True
        yield _told(voucher, activity, "undone")
    elif voucher.state == "used" and voucher.owed_at is None:
        voucher.owed_at, voucher.changed = activity.posted_at, True
        yield _told(voucher, activity, "owed")


def _good_until(reward: Reward, fact: GiftGiven, book: Rulebook) -> Instant:
    activity, member = fact.activity, fact.activity.member
    if fact.good_days is not None:
        return rules.good_days(activity.posted_at, fact.good_days, member.timezone)
    return rules.voucher_ends(reward, activity.posted_at, book.timezone, member.joined_at)


def _told(voucher: Voucher, activity: Activity, why: rules.Undone) -> RewardReturned:
    return RewardReturned(activity, voucher.id, voucher.reward, voucher.version, 0, why)

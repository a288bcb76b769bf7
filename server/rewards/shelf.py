"""What the rewards' effect works on: the vouchers, goals and gifts of a batch's members, read once and written once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from server import jobs
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.programme.effect import Batch, from_json, to_json
from server.storage import Tx

from .events import GiftChosen, MemberPinnedReward, RedemptionWithdrawn, RewardChosen, VoucherPresented
from .models import RewardDonation, RewardGoal, RewardVoucher

_VOUCHER = (
    "id", "code", "member_id", "activity_id", "hold_id", "reward", "version", "currency", "points", "shops", "places",
    "state", "granted_at", "expires_at", "ended_at", "ended_by", "used_partner_id", "used_shop", "rule", "number",
    "owed_at", "paid_by", "paid_number",
)  # fmt: skip
_ENDING = ("state", "ended_at", "ended_by", "used_partner_id", "used_shop", "owed_at", "paid_by", "paid_number")
_DONATION = ("id", "receipt", "member_id", "activity_id", "reward", "version", "charity", "currency", "points",
             "amount", "given_at")  # fmt: skip
_GOAL = ("member_id", "reward", "pinned_at", "reached_at")


@dataclass(slots=True, eq=False)
class Voucher:
    id: Id
    code: str
    member_id: Id
    activity_id: Id
    hold_id: Id | None
    reward: str
    version: int
    currency: str
    points: int
    shops: list[str]
    places: list[str]
    state: str
    granted_at: Instant
    expires_at: Instant
    ended_at: Instant | None = None
    ended_by: Id | None = None
    used_partner_id: Id | None = None
    used_shop: str | None = None
    rule: str | None = None  # What gave it; None: it was redeemed.
    number: int = 0
    owed_at: Instant | None = None
    paid_by: Id | None = None
    paid_number: int = 0
    new: bool = False
    changed: bool = False


@dataclass(slots=True, eq=False)
class Goal:
    member_id: Id
    reward: str | None
    pinned_at: Instant
    reached_at: Instant | None
    changed: bool = False


@dataclass(slots=True)
class Shelf:
    batch: Batch
    vouchers: dict[Id, Voucher] = field(default_factory=dict)
    goals: dict[Id, Goal] = field(default_factory=dict)
    had: dict[tuple[Id, str], int] = field(default_factory=dict)  # How often a member has had a reward, by its code.
    open: dict[Id, int] = field(default_factory=dict)  # How many vouchers of a member wait to be used.
    shops: dict[Id, set[str]] = field(default_factory=dict)  # By partner: of those who present vouchers.
    shop_names: dict[str, str] = field(default_factory=dict)  # By code: of those, and of where the vouchers are good.
    donations: list[tuple[Any, ...]] = field(default_factory=list)
    pinned: list[MemberPinnedReward] = field(default_factory=list)

    def open_of(self, member_id: Id) -> list[Voucher]:
        """Those that wait, what lapses first first."""
        found = (v for v in self.vouchers.values() if v.member_id == member_id and v.state == "open")
        return sorted(found, key=lambda voucher: (voucher.expires_at, voucher.id))

    def given_by(self, activity_id: Id, rule: str, number: int) -> Voucher | None:
        """The gift of an activity's rule, or the one whose debt it paid by staying away."""
        for voucher in self.vouchers.values():
            if voucher.rule == rule and (
                (voucher.activity_id, voucher.number) == (activity_id, number)
                or (voucher.paid_by, voucher.paid_number) == (activity_id, number)
            ):
                return voucher
        return None

    def owed_of(self, member_id: Id) -> list[Voucher]:
        """Gifts that were used before what had given them was undone, and that nothing has paid for yet; oldest
        first."""
        return sorted(
            (v for v in self.vouchers.values()
             if v.member_id == member_id and v.owed_at is not None and v.paid_by is None),
            key=lambda voucher: voucher.id,
        )  # fmt: skip

    def of_hold(self, hold_id: Id) -> Voucher | None:
        return next((voucher for voucher in self.vouchers.values() if voucher.hold_id == hold_id), None)


async def load(tx: Tx, batch: Batch) -> Shelf:
    shelf = Shelf(batch)
    choosing = {o.activity.member.id for o in batch.openings if isinstance(o, RewardChosen | GiftChosen)}
    named = {o.voucher_id for o in batch.openings if isinstance(o, VoucherPresented | RedemptionWithdrawn)}
    showing = {o.activity.partner_id or 0 for o in batch.openings if isinstance(o, VoucherPresented)}
    passing = batch.due | {reversal.activity.member.id for reversal in batch.reversals}
    giving = batch.current.gives_rewards or batch.rulebook.gives_rewards
    if not (batch.current.rewards or giving or named or passing):
        return shelf
    for row in await tx.rows(
        "SELECT member_id, reward, pinned_at, reached_at FROM reward_goal WHERE member_id {in members bigint}",
        members=batch.members,
    ):
        shelf.goals[row[0]] = Goal(row[0], row[1], row[2], row[3])
    if named:
        sql = f"SELECT {', '.join(_VOUCHER)} FROM reward_voucher WHERE id {{in ids bigint}}"
        _take(shelf, await tx.rows(sql, ids=sorted(named)))
    if passing:
        sql = f"SELECT {', '.join(_VOUCHER)} FROM reward_voucher WHERE member_id {{in ids bigint}} AND state = 'open'"
        _take(shelf, await tx.rows(sql, ids=sorted(passing)))
    if giving or batch.reversals:
        await _load_gifts(tx, shelf)
    if choosing:
        await _count_had(tx, shelf, choosing)
    if showing:
        good_at = {code for voucher in shelf.vouchers.values() for code in voucher.shops}
        for row in await tx.rows(
            "SELECT partner_id, code, name FROM shop WHERE partner_id {in partners bigint} OR code {in codes text}",
            partners=sorted(showing),
            codes=sorted(good_at),
        ):
            shelf.shops.setdefault(row[0], set()).add(row[1])
            shelf.shop_names[row[1]] = row[2]
    return shelf


async def _load_gifts(tx: Tx, shelf: Shelf) -> None:
    """What was given and may be taken back: what waits or is owed, and used ones as old as anything here; of those for
    whom something is undone, all."""
    batch = shelf.batch
    sql = (
        f"SELECT {', '.join(_VOUCHER)} FROM reward_voucher WHERE member_id {{in members bigint}} AND rule IS NOT NULL "
        "AND (state = 'open' OR owed_at IS NOT NULL OR granted_at >= :oldest OR member_id {in undoing bigint})"
    )
    undoing = sorted({reversal.activity.member.id for reversal in batch.reversals})
    _take(shelf, await tx.rows(sql, members=batch.members, oldest=batch.oldest, undoing=undoing))


async def _count_had(tx: Tx, shelf: Shelf, members: set[Id]) -> None:
    for row in await tx.rows(
        "SELECT member_id, reward, COUNT(*), COUNT(CASE WHEN state = 'open' THEN 1 END) FROM reward_voucher "
        "WHERE member_id {in ids bigint} AND rule IS NULL AND state IN ('open', 'used', 'lost') "
        "GROUP BY member_id, reward "
        "UNION ALL SELECT member_id, reward, COUNT(*), 0 FROM reward_donation "
        "WHERE member_id {in ids bigint} GROUP BY member_id, reward",
        ids=sorted(members),
    ):
        shelf.had[row[0], row[1]] = shelf.had.get((row[0], row[1]), 0) + row[2]
        shelf.open[row[0]] = shelf.open.get(row[0], 0) + row[3]


def _take(shelf: Shelf, rows: Iterable[Any]) -> None:
    for row in rows:
        values = [row[place] for place in range(len(_VOUCHER))]
        values[9], values[10] = from_json(values[9]), from_json(values[10])
        shelf.vouchers.setdefault(values[0], Voucher(*values))


async def store(tx: Tx, shelf: Shelf) -> None:
    vouchers = shelf.vouchers.values()
    await tx.insert(
        RewardVoucher,
        _VOUCHER,
        [
            (v.id, v.code, v.member_id, v.activity_id, v.hold_id, v.reward, v.version, v.currency, v.points,
             to_json(v.shops), to_json(v.places), v.state, v.granted_at, v.expires_at, v.ended_at, v.ended_by,
             v.used_partner_id, v.used_shop, v.rule, v.number, v.owed_at, v.paid_by, v.paid_number)
            for v in vouchers if v.new
        ],
    )  # fmt: skip
    await tx.update(
        RewardVoucher,
        key=("id",),
        values=_ENDING,
        rows=[
            (v.id, v.state, v.ended_at, v.ended_by, v.used_partner_id, v.used_shop, v.owed_at, v.paid_by,
             v.paid_number)
            for v in vouchers
            if v.changed and not v.new
        ],
    )
    await tx.insert(
        RewardGoal,
        _GOAL,
        [(goal.member_id, goal.reward, goal.pinned_at, goal.reached_at) for goal in shelf.goals.values()
         if goal.changed],
        conflict="(member_id) DO UPDATE SET reward = excluded.reward, pinned_at = excluded.pinned_at, "
        "reached_at = excluded.reached_at",
    )  # fmt: skip
    await tx.insert(RewardDonation, _DONATION, shelf.donations)
    if shelf.pinned:
        await jobs.announce(tx, *shelf.pinned)

"""The ladder's part in the fold: qualifying points lift a member, time and reversals lower them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from server.kernel.clock import Instant
from server.ledger.events import PointsPosted
from server.programme.effect import Activity, Batch, Fact, TimePassed
from server.programme.rulebook import Ladder
from server.storage import Tx

from . import rules
from .events import TierChanged, TiersUnreached
from .models import TierStanding


@dataclass(slots=True, eq=False)
class Holding:
    member_id: int
    tier: str
    qualifying: int
    since: Instant
    leaves_at: Instant | None
    recounted: tuple[int, Instant | None] | None = None  # What counts now and its oldest, where something has left.
    new: bool = False
    changed: bool = False


@dataclass(slots=True)
class Holdings:
    batch: Batch
    of: dict[int, Holding] = field(default_factory=dict)
    # Of members for whom something is undone: all that ever counted, by the instant at which it occurred.
    earned: dict[int, dict[Instant, int]] = field(default_factory=dict)
    best: dict[int, int] = field(default_factory=dict)  # What that came to at most, where it was asked.


class ClimbTiers:
    hears: ClassVar[tuple[type[Fact], ...]] = (PointsPosted, TimePassed)

    async def load(self, tx: Tx, batch: Batch) -> Holdings:
        holdings = Holdings(batch)
        ladder = batch.current.ladder
        if ladder is None:
            return holdings
        for row in await tx.rows(
            "SELECT member_id, tier, qualifying, since, leaves_at FROM tier_standing "
            "WHERE member_id {in members bigint}",
            members=batch.members,
        ):
            holdings.of[row[0]] = Holding(row[0], row[1], row[2], row[3], row[4])
        for member in batch.members.values():
            holding = holdings.of.get(member.id)
            member.tier = holding.tier if holding else ladder.tiers[0].code
        overdue = [h.member_id for h in holdings.of.values() if h.leaves_at is not None and h.leaves_at <= batch.now]
        if overdue:
            await _recount(tx, holdings, ladder, overdue)
        if batch.reversals:
            await _load_earned(tx, holdings, ladder)
        return holdings

    def decide(self, holdings: Holdings, fact: PointsPosted | TimePassed) -> Iterator[Fact]:
        ladder = holdings.batch.current.ladder
        if ladder is None:
            return
        if isinstance(fact, TimePassed):
            yield from _let_time_pass(holdings, ladder, fact)
        elif fact.currency == ladder.currency and fact.reason != "expired":
            yield from _count(holdings, ladder, fact)
            yield from _undo(holdings, ladder, fact)

    async def store(self, tx: Tx, holdings: Holdings) -> None:
        changed = [h for h in holdings.of.values() if h.changed]
        await tx.insert(
            TierStanding,
            ("member_id", "tier", "qualifying", "since", "leaves_at"),
            [(h.member_id, h.tier, h.qualifying, h.since, h.leaves_at) for h in changed if h.new],
        )
        await tx.update(
            TierStanding,
            key=("member_id",),
            values=("tier", "qualifying", "since", "leaves_at"),
            rows=[(h.member_id, h.tier, h.qualifying, h.since, h.leaves_at) for h in changed if not h.new],
        )


async def _recount(tx: Tx, holdings: Holdings, ladder: Ladder, members: list[int]) -> None:
    start, _ = rules.window(ladder, holdings.batch.now, holdings.batch.current.timezone)
    for member_id in members:
        holdings.of[member_id].recounted = (0, None)
    for row in await tx.rows(
        "SELECT member_id, SUM(sign * points), MIN(CASE WHEN sign > 0 THEN occurred_at END) FROM ledger_entry "
        "WHERE member_id {in members bigint} AND currency = :currency AND reason <> 'expired' "
        "AND occurred_at >= :start GROUP BY member_id",
        members=members,
        currency=ladder.currency,
        start=start,
    ):
        holdings.of[row[0]].recounted = (int(row[1]), row[2])


async def _load_earned(tx: Tx, holdings: Holdings, ladder: Ladder) -> None:
    members = sorted({reversal.activity.member.id for reversal in holdings.batch.reversals})
    holdings.earned = {member_id: {} for member_id in members}
    for row in await tx.rows(
        "SELECT member_id, occurred_at, SUM(sign * points) FROM ledger_entry WHERE member_id {in members bigint} "
        "AND currency = :currency AND reason <> 'expired' GROUP BY member_id, occurred_at",
        members=members,
        currency=ladder.currency,
    ):
        holdings.earned[row[0]][row[1]] = int(row[2])


def _let_time_pass(holdings: Holdings, ladder: Ladder, fact: TimePassed) -> Iterator[TierChanged]:
    holding = holdings.of.get(fact.activity.member.id)
    if holding is None:
        return
    if holding.recounted is not None:
        (holding.qualifying, oldest), holding.recounted = holding.recounted, None
        batch = holdings.batch
        holding.leaves_at = (
            None if oldest is None else rules.leaves_at(ladder, oldest, batch.now, batch.current.timezone)
        )
        holding.changed = True
        yield from _placed(holding, ladder, fact.activity, batch.current.number)
    fact.activity.member.due(holding.leaves_at)


def _count(holdings: Holdings, ladder: Ladder, fact: PointsPosted) -> Iterator[TierChanged]:
    batch, member = holdings.batch, fact.activity.member
    start, _ = rules.window(ladder, batch.now, batch.current.timezone)
    if fact.occurred_at < start:
        return
    holding = holdings.of.get(member.id)
    if holding is None:
        holding = Holding(member.id, ladder.tiers[0].code, 0, batch.now, None, new=True)
        holdings.of[member.id] = holding
    holding.qualifying += fact.points
    holding.changed = True
    if fact.points > 0:
        leaves = rules.leaves_at(ladder, fact.occurred_at, batch.now, batch.current.timezone)
        if leaves is not None and (holding.leaves_at is None or leaves < holding.leaves_at):
            holding.leaves_at = leaves
            member.due(leaves)
    yield from _placed(holding, ladder, fact.activity, batch.current.number)


def _undo(holdings: Holdings, ladder: Ladder, fact: PointsPosted) -> Iterator[TiersUnreached]:
    """Whether a tier was reached is asked of all times, also where the window has moved on since."""
    member_id, timezone = fact.activity.member.id, holdings.batch.current.timezone
    earned = holdings.earned.get(member_id)
    if earned is None:
        return
    before = holdings.best.pop(member_id, None)
    if before is None and fact.points < 0:
        before = rules.best(ladder, earned, timezone)
    earned[fact.occurred_at] = earned.get(fact.occurred_at, 0) + fact.points
    if before is None or fact.points > 0:
        return
    after = before
    if before >= min((tier.threshold for tier in ladder.tiers if tier.threshold > 0), default=before + 1):
        after = rules.best(ladder, earned, timezone)
    holdings.best[member_id] = after
    if unreached := tuple(tier.code for tier in ladder.tiers if after < tier.threshold <= before):
        yield TiersUnreached(fact.activity, unreached)


def _placed(holding: Holding, ladder: Ladder, activity: Activity, version: int) -> Iterator[TierChanged]:
    codes = [tier.code for tier in ladder.tiers]
    was = codes.index(holding.tier) if holding.tier in codes else 0
    now = rules.tier_index(ladder, holding.qualifying)
    if codes[now] == holding.tier:
        return
    previous, holding.tier, holding.since = holding.tier, codes[now], activity.posted_at
    activity.member.tier = holding.tier
    yield TierChanged(
        activity, codes[now], previous, tuple(codes[was + 1 : now + 1]), tuple(codes[now + 1 : was + 1]), version
    )

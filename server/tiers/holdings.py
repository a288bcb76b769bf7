"""What is known of the members' places on the ladder: how a batch reads it, brings it up to date and keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field

from server.kernel.clock import Instant
from server.programme.effect import Activity, Batch, from_json, to_json
from server.programme.rulebook import Ladder
from server.storage import Tx

from . import counting, giving, history, rules
from .counting import Counted, Terms
from .models import TierStanding


@dataclass(slots=True, eq=False)
class Held:
    member_id: int
    tier: str
    since: Instant
    until: Instant | None
    leaves_at: Instant | None
    counted: Counted
    before: list[tuple[Instant, str]] = field(default_factory=list)  # Until when which other tier, the oldest first.
    new: bool = False
    changed: bool = False


@dataclass(slots=True)
class Holdings:
    batch: Batch
    of: dict[int, Held] = field(default_factory=dict)
    # All that was ever earned, of members for whom something is undone, comes late, or is counted anew.
    earned: dict[int, dict[Instant, dict[str, int]]] = field(default_factory=dict)
    undoing: frozenset[int] = frozenset()
    best: dict[int, int] = field(default_factory=dict)  # The highest place that this came to, where it was asked.
    recounted: dict[int, dict[str, dict[str, tuple[int, Instant | None]]]] = field(default_factory=dict)

    offers: dict[int, giving.Offer] = field(default_factory=dict)

    @property
    def units(self) -> set[str]:
        """What counts, also by the ladders of what is undone: their promises rest on it."""
        books = (self.batch.current, *self.batch.rulebooks.values())
        return {unit for book in books if book.ladder is not None for unit in book.ladder.windows}

    def terms(self, activity: Activity) -> Terms:
        book = self.batch.current
        assert book.ladder is not None
        return Terms(book.ladder, book.timezone, activity.member.joined_at)


async def holdings_of(tx: Tx, batch: Batch) -> Holdings:
    """Reads them once for the whole batch, and tells each member's view its tier."""
    holdings = Holdings(batch)
    ladder = batch.current.ladder
    if ladder is None:
        return holdings
    for row in await tx.rows(
        "SELECT member_id, tier, since, until, leaves_at, state FROM tier_standing "
        "WHERE member_id {in members bigint}",
        members=batch.members,
    ):
        state = from_json(row[5])
        before = [(until, tier) for until, tier in state.get("before", ())]
        holdings.of[row[0]] = Held(row[0], row[1], row[2], row[3], row[4], Counted.from_json(state), before)
    for member in batch.members.values():
        held = holdings.of.get(member.id)
        member.tier = ladder.tiers[ladder.place(held.tier)].code if held else ladder.tiers[0].code
        member.tiers_before = held.before if held else ()
    holdings.offers = await giving.load_offers(tx, batch.openings)
    holdings.undoing = frozenset(reversal.activity.member.id for reversal in batch.reversals)
    anew = {member_id for member_id in batch.members if _is_counted_anew(holdings, ladder, member_id)}
    if whole := sorted(anew | holdings.undoing):
        holdings.earned = await history.earned_of(tx.rows, whole, holdings.units)
    if overdue := sorted(_sliding_out(holdings) - holdings.earned.keys()):
        holdings.recounted = await history.inside_of(
            tx.rows, overdue, ladder, now=batch.now, zone=batch.current.timezone
        )
    return holdings


def settled(holdings: Holdings, activity: Activity) -> Held:
    """The member's standing, its sums as they are now, under the ladder that holds."""
    batch, member_id, terms = holdings.batch, activity.member.id, holdings.terms(activity)
    held = holdings.of.get(member_id)
    if held is None:
        fresh = Counted.fresh(terms, version=batch.current.number)
        held = Held(member_id, terms.ladder.tiers[0].code, batch.now, None, None, fresh, new=True)
        holdings.of[member_id] = held
    earned = holdings.earned.get(member_id)
    if earned is not None:
        held.counted = counting.of_history(terms, earned, now=batch.now, before=held.counted)
    elif (inside := holdings.recounted.pop(member_id, None)) is not None:
        counting.slide(held.counted, terms, inside, now=batch.now)
        held.changed = True
    if held.counted.digest != terms.ladder.digest:
        rules.carry_over(
            terms, held.counted, tier=held.tier, until=held.until, version=batch.current.number, now=batch.now
        )
        held.changed = True
    return held


async def keep(tx: Tx, holdings: Holdings) -> None:
    if holdings.offers:
        await giving.store_offers(tx, list(holdings.offers.values()))
    changed = [held for held in holdings.of.values() if held.changed]
    rows = {
        held.member_id: (held.member_id, held.tier, held.since, held.until, held.leaves_at, _state(held))
        for held in changed
    }
    values = ("tier", "since", "until", "leaves_at", "state")
    await tx.insert(TierStanding, ("member_id", *values), [rows[held.member_id] for held in changed if held.new])
    await tx.update(
        TierStanding,
        key=("member_id",),
        values=values,
        rows=[rows[held.member_id] for held in changed if not held.new],
    )


def _state(held: Held) -> str:
    counted = held.counted.as_json()
    return to_json({**counted, "before": held.before} if held.before else counted)


def _is_counted_anew(holdings: Holdings, ladder: Ladder, member_id: int) -> bool:
    """Whether all that was ever earned is needed: the ladder counts something else than it did, or began to count when
    the member was here already; or it asks when a tier was last earned, and something comes that is not the newest."""
    batch, held = holdings.batch, holdings.of.get(member_id)
    if held is None:
        return batch.current.number > 1 and batch.members[member_id].joined_at < batch.current.holds_from
    if held.counted.shape != ladder.shape:
        return True
    if not ladder.lasting:
        return False
    newest = max(held.counted.last, held.counted.slid)
    return member_id in batch.due or any(
        opening.activity.member.id == member_id and opening.activity.occurred_at < newest
        for opening in batch.openings
    )


def _sliding_out(holdings: Holdings) -> set[int]:
    return {
        held.member_id
        for held in holdings.of.values()
        if (at := held.counted.shrinks_at) is not None and at <= holdings.batch.now
    }

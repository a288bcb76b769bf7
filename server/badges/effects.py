"""Badges' part in the fold: given for a challenge, a tier or a count; revoked when their cause is undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from server import programme
from server.challenges.events import ChallengeCompleted, ChallengeReopened
from server.kernel import ids
from server.kernel.clock import Instant
from server.programme import measure as counting
from server.programme.effect import (
    WHOLE,
    Activity,
    ActivityAccepted,
    ActivityReversed,
    Batch,
    Fact,
    MemberView,
    from_json,
    to_json,
)
from server.programme.rulebook import Badge, FactValue
from server.storage import Tx
from server.tiers.events import TierChanged, TiersUnreached

from .events import BadgeEarned, BadgeTakenBack
from .models import BadgeAward, BadgeCounter

_AWARD = ("id", "member_id", "badge", "activity_id", "cause", "version", "awarded_at", "revoked_at", "revoked_by")
RECOUNT_LIMIT = 20_000  # Activities of one member that a reversal reads to count again.


@dataclass(slots=True, eq=False)
class Counter:
    amount: int = 0
    marks: counting.Marks = field(default_factory=dict)
    changed: bool = False


@dataclass(slots=True)
class Past:
    """An activity of old or of this batch, for counting again."""

    id: int
    kind: str
    facts: Mapping[str, FactValue]
    occurred_at: Instant
    version: int
    reversed: int = 0
    tier: str | None = None  # The member's then, where a condition asked for it.
    shop: str | None = None  # The sender's, and its partner's code.
    partner: str | None = None


@dataclass(slots=True)
class Cabinet:
    batch: Batch
    held: dict[tuple[int, str], int] = field(default_factory=dict)  # (member, badge) → award
    causes: dict[int, str] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)  # of the rulebook that gave an award
    counters: dict[tuple[int, str], Counter] = field(default_factory=dict)
    past: dict[int, list[Past]] = field(default_factory=dict)
    given: dict[int, tuple[Any, ...]] = field(default_factory=dict)  # by award, without its revocation
    revoked: dict[int, tuple[Instant, int]] = field(default_factory=dict)


class GiveBadges:
    hears: ClassVar[tuple[type[Fact], ...]] = (
        ActivityAccepted, ChallengeCompleted, ChallengeReopened, TierChanged, TiersUnreached, ActivityReversed,
    )  # fmt: skip

    async def load(self, tx: Tx, batch: Batch) -> Cabinet:
        cabinet = Cabinet(batch)
        book = batch.rulebook
        counting = any(opening.activity.kind in book.counters_by_kind for opening in batch.openings)
        held, counted = await tx.side_by_side(
            tx.rows(
                "SELECT id, member_id, badge, cause, version FROM badge_award "
                "WHERE member_id {in members bigint} AND revoked_at IS NULL",
                members=batch.members,
            ),
            tx.rows(
                "SELECT member_id, badge, amount, marks FROM badge_counter WHERE member_id {in members bigint}",
                members=batch.members if counting or batch.reversals else (),
            ),
        )
        for row in held:
            cabinet.held[row[1], row[2]] = row[0]
            cabinet.causes[row[0]], cabinet.versions[row[0]] = row[3], row[4]
        for row in counted:
            cabinet.counters[row[0], row[1]] = Counter(row[2], from_json(row[3]))
        every = {kind for each in (book, *batch.rulebooks.values()) for kind in each.counters_by_kind}
        for reversal in batch.reversals:
            kinds = {*book.counters_by_kind, *batch.rulebooks[reversal.original.version].counters_by_kind}
            if reversal.original.kind in kinds:
                member_id = reversal.activity.member.id
                if member_id not in cabinet.past:
                    cabinet.past[member_id] = await _past(tx, member_id, sorted(every))
        return cabinet

    def decide(self, cabinet: Cabinet, fact: Any) -> Iterator[Fact]:
        if isinstance(fact, ActivityAccepted):
            counters = fact.activity.rulebook.counters_by_kind.get(fact.activity.kind, ())
            if counters:
                _remember(cabinet, counters, fact.activity)
            for badge in counters:
                yield from _tally(cabinet, badge, fact.activity)
        elif isinstance(fact, ChallengeCompleted):
            book = fact.activity.rulebook
            for badge in book.badges_by_challenge.get(fact.challenge, ()):
                yield from _give(cabinet, badge.code, fact.activity, f"challenge:{fact.challenge}", book.number)
        elif isinstance(fact, ChallengeReopened):
            if not fact.elsewhere:
                yield from _take_all(cabinet, fact.activity, f"challenge:{fact.challenge}")
        elif isinstance(fact, TierChanged):
            for tier in fact.gained:
                for badge in cabinet.batch.current.badges_by_tier.get(tier, ()):
                    yield from _give(cabinet, badge.code, fact.activity, f"tier:{tier}", fact.version)
        elif isinstance(fact, TiersUnreached):
            for tier in fact.tiers:
                yield from _take_all(cabinet, fact.activity, f"tier:{tier}")
        else:
            yield from _count_again(cabinet, fact)

    async def store(self, tx: Tx, cabinet: Cabinet) -> None:
        old = [(award, *when) for award, when in cabinet.revoked.items() if award not in cabinet.given]
        await tx.update(BadgeAward, key=("id",), values=("revoked_at", "revoked_by"), rows=old)
        never = (None, None)
        rows = [(*row, *cabinet.revoked.get(award, never)) for award, row in cabinet.given.items()]
        if old and rows:
            await tx.flush()  # A badge may be given anew only once the old one is revoked: the index says so.
        await tx.insert(BadgeAward, _AWARD, rows)
        await tx.insert(
            BadgeCounter,
            ("id", "member_id", "badge", "amount", "marks"),
            [
                (ids.new_id(), member_id, badge, counter.amount, to_json(counter.marks))
                for (member_id, badge), counter in sorted(cabinet.counters.items())
                if counter.changed
            ],
            conflict="(member_id, badge) DO UPDATE SET amount = excluded.amount, marks = excluded.marks",
        )


async def _past(tx: Tx, member_id: int, kinds: list[str]) -> list[Past]:
    rows = await tx.rows(
        "SELECT a.id, a.kind, a.facts, a.occurred_at, a.version, a.reversed, a.notes, a.shop, p.code "
        "FROM activity a "
        "LEFT JOIN partner p ON p.id = a.partner_id "
        "WHERE a.member_id = :member AND a.kind {in kinds text} ORDER BY a.id LIMIT :most",
        member=member_id,
        kinds=kinds,
        most=RECOUNT_LIMIT,
    )
    return [
        Past(row[0], row[1], from_json(row[2]), row[3], row[4], row[5], _tier_in(row[6]), row[7], row[8])
        for row in rows
    ]


def _tier_in(notes: str) -> str | None:
    tier: str | None = from_json(notes).get("tier") if '"tier":' in notes else None
    return tier


def _remember(cabinet: Cabinet, counters: Sequence[Badge], activity: Activity) -> None:
    """What counting again will ask of an activity."""
    if any(m.condition is not None and "tier" in m.condition.source for b in counters if (m := b.given.measure)):
        activity.notes["tier"] = activity.member.tier
    if (past := cabinet.past.get(activity.member.id)) is not None:
        past.append(
            Past(activity.id, activity.kind, activity.facts, activity.occurred_at, activity.rulebook.number,
                 tier=activity.notes.get("tier"), shop=activity.shop, partner=activity.partner)
        )


def _tally(cabinet: Cabinet, badge: Badge, activity: Activity) -> Iterator[BadgeEarned]:
    """Counts until the badge is given; then its row rests."""
    member_id, measure = activity.member.id, badge.given.measure
    if measure is None or (member_id, badge.code) in cabinet.held:
        return
    amount, mark = counting.contribution(
        measure, activity.kind, activity.facts, activity.asked, activity.rulebook
    )
    if amount == 0:
        return
    counter = cabinet.counters.setdefault((member_id, badge.code), Counter())
    _add(counter, amount, mark)
    if counter.amount >= measure.target:
        yield from _give(cabinet, badge.code, activity, "counter", activity.rulebook.number)


def _count_again(cabinet: Cabinet, fact: ActivityReversed) -> Iterator[Fact]:
    """After a reversal each counter is counted anew from what still stands, each activity by its own version: one that
    knew no such badge counts for none. What a badge asked for when it was given is what it goes on asking for."""
    member_id = fact.activity.member.id
    for past in cabinet.past.get(member_id, ()):
        if past.id == fact.original.id:
            past.reversed = fact.until
    for badge in _counting(cabinet, fact):
        counter = cabinet.counters[member_id, badge.code] = Counter(changed=True)
        for past in cabinet.past.get(member_id, ()):
            _recount(counter, badge.code, past, fact.activity.member)
        version = cabinet.versions.get(cabinet.held.get((member_id, badge.code), 0))
        given = programme.rulebook_numbered(version).badges[badge.code] if version is not None else badge
        if given.given.measure is None or counter.amount < given.given.measure.target:
            yield from _take(cabinet, badge.code, fact.activity, "counter")


def _counting(cabinet: Cabinet, fact: ActivityReversed) -> Iterator[Badge]:
    """The badges that an activity counts for; and those that the member has and it counted for then, though the
    rulebook names them no longer: what is undone gave nothing."""
    kind, book = fact.original.kind, cabinet.batch.rulebook
    now = book.counters_by_kind.get(kind, ())
    yield from now
    for badge in cabinet.batch.rulebooks[fact.original.version].counters_by_kind.get(kind, ()):
        if badge.code not in {each.code for each in now} and (fact.activity.member.id, badge.code) in cabinet.held:
            yield badge


def _recount(counter: Counter, badge: str, past: Past, member: MemberView) -> None:
    book = programme.rulebook_numbered(past.version)
    known = book.badges.get(badge)
    measure = known.given.measure if known is not None else None
    if measure is None or past.kind not in measure.kinds:
        return
    asked = programme.asked(
        book, book.kinds[past.kind], past.facts, occurred_at=past.occurred_at, tier=past.tier, member=member,
        shop=past.shop, partner=past.partner,
    )  # fmt: skip
    amount, mark = counting.contribution(measure, past.kind, past.facts, asked, book)
    if measure.type == "sum":
        amount -= amount * past.reversed // WHOLE
    elif past.reversed == WHOLE:
        amount = 0
    if amount:
        _add(counter, amount, mark)


def _add(counter: Counter, amount: int, mark: str | None) -> None:
    counter.changed = True
    if mark is None:
        counter.amount += amount
    else:
        counting.add(counter.marks, mark, amount)
        counter.amount = counting.distinct_amount(counter.marks)


def _give(cabinet: Cabinet, badge: str, activity: Activity, cause: str, version: int) -> Iterator[BadgeEarned]:
    key = (activity.member.id, badge)
    if key in cabinet.held:
        return
    award = ids.new_id()
    cabinet.held[key], cabinet.causes[award], cabinet.versions[award] = award, cause, version
    cabinet.given[award] = (
        award, activity.member.id, badge, activity.id, cause, version, activity.occurred_at,
    )  # fmt: skip
    yield BadgeEarned(activity, award, badge, cause, version)


def _take_all(cabinet: Cabinet, activity: Activity, cause: str) -> Iterator[BadgeTakenBack]:
    """Every badge that this cause gave, also those that the rulebook no longer names."""
    held = [badge for (member_id, badge) in cabinet.held if member_id == activity.member.id]
    for badge in held:
        yield from _take(cabinet, badge, activity, cause)


def _take(cabinet: Cabinet, badge: str, activity: Activity, cause: str) -> Iterator[BadgeTakenBack]:
    """Only the badge that this cause gave."""
    award = cabinet.held.get((activity.member.id, badge))
    if award is None or cabinet.causes.get(award) != cause:
        return
    del cabinet.held[activity.member.id, badge]
    cabinet.revoked[award] = (activity.posted_at, activity.id)
    yield BadgeTakenBack(activity, award, badge, cause)

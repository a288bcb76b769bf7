"""Closings' part in the fold: what is earned adds to its period's total, and the close of the period decides.

A period closes by the version that held at its end. What is recorded late reassesses a closed period, and those after
it whose row it changes, and only a gain is given; what is undone reassesses them exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from server import programme
from server.kernel import clock, ids
from server.kernel.clock import Instant
from server.ledger.events import PointsPosted
from server.programme import BeforeProgramme, spans
from server.programme.effect import Activity, Batch, Fact, TimePassed, from_json, to_json
from server.programme.rulebook import Bracket, Closing, Gift, Rulebook
from server.storage import Tx

from . import books, gifts, rules
from .gifts import Present
from .models import ClosingStanding

REACH = 100 * clock.DAY  # How late what waited may ripen into a period that has ended.

_COLUMNS = (
    "id", "member_id", "closing", "period", "starts_at", "ends_at", "earned", "closed_at", "bracket", "streak", "given",
)  # fmt: skip
_MOVING = ("earned", "closed_at", "bracket", "streak", "given")


@dataclass(slots=True, eq=False)
class Total:
    """A member's sum in one period; once it is closed, how it ended and what that gave, each with the least sum of its
    bracket."""

    id: int
    member_id: int
    closing: str
    period: str
    starts_at: Instant
    ends_at: Instant
    earned: int = 0
    closed_at: Instant | None = None
    bracket: int | None = None
    streak: int = 0
    given: list[tuple[int, Present]] = field(default_factory=list)
    new: bool = False
    changed: bool = False


@dataclass(slots=True)
class Totals:
    batch: Batch
    of: dict[tuple[int, str, str], Total] = field(default_factory=dict)  # member, closing, period
    numbers: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))  # Gifts so far, by activity.

    def beginning(self, total: Total) -> Total | None:
        """The closed period that follows it."""
        return self._beside(total, lambda other: other.starts_at == total.ends_at)

    def ending(self, total: Total) -> Total | None:
        """The closed period before it."""
        return self._beside(total, lambda other: other.ends_at == total.starts_at)

    def _beside(self, total: Total, touches: Callable[[Total], bool]) -> Total | None:
        for (member_id, closing, _), other in self.of.items():
            if (member_id, closing) == (total.member_id, total.closing) and other.closed_at and touches(other):
                return other
        return None


class ClosePeriods:
    hears: ClassVar[tuple[type[Fact], ...]] = (PointsPosted, TimePassed)

    async def load(self, tx: Tx, batch: Batch) -> Totals:
        totals = Totals(batch)
        known = [closing for book in books.concerned(batch) for closing in book.closings.values()]
        if not known:
            return totals
        for row in await tx.rows(
            f"SELECT {', '.join(f't.{column}' for column in _COLUMNS)} FROM closing_standing t "
            "WHERE t.member_id {in members bigint} AND (t.closed_at IS NULL OR t.ends_at >= :edge OR EXISTS ("
            "SELECT 1 FROM closing_standing n WHERE n.member_id = t.member_id AND n.closing = t.closing "
            "AND n.starts_at = t.ends_at AND n.closed_at IS NULL))",
            members=batch.members,
            edge=batch.oldest - rules.longest(known) - REACH,
        ):
            given = [(least, Present.of(present)) for least, present in from_json(row[10])]
            totals.of[row[1], row[2], row[3]] = Total(
                row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9], given
            )
        return totals

    def decide(self, totals: Totals, fact: PointsPosted | TimePassed) -> Iterator[Fact]:
        if isinstance(fact, TimePassed):
            yield from _let_time_pass(totals, fact)
            return
        if not fact.earned:
            return
        book = books.counting(totals.batch, fact)
        for closing in book.closings_by_unit.get(fact.currency, ()):
            total = _total(totals, closing, fact, book)
            total.earned += fact.earned
            total.changed = True
            if total.ends_at > totals.batch.now:
                fact.activity.member.due(total.ends_at)
                continue
            total.closed_at = total.closed_at or totals.batch.now
            yield from _reassess(totals, total, fact.activity, gains_only=fact.earned > 0)

    async def store(self, tx: Tx, totals: Totals) -> None:
        changed = [total for total in totals.of.values() if total.changed]
        await tx.insert(
            ClosingStanding,
            _COLUMNS,
            [(t.id, t.member_id, t.closing, t.period, t.starts_at, t.ends_at, t.earned, t.closed_at, t.bracket,
              t.streak, _presents(t)) for t in changed if t.new],
            conflict="(member_id, closing, period) DO UPDATE SET earned = closing_standing.earned + excluded.earned",
        )  # fmt: skip
        await tx.update(
            ClosingStanding,
            key=("id",),
            values=_MOVING,
            rows=[(t.id, t.earned, t.closed_at, t.bracket, t.streak, _presents(t)) for t in changed if not t.new],
        )


def _presents(total: Total) -> str:
    return to_json([[least, present.row()] for least, present in total.given])


def _total(totals: Totals, closing: Closing, fact: PointsPosted, book: Rulebook) -> Total:
    member = fact.activity.member
    period = spans.key(closing.period, fact.occurred_at, book.timezone, member.joined_at)
    found = totals.of.get((member.id, closing.code, period))
    if found is None:
        starts_at, ends_at = spans.bounds(closing.period, fact.occurred_at, book.timezone, member.joined_at)
        assert ends_at is not None  # Only a lifetime has no end, and none closes it.
        found = Total(ids.new_id(), member.id, closing.code, period, starts_at, ends_at, new=True)
        totals.of[member.id, closing.code, period] = found
    return found


def _let_time_pass(totals: Totals, fact: TimePassed) -> Iterator[Fact]:
    """Every period that has ended is closed, in order, however late it is."""
    open_ones = [
        total for total in totals.of.values()
        if total.member_id == fact.activity.member.id and total.closed_at is None
    ]
    for total in sorted(open_ones, key=lambda total: (total.ends_at, total.closing)):
        if total.ends_at > fact.until:
            fact.activity.member.due(total.ends_at)
            continue
        total.closed_at, total.changed = fact.until, True
        yield from _reassess(totals, total, fact.activity, gains_only=True)


def _reassess(totals: Totals, first: Total, activity: Activity, *, gains_only: bool) -> Iterator[Fact]:
    total: Total | None = first
    while total is not None:
        book = _book_at(totals, total)
        closing = book.closings.get(total.closing)
        before = totals.ending(total)
        bracket = rules.bracket_of(closing, total.earned) if closing is not None else None
        ended = rules.ended(bracket, (before.bracket, before.streak) if before is not None else (None, 0))
        if ended == (total.bracket, total.streak):
            return
        total.bracket, total.streak = ended
        total.changed = True
        due = bracket if bracket is not None and total.streak == bracket.in_a_row else None
        had = max((least for least, _ in total.given), default=None)
        if gains_only:
            if due is not None and (had is None or due.least > had):
                yield from _swap(totals, total, due, activity, book, gains_only=True)
        elif had != (due.least if due is not None else None):
            yield from _swap(totals, total, due, activity, book, gains_only=False)
        total = totals.beginning(total)


def _swap(
    totals: Totals, total: Total, bracket: Bracket | None, activity: Activity, book: Rulebook, *, gains_only: bool
) -> Iterator[Fact]:
    """What the period gave becomes what the bracket gives. Of points only the difference moves."""
    rule = f"closing:{total.closing}"
    arithmetic = {"period": total.period, "total": total.earned, "from": bracket.least if bracket is not None else 0}
    wanted = list(bracket.gives) if bracket is not None else []
    kept: list[tuple[int, Present]] = []
    had: defaultdict[str, int] = defaultdict(int)
    for least, present in total.given:
        if present.gift.type == "points":
            kept.append((least, present))
            had[present.gift.code] += present.gift.points
        else:
            yield gifts.take_back(present, activity, rule, arithmetic)
    total.given = kept
    if not gains_only:
        wanted_points = {gift.code: gift.points for gift in wanted if gift.type == "points"}
        yield from _lower(total, had, wanted_points, activity, rule)
    for gift in wanted:
        points = gift.points - had[gift.code] if gift.type == "points" else 0
        if gift.type == "points" and points <= 0:
            continue
        number = totals.numbers[activity.id]
        totals.numbers[activity.id] += 1
        given = Gift(gift.type, gift.code, points, gift.months)
        present = Present(given, activity.id, number, activity.occurred_at)
        total.given.append((bracket.least if bracket is not None else 0, present))
        yield gifts.give(present, activity, rule, arithmetic, book.number)
    if bracket is not None:
        total.given = [(bracket.least, present) for _, present in total.given]


def _lower(
    total: Total, had: defaultdict[str, int], wanted: dict[str, int], activity: Activity, rule: str
) -> Iterator[Fact]:
    """Takes points back, the newest first, down to what is wanted of each currency."""
    for place in range(len(total.given) - 1, -1, -1):
        least, present = total.given[place]
        gift = present.gift
        over = min(gift.points, had[gift.code] - wanted.get(gift.code, 0))
        if over <= 0:
            continue
        had[gift.code] -= over
        back = Present(Gift("points", gift.code, over), present.activity_id, present.number, present.occurred_at)
        left = Present(
            Gift("points", gift.code, gift.points - over), present.activity_id, present.number, present.occurred_at
        )
        total.given[place] = (least, left)
        yield gifts.take_back(back, activity, rule, {"period": total.period, "total": total.earned})
    total.given = [(least, present) for least, present in total.given if present.gift.points]


def _book_at(totals: Totals, total: Total) -> Rulebook:
    """The version that held when the period ended."""
    try:
        return programme.rulebook_at(total.ends_at - 1)
    except BeforeProgramme:
        return totals.batch.current

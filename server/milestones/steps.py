"""Milestones' part in the fold: what is earned climbs towards the next step, and each step brings its gift.

What counts is what was earned since a version with the milestone holds. A step that is reached by a member of another
tier than it is for, or beyond its times, is passed without a gift: it does not wait. Points that a milestone gave count
towards no milestone: they would hold up a step whose purchase was returned, and close a ring.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from server.kernel import clock, ids
from server.kernel.clock import Instant
from server.ledger.events import PointsPosted
from server.programme import spans
from server.programme.effect import Activity, Batch, Fact, TimePassed, from_json, to_json
from server.programme.rulebook import Gift, Milestone, Rulebook
from server.storage import Tx

from . import books, gifts, rules
from .gifts import Present
from .models import MilestoneStanding

STEPS_AT_ONCE = 100  # Gifts of one activity's milestone; the rest come when the member is visited next, at once.
MARKS_KEPT = 500  # Steps that can be lost again.
REACH = 400 * clock.DAY  # How long after its end a period may still be counted in: what waits ripens late.

_COLUMNS = ("id", "member_id", "milestone", "period", "ends_at", "earned", "steps", "given", "marks")
_MOVING = ("earned", "steps", "given", "marks")


@dataclass(slots=True, eq=False)
class Standing:
    id: int
    member_id: int
    milestone: str
    period: str
    ends_at: Instant | None
    earned: int = 0
    steps: int = 0
    given: int = 0
    marks: list[list[Any]] = field(default_factory=list)  # Each [sum, the gift as a row, or nothing].
    new: bool = False
    changed: bool = False

    @property
    def stood_at(self) -> int:
        return int(self.marks[-1][0]) if self.marks else 0


@dataclass(slots=True)
class Standings:
    batch: Batch
    of: dict[tuple[int, str, str], Standing] = field(default_factory=dict)  # member, milestone, period


class ReachMilestones:
    hears: ClassVar[tuple[type[Fact], ...]] = (PointsPosted, TimePassed)

    async def load(self, tx: Tx, batch: Batch) -> Standings:
        standings = Standings(batch)
        if not any(book.milestones for book in books.concerned(batch)):
            return standings
        for row in await tx.rows(
            f"SELECT {', '.join(_COLUMNS)} FROM milestone_standing WHERE member_id {{in members bigint}} "
            "AND (ends_at IS NULL OR ends_at > :edge)",
            members=batch.members,
            edge=batch.oldest - REACH,
        ):
            standings.of[row[1], row[2], row[3]] = Standing(
                row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], from_json(row[8])
            )
        return standings

    def decide(self, standings: Standings, fact: PointsPosted | TimePassed) -> Iterator[Fact]:
        if isinstance(fact, TimePassed):
            yield from _go_on(standings, fact)
            return
        if not fact.earned or fact.rule.startswith(_rule("")):
            return
        book = books.counting(standings.batch, fact)
        for milestone in book.milestones_by_unit.get(fact.currency, ()):
            standing = _standing(standings, milestone, fact, book)
            standing.earned += fact.earned
            standing.changed = True
            if fact.earned < 0:
                yield from _fall(standing, milestone, fact.activity)
            else:
                yield from _climb(standing, milestone, fact.activity, book)

    async def store(self, tx: Tx, standings: Standings) -> None:
        changed = [standing for standing in standings.of.values() if standing.changed]
        await tx.insert(
            MilestoneStanding,
            _COLUMNS,
            [(s.id, s.member_id, s.milestone, s.period, s.ends_at, s.earned, s.steps, s.given, to_json(s.marks))
             for s in changed if s.new],
            conflict="(member_id, milestone, period) DO UPDATE SET earned = milestone_standing.earned + "
            "excluded.earned",
        )  # fmt: skip
        await tx.update(
            MilestoneStanding,
            key=("id",),
            values=_MOVING,
            rows=[(s.id, s.earned, s.steps, s.given, to_json(s.marks)) for s in changed if not s.new],
        )


def _standing(standings: Standings, milestone: Milestone, fact: PointsPosted, book: Rulebook) -> Standing:
    member = fact.activity.member
    period = spans.key(milestone.within, fact.occurred_at, book.timezone, member.joined_at)
    found = standings.of.get((member.id, milestone.code, period))
    if found is None:
        _, ends_at = spans.bounds(milestone.within, fact.occurred_at, book.timezone, member.joined_at)
        found = Standing(ids.new_id(), member.id, milestone.code, period, ends_at, new=True)
        standings.of[member.id, milestone.code, period] = found
    return found


def _climb(standing: Standing, milestone: Milestone, activity: Activity, book: Rulebook) -> Iterator[Fact]:
    member = activity.member
    for _ in range(STEPS_AT_ONCE):
        step = rules.next_step(milestone, standing.stood_at)
        if step is None or standing.earned < step:
            return
        gift: Gift | None = milestone.gives[standing.steps % len(milestone.gives)]
        if (milestone.tiers and member.tier not in milestone.tiers) or (
            milestone.times is not None and standing.given >= milestone.times
        ):
            gift = None
        present = Present(gift, activity.id, standing.steps, activity.occurred_at) if gift is not None else None
        standing.marks.append([step, present.row() if present is not None else None])
        del standing.marks[:-MARKS_KEPT]
        standing.steps += 1
        standing.changed = True
        if present is not None:
            standing.given += 1
            arithmetic = {"counts": milestone.unit, "step": step, "steps": standing.steps, "every": milestone.every}
            yield gifts.give(present, activity, _rule(milestone.code), arithmetic, book.number)
    member.due(activity.posted_at)


def _fall(standing: Standing, milestone: Milestone, activity: Activity) -> Iterator[Fact]:
    """Below a step its gift is taken back, the last one first."""
    while standing.marks and standing.earned < standing.stood_at:
        step, row = standing.marks.pop()
        standing.steps -= 1
        if row is not None:
            standing.given -= 1
            arithmetic = {"counts": milestone.unit, "step": step}
            yield gifts.take_back(Present.of(row), activity, _rule(milestone.code), arithmetic)


def _go_on(standings: Standings, fact: TimePassed) -> Iterator[Fact]:
    """What had to wait: more steps at once than one activity gives."""
    book = standings.batch.current
    for standing in list(standings.of.values()):
        milestone = book.milestones.get(standing.milestone)
        ended = standing.ends_at is not None and standing.ends_at <= fact.until
        if milestone is not None and standing.member_id == fact.activity.member.id and not ended:
            yield from _climb(standing, milestone, fact.activity, book)


def _rule(milestone: str) -> str:
    return f"milestone:{milestone}"

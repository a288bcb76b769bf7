"""Occasions' part in the fold: time alone brings them, to members whom nothing else visits.

Each is met once: for its year, or for one idleness. A member of another tier, or one who is held out, meets it and
gets nothing. What was overdue because nobody visited still comes while its day is not over, or its window has days
left; idleness without a window comes as long as it lasts. A day that had begun before the member joined, or before a
version with the occasion held, was not this occasion's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar

from server import programme
from server.kernel import ids, periods
from server.kernel.clock import Instant
from server.ledger.events import PointsEarned
from server.programme import BeforeProgramme
from server.programme.effect import Activity, ActivityAccepted, Batch, Fact, GiftGiven, TimePassed
from server.programme.rulebook import Occasion
from server.storage import Tx

from . import rules
from .models import OccasionMet
from .rules import Falling


@dataclass(slots=True)
class Days:
    batch: Batch
    met: dict[tuple[int, str], str] = field(default_factory=dict)  # (member, occasion) → period
    last: dict[tuple[int, str], Instant] = field(default_factory=dict)  # (member, kind) → its newest activity
    changed: dict[tuple[int, str], Instant] = field(default_factory=dict)


class MeetOccasions:
    hears: ClassVar[tuple[type[Fact], ...]] = (TimePassed, ActivityAccepted)

    async def load(self, tx: Tx, batch: Batch) -> Days:
        days = Days(batch)
        occasions = batch.current.occasions
        if not occasions or not batch.due:
            return days
        for row in await tx.rows(
            "SELECT member_id, occasion, period FROM occasion_met WHERE member_id {in members bigint}",
            members=sorted(batch.due),
        ):
            days.met[row[0], row[1]] = row[2]
        if any(occasion.on == "idle" for occasion in occasions.values()):
            for row in await tx.rows(
                "SELECT member_id, kind, MAX(occurred_at) FROM activity WHERE member_id {in members bigint} "
                "AND kind NOT LIKE '@%' GROUP BY member_id, kind",
                members=sorted(batch.due),
            ):
                days.last[row[0], row[1]] = row[2]
        return days

    def decide(self, days: Days, fact: TimePassed | ActivityAccepted) -> Iterator[Fact]:
        if isinstance(fact, ActivityAccepted):
            _stay_awake(days, fact.activity)
            return
        member = fact.activity.member
        for occasion in days.batch.current.occasions.values():
            yield from _meet(days, occasion, fact.activity)
        for version in programme.versions():  # What comes with a later one begins there, for everybody.
            if version.holds_from > days.batch.now:
                member.due(version.holds_from)

    async def store(self, tx: Tx, days: Days) -> None:
        await tx.insert(
            OccasionMet,
            ("id", "member_id", "occasion", "period", "met_at"),
            [(ids.new_id(), *key, days.met[key], met_at) for key, met_at in sorted(days.changed.items())],
            conflict="(member_id, occasion) DO UPDATE SET period = excluded.period, met_at = excluded.met_at",
        )


def _stay_awake(days: Days, activity: Activity) -> None:
    """An activity says when idleness would begin, if nothing came after it."""
    member = activity.member
    for occasion in days.batch.current.occasions.values():
        if occasion.on == "idle" and (not occasion.kinds or activity.kind in occasion.kinds):
            falling = periods.local_date(activity.occurred_at, member.timezone) + timedelta(days=occasion.idle_days)
            member.due(max(rules.begins(falling, member.timezone), days.batch.now))


def _meet(days: Days, occasion: Occasion, activity: Activity) -> Iterator[Fact]:
    member, now = activity.member, days.batch.now
    today = periods.local_date(now, member.timezone)
    for falling in rules.fallings(occasion, member, today, _active_on(days, occasion, activity)):
        met = days.met.get((member.id, occasion.code))
        if met is not None and met >= falling.period:
            continue
        if falling.day > today:
            member.due(rules.begins(falling.day, member.timezone))
            return
        left = _days_left(occasion, falling, today, member.tier)
        if left is None or not _was_there(occasion, falling, member.timezone):
            continue
        days.met[member.id, occasion.code] = falling.period
        days.changed[member.id, occasion.code] = now
        if (occasion.tiers and member.tier not in occasion.tiers) or rules.held_out(occasion, member.id):
            continue
        yield from _give(occasion, falling, activity, left or None)


def _active_on(days: Days, occasion: Occasion, activity: Activity) -> date | None:
    """The member's newest day with an activity of the kinds that end idleness."""
    at = [
        instant for (member_id, kind), instant in days.last.items()
        if member_id == activity.member.id and (not occasion.kinds or kind in occasion.kinds)
    ]
    return periods.local_date(max(at), activity.member.timezone) if at else None


def _days_left(occasion: Occasion, falling: Falling, today: date, tier: str | None) -> int | None:
    """How many days of its window are left, today included; 0: as the reward says; None: it is over."""
    window = rules.days_of(occasion, tier)
    if window is None:
        return 0 if occasion.on == "idle" or falling.day == today else None
    left = window - (today - falling.day).days
    return left if left > 0 else None


def _was_there(occasion: Occasion, falling: Falling, zone: str) -> bool:
    """Whether the version that held on that day had the occasion."""
    try:
        book = programme.rulebook_at(rules.begins(falling.day + timedelta(days=1), zone) - 1)
    except BeforeProgramme:
        return False
    return occasion.code in book.occasions


def _give(occasion: Occasion, falling: Falling, activity: Activity, good_days: int | None) -> Iterator[Fact]:
    rule, arithmetic = f"occasion:{occasion.code}", {"day": falling.day.isoformat()}
    for number, gift in enumerate(occasion.gives):
        if gift.type == "points":
            said: dict[str, Any] = {**arithmetic, "fixed": gift.points}
            yield PointsEarned(activity, gift.code, gift.points, "earned", rule, said)
        else:
            yield GiftGiven(activity, gift, rule, arithmetic, number, good_days=good_days)

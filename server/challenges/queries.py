"""Reading how far members have come in the programme's challenges."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from server import programme, storage
from server.kernel import clock, periods
from server.kernel.clock import DAY, Instant
from server.kernel.ids import Id
from server.programme import measure as counting
from server.programme.rulebook import MICRO, Challenge, Rulebook

from .goals import GoalKey, period_of

SHOWN_AFTERWARDS = 90 * DAY  # How long a challenge that has ended is still shown to those who completed it.

Standing = Literal["running", "joinable", "done"]
ORDER: tuple[Standing, ...] = ("running", "joinable", "done")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of progress. Amounts are micro-units."""

    member_id: Id
    challenge: str
    period: str
    amount: int
    marks: Mapping[str, int]
    starts_at: Instant
    ends_at: Instant | None
    joined_at: Instant | None
    left_at: Instant | None
    completed_at: Instant | None


@dataclass(frozen=True, slots=True)
class Shared:
    """What all have come to together in one period of a challenge."""

    challenge: str
    period: str
    amount: int
    members: int  # How many have a part in it.
    turn: int
    reached_at: Instant | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member stands in one challenge now. Amounts are micro-units; without bounds it never ends.

    `beside`: days of the present week, where weeks are counted; the member's own part, where all go together."""

    challenge: Challenge
    standing: Standing
    amount: int
    starts_at: Instant | None
    ends_at: Instant | None
    completed_at: Instant | None
    beside: int = 0
    marks: Mapping[str, int] = field(default_factory=dict)

    @property
    def joined(self) -> bool:
        return self.standing != "joinable"


async def progress_of(member_ids: Collection[Id]) -> dict[Id, list[Row]]:
    """Everything that runs, and what has ended a short while ago."""
    found: defaultdict[Id, list[Row]] = defaultdict(list)
    for row in await storage.rows(
        "SELECT member_id, challenge, period, amount, marks, starts_at, ends_at, joined_at, left_at, completed_at "
        "FROM challenge_progress WHERE member_id {in members bigint} AND (ends_at IS NULL OR ends_at > :since) "
        "ORDER BY id",
        members=sorted(set(member_ids)),
        since=clock.now() - SHOWN_AFTERWARDS,
    ):
        found[row[0]].append(
            Row(row[0], row[1], row[2], row[3], json.loads(row[4]), row[5], row[6], row[7], row[8], row[9])
        )
    return dict(found)


def goals_now(rulebook: Rulebook, now: Instant) -> list[GoalKey]:
    """The goals that all go towards together now."""
    together = (challenge for challenge in rulebook.challenges.values() if challenge.join == "together")
    return [(challenge.code, period_of(challenge, now, rulebook.timezone)) for challenge in together]


async def shared_goals(keys: Collection[GoalKey]) -> dict[GoalKey, Shared]:
    """What all have come to; nothing for goals that nobody has begun."""
    if not keys:
        return {}
    rows = await storage.rows(
        "SELECT g.challenge, g.period, g.amount, g.members, g.turn, g.reached_at "
        "FROM {rows v challenge:text period:text} "
        "JOIN challenge_goal g ON g.challenge = v.challenge AND g.period = v.period",
        v=sorted(set(keys)),
    )
    return {(row[0], row[1]): Shared(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows}


async def gifts_to(charities: Collection[str]) -> dict[str, int]:
    """What goals that all have reached gave to charities, in minor units of the programme's money.

    It is read off the goals themselves, so each counts once for as long as it is reached; what it gives is what the
    version said that held when it was reached."""
    giving = sorted({code for book in programme.versions() for code, one in book.challenges.items() if one.gift})
    if not giving:
        return {}
    given: Counter[str] = Counter()
    rows = await storage.rows(
        "SELECT challenge, reached_at FROM challenge_goal WHERE challenge {in codes text} AND reached_at IS NOT NULL",
        codes=giving,
    )
    for row in rows:
        found = programme.rulebook_at(row[1]).challenges.get(row[0])
        if found is not None and found.gift is not None and found.gift.charity in charities:
            given[found.gift.charity] += found.gift.amount
    return dict(given)


async def concerned_by(goal: Shared, *, after: Id, limit: int) -> list[Id]:
    """Members who took part before a goal was reached and have not got theirs; or who got it, where it was undone."""
    wanting = (
        "completed_at IS NOT NULL"
        if goal.reached_at is None
        else "completed_at IS NULL AND amount > 0 AND joined_at <= :reached_at"
    )
    named = {"reached_at": goal.reached_at} if goal.reached_at is not None else {}
    rows = await storage.rows(
        "SELECT member_id FROM challenge_progress WHERE member_id > :after AND challenge = :challenge "
        f"AND period = :period AND {wanting} ORDER BY member_id LIMIT :limit",
        after=after,
        challenge=goal.challenge,
        period=goal.period,
        limit=limit,
        **named,
    )
    return [row[0] for row in rows]


def places(
    rulebook: Rulebook,
    rows: Sequence[Row],
    *,
    timezone: str,
    now: Instant,
    shared: Mapping[GoalKey, Shared] | None = None,
) -> list[Place]:
    """One place for each challenge that concerns the member now: running ones first, then those to join, then done.

    Pure. `timezone` is the member's; `shared` what all have come to together (`shared_goals`)."""
    of_challenge: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        of_challenge[row.challenge].append(row)
    found = [
        place
        for challenge in rulebook.challenges.values()
        for place in _place(challenge, of_challenge[challenge.code], timezone, now, rulebook, shared or {})
    ]
    return sorted(found, key=lambda place: ORDER.index(place.standing))


def _place(
    challenge: Challenge,
    rows: Sequence[Row],
    timezone: str,
    now: Instant,
    rulebook: Rulebook,
    shared: Mapping[GoalKey, Shared],
) -> Iterator[Place]:
    if challenge.join == "choice":
        yield from _chosen(challenge, rows, timezone, now)
        return
    window = challenge.window
    zone = rulebook.timezone if challenge.join == "together" else timezone
    period = period_of(challenge, now, zone)
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    if window.type == "calendar" and window.calendar != "lifetime":
        starts_at, ends_at = periods.bounds(window.calendar, now, zone)
    elif window.type == "fixed":
        starts_at, ends_at = window.starts_at, window.ends_at
    row = next((row for row in rows if row.period == period), None)
    if challenge.join == "together":
        goal = shared.get((challenge.code, period))
        reached_at, of_all = (goal.reached_at, goal.amount) if goal is not None else (None, 0)
        if reached_at is not None or ends_at is None or now < ends_at:
            own = row.amount if row is not None else 0
            standing: Standing = "done" if reached_at is not None else "running"
            yield Place(challenge, standing, of_all, starts_at, ends_at, reached_at, own)
    elif row is not None and row.completed_at is not None:
        yield _standing(challenge, row, "done", timezone, now, starts_at, ends_at)
    elif ends_at is None or now < ends_at:
        if row is None:
            yield Place(challenge, "running", 0, starts_at, ends_at, None)
        else:
            yield _standing(challenge, row, "running", timezone, now, starts_at, ends_at)


def _chosen(challenge: Challenge, rows: Sequence[Row], timezone: str, now: Instant) -> Iterator[Place]:
    """A challenge that a member takes on: running until its time is over; then it can be taken on again."""
    fixed = challenge.window if challenge.window.type == "fixed" else None
    over = fixed is not None and now >= fixed.ends_at
    for row in reversed(rows):
        if row.left_at is not None:
            continue
        if row.completed_at is not None and (over or row.ends_at is None or now < row.ends_at):
            yield _standing(challenge, row, "done", timezone, now, row.starts_at, row.ends_at)
            return
        if row.completed_at is None and (row.ends_at is None or now < row.ends_at):
            yield _standing(challenge, row, "running", timezone, now, row.starts_at, row.ends_at)
            return
    if not over:
        starts_at, ends_at = (fixed.starts_at, fixed.ends_at) if fixed is not None else (None, None)
        yield Place(challenge, "joinable", 0, starts_at, ends_at, None)


def _standing(
    challenge: Challenge,
    row: Row,
    standing: Standing,
    timezone: str,
    now: Instant,
    starts_at: Instant | None,
    ends_at: Instant | None,
) -> Place:
    """What counts now: days that have left a rolling window no longer do, nor weeks whose row is broken, unless it was
    completed with them."""
    amount, beside, measure, marks = row.amount, 0, challenge.measure, dict(row.marks)
    today = periods.local_date(now, timezone)
    if measure.type == "days_a_week":
        beside = sum(counting.days_in(marks, counting.monday_of(today)))
        if row.completed_at is None:
            amount = counting.weeks_in_a_row(measure, marks, today) * MICRO
    elif challenge.window.type == "rolling" and row.completed_at is None:
        amount = counting.window_amount(marks, today, challenge.window.days)
    return Place(challenge, standing, amount, starts_at, ends_at, row.completed_at, beside, row.marks)

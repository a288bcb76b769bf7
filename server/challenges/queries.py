"""Reading how far members have come in the programme's challenges."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from server import storage
from server.kernel import clock, periods
from server.kernel.clock import DAY, Instant
from server.kernel.ids import Id
from server.programme import measure
from server.programme.rulebook import Challenge, Rulebook

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
class Place:
    """Where a member stands in one challenge now. Amounts are micro-units; without bounds it never ends."""

    challenge: Challenge
    standing: Standing
    amount: int
    starts_at: Instant | None
    ends_at: Instant | None
    completed_at: Instant | None

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


def places(rulebook: Rulebook, rows: Sequence[Row], *, timezone: str, now: Instant) -> list[Place]:
    """One place for each challenge that concerns the member now: running ones first, then those to join, then done.

    Pure. `timezone` is the member's."""
    of_challenge: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        of_challenge[row.challenge].append(row)
    found = [
        place
        for challenge in rulebook.challenges.values()
        for place in _place(challenge, of_challenge[challenge.code], timezone, now)
    ]
    return sorted(found, key=lambda place: ORDER.index(place.standing))


def _place(challenge: Challenge, rows: Sequence[Row], timezone: str, now: Instant) -> Iterator[Place]:
    if challenge.join == "choice":
        yield from _chosen(challenge, rows, now)
        return
    window = challenge.window
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    period: str = window.type
    if window.type == "calendar":
        period = periods.period_key(window.calendar, now, timezone)
        if window.calendar != "lifetime":
            starts_at, ends_at = periods.bounds(window.calendar, now, timezone)
    elif window.type == "fixed":
        starts_at, ends_at = window.starts_at, window.ends_at
    row = next((row for row in rows if row.period == period), None)
    if row is not None and row.completed_at is not None:
        yield Place(challenge, "done", _amount(challenge, row, timezone, now), starts_at, ends_at, row.completed_at)
    elif ends_at is None or now < ends_at:
        amount = _amount(challenge, row, timezone, now) if row is not None else 0
        yield Place(challenge, "running", amount, starts_at, ends_at, None)


def _chosen(challenge: Challenge, rows: Sequence[Row], now: Instant) -> Iterator[Place]:
    """A challenge that a member takes on: running until its time is over; then it can be taken on again."""
    fixed = challenge.window if challenge.window.type == "fixed" else None
    over = fixed is not None and now >= fixed.ends_at
    for row in reversed(rows):
        if row.left_at is not None:
            continue
        if row.completed_at is not None and (over or row.ends_at is None or now < row.ends_at):
            yield Place(challenge, "done", row.amount, row.starts_at, row.ends_at, row.completed_at)
            return
        if row.completed_at is None and (row.ends_at is None or now < row.ends_at):
            yield Place(challenge, "running", row.amount, row.starts_at, row.ends_at, None)
            return
    if not over:
        starts_at, ends_at = (fixed.starts_at, fixed.ends_at) if fixed is not None else (None, None)
        yield Place(challenge, "joinable", 0, starts_at, ends_at, None)


def _amount(challenge: Challenge, row: Row, timezone: str, now: Instant) -> int:
    """What counts now: days that have left a rolling window no longer do, unless it was completed with them."""
    if challenge.window.type != "rolling" or row.completed_at is not None:
        return row.amount
    return measure.window_amount(dict(row.marks), periods.local_date(now, timezone), challenge.window.days)

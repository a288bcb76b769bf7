"""A member's timeline: events numbered 1, 2, 3 … without a gap, kept for 90 days.

The head row is the member's lock, so whoever writes events holds it, commit order is number order, and a reader that
has seen n needs nothing but “what comes after n”.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from server import storage
from server.kernel import clock, ids
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.storage import Tx

from .errors import TimelineOutOfStep
from .models import TimelineEvent, TimelineHead

KEPT = 90 * clock.DAY
READ_LIMIT = 100  # Rows of one read; a reader that wants more asks again.
TRIM_SLICE = 2_000  # Rows of one trimming transaction, so that it stays far below 50 ms.
RESET = "TimelineReset"

_COLUMNS = ("id", "member_id", "first_position", "last_position", "activity_id", "occurred_at", "posted_at", "events")
_decode = msgspec.json.Decoder(list[dict[str, Any]]).decode
_newcomers_due = False


class Event(msgspec.Struct, frozen=True, gc=False):
    """One thing that happened to a member. `data` is the event object as it was written, its "type" included."""

    member_id: Id
    position: int
    type: str
    occurred_at: Instant
    posted_at: Instant
    activity_id: Id | None
    data: Mapping[str, Any]


class TimelineRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The events of one activity for one member, as they are stored and as they travel between processes."""

    id: Id
    member_id: Id
    first_position: int
    last_position: int
    activity_id: Id | None
    occurred_at: Instant
    posted_at: Instant
    events: str  # JSON

    def unfold(self, *, after: int = 0) -> Iterator[Event]:
        """Its events past a position, in order."""
        for position, data in enumerate(_decode(self.events), self.first_position):
            if position > after:
                yield Event(
                    self.member_id, position, data["type"], self.occurred_at, self.posted_at, self.activity_id, data
                )


def encode_events(events: Sequence[Mapping[str, Any]]) -> str:
    """Event objects as a row holds them: canonical JSON."""
    return msgspec.json.encode(events, order="deterministic").decode()


# Writing


async def open_timeline(tx: Tx, member_ids: Collection[Id]) -> None:
    """Gives new members their heads. A member who has one keeps it."""
    due_at = clock.now() if _newcomers_due else None
    rows = [(member_id, 0, due_at) for member_id in sorted(set(member_ids))]
    await tx.insert(TimelineHead, ("member_id", "position", "due_at"), rows, conflict="DO NOTHING")


def visit_newcomers(wanted: bool) -> None:
    """Whether time alone brings something to members who never did anything, such as a birthday: then it falls due at
    once that they are visited for the first time, and asked when."""
    global _newcomers_due
    _newcomers_due = wanted


async def fall_due(tx: Tx, member_ids: Collection[Id], at: Instant) -> None:
    """Members are visited at an instant at the latest, whatever time was to bring them and when."""
    locked = await lock(tx, member_ids)
    await tx.execute(
        "UPDATE timeline_head SET due_at = :at WHERE member_id {in ids bigint} AND (due_at IS NULL OR due_at > :at)",
        ids=sorted(locked),
        at=at,
    )


async def members_after(member_id: Id, limit: int) -> list[Id]:
    """Members who have a timeline, in the order of their ids, past one of them."""
    rows = await storage.rows(
        "SELECT member_id FROM timeline_head WHERE member_id > :after ORDER BY member_id LIMIT :limit",
        after=member_id,
        limit=limit,
    )
    return [row[0] for row in rows]


async def lock(tx: Tx, member_ids: Collection[Id]) -> dict[Id, tuple[int, Instant | None]]:
    """Locks members until the transaction ends, in id order: (position, due_at) of each. Missing: no such member."""
    rows = await tx.rows(
        "SELECT member_id, position, due_at FROM timeline_head "
        "WHERE member_id {in ids bigint} ORDER BY member_id {lock}",
        ids=sorted(set(member_ids)),
    )
    return {row["member_id"]: (row["position"], row["due_at"]) for row in rows}


async def append(tx: Tx, rows: Sequence[TimelineRow], *, due: Mapping[Id, Instant | None] | None = None) -> None:
    """Writes events and moves the heads, of members whom this transaction has locked. `due` says what due_at becomes,
    for members with or without rows. Raises TimelineOutOfStep where positions do not continue a head's."""
    due = due or {}
    spans = _spans(rows)
    members = sorted({*spans, *due})
    if not members:
        return
    await tx.insert(TimelineEvent, _COLUMNS, [msgspec.structs.astuple(row) for row in rows])
    await tx.touch(
        "UPDATE timeline_head SET position = coalesce(v.position, timeline_head.position), "
        "due_at = CASE WHEN v.sets = 1 THEN v.due_at ELSE timeline_head.due_at END "
        "FROM {rows v member_id:bigint first:bigint position:bigint sets:bigint due_at:bigint} "
        "WHERE timeline_head.member_id = v.member_id "
        "AND (v.first IS NULL OR timeline_head.position = v.first - 1)",
        count=len(members),
        otherwise=lambda: TimelineOutOfStep(members),
        v=[(member, *spans.get(member, (None, None)), int(member in due), due.get(member)) for member in members],
    )


def _spans(rows: Sequence[TimelineRow]) -> dict[Id, tuple[int, int]]:
    """The first and last position of each member's rows. Raises TimelineOutOfStep where they leave a hole."""
    spans: dict[Id, tuple[int, int]] = {}
    for row in rows:
        first, last = spans.get(row.member_id, (row.first_position, row.first_position - 1))
        if row.first_position != last + 1 or row.last_position < row.first_position:
            raise TimelineOutOfStep([row.member_id])
        spans[row.member_id] = (first, row.last_position)
    return spans


# Reading


async def position(member_id: Id) -> int:
    """The newest position; 0 where nothing ever happened."""
    head = await storage.value("SELECT position FROM timeline_head WHERE member_id = :member", member=member_id)
    return int(head or 0)


async def positions(member_ids: Collection[Id]) -> dict[Id, int]:
    """The newest positions of many members, in one statement."""
    rows = await storage.rows(
        "SELECT member_id, position FROM timeline_head WHERE member_id {in ids bigint}", ids=sorted(member_ids)
    )
    return {row["member_id"]: row["position"] for row in rows}


async def rows_by_id(row_ids: Collection[Id]) -> list[TimelineRow]:
    """Rows as they are stored, oldest first."""
    found = await storage.rows(
        f"SELECT {', '.join(_COLUMNS)} FROM timeline_event WHERE id {{in ids bigint}} ORDER BY id", ids=sorted(row_ids)
    )
    return [TimelineRow(*(row[place] for place in range(len(_COLUMNS)))) for row in found]


async def read_after(member_id: Id, position: int, limit: int = READ_LIMIT) -> list[Event]:
    """What comes after a position, oldest first: the events of at most `limit` rows, none when there is nothing more.

    Where the table no longer holds what came next (or never had that position), the answer is one TimelineReset whose
    position is the head's: the reader reads the member afresh and goes on from there.
    """
    rows = await storage.rows(
        "SELECT h.position AS head, e.* FROM timeline_head AS h LEFT JOIN ("
        f"SELECT {', '.join(_COLUMNS)} FROM timeline_event "
        "WHERE member_id = :member AND last_position > :after ORDER BY last_position LIMIT :limit"
        ") AS e ON e.member_id = h.member_id WHERE h.member_id = :member ORDER BY e.last_position",
        member=member_id,
        after=position,
        limit=limit,
    )
    head: int = rows[0]["head"] if rows else 0
    if position == head:
        return []
    kept = [TimelineRow(*row[1:]) for row in rows if row["id"] is not None]
    if position > head or not _continues(kept, position):
        return [_reset(member_id, head)]
    return [event for row in kept for event in row.unfold(after=position)]


async def newest(member_id: Id, count: int) -> list[Event]:
    """The newest events that are still kept, newest first, at most `count`."""
    # Positions have no gap, so the newest events are those past a position: no row more is read than is told.
    rows = await storage.rows(
        f"SELECT {', '.join(_COLUMNS)} FROM timeline_event WHERE member_id = :member AND last_position > "
        "(SELECT position - :count::bigint FROM timeline_head WHERE member_id = :member) ORDER BY last_position DESC",
        member=member_id,
        count=count,
    )
    events: list[Event] = []
    for row in rows:
        events += reversed(list(TimelineRow(*row[:]).unfold()))
    return events[:count]


async def trim() -> int:
    """Forgets one slice of what is older than 90 days; how many rows. 0: nothing is left to forget."""
    edge = ids.first_id_at(clock.now() - KEPT)
    async with storage.transaction() as tx:
        return await tx.execute(
            "DELETE FROM timeline_event WHERE id IN ("
            "SELECT id FROM timeline_event WHERE id < :edge ORDER BY id LIMIT :slice)",
            edge=edge,
            slice=TRIM_SLICE,
        )


def _continues(rows: Sequence[TimelineRow], position: int) -> bool:
    """Whether rows go on from a position without a hole."""
    if not rows:
        return False
    for row in rows:
        if row.first_position > position + 1:
            return False
        position = row.last_position
    return True


def _reset(member_id: Id, head: int) -> Event:
    now = clock.now()
    return Event(member_id, head, RESET, now, now, None, {"type": RESET})

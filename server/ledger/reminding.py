"""Who has points that expire soon is told once, in good time: of all that expires within a month together, and not of
each lot as its own day comes near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from server import live, programme, storage
from server.jobs import Job
from server.kernel import clock, ids
from server.kernel.clock import DAY, Instant
from server.kernel.ids import Id
from server.live import TimelineRow
from server.storage import Tx

from .models import LedgerReminder
from .queries import ENDS

AHEAD = 30 * DAY  # What expires within it is told of.
NOTICE = 7 * DAY  # Nothing is told of later than this before it expires, but what was earned for a shorter time.
SLICE = 100  # Members of one transaction.

# Of lots that are left: those that end within AHEAD and after all that was told of, once that has nearly passed.
_UNTOLD = (
    f"FROM (SELECT l.member_id, l.currency, l.remaining, {ENDS} AS ends FROM ledger_lot l "
    "JOIN ledger_account a ON a.id = l.account_id WHERE l.remaining > 0) AS l "
    "LEFT JOIN ledger_reminder r ON r.member_id = l.member_id AND r.currency = l.currency "
    "WHERE l.ends > :now AND l.ends <= :ahead "
    "AND (r.told_until IS NULL OR (l.ends > r.told_until AND r.told_until <= :soon))"
)


async def remind(job: Job) -> None:
    """Tells everybody whom it concerns, a slice of members at a time."""
    after: Id = 0
    while members := await _members(after):
        await live.publish(await storage.write(lambda tx, members=members: _tell(tx, members)))  # type: ignore[misc]
        after = members[-1]


async def _members(after: Id) -> list[Id]:
    rows = await storage.rows(
        f"SELECT DISTINCT l.member_id {_UNTOLD} AND l.member_id > :after ORDER BY l.member_id LIMIT :slice",
        **_when(clock.now()), after=after, slice=SLICE,
    )  # fmt: skip
    return [row[0] for row in rows]


async def _tell(tx: Tx, members: Sequence[Id]) -> list[TimelineRow]:
    """Under the members' locks, so that nobody spends what is being told of."""
    heads = await live.lock(tx, members)
    now = clock.now()
    version = programme.current().number
    events: defaultdict[Id, list[dict[str, Any]]] = defaultdict(list)
    told: list[tuple[Any, ...]] = []
    rows = await tx.rows(
        f"SELECT l.member_id, l.currency, CAST(SUM(l.remaining) AS bigint), MIN(l.ends), MAX(l.ends) "
        f"{_UNTOLD} AND l.member_id {{in ids bigint}} GROUP BY l.member_id, l.currency "
        "ORDER BY l.member_id, l.currency",
        **_when(now), ids=sorted(heads),
    )  # fmt: skip
    for row in rows:
        told.append((ids.new_id(), row[0], row[1], now + AHEAD))
        events[row[0]].append({
            "type": "PointsExpiring", "currency": row[1], "version": version, "points": row[2], "first": row[3],
            "last": row[4],
        })  # fmt: skip
    await tx.insert(
        LedgerReminder,
        ("id", "member_id", "currency", "told_until"),
        told,
        conflict="(member_id, currency) DO UPDATE SET told_until = excluded.told_until",
    )
    written = [
        TimelineRow(
            ids.new_id(), member_id, heads[member_id][0] + 1, heads[member_id][0] + len(of_member), None, now, now,
            live.encode_events(of_member),
        )
        for member_id, of_member in events.items()
    ]  # fmt: skip
    await live.append(tx, written)
    return written


def _when(now: Instant) -> dict[str, Instant]:
    return {"now": now, "ahead": now + AHEAD, "soon": now + NOTICE}

"""How rare badges are: of the members who were active lately, how many hold each. Counted now and then, in slices."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from server import programme, storage
from server.jobs import Again, Job
from server.kernel import clock, ids
from server.kernel.clock import DAY, Instant
from server.storage import Tx

from .models import BadgeShare

ACTIVE = 90 * DAY  # Who did anything in so long a time is active.
SLICE = 2_000  # Members of one count.
_SILENT = ("@due", "@together")  # What happens to members without their doing anything.


@dataclass(frozen=True, slots=True)
class Share:
    """Of those who were active, how many hold a badge, and when that was counted."""

    holders: int
    active: int
    counted_at: Instant


async def count_shares(job: Job) -> Again | None:
    """Counts one slice of the members; with the last one the shares are written."""
    counted = dict(job.payload)
    began = counted.setdefault("began", clock.now())
    active, holders = counted.get("active", 0), dict(counted.get("holders", {}))
    members = await storage.rows(
        "SELECT id FROM member WHERE id > :after AND status <> 'closed' ORDER BY id LIMIT :limit",
        after=counted.get("after", 0),
        limit=SLICE,
    )
    if not members:
        await storage.write(lambda tx: _write(tx, holders, active, began))
        return None
    awake = await storage.rows(
        "SELECT DISTINCT member_id FROM activity WHERE member_id {in members bigint} AND id >= :since "
        "AND NOT kind {in silent text}",
        members=[row[0] for row in members],
        since=ids.first_id_at(began - ACTIVE),
        silent=_SILENT,
    )
    for row in await storage.rows(
        "SELECT badge, count(*) FROM badge_award WHERE member_id {in members bigint} AND revoked_at IS NULL "
        "GROUP BY badge",
        members=[row[0] for row in awake],
    ):
        holders[row[0]] = holders.get(row[0], 0) + row[1]
    return Again({**counted, "after": members[-1][0], "active": active + len(awake), "holders": holders})


async def shares_of(badges: Collection[str]) -> dict[str, Share]:
    """Nothing for a badge that was not counted yet."""
    rows = await storage.rows(
        "SELECT badge, holders, active, counted_at FROM badge_share WHERE badge {in badges text}",
        badges=sorted(set(badges)),
    )
    return {row[0]: Share(row[1], row[2], row[3]) for row in rows}


async def _write(tx: Tx, holders: dict[str, int], active: int, counted_at: Instant) -> None:
    codes = sorted({*programme.current().badges, *holders})
    await tx.insert(
        BadgeShare,
        ("badge", "holders", "active", "counted_at"),
        [(code, holders.get(code, 0), active, counted_at) for code in codes],
        conflict="(badge) DO UPDATE SET holders = excluded.holders, active = excluded.active, "
        "counted_at = excluded.counted_at",
    )

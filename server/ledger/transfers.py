"""Reading what members gave each other."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from server import storage
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.kernel.paging import Page, decode_cursor, encode_cursor
from server.storage import Row

_COLUMNS = "id, from_member, to_member, currency, points, posted_at, undone_at"


@dataclass(frozen=True, slots=True)
class Transferred:
    """Points (minor units) that a member gave to another. `undone_at`: when a manager let them come back."""

    id: Id
    from_member: Id
    to_member: Id
    currency: str
    points: int
    posted_at: Instant
    undone_at: Instant | None


async def transfers_of(member_id: Id, *, first: int, after: str | None) -> Page[Transferred]:
    """What a member gave and was given, newest first."""
    rows = await storage.rows(
        f"SELECT {_COLUMNS} FROM ledger_transfer WHERE (from_member = :member OR to_member = :member) AND id < :below "
        "ORDER BY id DESC LIMIT :limit",
        member=member_id,
        below=decode_cursor(after, int)[0] if after else 2**63 - 1,
        limit=first + 1,
    )
    found = [_transferred(row) for row in rows[:first]]
    return Page(found, [encode_cursor(each.id) for each in found], len(rows) > first, after is not None)


async def transfers_by_id(ids: Collection[Id]) -> dict[Id, Transferred]:
    rows = await storage.rows(
        f"SELECT {_COLUMNS} FROM ledger_transfer WHERE id {{in ids bigint}}", ids=sorted(set(ids))
    )
    return {row[0]: _transferred(row) for row in rows}


def _transferred(row: Row) -> Transferred:
    return Transferred(row[0], row[1], row[2], row[3], row[4], row[5], row[6])

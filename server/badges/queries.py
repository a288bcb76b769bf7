"""Reading who holds which badge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import msgspec

from server import storage
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.kernel.paging import Page, decode_cursor, encode_cursor
from server.storage import Row

_COLUMNS = "id, member_id, badge, activity_id, cause, version, awarded_at, revoked_at, revoked_by"


class Award(msgspec.Struct, frozen=True, gc=False):
    """A badge that a member was given, and when it was taken back, if it was."""

    id: Id
    member_id: Id
    badge: str
    activity_id: Id
    cause: str
    version: int
    awarded_at: Instant
    revoked_at: Instant | None = None
    revoked_by: Id | None = None


def _award(row: Row) -> Award:
    return Award(*row[:])


async def awards_of(member_id: Id, *, first: int, after: str | None) -> Page[Award]:
    """The badges that a member holds, newest first."""
    below = decode_cursor(after, int)[0] if after else 2**63 - 1
    rows = await storage.rows(
        f"SELECT {_COLUMNS} FROM badge_award WHERE member_id = :member AND id < :below AND revoked_at IS NULL "
        "ORDER BY id DESC LIMIT :limit",
        member=member_id,
        below=below,
        limit=first + 1,
    )
    awards = [_award(row) for row in rows[:first]]
    return Page(awards, [encode_cursor(award.id) for award in awards], len(rows) > first, after is not None)


async def held_by(member_ids: Collection[Id]) -> dict[Id, list[Award]]:
    """All the badges that members hold: each badge once, so they are no more than the programmes ever had."""
    found: defaultdict[Id, list[Award]] = defaultdict(list)
    for row in await storage.rows(
        f"SELECT {_COLUMNS} FROM badge_award WHERE member_id {{in members bigint}} AND revoked_at IS NULL ORDER BY id",
        members=sorted(set(member_ids)),
    ):
        found[row[1]].append(_award(row))
    return dict(found)


async def awards_by_id(ids: Collection[Id]) -> dict[Id, Award]:
    rows = await storage.rows(f"SELECT {_COLUMNS} FROM badge_award WHERE id {{in ids bigint}}", ids=sorted(set(ids)))
    return {row[0]: _award(row) for row in rows}


async def awards_of_activities(activity_ids: Collection[Id]) -> dict[Id, list[Award]]:
    """The badges that activities gave, also those that were taken back since."""
    found: defaultdict[Id, list[Award]] = defaultdict(list)
    for row in await storage.rows(
        f"SELECT {_COLUMNS} FROM badge_award WHERE activity_id {{in ids bigint}} ORDER BY id",
        ids=sorted(set(activity_ids)),
    ):
        found[row[3]].append(_award(row))
    return dict(found)


async def revoked_by_activities(activity_ids: Collection[Id]) -> dict[Id, list[Award]]:
    """The badges that reversals took back."""
    found: defaultdict[Id, list[Award]] = defaultdict(list)
    for row in await storage.rows(
        f"SELECT {_COLUMNS} FROM badge_award WHERE revoked_by {{in ids bigint}} ORDER BY id",
        ids=sorted(set(activity_ids)),
    ):
        found[row[8]].append(_award(row))
    return dict(found)

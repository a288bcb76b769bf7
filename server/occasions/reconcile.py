"""Which days members have had, for whoever compares what they brought with what there is."""

from __future__ import annotations

from collections.abc import Sequence

from server import storage
from server.kernel.ids import Id


async def met_by(members: Sequence[Id]) -> set[tuple[Id, str]]:
    """(member, occasion) of each that was met at some time."""
    rows = await storage.rows(
        "SELECT member_id, occasion FROM occasion_met WHERE member_id {in members bigint}", members=members
    )
    return {(row[0], row[1]) for row in rows}

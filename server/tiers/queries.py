"""Reading where members stand on the ladder."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from server import storage
from server.kernel import clock
from server.kernel.ids import Id
from server.programme.rulebook import Ladder

from . import rules


@dataclass(frozen=True, slots=True)
class Holding:
    """The tier that a member holds, and what counts towards it now, in minor units."""

    member_id: Id
    tier: str
    qualifying: int


async def holdings_of(member_ids: Collection[Id], ladder: Ladder, timezone: str) -> dict[Id, Holding]:
    """What each holds now: what has left the window is left out also where nobody has counted again yet."""
    now = clock.now()
    ids = sorted(set(member_ids))
    counted: dict[Id, int] = dict.fromkeys(ids, 0)
    stale: list[Id] = []
    for row in await storage.rows(
        "SELECT member_id, qualifying, leaves_at FROM tier_standing WHERE member_id {in ids bigint}", ids=ids
    ):
        counted[row[0]] = row[1]
        if row[2] is not None and row[2] <= now:
            stale.append(row[0])
    if stale:
        start, _ = rules.window(ladder, now, timezone)
        counted |= dict.fromkeys(stale, 0)
        for row in await storage.rows(
            "SELECT member_id, SUM(sign * points) FROM ledger_entry WHERE member_id {in ids bigint} "
            "AND currency = :currency AND reason <> 'expired' AND occurred_at >= :start GROUP BY member_id",
            ids=stale,
            currency=ladder.currency,
            start=start,
        ):
            counted[row[0]] = int(row[1])
    return {
        member_id: Holding(member_id, ladder.tiers[rules.tier_index(ladder, qualifying)].code, qualifying)
        for member_id, qualifying in counted.items()
    }

"""Reading what was estimated: of an activity, of a member, of everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from server import storage
from server.kernel.clock import Instant
from server.kernel.ids import Id


@dataclass(frozen=True, slots=True)
class Kept:
    """What one activity was estimated to save, as it was reckoned then. Below zero: what a reversal took back."""

    activity_id: Id
    member_id: Id
    action: str
    proof: str
    micro_kg: int
    quantity: int
    edition: str
    arithmetic: Mapping[str, Any]
    version: int


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of one action by one edition, as one proof has it."""

    action: str
    proof: str
    edition: str
    micro_kg: int
    times: int
    since: Instant


async def impacts_of_activities(activity_ids: Collection[Id]) -> dict[Id, Kept]:
    rows = await storage.rows(
        "SELECT id, member_id, action, proof, micro_kg, quantity, edition, arithmetic, version FROM impact "
        "WHERE id {in ids bigint}",
        ids=sorted(set(activity_ids)),
    )
    return {
        row[0]: Kept(row[0], row[1], row[2], row[3], row[4], row[5], row[6], msgspec.json.decode(row[7]), row[8])
        for row in rows
    }


async def totals_of(member_ids: Collection[Id]) -> dict[Id, list[Total]]:
    """Members' sums; what was undone to nothing is left out."""
    found: defaultdict[Id, list[Total]] = defaultdict(list)
    for row in await storage.rows(
        "SELECT member_id, action, proof, edition, micro_kg, times, since FROM impact_total "
        "WHERE member_id {in members bigint} AND (times > 0 OR micro_kg <> 0) ORDER BY member_id, action, proof",
        members=sorted(set(member_ids)),
    ):
        found[row[0]].append(Total(row[1], row[2], row[3], row[4], row[5], row[6]))
    return dict(found)


async def everybodys() -> list[Total]:
    """All members' sums together."""
    rows = await storage.rows(
        "SELECT action, proof, edition, micro_kg, times, since FROM impact_sum "
        "WHERE times > 0 OR micro_kg <> 0 ORDER BY action, proof"
    )
    return [Total(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows]

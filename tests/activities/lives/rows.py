"""The rows that everything else is worked out from again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from server import storage
from server.kernel.clock import Instant
from tests.activities.lives.town import Town

WHOLE = 1_000_000
ZONE = "Europe/Stockholm"


class Done:
    """An activity as it stands."""

    def __init__(self, row: Any) -> None:
        self.id, self.member, self.kind, self.shop = row["id"], row["member_id"], row["kind"], row["shop"]
        self.sender, self.key = row["sender"], row["key"]
        self.occurred_at: Instant = row["occurred_at"]
        self.posted_at: Instant = row["posted_at"]
        self.reverses: int | None = row["reverses_id"]
        self.reversed, self.notes = row["reversed"], json.loads(row["notes"])
        self.facts = json.loads(row["facts"])

    @property
    def stands(self) -> bool:
        return self.reversed < WHOLE


@dataclass
class Rows:
    """What is looked at: the town, its activities, and whether some were reported days late."""

    town: Town
    late: bool
    done: Sequence[Done]
    badges: dict[int, set[str]]  # By member; those that are held.
    balances: dict[int, int]

    @property
    def members(self) -> list[int]:
        return self.town.world.members


async def read(town: Town, *, late: bool) -> Rows:
    badges: dict[int, set[str]] = {member: set() for member in town.world.members}
    for row in await storage.rows("SELECT member_id, badge FROM badge_award WHERE revoked_at IS NULL"):
        badges[row[0]].add(row[1])
    done = [Done(row) for row in await storage.rows("SELECT * FROM activity ORDER BY id")]
    return Rows(town, late, done, badges, await town.balances())


def left(given: int, share: int) -> int:
    """What of an amount is left when a share of it was taken back, rounded half up."""
    return given - (given * share * 2 + WHOLE) // (2 * WHOLE)


async def column(sql: str, **params: Any) -> list[Any]:
    return [row[0] for row in await storage.rows(sql, **params)]

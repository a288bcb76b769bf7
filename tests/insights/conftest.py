"""A world with two managers, who are members as well."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from server.members import Principal
from tests.activities.world import PROGRAMME, World, world_on

REWARDS = """
[[reward]]
code = "coffee"
points = 100
face = "5"
value = "rational"
sv = { name = "Kaffe", text = "Kaffe." }
en = { name = "Coffee", text = "Coffee." }

[[reward]]
code = "bun"
points = 300
face = "300"
value = "rational"
sv = { name = "Bulle", text = "Bulle." }
en = { name = "Bun", text = "Bun." }

[[kind]]
code = "pinned_goal"
senders = ["system"]
sv = { name = "Valde ett mål" }
en = { name = "Picked a goal" }
"""


@dataclass
class Office:
    """Karin and Lars manage; members 0 to 2 are everybody else."""

    world: World
    karin: Principal
    lars: Principal


@pytest.fixture
async def office(migrated_url: str) -> AsyncIterator[Office]:
    text = PROGRAMME.replace('currency = "SEK"\n', 'currency = "SEK"\nadjust_limit = 500\n', 1) + REWARDS
    async with world_on(migrated_url, members_count=5, text=text) as world:
        yield Office(world, manager(world.members[3]), manager(world.members[4]))


def manager(member_id: int) -> Principal:
    return Principal(kind="person", member_id=member_id, roles=frozenset({"member", "manager"}))

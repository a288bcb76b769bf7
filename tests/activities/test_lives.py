"""Long random lives: at every look, what the tables cache is what their rows come to."""

from __future__ import annotations

import pytest

from tests.activities.lives import Life, look
from tests.activities.world import World


@pytest.mark.parametrize("late", [False, True], ids=["at once", "late"])
@pytest.mark.parametrize("seed", [11, 12])
async def test_a_long_life_is_what_its_rows_come_to(world: World, seed: int, late: bool) -> None:
    life = Life(world, seed, late=late)
    async for _ in life.live(60):
        await look(world, late=late)
    assert life.sent > 100

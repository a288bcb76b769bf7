"""Long random lives over all rooms at once: at every look, what the tables cache is what their rows come to."""

from __future__ import annotations

import os

import pytest

from tests.activities.lives.life import Life
from tests.activities.lives.look import look
from tests.activities.lives.town import town_on

SEEDS = range(1, 1 + int(os.environ.get("HEMMAPLAN_TEST_LIVES", "4")))
STEPS = 120


@pytest.mark.parametrize("late", [False, True], ids=["at once", "late"])
@pytest.mark.parametrize("seed", SEEDS)
async def test_a_long_life_is_what_its_rows_come_to(migrated_url: str, seed: int, late: bool) -> None:
    async with town_on(migrated_url, seed) as town:
        life = Life(town, seed, late=late)
        async for _ in life.live(STEPS):
            await look(town, late=late)
        await town.worker.all_again()
        await look(town, late=late)

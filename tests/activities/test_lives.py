"""Long random lives over all rooms at once: at every look, what the tables cache is what their rows come to."""

from __future__ import annotations

import pytest

from server import settings, storage
from tests.activities.lives.life import Life
from tests.activities.lives.look import look
from tests.activities.lives.town import town_on

SEEDS = range(1, 1 + settings.TestingSettings().lives)  # HEMMAPLAN_TEST_LIVES: many of them are for nights.
STEPS = 120
VERBS = {
    "RecordActivity", "ReverseActivity", "AwardPoints", "JoinChallenge", "LeaveChallenge", "RedeemReward", "PinReward",
    "ConfirmVoucher", "CancelRedemption", "DonatePoints", "adjusted", "agreed", "declined", "posted", "commented",
    "edited", "deleted", "liked", "thanked", "answered: done", "reported", "claimed", "decided: keep", "decided: hide",
    "decided: remove", "decided: warn", "decided: silence", "undone", "appealed", "heard: upheld", "heard: overturned",
}  # fmt: skip


@pytest.mark.parametrize("late", [False, True], ids=["at once", "late"])
@pytest.mark.parametrize("seed", SEEDS)
async def test_a_long_life_is_what_its_rows_come_to(migrated_url: str, seed: int, late: bool) -> None:
    async with town_on(migrated_url, seed) as town:
        life = Life(town, seed, late=late)
        async for _ in life.live(STEPS):
            await look(town, late=late)
        before = await town.footprint()

        await town.worker.all_again()

        assert await town.footprint() == before
        await look(town, late=late)


async def test_everything_there_is_comes_about_in_a_life_that_is_long_enough(migrated_url: str) -> None:
    async with town_on(migrated_url, 1) as town:
        life = Life(town, 1, late=True)
        async for _ in life.live(3_000, look_every=50):
            await town.worker.rest()
            if life.deeds.done.keys() >= VERBS:
                break

        assert VERBS - life.deeds.done.keys() == set()
        await look(town, late=True)


async def test_what_a_member_chose_counts_also_where_its_job_was_done_much_later(migrated_url: str) -> None:
    async with town_on(migrated_url, 1) as town:
        await town.world.record(town.world.pinning("cup"))
        town.world.later(40)

        await town.worker.rest()

        assert await storage.value("SELECT COUNT(*) FROM activity WHERE kind = 'pinned_goal'") == 1

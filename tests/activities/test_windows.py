"""Challenges' windows: rolling, fixed and of the calendar, where activities are undone or members travel."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server import storage
from server.kernel import clock
from tests.activities.world import PROGRAMME, World, world_on

TEXTS = """
sv = { name = "x", text = "x", step = "{n} av 3", done = "x" }
en = { name = "x", text = "x", step = "{n} of 3", done = "x" }
"""
WINDOWS = f"""{PROGRAMME}
[[challenge]]
code = "often"
join = "automatic"
measure = "count"
kind = "purchase"
target = 3
within = {{ days = 7 }}
{TEXTS}
[[challenge]]
code = "around"
join = "automatic"
measure = "distinct"
fact = "shop"
kind = "purchase"
target = 2
within = {{ days = 7 }}
{TEXTS}
[[challenge]]
code = "spring"
join = "choice"
measure = "count"
kind = "purchase"
target = 2
within = {{ from = 2026-03-10, until = 2026-03-20 }}
points = 50
{TEXTS}
"""


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=WINDOWS) as world:
        yield world


async def progress(challenge: str) -> list[tuple[int, bool]]:
    """Amount in whole units, and whether it is completed, of each period."""
    rows = await storage.rows(
        "SELECT amount, completed_at FROM challenge_progress WHERE challenge = :code ORDER BY period", code=challenge
    )
    return [(row[0] // 1_000_000, row[1] is not None) for row in rows]


async def test_the_only_activity_of_a_rolling_window_can_be_undone(world: World) -> None:
    await world.record(world.purchase("10", key="k"))

    await world.record(world.reversal("k"))

    assert await progress("often") == [(0, False)]


async def test_a_rolling_window_counts_each_value_once(world: World) -> None:
    await world.record(world.purchase("10"))
    world.later(1)
    await world.record(world.purchase("10"))
    assert await progress("around") == [(1, False)]

    done = await world.record(world.purchase("10", source=world.till("south")))

    assert "around" in done.completed


async def test_a_value_that_left_a_rolling_window_no_longer_counts(world: World) -> None:
    await world.record(world.purchase("10"))
    world.later(7)
    await world.record(world.purchase("10", source=world.till("south")))

    assert await progress("around") == [(1, False)]


async def test_what_came_after_the_completion_of_a_rolling_window_stands_in_for_what_is_undone(world: World) -> None:
    for n in range(4):
        await world.record(world.purchase("10", key=f"k{n}"))
        world.later(1)

    await world.record(world.reversal("k0"))
    assert await progress("often") == [(3, True)]

    await world.record(world.reversal("k3"))
    assert await progress("often") == [(2, False)]


async def test_what_came_long_after_the_completion_of_a_rolling_window_does_not(world: World) -> None:
    for n in range(3):
        await world.record(world.purchase("10", key=f"k{n}"))
    world.later(8)
    await world.record(world.purchase("10"))

    await world.record(world.reversal("k0"))

    assert (await progress("often"))[0][1] is False


async def test_days_before_a_fixed_challenge_do_not_count_for_those_who_joined_early(world: World) -> None:
    await world.record(world.joining("spring"))
    await world.record(world.purchase("10"))
    world.at(clock.from_iso("2026-03-11T10:00:00Z"))
    done = await world.record(world.purchase("10"))

    assert "spring" not in done.completed
    assert await progress("spring") == [(1, False)]


async def test_a_week_goes_on_for_a_member_who_travels(world: World) -> None:
    world.at(clock.from_iso("2026-03-08T22:30:00Z"))  # Sunday 23:30 in Stockholm
    await world.record(world.purchase("10"))
    async with storage.transaction() as tx:
        await tx.execute("UPDATE member SET timezone = 'America/Los_Angeles' WHERE id = :id", id=world.members[0])
    world.at(clock.from_iso("2026-03-09T05:30:00Z"))  # Monday in Stockholm; Sunday 22:30 in Los Angeles

    await world.record(world.purchase("10"))

    assert await progress("thrice") == [(2, False)]


async def test_leaving_and_joining_in_one_instant_is_a_new_joining(world: World) -> None:
    await world.record(world.joining("two_doors"))
    await world.record(world.leaving("two_doors"))

    await world.record(world.joining("two_doors"))

    assert await progress("two_doors") == [(0, False), (0, False)]


async def test_a_challenges_badge_stays_while_another_week_of_it_is_completed(world: World) -> None:
    for week in range(2):
        for n in range(3):
            await world.record(world.purchase("10", key=f"{week}-{n}"))
        world.later(7)

    await world.record(world.reversal("0-0"))
    assert "three" in await world.badges()

    await world.record(world.reversal("1-0"))
    assert "three" not in await world.badges()

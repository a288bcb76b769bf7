"""Scheduled drops: open at their hours alone, with places of their own, for those of the level."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from server import rewards, storage
from server.activities import Outcome, Recorder
from server.kernel import clock
from server.programme.rulebook import Opening, Places, Reward
from server.rewards import drops
from tests.activities.world import World, world_on
from tests.milestones.documents import HEAD, TIERS, reward

MANY = 10
DROP = """points = 10
places = { drop = 3 }
opens = { weekdays = ["tuesday", "thursday"], at = "09:00", hours = 24, timezone = "America/Los_Angeles" }"""
TUESDAY = clock.from_iso("2026-03-10T16:00:00Z")  # 09:00 in Los Angeles, in summer time since the 8th.
SWEDISH = Opening(frozenset({7}), 2 * 60 + 30, 60, "Europe/Stockholm")


def _reward(opening: Opening, **more: Any) -> Reward:
    reward = Reward("drop", "points", 10, 0, "rational", None, Places(), 30, (), None, {}, opening=opening)
    return replace(reward, **more)


@pytest.fixture
async def crowd(migrated_url: str) -> AsyncIterator[World]:
    """Ten members who can all afford it."""
    async with world_on(migrated_url, members_count=MANY, text=HEAD + reward("drop", "face = 100", DROP)) as world:
        await world.many([world.purchase("100", who) for who in range(MANY)])
        yield world


async def test_before_it_opens_it_says_when(crowd: World) -> None:
    crowd.at(TUESDAY - 1)

    with pytest.raises(rewards.NotOpen) as refused:
        await crowd.record(crowd.redeeming("drop"))

    assert refused.value.opens_at == TUESDAY
    assert "Den öppnar tisdag kl.\xa017.00." in refused.value.texts["sv"], "in the member's own zone"
    assert "It opens Tuesday 17:00." in refused.value.texts["en"]
    assert await crowd.balance() == 100


async def test_of_many_processes_at_once_three_get_the_three_places(crowd: World) -> None:
    crowd.at(TUESDAY)
    recorders = [Recorder() for _ in range(MANY)]
    for recorder in recorders:
        recorder.start()
    try:
        answers = await asyncio.gather(
            *(recorder.record(crowd.redeeming("drop", who)) for who, recorder in enumerate(recorders)),
            return_exceptions=True,
        )
    finally:
        for recorder in recorders:
            await recorder.stop()

    assert sum(isinstance(answer, Outcome) for answer in answers) == 3, answers
    refused = [answer for answer in answers if isinstance(answer, rewards.SoldOut)]
    assert len(refused) == MANY - 3, answers
    assert {one.opens_at for one in refused} == {TUESDAY + 2 * clock.DAY}, "Thursday"
    assert await storage.value("SELECT taken FROM reward_stock WHERE period = 'drop:2026-03-10'") == 3
    assert await crowd.settled() == []


async def test_each_drop_has_places_of_its_own_to_its_last_second(crowd: World) -> None:
    crowd.at(TUESDAY + clock.DAY - 1)  # Wednesday, a microsecond before nine.
    for who in range(3):
        await crowd.redeem("drop", who)
    with pytest.raises(rewards.SoldOut):
        await crowd.redeem("drop", 3)
    crowd.at(TUESDAY + clock.DAY)
    with pytest.raises(rewards.NotOpen):
        await crowd.redeem("drop", 3)

    crowd.at(TUESDAY + 2 * clock.DAY)
    await crowd.redeem("drop", 3)

    assert await crowd.settled() == []


async def test_a_place_that_came_back_after_the_drop_is_of_that_drop(crowd: World) -> None:
    crowd.at(TUESDAY)
    vouchers = [await crowd.redeem("drop", who) for who in range(3)]
    crowd.at(TUESDAY + 2 * clock.DAY)

    await crowd.record(crowd.cancelling(vouchers[0].id))

    taken = {row[0]: row[1] for row in await storage.rows("SELECT period, taken FROM reward_stock")}
    assert taken == {"drop:2026-03-10": 2}
    assert await crowd.settled() == []


async def test_a_drop_of_a_level_waits_for_it(migrated_url: str) -> None:
    text = HEAD + TIERS + reward("drop", "face = 100", DROP + '\ntier = "gold"')
    async with world_on(migrated_url, text=text) as world:
        await world.record(world.purchase("100"))
        world.at(TUESDAY)

        with pytest.raises(rewards.LevelRequired):
            await world.record(world.redeeming("drop"))

        await world.record(world.purchase("400"))
        await world.redeem("drop")


async def test_a_reward_of_a_season_is_had_from_its_first_day_to_its_last(migrated_url: str) -> None:
    text = HEAD + reward("spring", "face = 100", "points = 10\nfrom = 2026-03-10\nuntil = 2026-03-12")
    async with world_on(migrated_url, text=text) as world:
        await world.record(world.purchase("100"))
        world.at(clock.from_iso("2026-03-09T22:59:59Z"))
        with pytest.raises(rewards.NotOpen):
            await world.redeem("spring")
        world.at(clock.from_iso("2026-03-09T23:00:00Z"))
        await world.redeem("spring")
        world.at(clock.from_iso("2026-03-12T22:59:59Z"))
        await world.redeem("spring")
        world.at(clock.from_iso("2026-03-12T23:00:00Z"))
        with pytest.raises(rewards.RewardNotFound):
            await world.redeem("spring")


@pytest.mark.parametrize(
    ("at", "starts", "ends"),
    [
        ("2026-03-29T01:29:59Z", None, None),
        ("2026-03-29T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z"),  # 02.30 is skipped: 03.30 it is.
        ("2026-10-25T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z"),  # 02.30 to 03.30, two hours long.
        ("2026-10-25T02:29:59Z", "2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z"),
        ("2026-10-25T02:30:00Z", None, None),
    ],
)
def test_hours_of_the_days_on_which_the_clock_is_changed(at: str, starts: str | None, ends: str | None) -> None:
    opened = drops.open_at(SWEDISH, clock.from_iso(at))

    if starts is None:
        assert opened is None
    else:
        assert opened is not None
        assert (clock.to_iso(opened.starts_at), clock.to_iso(opened.ends_at)) == (starts, ends)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-22T00:00:00Z", "2026-11-22T01:30:00Z"),
        ("2026-11-22T01:30:00Z", "2026-11-29T01:30:00Z"),
        ("2026-11-25T12:00:00Z", "2026-11-29T01:30:00Z"),
    ],
)
def test_when_it_opens_next(at: str, opens: str) -> None:
    found = drops.next_opening(_reward(SWEDISH), clock.from_iso(at))

    assert found is not None
    assert clock.to_iso(found) == opens


def test_after_its_last_day_it_opens_no_more() -> None:
    over = _reward(SWEDISH, ends_at=clock.from_iso("2026-11-23T00:00:00Z"))

    assert drops.next_opening(over, clock.from_iso("2026-11-22T12:00:00Z")) is None
    assert drops.is_over(over, clock.from_iso("2026-11-23T00:00:00Z"))

"""Many at once for the last place: exactly as many win as there are places, in one process and in several."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from server import rewards, storage
from server.activities import Outcome, Recorder
from tests.activities.world import World, world_on

MANY = 8


@pytest.fixture
async def crowd(migrated_url: str) -> AsyncIterator[World]:
    """Eight members who can all afford a seat."""
    async with world_on(migrated_url, members_count=MANY) as world:
        await world.many([world.purchase("100", who) for who in range(MANY)])
        yield world


async def _taken() -> int:
    return int(await storage.value("SELECT taken FROM reward_stock WHERE reward = 'seat' AND period = 'lifetime'"))


async def test_of_many_at_once_in_one_batch_two_get_the_two_places(crowd: World) -> None:
    answers = await crowd.many([crowd.redeeming("seat", who) for who in range(MANY)])

    assert [isinstance(answer, Outcome) for answer in answers] == [True] * 2 + [False] * (MANY - 2)
    assert all(isinstance(answer, rewards.SoldOut) for answer in answers[2:])
    assert await _taken() == 2
    assert await crowd.settled() == []


async def test_of_many_processes_at_once_two_get_the_two_places(crowd: World) -> None:
    recorders = [Recorder() for _ in range(MANY)]
    for recorder in recorders:
        recorder.start()
    try:
        answers = await asyncio.gather(
            *(recorder.record(crowd.redeeming("seat", who)) for who, recorder in enumerate(recorders)),
            return_exceptions=True,
        )
    finally:
        for recorder in recorders:
            await recorder.stop()

    assert sum(isinstance(answer, Outcome) for answer in answers) == 2, answers
    assert sum(isinstance(answer, rewards.SoldOut) for answer in answers) == MANY - 2, answers
    assert await _taken() == 2
    assert [await crowd.balance(who) for who in range(MANY)].count(80) == 2
    assert await crowd.settled() == []


async def test_a_place_that_came_back_is_somebody_elses(crowd: World) -> None:
    first = await crowd.redeem("seat", 0)
    await crowd.redeem("seat", 1)
    with pytest.raises(rewards.SoldOut):
        await crowd.record(crowd.redeeming("seat", 2))

    await crowd.record(crowd.cancelling(first.id, 0))

    await crowd.redeem("seat", 2)
    assert await _taken() == 2
    assert await crowd.settled() == []


async def test_one_code_at_two_tills_at_once_is_used_once(crowd: World) -> None:
    voucher = await crowd.redeem("cup", 0)
    recorders = [Recorder(), Recorder()]
    for recorder in recorders:
        recorder.start()
    try:
        answers = await asyncio.gather(
            *(recorder.record(crowd.confirming(voucher.id, 0)) for recorder in recorders), return_exceptions=True
        )
    finally:
        for recorder in recorders:
            await recorder.stop()

    assert sorted(type(answer).__name__ for answer in answers) == ["Outcome", "VoucherUsed"]
    assert await crowd.settled() == []


async def test_a_code_is_cancelled_or_used_and_never_both(crowd: World) -> None:
    voucher = await crowd.redeem("cup", 0)

    answers = await crowd.many([crowd.cancelling(voucher.id, 0), crowd.confirming(voucher.id, 0)])

    assert [type(answer).__name__ for answer in answers] == ["Outcome", "VoucherCancelled"]
    assert (await crowd.voucher(voucher.id)).state == "cancelled"
    assert await crowd.settled() == []

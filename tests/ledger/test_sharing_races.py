"""Several processes at once at the points of one sharing group: they are spent once, and only while one belongs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from server import groups, storage
from server.activities import Outcome, Recorder
from server.rewards import NotEnoughPoints
from tests.activities.document import PROGRAMME
from tests.activities.world import World, world_on
from tests.ledger.test_household import redeeming
from tests.ledger.test_sharing_group import GROUP, comes

MEMBERS = 3


@pytest.fixture
async def group(migrated_url: str) -> AsyncIterator[World]:
    """Three who have a hundred points together: enough for two cups."""
    text = PROGRAMME.replace("[[currency]]", GROUP.replace('expires = "owner"\n', ""), 1)
    async with world_on(migrated_url, text=text) as world:
        await comes(world, 1)
        await comes(world, 2)
        await world.many([world.purchase("40", 0), world.purchase("30", 1), world.purchase("30", 2)])
        yield world


def start(*recorders: Recorder) -> None:
    for recorder in recorders:
        recorder.start()


async def test_the_same_points_are_spent_once_by_whoever_asks_at_once(group: World) -> None:
    recorders = [Recorder() for _ in range(MEMBERS)]
    asked = [await redeeming(group, "cup", member=who) for who in range(MEMBERS)]
    start(*recorders)
    try:
        answers = await asyncio.gather(
            *(recorder.record(intent) for recorder, intent in zip(recorders, asked, strict=True)),
            return_exceptions=True,
        )
    finally:
        for recorder in recorders:
            await recorder.stop()

    assert sum(isinstance(answer, Outcome) for answer in answers) == 2, answers
    assert sum(isinstance(answer, NotEnoughPoints) for answer in answers) == 1, answers
    assert sum([await group.balance(who) for who in range(MEMBERS)]) == 0
    assert await group.settled() == []


async def test_who_leaves_while_another_spends_lends_before_it_or_not_at_all(group: World) -> None:
    recorder = Recorder()
    asked = await redeeming(group, "cup", member=1)
    start(recorder)
    try:
        answer, left = await asyncio.gather(
            recorder.record(asked), groups.leave(group.members[0], group.members[0]), return_exceptions=True
        )
    finally:
        await recorder.stop()

    assert isinstance(answer, Outcome), "the two who stay have sixty"
    assert left is None
    assert await groups.mates_of(group.members[0]) == ()
    balances = [await group.balance(who) for who in range(MEMBERS)]
    assert sum(balances) == 50
    given = 40 - balances[0]
    assert given in (0, 20), "either they belonged when it was spent, and lent what the spender lacked, or not"
    assert await group.settled() == []


async def test_whoever_leaves_at_once_leaves_a_household_that_is_whole(group: World) -> None:
    first, second, third = group.members

    done = await asyncio.gather(
        groups.leave(first, first), groups.leave(second, second), groups.leave(first, third), return_exceptions=True
    )

    assert all(one is None or isinstance(one, groups.NotYourHousehold) for one in done), done
    homes = await groups.households_of([first, second, third])
    assert not {first, second} & homes.keys()
    assert await storage.value("SELECT COUNT(*) FROM household") == len({home.id for home in homes.values()})
    assert all(home.owner_id in home.members for home in homes.values())

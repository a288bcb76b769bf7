"""A draft beside what really happened: the same programme comes to the same, and a change to exactly its change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from server import programme, simulation
from server.activities import GrantTier, Source, TransferPoints
from server.kernel import clock
from server.kernel.clock import DAY, HOUR, MINUTE, Instant
from server.members import Principal
from server.programme import ProgrammeErrors
from server.simulation import Comparison
from tests.activities.world import PROGRAMME, START, World, world_on

TEXT = PROGRAMME.replace("expires_months = 2", "expires_months = 2\ntransfer = { least = 1 }", 1)
MIDDLE = START + 40 * DAY
MANAGER = Principal(kind="person", roles=frozenset({"manager"}))
ALREADY = START - 10 * DAY  # Before anything happened.


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=TEXT) as world:
        await life(world)
        yield world


async def life(world: World) -> None:
    """Ninety days of three members: purchases, returns, thanks, a challenge, codes used and called off, a gift."""
    await world.record(world.joining("two_doors"))
    for day in range(90):
        who = day % 3
        await world.record(world.purchase(f"{day + 20}.50", who, key=f"bought-{day}", occurred_at=clock.now() - HOUR))
        if day % 5 == 0:
            await world.record(world.ride(who))
        if day % 7 == 0:
            await world.record(world.reversal(f"bought-{day}", 500_000 if day % 2 else 1_000_000))
        if day % 11 == 0:
            await world.record(world.award(15, who))
        if day in (20, 50, 80):
            voucher = await world.redeem("cup", who)
            await world.record(world.confirming(voucher.id, who))
        if day in (30, 60):
            voucher = await world.redeem("cup", who)
            world.later(5 * MINUTE / DAY)
            await world.record(world.cancelling(voucher.id, who))
        if day == 25:
            await world.record(giving_on(world))
            await world.record(GrantTier(
                source=Source("manager:1", "system", MANAGER), key="given", member=("id", world.members[2]),
                tier="second", months=2, reason="Tack",
            ))  # fmt: skip
        if day == 45:
            await world.redeem("seat", who)
        world.later(1)
        await world.time_passes()


def giving_on(world: World) -> TransferPoints:
    """The first member gives the second one twenty points."""
    giver, receiver = world.members[:2]
    return TransferPoints(
        source=world.by_hand(0), key="for-you", member=("id", giver), to=receiver, currency="points", points=20,
        card="0042",
    )  # fmt: skip


async def simulated(text: str, since: Instant) -> Comparison:
    seen: list[tuple[int, int]] = []

    async def progress(done: int, total: int) -> None:
        seen.append((done, total))

    found = await simulation.simulate(text, "draft.toml", since=since, progress=progress)
    assert seen[-1] == (found.activities, found.activities)
    return found


@pytest.mark.parametrize(
    "since", [ALREADY, MIDDLE, START - 300 * DAY], ids=["before all", "midway", "before the rules"]
)
async def test_the_same_programme_comes_to_the_same(world: World, since: Instant) -> None:
    found = await simulated(TEXT, since)

    assert found.draft == found.real
    assert found.refused == {}
    assert found.left_out == []
    (change,) = found.changes
    assert (change.winners, change.losers, change.same) == (0, 0, 3)
    assert found.real.issued["points"] > 0
    assert found.real.vouchers_used == (3 if since < START else 2)
    assert found.real.cost == found.real.vouchers_used * 450


async def test_a_dearer_draft_is_told_in_full(world: World) -> None:
    dearer = TEXT.replace('kind = "purchase"\nrate = "1"', 'kind = "purchase"\nrate = "2"', 1)

    found = await simulated(dearer, MIDDLE)

    (change,) = found.changes
    assert (change.winners, change.losers, change.same) == (3, 0, 0)
    assert found.draft.issued["level"] == found.real.issued["level"]  # Another rule earns those.
    assert found.draft.liability["points"] > found.real.liability["points"]
    gains = [moved.draft - moved.real for moved in change.most_won]
    assert gains == sorted(gains, reverse=True)
    assert sum(gains) == found.draft.issued["points"] - found.real.issued["points"]
    assert sum(change.spread) == 3
    assert programme.current().number == 1  # Nothing was published here.


async def test_what_a_draft_does_not_take_is_counted(world: World) -> None:
    less = TEXT.replace('senders = ["member"]', 'senders = ["staff"]', 1)

    found = await simulated(less, MIDDLE)

    assert found.refused == {"NotAllowed": 10}  # Rides of every fifth day from the fortieth on.


async def test_a_draft_that_cannot_hold_is_answered_with_its_mistakes(world: World) -> None:
    with pytest.raises(ProgrammeErrors):
        await simulated(TEXT.replace('kind = "ride"', 'kind = "rode"'), MIDDLE)
    with pytest.raises(ProgrammeErrors) as other:
        await simulated(TEXT.replace('code = "test"', 'code = "best"', 1), MIDDLE)

    assert "code changes" in str(other.value)


async def test_one_that_is_called_off_leaves_no_process(world: World) -> None:
    began = asyncio.Event()

    async def progress(done: int, total: int) -> None:
        began.set()
        await asyncio.sleep(60)

    task = asyncio.create_task(simulation.simulate(TEXT, "draft.toml", since=MIDDLE, progress=progress))
    await began.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task

"""What keeps points alive, and what does so no more once it is undone."""

from __future__ import annotations

from server import activities
from server.kernel import clock
from tests.activities.world import World
from tests.ledger.conftest import Worlds
from tests.ledger.test_expiring import POINTS, coming, lots, reasons

IDLE = {POINTS: "expires = { idle_months = 12 }"}
KEPT_BY_PURCHASES = {POINTS: 'expires = { idle_months = 12, kept_by = ["purchase"] }'}
FIRST, SECOND, THIRD = "2026-03-04T12:00:00Z", "2026-06-10T12:00:00Z", "2026-09-20T12:00:00Z"
FIRST_END, SECOND_END, THIRD_END = "2027-03-04T23:00:00Z", "2027-06-10T22:00:00Z", "2027-09-20T22:00:00Z"


async def bought(world: World, when: str, amount: str = "100") -> str:
    """A purchase's key."""
    world.at(clock.from_iso(when))
    purchase = world.purchase(amount)
    await world.record(purchase)
    return purchase.key


async def test_a_purchase_that_is_wholly_returned_keeps_nothing_alive(world_with: Worlds) -> None:
    async with world_with(IDLE) as world:
        await bought(world, FIRST)
        returned = await bought(world, SECOND)
        assert await coming(world) == [("points", 200, SECOND_END)]
        world.at(clock.from_iso(THIRD))

        await world.record(world.reversal(returned))

        assert await coming(world) == [("points", 100, FIRST_END)]
        world.at(clock.from_iso(FIRST_END))
        await world.time_passes()
        assert (await world.balance(), await lots(world)) == (0, [])


async def test_a_part_that_is_returned_leaves_the_rest_bought_and_the_last_takes_it_all(world_with: Worlds) -> None:
    async with world_with(IDLE) as world:
        await bought(world, FIRST)
        returned = await bought(world, SECOND)

        await world.record(world.reversal(returned, 600_000))
        after_a_part = await coming(world)
        await world.record(world.reversal(returned, 400_000))

        assert after_a_part == [("points", 140, SECOND_END)]
        assert await coming(world) == [("points", 100, FIRST_END)]


async def test_what_came_after_it_keeps_its_own_end_and_both_gone_leave_the_first(world_with: Worlds) -> None:
    async with world_with(IDLE) as world:
        await bought(world, FIRST)
        second = await bought(world, SECOND)
        third = await bought(world, THIRD)

        await world.record(world.reversal(second))
        after_the_second = await coming(world)
        await world.record(world.reversal(third))

        assert after_the_second == [("points", 200, THIRD_END)]
        assert await coming(world) == [("points", 100, FIRST_END)], "not the end of what was undone before"


async def test_another_purchase_of_the_same_day_keeps_what_the_returned_one_kept(world_with: Worlds) -> None:
    async with world_with(IDLE) as world:
        await bought(world, FIRST)
        returned = await bought(world, SECOND)
        await bought(world, "2026-06-10T13:00:00Z")

        await world.record(world.reversal(returned))

        assert await coming(world) == [("points", 200, SECOND_END)]


async def test_points_whose_end_has_passed_without_it_go_with_what_is_due_next_and_once(world_with: Worlds) -> None:
    async with world_with(IDLE) as world:
        await bought(world, FIRST)
        returned = await bought(world, SECOND)
        world.at(clock.from_iso("2027-04-01T12:00:00Z"))

        await world.record(world.reversal(returned))

        assert await world.balance() == 0, "reads leave out what is overdue"
        await world.time_passes()
        await world.time_passes()
        assert (await world.balance(), await coming(world)) == (0, [])
        assert [line for line in await reasons(world) if line[1] == "expired"] == [("points", "expired", -100)]


async def test_points_that_came_after_that_end_have_their_own_time(world_with: Worlds) -> None:
    async with world_with(KEPT_BY_PURCHASES) as world:
        await bought(world, FIRST)
        returned = await bought(world, SECOND)
        world.at(clock.from_iso("2027-04-01T12:00:00Z"))
        await world.record(world.award(5))  # It keeps nothing alive.
        assert await coming(world) == [("points", 205, SECOND_END)]
        world.at(clock.from_iso("2027-05-01T12:00:00Z"))

        await world.record(world.reversal(returned))
        await world.time_passes()

        assert await coming(world) == [("points", 5, "2028-04-01T22:00:00Z")]
        assert ("points", "expired", -100) in await reasons(world)


async def test_the_first_purchase_returned_leaves_time_as_if_it_had_never_begun(world_with: Worlds) -> None:
    async with world_with(KEPT_BY_PURCHASES) as world:
        first = await bought(world, FIRST)
        world.at(clock.from_iso(SECOND))
        await world.record(world.award(5))
        assert await coming(world) == [("points", 105, FIRST_END)]

        await world.record(world.reversal(first))

        assert await coming(world) == [("points", 5, SECOND_END)]


async def test_what_keeps_nothing_alive_changes_no_end_when_it_is_undone(world_with: Worlds) -> None:
    async with world_with(KEPT_BY_PURCHASES) as world:
        await bought(world, FIRST)
        world.at(clock.from_iso(SECOND))
        ride = world.ride(occurred_at=clock.now())
        await world.record(ride)

        await world.record(world.reversal(ride.key, source=ride.source))

        assert await coming(world) == [("points", 100, FIRST_END)]


async def test_points_that_waited_and_are_undone_leave_no_end_behind(world_with: Worlds) -> None:
    async with world_with({POINTS: "expires = { idle_months = 12 }\npending_days = 14"}) as world:
        first = await bought(world, FIRST)
        world.at(clock.from_iso("2026-03-20T12:00:00Z"))
        await world.time_passes()
        assert await coming(world) == [("points", 100, "2027-03-19T23:00:00Z")]  # From when they were the member's.
        waiting = await bought(world, SECOND, "30")
        assert await coming(world) == [("points", 100, SECOND_END)]

        await world.record(world.reversal(waiting))
        after_what_waits = await coming(world)
        await world.record(world.reversal(first))
        await bought(world, THIRD, "7")
        world.at(clock.from_iso("2026-10-05T12:00:00Z"))
        await world.time_passes()

        assert after_what_waits == [("points", 100, "2027-03-19T23:00:00Z")]
        assert await coming(world) == [("points", 7, "2027-10-05T22:00:00Z")]


async def test_two_that_are_returned_in_one_batch_are_both_undone(world_with: Worlds) -> None:
    async with world_with(IDLE) as world:
        await bought(world, FIRST)
        returned = [await bought(world, SECOND), await bought(world, THIRD)]

        await world.many([world.reversal(key) for key in returned])

        assert await coming(world) == [("points", 100, FIRST_END)]


async def test_a_purchase_and_a_return_in_one_batch_leave_the_purchase_s_end(world_with: Worlds) -> None:
    async with world_with(IDLE) as world:
        await bought(world, FIRST)
        returned = await bought(world, SECOND)
        world.at(clock.from_iso(THIRD))

        await world.many([world.purchase("1"), world.reversal(returned)])

        assert await coming(world) == [("points", 101, THIRD_END)]


async def test_many_that_were_undone_before_are_passed_over(world_with: Worlds) -> None:
    async with world_with(IDLE) as world:
        await bought(world, FIRST)
        returned = []
        for day in range(1, 61):  # More than are read at once.
            world.at(clock.from_iso(SECOND) + day * clock.DAY)
            purchase = world.purchase("1")
            await world.record(purchase)
            returned.append(purchase.key)

        for key in returned:
            await world.record(world.reversal(key))

        assert await coming(world) == [("points", 100, FIRST_END)]
        assert await activities.visit_due() == 0

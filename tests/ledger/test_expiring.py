"""When points are gone: by age, with a period, by idleness, never for some tiers."""

from __future__ import annotations

from typing import Any

from server import activities, ledger, storage
from server.kernel import clock
from server.kernel.clock import DAY
from tests.activities.world import World
from tests.ledger.conftest import Worlds

POINTS = "expires_months = 2"
LEVEL = 'code = "level"\nredeemable = false'


async def lots(world: World, member: int = 0) -> list[tuple[int, str | None]]:
    """What is left of each lot, and until when."""
    found = (await ledger.lots_of([world.members[member]]))[world.members[member]]
    return [(lot.remaining, clock.to_iso(lot.expires_at) if lot.expires_at is not None else None) for lot in found]


async def coming(world: World, member: int = 0) -> list[tuple[str, int, str]]:
    page = await ledger.next_expiries(world.members[member], first=20)
    return [(each.currency, each.points, clock.to_iso(each.expires_at)) for each in page.items]


async def reasons(world: World) -> list[tuple[str, str, int]]:
    rows = await storage.rows("SELECT currency, reason, sign * points FROM ledger_entry ORDER BY id")
    return [(row[0], row[1], row[2]) for row in rows]


async def test_points_of_a_month_end_together_with_the_month_so_many_months_later(world_with: Worlds) -> None:
    async with world_with({POINTS: 'expires = { months = 36, at_end_of = "month" }'}) as world:
        world.at(clock.from_iso("2027-03-10T12:00:00Z"))
        await world.record(world.purchase("100"))
        world.later(15)
        await world.record(world.purchase("20"))

        assert await lots(world) == [(100, "2030-03-31T22:00:00Z"), (20, "2030-03-31T22:00:00Z")]
        assert await coming(world) == [("points", 120, "2030-03-31T22:00:00Z")]
        world.at(clock.from_iso("2030-03-31T21:59:59Z"))
        await world.time_passes()
        assert await world.balance() == 120
        world.at(clock.from_iso("2030-03-31T22:00:00Z"))
        assert (await world.balance(), await lots(world)) == (0, [])
        await world.time_passes()
        assert (await world.balance(), await lots(world)) == (0, [])


async def test_what_comes_in_a_period_is_gone_at_its_end_and_what_was_earned_stays_earned(world_with: Worlds) -> None:
    async with world_with({LEVEL: LEVEL + '\nexpires = { at_end_of = "month" }'}) as world:
        world.at(clock.from_iso("2026-03-28T23:30:00Z"))  # On the morning on which the clocks go forward.
        bought = world.purchase("350")
        await world.record(bought)
        assert await world.tier() == "second"

        world.at(clock.from_iso("2026-03-31T22:00:00Z"))
        assert await world.balance(currency="level") == 0, "reads leave it out"
        await world.time_passes()

        assert (await world.balance(currency="level"), await world.tier()) == (0, "second")
        assert ("level", "expired", -350) in await reasons(world)
        await world.record(world.purchase("10"))
        assert await world.balance(currency="level") == 10
        await world.record(world.reversal(bought.key))
        assert await world.balance(currency="level") == 10, "what expired is not taken twice"
        assert await world.tier() == "first", "and yet it was not earned"


async def test_the_autumn_day_of_25_hours_ends_when_the_wall_says_so(world_with: Worlds) -> None:
    async with world_with({POINTS: 'expires = { at_end_of = "day" }'}) as world:
        world.at(clock.from_iso("2026-10-25T00:30:00Z"))

        await world.record(world.purchase("10"))

        assert await lots(world) == [(10, "2026-10-25T23:00:00Z")]


async def test_a_membership_year_is_each_members_own(world_with: Worlds) -> None:
    async with world_with({POINTS: 'expires = { at_end_of = "membership_year" }'}) as world:
        joined = await storage.value("SELECT joined_at FROM member WHERE id = :id", id=world.members[0])
        await world.record(world.purchase("10"))

        ((_, ends),) = await lots(world)

        assert ends is not None
        assert abs(clock.from_iso(ends) - joined - 365 * DAY) <= DAY


async def test_who_does_nothing_for_so_long_loses_all_and_what_counts_keeps_it(world_with: Worlds) -> None:
    async with world_with({POINTS: 'expires = { idle_months = 2, kept_by = ["purchase"] }'}) as world:
        world.at(clock.from_iso("2026-03-04T12:00:00Z"))
        await world.record(world.purchase("100"))
        assert await lots(world) == [(100, "2026-05-04T22:00:00Z")]
        world.at(clock.from_iso("2026-04-20T12:00:00Z"))
        await world.record(world.ride(occurred_at=clock.now()))  # It gives points, and keeps nothing alive.
        assert await coming(world) == [("points", 110, "2026-05-04T22:00:00Z")]
        world.at(clock.from_iso("2026-05-04T12:00:00Z"))
        await world.record(world.purchase("1"))
        assert await coming(world) == [("points", 111, "2026-07-04T22:00:00Z")]

        world.at(clock.from_iso("2026-07-04T22:00:00Z"))
        assert (await world.balance(), await lots(world), await coming(world)) == (0, [], [])
        await world.time_passes()
        assert (await world.balance(), await lots(world)) == (0, [])
        assert ("points", "expired", -111) in await reasons(world)

        world.later(40)
        await world.record(world.award(5))  # No activity of the member's: and yet its time begins somewhere.
        assert await coming(world) == [("points", 5, "2026-10-14T22:00:00Z")]


async def test_whoever_is_told_of_what_expires_is_told_of_idleness(world_with: Worlds) -> None:
    async with world_with({POINTS: "expires = { idle_months = 1 }"}) as world:
        await world.record(world.purchase("40"))
        world.later(3)

        await ledger.remind(None)  # type: ignore[arg-type]

        assert [(event["points"], event["currency"]) for event in await world.events()
                if event["type"] == "PointsExpiring"] == [(40, "points")]  # fmt: skip


NEVER = {POINTS: 'expires = { months = 2, never_for = ["second"] }'}


async def test_nothing_expires_while_some_tiers_are_held_and_then_time_runs_afresh(world_with: Worlds) -> None:
    async with world_with(NEVER) as world:
        world.at(clock.from_iso("2026-03-04T12:00:00Z"))
        await world.record(world.purchase("20"))
        assert await lots(world) == [(20, "2026-05-04T22:00:00Z")]
        world.later(25)
        await world.record(world.purchase("290"))
        assert (await world.tier(), await lots(world)) == ("second", [(20, None), (290, None)])
        assert await coming(world) == []
        for _ in range(5):
            world.later(25)
            await world.record(world.purchase("310"))
        assert await world.balance() == 310 * 6

        world.later(31)  # The last purchase leaves the ladder's thirty days.
        await world.time_passes()

        assert (await world.tier(), await world.balance()) == ("first", 310 * 6)
        fell = clock.now()
        await world.time_passes()
        ends = {end for _, end in await lots(world)}
        assert len(ends) == 1
        (end,) = ends
        assert end is not None
        assert fell + 58 * DAY < clock.from_iso(end) < fell + 63 * DAY
        world.at(clock.from_iso(end))
        await world.time_passes()
        assert await world.balance() == 0


async def test_a_tier_that_is_undone_was_never_held(world_with: Worlds) -> None:
    async with world_with(NEVER) as world:
        world.at(clock.from_iso("2026-03-04T12:00:00Z"))
        await world.record(world.purchase("20"))
        before = await lots(world)
        big = world.purchase("290")
        await world.record(big)
        assert (await world.tier(), {end for _, end in await lots(world)}) == ("second", {None})

        await world.record(world.reversal(big.key))

        assert (await world.tier(), await lots(world)) == ("first", before)
        assert await coming(world) == [("points", 20, "2026-05-04T22:00:00Z")]


async def test_a_code_that_was_not_used_comes_back_to_points_that_nothing_ends(world_with: Worlds) -> None:
    async with world_with(NEVER) as world:
        await world.record(world.purchase("310"))
        await world.redeem("cup")
        for _ in range(3):
            world.later(20)
            await world.record(world.purchase("310"))

        assert await world.balance() == 310 * 4
        assert await world.settled() == []


async def test_spent_points_do_not_expire(world_with: Worlds) -> None:
    async with world_with({POINTS: "expires = { idle_months = 2 }"}) as world:
        await world.record(world.purchase("80"))
        voucher = await world.redeem("cup")
        await world.record(world.confirming(voucher.id))

        world.later(80)
        await world.time_passes()

        moved = await reasons(world)
        assert [line for line in moved if line[1] == "expired"] == [("points", "expired", -30)]


async def test_the_order_of_a_batch_makes_no_difference(world_with: Worlds) -> None:
    async with world_with({POINTS: 'expires = { idle_months = 2, kept_by = ["purchase"] }'}) as world:
        rides: list[Any] = [world.ride(1), world.purchase("10", 1)]

        await world.many(rides)
        await world.many([world.purchase("10", 2), world.ride(2)])

        assert await coming(world, 1) == await coming(world, 2)
        assert await activities.visit_due() == 0


async def test_points_that_wait_to_be_spent_have_the_whole_time_too_once_the_tier_is_gone(world_with: Worlds) -> None:
    async with world_with({**NEVER, "valid_days = 10": "valid_days = 120"}) as world:
        world.at(clock.from_iso("2026-03-04T12:00:00Z"))
        await world.record(world.purchase("50"))
        await world.record(world.purchase("300"))
        voucher = await world.redeem("cup")
        for _ in range(3):
            world.later(25)
            await world.record(world.purchase("300"))
        world.later(32)
        await world.time_passes()

        await world.record(world.cancelling(voucher.id))

        assert await world.balance() == 1_250
        assert {end for _, end in await lots(world)} == {"2026-08-19T22:00:00Z"}

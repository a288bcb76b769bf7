"""Frozen points among all else that moves an end: groups, tiers, holds, returns; and all of it taken back."""

from __future__ import annotations

import asyncio

from server import activities, ledger, programme, storage
from server.activities import thaw_of
from server.activities.errors import ShareExceeded
from server.kernel import clock
from server.ledger.errors import FrozenEnough
from tests.activities.world import World
from tests.ledger.conftest import Worlds
from tests.ledger.test_expiring import coming, lots
from tests.ledger.test_freezing import FREEZING, IDLE, POINTS, freezing, member, thaw
from tests.ledger.test_sharing_group import DAYS, GROUP, MEMBERS, OWNERS, comes, joined

MARCH = "2026-03-04T12:00:00Z"
GROUPED = {
    POINTS: 'expires = { at_end_of = "membership_year", freeze_months_a_year = 3 }',
    "[[currency]]": GROUP,
}
TIERED = {POINTS: 'expires = { months = 2, never_for = ["second"], freeze_months_a_year = 3 }'}


async def ends(world: World, who: int = 0) -> list[tuple[int, str, str | None]]:
    """What is left of each lot, spent ones too; when it ends, and when it would without a group."""
    rows = await storage.rows(
        "SELECT remaining, expires_at, own_end FROM ledger_lot WHERE member_id = :member ORDER BY id",
        member=world.members[who],
    )
    return [(row[0], clock.to_iso(row[1]), None if row[2] is None else clock.to_iso(row[2])) for row in rows]


async def test_a_groups_end_that_was_frozen_is_the_groups_again(world_with: Worlds) -> None:
    async with world_with(GROUPED) as world:
        await joined(world, *DAYS)
        await world.record(world.purchase("30", 1))
        await comes(world, 1)
        await world.time_passes()

        frozen = await world.record(freezing(world, 1, 1))
        meanwhile = await ends(world, 1)
        await world.record(await thaw(world, frozen.activity.id, member(world, 1)))

        assert meanwhile == [(30, "2026-10-09T22:00:00Z", "2026-07-19T22:00:00Z")]
        assert await ends(world, 1) == [(30, OWNERS, MEMBERS)]


async def test_who_joins_a_group_with_frozen_points_and_thaws_them_has_the_groups_end(world_with: Worlds) -> None:
    async with world_with(GROUPED) as world:
        await joined(world, *DAYS)
        await world.record(world.purchase("30", 1))
        frozen = await world.record(freezing(world, 2, 1))

        await comes(world, 1)
        await world.time_passes()
        await world.record(await thaw(world, frozen.activity.id, member(world, 1)))

        assert await ends(world, 1) == [(30, OWNERS, MEMBERS)]


async def test_taken_back_in_the_order_in_which_they_came_no_freeze_costs_a_day(world_with: Worlds) -> None:
    async with world_with(FREEZING) as world:
        world.at(clock.from_iso("2026-03-31T12:00:00Z"))
        await world.record(world.purchase("60"))
        before = await lots(world)
        first = await world.record(freezing(world, 1, key="first"))
        second = await world.record(freezing(world, 2, key="second"))

        await world.record(await thaw(world, first.activity.id, member(world)))
        between = await lots(world)
        await world.record(await thaw(world, second.activity.id, member(world)))

        assert between == [(60, "2027-05-31T22:00:00Z")]
        assert await lots(world) == before == [(60, "2027-03-31T22:00:00Z")]


async def test_asked_and_taken_back_several_times_at_once_it_happens_once(world_with: Worlds) -> None:
    async with world_with(FREEZING) as world:
        world.at(clock.from_iso(MARCH))
        await world.record(world.purchase("60"))
        before = await lots(world)

        asked = await asyncio.gather(
            *(activities.record(freezing(world, 2, key=f"freeze-{n}")) for n in range(3)), return_exceptions=True
        )
        frozen = next(one for one in asked if isinstance(one, activities.Outcome))
        backs = [
            await thaw_of(frozen.activity.id, by=member(world), key=f"thaw-{n}", reason="Ångrad") for n in range(2)
        ]
        undone = await asyncio.gather(*(activities.record(back) for back in backs), return_exceptions=True)

        assert sorted(type(one).__name__ for one in asked) == [FrozenEnough.__name__] * 2 + ["Outcome"]
        assert sorted(type(one).__name__ for one in undone) == ["Outcome", ShareExceeded.__name__]
        assert await lots(world) == before
        assert await ledger.freezable(world.members[0], programme.current()) == {"points": 3}


async def test_after_a_return_a_freeze_still_comes_off(world_with: Worlds) -> None:
    async with world_with(IDLE) as world:
        world.at(clock.from_iso(MARCH))
        await world.record(world.purchase("60"))
        world.later(6)
        returned = world.purchase("10")
        await world.record(returned)
        frozen = await world.record(freezing(world, 2))

        await world.record(world.reversal(returned.key))
        meanwhile = await coming(world)
        await world.record(await thaw(world, frozen.activity.id, member(world)))

        assert meanwhile == [("points", 60, "2026-07-04T22:00:00Z")]
        assert await coming(world) == [("points", 60, "2026-05-04T22:00:00Z")]


async def test_what_was_bought_while_points_stood_still_keeps_them_alive_once_they_do_not(world_with: Worlds) -> None:
    async with world_with(IDLE) as world:
        world.at(clock.from_iso(MARCH))
        await world.record(world.purchase("60"))
        frozen = await world.record(freezing(world, 2))
        world.later(0.9)
        await world.record(world.purchase("10"))

        await world.record(await thaw(world, frozen.activity.id, member(world)))

        assert await coming(world) == [("points", 70, "2026-05-05T22:00:00Z")]


async def test_a_tier_that_is_reached_and_undone_leaves_the_ends_of_before_the_freeze(world_with: Worlds) -> None:
    async with world_with(TIERED) as world:
        world.at(clock.from_iso(MARCH))
        await world.record(world.purchase("60"))
        frozen = await world.record(freezing(world, 1))
        large = world.purchase("400")
        await world.record(large)

        await world.record(await thaw(world, frozen.activity.id, member(world)))
        nothing_ends = await coming(world)
        await world.record(world.reversal(large.key))

        assert nothing_ends == []
        assert await coming(world) == [("points", 60, "2026-05-04T22:00:00Z")]


async def test_points_that_wait_to_be_spent_are_frozen_too(world_with: Worlds) -> None:
    async with world_with(FREEZING) as world:
        world.at(clock.from_iso(MARCH))
        await world.record(world.purchase("50"))
        voucher = await world.redeem("cup")

        frozen = await world.record(freezing(world, 2))
        await world.record(world.cancelling(voucher.id))
        meanwhile = await lots(world)
        await world.record(await thaw(world, frozen.activity.id, member(world)))

        assert meanwhile == [(50, "2027-05-04T22:00:00Z")]
        assert await lots(world) == [(50, "2027-03-04T23:00:00Z")]

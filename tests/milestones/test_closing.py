"""Closings: a month's total decides the voucher at its close, also late, also where it changes afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server import storage
from server.kernel import clock
from tests.activities.world import World, world_on
from tests.milestones.documents import HEAD, MONTH, entry, reward
from tests.milestones.gifts import open_ones, told, use, vouchers

CLOSES = clock.from_iso("2026-03-31T22:00:00Z")  # March ends in Stockholm, in summer time since the 29th.
APRIL_CLOSES = clock.from_iso("2026-04-30T22:00:00Z")
MAY_CLOSES = clock.from_iso("2026-05-31T22:00:00Z")


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=HEAD + MONTH) as world:
        yield world


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("999", []), ("1000", []), ("1999", []),
        ("2000", ["v25"]), ("3999", ["v25"]), ("4000", ["v50"]), ("5999", ["v50"]),
        ("6000", ["v75"]), ("7999", ["v75"]), ("8000", ["v150"]), ("20000", ["v150"]),
    ],
)  # fmt: skip
async def test_the_months_total_decides_the_voucher(world: World, total: str, expected: list[str]) -> None:
    await world.record(world.purchase(total))
    world.at(CLOSES - 1)
    await world.time_passes()
    assert await vouchers(world) == []

    world.at(CLOSES)
    await world.time_passes()

    assert await open_ones(world) == expected
    await world.time_passes()
    assert await open_ones(world) == expected
    assert await world.settled() == []


async def test_a_voucher_is_good_to_the_end_of_the_month_in_which_it_came(world: World) -> None:
    await world.record(world.purchase("2000"))
    world.at(CLOSES)
    await world.time_passes()

    assert await storage.value("SELECT expires_at FROM reward_voucher") == APRIL_CLOSES
    world.at(APRIL_CLOSES)
    await world.time_passes()
    assert await vouchers(world) == [("v25", "lapsed")]


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (["1000", "1999"], ["v20"]),
        (["1000", "999"], []),
        (["999", "1000"], []),
        (["1500", "2000"], ["v25"]),
        (["1500", "0", "1500"], []),
        (["1500", "1500", "1500"], ["v20"]),  # The row begins afresh.
        (["1500", "1500", "1500", "1500"], ["v20", "v20"]),
        (["2500", "1500", "1500"], ["v25", "v20"]),
    ],
)
@pytest.mark.parametrize("late", [False, True])
async def test_two_months_in_a_row(world: World, months: list[str], expected: list[str], late: bool) -> None:
    closes = ("2026-03-31T22:00:00Z", "2026-04-30T22:00:00Z", "2026-05-31T22:00:00Z", "2026-06-30T22:00:00Z")
    for amount, close in zip(months, closes, strict=False):
        await world.record(world.purchase(amount))
        world.at(clock.from_iso(close))
        if not late:
            await world.time_passes()

    await world.time_passes()

    assert [reward for reward, _ in await vouchers(world)] == expected


async def test_several_months_are_closed_at_once_where_nobody_visited(world: World) -> None:
    await world.record(world.purchase("2000"))
    world.at(CLOSES)
    await world.many([world.purchase("4000", 1)])  # Somebody else: the first one is not visited.
    world.at(MAY_CLOSES + 1)

    await world.record(world.purchase("1"))  # Due before done.

    assert [reward for reward, _ in await vouchers(world)] == ["v25"]
    assert await vouchers(world, 1) == []
    await world.time_passes()
    assert [reward for reward, _ in await vouchers(world, 1)] == ["v50"]


async def test_what_comes_late_reassesses_a_closed_month_and_only_a_gain_is_given(world: World) -> None:
    await world.record(world.purchase("2000"))
    world.at(CLOSES)
    await world.time_passes()
    assert await open_ones(world) == ["v25"]

    await world.record(world.purchase("1999", occurred_at=CLOSES - 1))
    assert await open_ones(world) == ["v25"]
    late = world.purchase("1", occurred_at=CLOSES - 1)
    await world.record(late)
    assert await vouchers(world) == [("v25", "cancelled"), ("v50", "open")]

    await world.record(world.reversal(late.key))
    assert await open_ones(world) == ["v25"]
    assert await world.settled() == []


async def test_a_month_of_which_nothing_was_known_is_closed_when_it_is_told(world: World) -> None:
    world.at(CLOSES + clock.DAY)

    await world.record(world.purchase("2500", occurred_at=CLOSES - clock.DAY))

    assert await open_ones(world) == ["v25"]


async def test_a_used_lesser_voucher_stays_and_nothing_more_comes(world: World) -> None:
    await world.record(world.purchase("2000"))
    world.at(CLOSES)
    await world.time_passes()
    await use(world, "v25")

    await world.record(world.purchase("2000", occurred_at=CLOSES - 1))

    assert await vouchers(world) == [("v25", "used")]
    world.at(APRIL_CLOSES)
    await world.record(world.purchase("2000", occurred_at=APRIL_CLOSES - 1))
    await world.time_passes()
    assert await open_ones(world) == ["v25"], "nothing is owed any more"


async def test_a_return_after_the_close_withdraws_what_was_not_reached(world: World) -> None:
    bought = world.purchase("1500")
    await world.many([world.purchase("2600"), bought])
    world.at(CLOSES)
    await world.time_passes()
    assert await open_ones(world) == ["v50"]

    await world.record(world.reversal(bought.key))

    assert await vouchers(world) == [("v50", "cancelled"), ("v25", "open")]


async def test_a_used_voucher_of_a_month_that_was_not_reached_is_owed(world: World) -> None:
    bought = world.purchase("2000")
    await world.record(bought)
    world.at(CLOSES)
    await world.time_passes()
    await use(world, "v25")

    await world.record(world.reversal(bought.key))
    await world.record(world.purchase("9000"))
    world.at(APRIL_CLOSES)
    await world.time_passes()

    assert await vouchers(world) == [("v25", "used")], "the next gift of that closing is not given"
    assert await told(world) == ["owed", "settled"]
    await world.record(world.purchase("9000"))
    world.at(MAY_CLOSES)
    await world.time_passes()
    assert await open_ones(world) == ["v150"]


async def test_a_late_month_completes_the_row_of_the_next_and_its_return_breaks_it_again(world: World) -> None:
    await world.record(world.purchase("900"))
    world.at(CLOSES)
    await world.time_passes()
    await world.record(world.purchase("1500"))
    world.at(APRIL_CLOSES)
    await world.time_passes()
    assert await vouchers(world) == []

    await world.record(world.purchase("200", occurred_at=CLOSES - 1, key="late", source=world.till(imports=True)))
    assert await open_ones(world) == ["v20"]

    await world.record(world.reversal("late", source=world.till(imports=True)))
    assert await open_ones(world) == []


async def test_a_late_month_that_leaves_a_row_takes_nothing_from_the_next(world: World) -> None:
    await world.record(world.purchase("1500"))
    world.at(CLOSES)
    await world.time_passes()
    await world.record(world.purchase("1500"))
    world.at(APRIL_CLOSES)
    await world.time_passes()
    assert await open_ones(world) == ["v20"]

    late = world.purchase("1000", occurred_at=CLOSES - 1, source=world.till(imports=True))
    await world.record(late)
    assert await open_ones(world) == ["v20", "v25"]

    await world.record(world.reversal(late.key))
    assert await open_ones(world) == ["v20"]


async def test_points_of_a_close_move_by_their_difference(migrated_url: str) -> None:
    closing = entry("closing", "month", 'counts = "level"\nper = "month"\nbrackets = [{ from = 100, below = 200, '
                    'points = 10 }, { from = 200, points = 25 }]')  # fmt: skip
    async with world_on(migrated_url, text=HEAD + closing) as world:
        await world.record(world.purchase("150"))
        world.at(CLOSES)
        await world.time_passes()
        assert await world.balance() == 160

        late = world.purchase("50", occurred_at=CLOSES - 1)
        await world.record(late)
        assert await world.balance() == 160 + 50 + 15

        await world.record(world.reversal(late.key))
        assert await world.balance() == 160
        assert await world.settled() == []


async def test_a_period_closes_by_the_version_that_held_at_its_end(migrated_url: str) -> None:
    first = reward("old", "face = 1") + entry(
        "closing", "month", 'counts = "points"\nper = "month"\nbrackets = [{ from = 100, reward = "old" }]'
    )
    later = """
[[version]]
holds_from = 2026-04-01
remove = { reward = ["old"] }
[[version.reward]]
code = "new"
face = 2
sv = { name = "Ny", text = "Ny." }
en = { name = "New", text = "New." }
[[version.closing]]
code = "month"
brackets = [{ from = 100, reward = "new" }]
"""
    async with world_on(migrated_url, text=HEAD + first + later) as world:
        await world.record(world.purchase("100"))
        world.at(CLOSES)
        await world.time_passes()
        assert await open_ones(world) == ["old"]
        await world.record(world.purchase("100"))
        world.at(APRIL_CLOSES)
        await world.time_passes()

        assert await open_ones(world) == ["old", "new"]


async def test_a_members_own_year_closes_where_it_ends(migrated_url: str) -> None:
    closing = reward("a", "face = 1") + entry("closing", "own", 'counts = "points"\nper = "membership_year"\n'
                                              'brackets = [{ from = 100, reward = "a" }]')  # fmt: skip
    async with world_on(migrated_url, text=HEAD + closing) as world:
        await world.record(world.purchase("100"))  # They joined on 16 August 2025.

        world.at(clock.from_iso("2026-08-15T21:59:59Z"))
        await world.time_passes()
        assert await open_ones(world) == []
        world.at(clock.from_iso("2026-08-15T22:00:00Z"))
        await world.time_passes()

        assert await open_ones(world) == ["a"]

"""Milestones: each multiple brings its gift, in turn; below it the gift goes back, and a used one is owed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from server import programme, rewards, storage
from server.activities import Recorder
from server.kernel import clock
from tests.activities.world import World, world_on
from tests.milestones.documents import CHECKS, HEAD, TIERS, entry, reward
from tests.milestones.gifts import open_ones, told, use, vouchers


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=HEAD + CHECKS) as world:
        yield world


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (["9999"], []),
        (["9999", "1"], ["c35"]),
        (["10000"], ["c35"]),
        (["19999"], ["c35"]),
        (["9999", "10001"], ["c35", "c50"]),
        (["20000"], ["c35", "c50"]),
        (["10000", "10000", "10000", "9999"], ["c35", "c50", "c35"]),
        (["45000"], ["c35", "c50", "c35", "c50"]),
    ],
)
async def test_each_ten_thousand_brings_its_check_in_turn(
    world: World, amounts: list[str], expected: list[str]
) -> None:
    for amount in amounts:
        await world.record(world.purchase(amount))

    assert await open_ones(world) == expected
    assert await world.settled() == []


async def test_a_gift_holds_no_points_is_told_with_its_reason_and_can_be_used(world: World) -> None:
    outcome = await world.record(world.purchase("10000"))

    assert [entry.points for entry in outcome.entries] == [10_000, 10_000]
    granted = [event for event in await world.events() if event["type"] == "RewardGranted"]
    assert [(event["reward"], event["points"], event["rule"]) for event in granted] == [("c35", 0, "milestone:checks")]
    assert programme.given_because("milestone:checks", programme.current(), "sv") == "För att checks."
    await use(world, "c35")
    assert await vouchers(world) == [("c35", "used")]
    assert await world.balance() == 10_000
    assert await world.settled() == []


async def test_a_gift_is_not_called_off_and_not_redeemed(world: World) -> None:
    await world.record(world.purchase("10000"))
    voucher = await storage.value("SELECT id FROM reward_voucher")

    with pytest.raises(rewards.NothingPaid):
        await world.record(world.cancelling(voucher))
    with pytest.raises(rewards.RewardNotFound):
        await world.record(world.redeeming("c35"))
    assert await open_ones(world) == ["c35"]


async def test_a_voucher_that_was_given_lapses_without_points(world: World) -> None:
    await world.record(world.purchase("10000"))
    world.later(32)

    await world.time_passes()

    assert await vouchers(world) == [("c35", "lapsed")]
    assert await world.balance() == 10_000
    assert await world.settled() == []


async def test_a_return_below_a_step_withdraws_its_voucher_and_it_comes_again(world: World) -> None:
    await world.record(world.purchase("9000"))
    bought = world.purchase("1500")
    await world.record(bought)
    assert await open_ones(world) == ["c35"]

    await world.record(world.reversal(bought.key, share=333_333))
    assert await open_ones(world) == ["c35"], "10,000 and no less"
    await world.record(world.reversal(bought.key, share=1000))
    assert await vouchers(world) == [("c35", "cancelled")]

    await world.record(world.purchase("2"))
    assert await open_ones(world) == ["c35"]
    assert await told(world) == ["undone"]
    assert await world.settled() == []


async def test_a_used_voucher_is_owed_and_the_next_same_one_stays_away(world: World) -> None:
    bought = world.purchase("10000")
    await world.record(bought)
    await use(world, "c35")

    await world.record(world.reversal(bought.key))
    assert await vouchers(world) == [("c35", "used")]
    again = world.purchase("10000")
    await world.record(again)
    assert await vouchers(world) == [("c35", "used")]
    assert await told(world) == ["owed", "settled"]

    await world.record(world.reversal(again.key))
    await world.record(world.purchase("10000"))
    assert await open_ones(world) == [], "it is still owed"
    await world.record(world.purchase("10000"))
    assert await open_ones(world) == ["c50"]
    assert await world.settled() == []


async def test_what_is_undone_takes_the_newest_steps_first(world: World) -> None:
    first, second = world.purchase("15000"), world.purchase("15000")
    await world.many([first, second])
    assert await open_ones(world) == ["c35", "c50", "c35"]

    await world.record(world.reversal(first.key))

    assert await open_ones(world) == ["c35"]


async def test_one_batch_and_one_by_one_come_to_the_same(world: World) -> None:
    amounts = ["4000", "7000", "9500", "12000"]
    await world.many([world.purchase(amount, 0) for amount in amounts])
    for amount in amounts:
        await world.record(world.purchase(amount, 1))

    assert await vouchers(world, 0) == await vouchers(world, 1) == [("c35", "open"), ("c50", "open"), ("c35", "open")]


# A new version


VOUCHERS = reward("v3", "face = 3") + entry("milestone", "three", 'counts = "points"\nevery = 100\n'
                                            'gives = [{ reward = "v3" }]')  # fmt: skip
LATER = """
[[version]]
holds_from = 2026-03-10
[[version.milestone]]
code = "three"
every = 150
"""


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("99", "50", 0),  # 149 of 150
        ("99", "51", 1),
        ("100", "149", 1),  # 149 past the step at 100
        ("100", "150", 2),
        ("199", "50", 1),
        ("199", "51", 2),
        ("0", "149", 0),
        ("0", "150", 1),
    ],
)
async def test_a_version_with_another_distance_goes_on_from_the_last_step(
    migrated_url: str, before: str, after: str, expected: int
) -> None:
    async with world_on(migrated_url, text=HEAD + VOUCHERS + LATER) as world:
        await world.record(world.purchase(before))
        world.at(clock.from_iso("2026-03-09T23:00:00Z"))  # Its first second.

        await world.record(world.purchase(after))

        assert len(await open_ones(world)) == expected


async def test_what_is_late_counts_by_the_version_in_which_it_occurred(migrated_url: str) -> None:
    async with world_on(migrated_url, text=HEAD + VOUCHERS + LATER) as world:
        await world.record(world.purchase("60"))
        world.at(clock.from_iso("2026-03-12T10:00:00Z"))

        await world.record(world.purchase("40", occurred_at=clock.from_iso("2026-03-09T22:59:59Z")))

        assert await open_ones(world) == ["v3"]


async def test_what_an_earlier_version_did_not_count_is_not_taken_off(migrated_url: str) -> None:
    later = VOUCHERS.replace("[[milestone]]", "[[version.milestone]]").replace("[[reward]]", "[[version.reward]]")
    async with world_on(migrated_url, text=f"{HEAD}\n[[version]]\nholds_from = 2026-03-10\n{later}") as world:
        early = world.purchase("90")
        await world.record(early)
        world.later(10)
        await world.record(world.purchase("100"))
        assert await open_ones(world) == ["v3"], "counting begins with the version"

        await world.record(world.reversal(early.key))

        assert await open_ones(world) == ["v3"]


# Who, how often, within what


async def test_sums_of_their_own_bring_each_its_gift(migrated_url: str) -> None:
    steps = reward("a", "face = 1") + reward("b", "face = 2") + entry(
        "milestone", "steps", 'counts = "level"\nat = [1, 5]\ngives = [{ reward = "a" }, { reward = "b" }]'
    )
    async with world_on(migrated_url, text=HEAD + steps) as world:
        await world.record(world.purchase("1"))
        assert await open_ones(world) == ["a"]
        await world.record(world.purchase("3"))
        assert await open_ones(world) == ["a"]
        await world.record(world.purchase("1"))
        assert await open_ones(world) == ["a", "b"]
        await world.record(world.purchase("1000"))
        assert await open_ones(world) == ["a", "b"]


async def test_times_are_counted_in_each_period(migrated_url: str) -> None:
    steps = reward("a", "face = 1") + entry(
        "milestone", "steps",
        'counts = "points"\nevery = 10\nwithin = "month"\ntimes = 2\ngives = [{ reward = "a" }]',
    )  # fmt: skip
    async with world_on(migrated_url, text=HEAD + steps) as world:
        await world.record(world.purchase("1000"))
        assert len(await open_ones(world)) == 2
        world.at(clock.from_iso("2026-03-31T21:59:59Z"))  # The last second of March in Stockholm, in summer time.
        await world.record(world.purchase("15"))
        assert len(await open_ones(world)) == 2
        world.at(clock.from_iso("2026-03-31T22:00:00Z"))
        await world.record(world.purchase("9"))
        assert len(await open_ones(world)) == 2
        await world.record(world.purchase("1"))
        assert len(await open_ones(world)) == 3


async def test_steps_of_another_tier_pass_without_a_gift(migrated_url: str) -> None:
    steps = reward("a", "face = 1") + entry(
        "milestone", "steps", 'counts = "points"\nevery = 100\nonly = { tier = "gold" }\ngives = [{ reward = "a" }]'
    )
    async with world_on(migrated_url, text=HEAD + TIERS + steps) as world:
        await world.record(world.purchase("450"))
        assert await open_ones(world) == []
        await world.record(world.purchase("60"))  # Gold, and past 500: posted in this order, points before level.
        await world.record(world.purchase("90"))
        assert await open_ones(world) == ["a"], "the step at 600, and none of those before"


async def test_points_are_given_through_the_ledger_and_taken_back_there(migrated_url: str) -> None:
    steps = entry("milestone", "steps", 'counts = "points"\nevery = 100\ngives = [{ points = 60 }]')
    async with world_on(migrated_url, text=HEAD + steps) as world:
        bought = world.purchase("100")
        await world.record(bought)
        assert await world.balance() == 160
        await world.time_passes()
        assert await world.balance() == 160
        more = world.purchase("40")
        await world.record(more)
        assert await world.balance() == 200, "what a milestone gave counts towards none"
        last = world.purchase("60")
        await world.record(last)
        assert await world.balance() == 320

        await world.record(world.reversal(last.key))
        assert await world.balance() == 200
        await world.record(world.reversal(more.key))
        assert await world.balance() == 160
        await world.record(world.reversal(bought.key))

        assert await world.balance() == 0
        assert await storage.value("SELECT COUNT(*) FROM milestone_standing WHERE steps <> 0 OR earned <> 0") == 0
        assert await world.settled() == []


async def test_more_steps_than_one_activity_gives_come_at_the_next_visit(migrated_url: str) -> None:
    steps = reward("a", "face = 1") + entry("milestone", "steps", 'counts = "points"\nevery = 1\n'
                                            'gives = [{ reward = "a" }]')  # fmt: skip
    async with world_on(migrated_url, text=HEAD + steps) as world:
        await world.record(world.purchase("250"))
        assert len(await open_ones(world)) == 100

        await world.time_passes()

        assert len(await open_ones(world)) == 250


async def test_a_programme_without_milestones_reads_none(migrated_url: str) -> None:
    async with world_on(migrated_url, text=HEAD) as world:
        await world.record(world.purchase("10000"))

        assert await storage.value("SELECT COUNT(*) FROM milestone_standing") == 0


async def test_two_processes_at_once_reach_a_step_once(world: World) -> None:
    recorders = [Recorder() for _ in range(4)]
    for recorder in recorders:
        recorder.start()
    try:
        await asyncio.gather(*(recorder.record(world.purchase("2500")) for recorder in recorders))
    finally:
        for recorder in recorders:
            await recorder.stop()

    assert await open_ones(world) == ["c35"]

"""Undoing: what was given is taken back, with everything that it caused, and once."""

from __future__ import annotations

import pytest

from server import storage
from server.activities import ActivityNotFound, ShareExceeded
from tests.activities.world import World


async def test_a_reversal_takes_back_points_badge_progress_and_standing(world: World) -> None:
    await world.record(world.purchase("120", key="k"))

    undone = await world.record(world.reversal("k"))

    assert [(entry.currency, entry.points) for entry in undone.entries] == [("points", -120), ("level", -120)]
    assert [award.badge for award in undone.revoked] == ["first_purchase"]
    assert await world.balance() == 0
    assert await world.badges() == set()
    assert await world.standings() == {("2026-W10", 0): 0}
    assert await storage.value("SELECT amount FROM challenge_progress") == 0
    assert await world.settled() == []


async def test_halves_keep_their_rounding(world: World) -> None:
    await world.record(world.purchase("101", key="k"))

    first = await world.record(world.reversal("k", 500_000))
    second = await world.record(world.reversal("k", 500_000))

    assert [first.entries[0].points, second.entries[0].points] == [-51, -50]
    assert await world.balance() == 0


async def test_shares_may_not_exceed_the_whole(world: World) -> None:
    await world.record(world.purchase("100", key="k"))
    await world.record(world.reversal("k", 700_000))

    with pytest.raises(ShareExceeded) as refused:
        await world.record(world.reversal("k", 300_001))

    assert refused.value.left == 300_000
    assert await world.balance() == 30


async def test_a_reversal_that_comes_again_is_a_replay(world: World) -> None:
    await world.record(world.purchase("100", key="k"))
    first = await world.record(world.reversal("k", key="r"))

    again = await world.record(world.reversal("k", key="r"))

    assert again.replayed
    assert again.entries == first.entries
    assert again.revoked[0].badge == "first_purchase"
    assert await world.balance() == 0


async def test_another_partners_activity_is_not_found(world: World) -> None:
    await world.record(world.purchase("100", key="k"))

    with pytest.raises(ActivityNotFound):
        await world.record(world.reversal("k", source=world.till("south")))

    assert await world.balance() == 100


async def test_the_badge_of_a_first_purchase_stays_while_another_purchase_stands(world: World) -> None:
    await world.record(world.purchase("100", key="first"))
    await world.record(world.purchase("100", key="second"))

    await world.record(world.reversal("first"))
    assert await world.badges() == {"first_purchase"}

    await world.record(world.reversal("second"))
    assert await world.badges() == set()


async def test_a_completed_challenge_reopens_and_completes_again(world: World) -> None:
    for n in range(3):
        await world.record(world.purchase("10", key=f"k{n}"))
    assert "three" in await world.badges()

    await world.record(world.reversal("k0"))
    assert "three" not in await world.badges()

    again = await world.record(world.purchase("10"))
    assert again.completed == ("thrice",)
    assert "three" in await world.badges()


async def test_a_challenges_points_go_back_with_what_completed_it(world: World) -> None:
    await world.record(world.joining("two_doors"))
    await world.record(world.purchase("10", key="a"))
    done = await world.record(world.purchase("10", key="b", source=world.till("south")))
    assert done.completed == ("two_doors",)
    assert await world.balance() == 120

    await world.record(world.reversal("a"))  # The first of the two, not the one that completed.

    assert await world.balance() == 10
    assert await world.standings() == {("2026-W10", 0): 10}
    assert await world.settled() == []


async def test_a_tier_reached_by_what_is_undone_is_lost_with_its_badge(world: World) -> None:
    await world.record(world.purchase("200"))
    reached = await world.record(world.purchase("150", key="k"))
    assert reached.tier == "second"
    assert "second" in await world.badges()

    await world.record(world.reversal("k"))

    assert await world.tier() == "first"
    assert "second" not in await world.badges()


async def test_cap_room_comes_back(world: World) -> None:
    await world.record(world.ride(key="r"))
    await world.record(world.reversal("r", source=world.by_hand()))

    again = await world.record(world.ride())

    assert [entry.points for entry in again.entries] == [10]


async def test_a_budget_comes_back(world: World) -> None:
    await world.record(world.award(1_000, key="a"))
    await world.record(world.reversal("a", 500_000))

    assert await world.balance() == 500
    assert (await world.record(world.award(500))).balances["points"] == 1_000
    assert await world.settled() == []


async def test_what_expired_is_not_taken_twice(world: World) -> None:
    await world.record(world.purchase("100", key="k"))
    world.later(70)
    await world.record(world.purchase("40"))
    assert await world.balance() == 40

    await world.record(world.reversal("k"))

    assert await world.balance() == 40
    assert await world.settled() == []


async def test_taking_back_more_than_there_is_leaves_a_debt_that_the_next_earnings_pay(world: World) -> None:
    await world.record(world.purchase("100", key="k"))
    async with storage.transaction() as tx:  # As if the member had spent it: rewards are a room of their own.
        await tx.execute("UPDATE ledger_lot SET remaining = 0")

    await world.record(world.reversal("k"))
    lots = await storage.rows("SELECT remaining FROM ledger_lot ORDER BY id")
    assert [row[0] for row in lots] == [0, -100]

    await world.record(world.purchase("130"))
    lots = await storage.rows("SELECT remaining FROM ledger_lot ORDER BY id")
    assert [row[0] for row in lots] == [0, 0, 30]
    assert await storage.value("SELECT SUM(debt) FROM ledger_account") == 0


async def test_a_reversal_cannot_be_reversed(world: World) -> None:
    await world.record(world.purchase("100", key="k"))
    await world.record(world.reversal("k", key="r"))

    with pytest.raises(ActivityNotFound):
        await world.record(world.reversal("r"))

"""Holds: redeeming takes points from the lots that expire first, and gives them back there."""

from __future__ import annotations

import pytest

from server import ledger, rewards, storage
from server.kernel import clock
from tests.activities.world import PROGRAMME, World, world_on


async def _lots(world: World, who: int = 0) -> list[tuple[int, int, int]]:
    rows = await storage.rows(
        "SELECT points, remaining, expired FROM ledger_lot WHERE member_id = :member ORDER BY id",
        member=world.members[who],
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def _held(world: World, who: int = 0) -> int:
    balances = await ledger.balances_of([world.members[who]])
    return balances[world.members[who]].get("@points", 0)


async def _reasons(world: World, who: int = 0) -> list[tuple[str, int, int]]:
    rows = await storage.rows(
        "SELECT reason, sign * points, balance_after FROM ledger_entry WHERE member_id = :member "
        "AND currency = 'points' ORDER BY id",
        member=world.members[who],
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def test_redeeming_holds_points_of_the_lots_that_expire_first(world: World) -> None:
    await world.record(world.purchase("30"))
    world.later(5)
    await world.record(world.purchase("100"))

    outcome = await world.record(world.redeeming("cup"))

    assert outcome.balances["points"] == 80
    assert [(entry.points, entry.reason, entry.balance_after) for entry in outcome.entries] == [(-50, "held", 80)]
    assert await _lots(world) == [(30, 0, 0), (100, 80, 0)]
    assert (await world.balance(), await _held(world)) == (80, 50)
    assert await world.settled() == []


async def test_using_a_voucher_spends_what_was_held_and_writes_no_line_of_the_member(world: World) -> None:
    await world.record(world.purchase("60"))
    voucher = await world.redeem("cup")

    outcome = await world.record(world.confirming(voucher.id))

    assert (outcome.entries, outcome.balances["points"]) == ((), 10)
    assert await _reasons(world) == [("earned", 60, 60), ("held", -50, 10), ("captured", 0, 10)]
    page = await ledger.entries_of(world.members[0], ["points"], first=10, after=None)
    assert [entry.reason for entry in page.items] == ["held", "earned"]
    assert (await world.balance(), await _held(world)) == (10, 0)
    assert await world.settled() == []


async def test_cancelling_puts_points_back_where_they_were(world: World) -> None:
    await world.record(world.purchase("30"))
    world.later(5)
    await world.record(world.purchase("100"))
    before = await _lots(world)
    voucher = await world.redeem("cup")

    await world.record(world.cancelling(voucher.id))

    assert await _lots(world) == before
    assert (await world.balance(), await _held(world)) == (130, 0)
    assert (await world.voucher(voucher.id)).state == "cancelled"
    assert await world.settled() == []


async def test_a_voucher_lapses_when_its_time_is_over_and_reads_know_it_at_once(world: World) -> None:
    await world.record(world.purchase("60"))
    voucher = await world.redeem("cup")
    assert voucher.expires_at == clock.from_iso("2026-03-14T23:00:00Z"), "the end of the tenth day in Stockholm"

    world.at(voucher.expires_at - 1)
    assert (await world.balance(), await _held(world), (await world.voucher(voucher.id)).state) == (10, 50, "open")
    world.at(voucher.expires_at)
    assert (await world.balance(), await _held(world), (await world.voucher(voucher.id)).state) == (60, 0, "lapsed")

    await world.time_passes()

    assert (await world.balance(), await _held(world), (await world.voucher(voucher.id)).state) == (60, 0, "lapsed")
    assert [event["type"] for event in (await world.events())[-2:]] == ["RewardReturned", "PointsPosted"]
    assert await world.settled() == []


async def test_what_expired_meanwhile_expires_at_once_when_it_comes_back(world: World) -> None:
    await world.record(world.purchase("30"))  # Good until 4 May.
    world.later(55)
    await world.record(world.purchase("100"))
    voucher = await world.redeem("cup")
    world.later(11)  # After 4 May, and the voucher's time is over.
    assert (await world.balance(), await _held(world)) == (100, 0)

    await world.time_passes()

    assert (await world.balance(), await _held(world)) == (100, 0)
    assert [reason for reason, *_ in await _reasons(world)] == ["earned", "earned", "held", "released", "expired"]
    assert await _lots(world) == [(30, 0, 30), (100, 100, 0)]
    assert voucher.points == 50
    assert await world.settled() == []


async def test_what_came_back_still_expires_in_its_turn(world: World) -> None:
    await world.record(world.purchase("60"))
    voucher = await world.redeem("cup")
    await world.record(world.cancelling(voucher.id))
    world.later(100)

    await world.time_passes()

    assert await world.balance() == 0
    assert await _lots(world) == [(60, 0, 60)]
    assert await world.settled() == []


async def test_what_paid_for_a_used_voucher_and_is_undone_becomes_a_debt(world: World) -> None:
    bought = world.purchase("60")
    await world.record(bought)
    voucher = await world.redeem("cup")
    await world.record(world.confirming(voucher.id))

    undone = await world.record(world.reversal(bought.key))

    assert (await world.voucher(voucher.id)).state == "used"
    assert undone.balances["points"] == -50
    assert undone.entries[0].arithmetic["owed"] == 50
    await world.record(world.purchase("70"))
    assert await world.balance() == 20
    assert await world.settled() == []


async def test_a_voucher_that_waits_is_withdrawn_when_what_paid_for_it_is_undone(world: World) -> None:
    bought = world.purchase("60")
    await world.record(bought)
    voucher = await world.redeem("cup")

    undone = await world.record(world.reversal(bought.key))

    assert (await world.voucher(voucher.id)).state == "cancelled"
    assert undone.balances["points"] == 0
    with pytest.raises(rewards.VoucherCancelled):
        await world.record(world.confirming(voucher.id))
    returned = [event for event in await world.events() if event["type"] == "RewardReturned"]
    assert [event["why"] for event in returned] == ["undone"]
    assert await storage.value("SELECT debt FROM ledger_account WHERE currency = 'points' AND balance = 0") == 0
    assert await world.settled() == []


async def test_other_points_cover_what_is_undone_before_a_voucher_is_withdrawn(world: World) -> None:
    bought = world.purchase("60")
    await world.record(bought)
    voucher = await world.redeem("cup")
    world.later(1)
    await world.record(world.purchase("80"))

    await world.record(world.reversal(bought.key))

    assert (await world.voucher(voucher.id)).state == "open"
    assert await world.balance() == 30
    assert await world.settled() == []


async def test_debts_are_paid_first_out_of_what_has_expired(world: World) -> None:
    await world.record(world.purchase("60"))
    world.later(54)  # Its points are good for a week more, a voucher for ten days.
    award = world.award(20)
    await world.record(award)
    voucher = await world.redeem("cup")
    seat = await world.redeem("seat")
    await world.record(world.confirming(seat.id))
    undone = await world.record(world.reversal(award.key))
    assert undone.balances["points"] == -10
    assert (await world.voucher(voucher.id)).state == "open", "the purchase paid for it, and stands"

    world.at(voucher.expires_at)
    assert await world.balance() == 0
    await world.time_passes()

    assert await world.balance() == 0
    assert (await _lots(world))[0] == (60, 0, 40), "ten of the fifty paid the debt"
    assert await world.settled() == []


async def test_a_board_counts_earning_and_not_spending(world: World) -> None:
    await world.record(world.purchase("100"))
    before = await world.standings()

    voucher = await world.redeem("cup")
    await world.record(world.cancelling(voucher.id))
    await world.record(world.giving("gift"))

    assert await world.standings() == before


async def test_a_reward_may_say_that_nothing_comes_back_for_a_code_that_nobody_used(migrated_url: str) -> None:
    text = PROGRAMME.replace('code = "cup"\n', 'code = "cup"\nunused = "lost"\n', 1)
    async with world_on(migrated_url, text=text) as world:
        await world.record(world.purchase("60"))
        voucher = await world.redeem("cup")
        world.later(31)

        before = (await world.balance(), (await world.voucher(voucher.id)).state)
        await world.time_passes()

        assert before == (10, "lost")
        assert (await world.balance(), await _held(world), (await world.voucher(voucher.id)).state) == (10, 0, "lost")
        told = [event for event in await world.events() if event["type"] == "RewardReturned"]
        assert [(event["why"], event["points"]) for event in told] == [("lost", 50)]
        assert await rewards.reconcile() == []
        assert await world.settled() == []

"""Due before done: what time alone brings is applied before anything new, and once."""

from __future__ import annotations

from server import activities, storage
from server.kernel import clock
from tests.activities.world import World


async def test_a_lot_expires_at_the_end_of_its_day_so_many_months_later(world: World) -> None:
    await world.record(world.purchase("100"))
    world.at(clock.from_iso("2026-05-04T21:59:00Z"))  # 23:59 on 4 May in Stockholm
    assert await world.balance() == 100

    world.at(clock.from_iso("2026-05-04T22:00:00Z"))
    assert await world.balance() == 0, "reads leave out what is overdue"
    outcome = await world.record(world.purchase("5"))

    assert outcome.balances["points"] == 5
    assert [entry.points for entry in outcome.entries if entry.currency == "points"] == [5]
    expired = await storage.rows("SELECT sign * points, reason FROM ledger_entry WHERE reason = 'expired'")
    assert [tuple(row) for row in expired] == [(-100, "expired")]
    assert await world.settled() == []


async def test_a_job_visits_those_whom_nothing_else_visits(world: World) -> None:
    await world.many([world.purchase("100", n) for n in range(3)])
    world.later(100)

    visited = await activities.visit_due()

    assert visited == 3
    assert await activities.visit_due() == 0
    assert await storage.value("SELECT COUNT(*) FROM ledger_entry WHERE reason = 'expired'") == 3
    assert await world.settled() == []


async def test_qualifying_points_leave_a_rolling_window_and_the_tier_falls(world: World) -> None:
    await world.record(world.purchase("200"))
    world.later(10)
    await world.record(world.purchase("150"))
    assert await world.tier() == "second"

    world.later(20)  # The first purchase is 30 days old.
    await activities.visit_due()

    assert await world.tier() == "first"
    assert "second" in await world.badges(), "a badge earned stays earned"
    assert (await world.events())[-1]["type"] == "TierChanged"


async def test_each_lot_expires_in_its_turn(world: World) -> None:
    await world.record(world.purchase("100"))
    world.later(20)
    await world.record(world.purchase("50"))
    world.later(45)
    await activities.visit_due()
    assert await world.balance() == 50

    world.later(20)
    await activities.visit_due()

    assert await world.balance() == 0
    assert await storage.value("SELECT COUNT(*) FROM ledger_entry WHERE reason = 'expired'") == 2

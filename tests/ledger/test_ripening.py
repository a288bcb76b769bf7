"""Points that wait for a return window; and longer life for points."""

from __future__ import annotations

from typing import Any

from schema.timeline import told
from schema.timeline_types import PointsPending
from server import activities, ledger, live, storage
from server.kernel import clock
from tests.activities.world import World
from tests.ledger.conftest import Worlds
from tests.ledger.test_expiring import coming, lots, reasons

POINTS = "expires_months = 2"
PENDING = {POINTS: POINTS + "\npending_days = 14"}
LONGER = {
    'code = "ride"\nkind = "ride"\npoints = 10\ncap = { points = 10, per = "day" }': (
        'code = "ride"\nkind = "ride"\ngives = [{ extend = "points", months = 6 }]'
    )
}


async def waiting(world: World, member: int = 0) -> int:
    balances = await ledger.balances_of([world.members[member]])
    return balances[world.members[member]].get(ledger.PENDING + "points", 0)


async def test_earned_points_wait_until_the_end_of_the_last_day_and_then_are_the_members(world_with: Worlds) -> None:
    async with world_with(PENDING) as world:
        world.at(clock.from_iso("2026-03-16T12:00:00Z"))
        outcome = await world.record(world.purchase("100"))

        shown = [(entry.reason, entry.points) for entry in outcome.entries if entry.currency == "points"]
        assert shown == [("pending", 100)]
        assert (await world.balance(), await waiting(world)) == (0, 100)
        world.at(clock.from_iso("2026-03-30T21:59:59Z"))  # After the spring's day of 23 hours.
        await world.time_passes()
        assert (await world.balance(), await waiting(world)) == (0, 100)
        world.at(clock.from_iso("2026-03-30T22:00:00Z"))
        assert (await world.balance(), await waiting(world)) == (100, 0), "reads know that they are ripe"
        await world.time_passes()
        assert (await world.balance(), await waiting(world)) == (100, 0)
        assert await lots(world) == [(100, "2026-05-31T22:00:00Z")], "their time begins when they are the member's"
        assert ("points", "earned", 100) in await reasons(world)


async def test_a_worker_who_was_late_makes_no_difference_to_their_end(world_with: Worlds) -> None:
    async with world_with(PENDING) as world:
        world.at(clock.from_iso("2026-03-16T12:00:00Z"))
        await world.record(world.purchase("100"))
        world.later(30)

        await world.time_passes()

        assert await lots(world) == [(100, "2026-05-31T22:00:00Z")]


async def test_what_is_returned_meanwhile_is_taken_from_what_waits(world_with: Worlds) -> None:
    async with world_with(PENDING) as world:
        bought = world.purchase("100")
        await world.record(bought)
        outcome = await world.record(world.reversal(bought.key, 250_000))
        assert [(e.reason, e.points) for e in outcome.entries if e.currency == "points"] == [("dropped", -25)]
        assert (await world.balance(), await waiting(world)) == (0, 75)
        assert not any((await world.standings()).values()), "nothing was earned yet"

        world.later(20)
        await world.time_passes()
        assert (await world.balance(), await waiting(world)) == (75, 0)
        await world.record(world.reversal(bought.key, 750_000))

        assert (await world.balance(), await waiting(world)) == (0, 0)
        assert await storage.value("SELECT COUNT(*) FROM ledger_account WHERE debt > 0") == 0


async def test_what_waits_is_told_and_cannot_be_spent(world_with: Worlds) -> None:
    async with world_with(PENDING) as world:
        await world.record(world.purchase("100"))
        (event,) = [e async for e in _events(world) if e.type == "PointsPending"]
        shown = await told(event, "sv")

        assert isinstance(shown, PointsPending)
        assert (shown.points, shown.currency.code) == (100, "points")
        (refused,) = await world.many([world.redeeming("cup")])
        assert isinstance(refused, Exception)


async def _events(world: World) -> Any:
    for event in await live.read_after(world.members[0], 0):
        yield event


async def test_a_replay_answers_that_they_wait_also_once_they_do_not(world_with: Worlds) -> None:
    async with world_with(PENDING) as world:
        bought = world.purchase("100", occurred_at=clock.now())
        first = await world.record(bought)
        world.later(20)
        await world.time_passes()

        again = await activities.record(bought)

        assert again.replayed
        assert [e.id for e in again.entries] == [e.id for e in first.entries]


async def test_a_gift_of_longer_life_moves_what_is_there_and_nothing_that_comes_later(world_with: Worlds) -> None:
    async with world_with(LONGER) as world:
        world.at(clock.from_iso("2026-03-04T12:00:00Z"))
        await world.record(world.purchase("100"))
        world.later(1)
        rode = world.ride(occurred_at=clock.now())
        await world.record(rode)
        await world.record(world.purchase("50"))

        assert await lots(world) == [(50, "2026-05-05T22:00:00Z"), (100, "2026-11-04T23:00:00Z")]
        assert await coming(world) == [
            ("points", 50, "2026-05-05T22:00:00Z"), ("points", 100, "2026-11-04T23:00:00Z")
        ]  # fmt: skip
        world.at(clock.from_iso("2026-05-05T22:00:00Z"))
        await world.time_passes()
        assert await world.balance() == 100


async def test_longer_life_that_is_undone_leaves_the_ends_that_were(world_with: Worlds) -> None:
    async with world_with(LONGER) as world:
        world.at(clock.from_iso("2026-03-31T12:00:00Z"))
        await world.record(world.purchase("100"))
        before = await lots(world)
        rode = world.ride(occurred_at=clock.now())
        await world.record(rode)
        assert await lots(world) != before
        await world.record(world.purchase("50"))

        await world.record(world.reversal(rode.key, source=world.by_hand()))

        assert await lots(world) == [*before, (50, before[0][1])]


async def ripening(world: World, *, first: int = 20, after: str | None = None) -> list[tuple[str, int, str]]:
    page = await ledger.next_ripenings(world.members[0], first=first, after=after)
    return [(each.currency, each.points, clock.to_iso(each.ripe_at)) for each in page.items]


async def test_what_waits_is_said_day_by_day_without_what_was_returned_or_is_ripe(world_with: Worlds) -> None:
    async with world_with(PENDING) as world:
        world.at(clock.from_iso("2026-03-16T12:00:00Z"))
        returned = world.purchase("30")
        for purchase in (world.purchase("100"), returned, world.purchase("20")):
            await world.record(purchase)
        world.later(1)
        await world.record(world.purchase("5"))
        await world.record(world.reversal(returned.key, 500_000))

        soonest = await ledger.next_ripenings(world.members[0], first=1)

        assert await ripening(world) == [
            ("points", 135, "2026-03-30T22:00:00Z"), ("points", 5, "2026-03-31T22:00:00Z")
        ]
        assert soonest.has_next
        assert await ripening(world, after=soonest.cursors[0]) == [("points", 5, "2026-03-31T22:00:00Z")]
        assert sum(points for _, points, _ in await ripening(world)) == await waiting(world)
        world.at(clock.from_iso("2026-03-30T22:00:00Z"))
        assert await ripening(world) == [("points", 5, "2026-03-31T22:00:00Z")], "what is ripe waits no more"

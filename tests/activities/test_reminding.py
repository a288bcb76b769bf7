"""Before points expire their member is told: once, together, and at least a week before."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from schema.timeline import told
from schema.timeline_types import PointsExpiring
from server import ledger, live
from server.jobs import Job
from server.kernel import clock
from server.live import Event
from tests.activities.world import World

# The world's lots last until the end of the day two months later, in Stockholm.


async def remind() -> None:
    await ledger.remind(Job(1, "schedule:ledger.remind", {}, None, 1, clock.now(), "test"))


async def _first(events: AsyncGenerator[Event, None]) -> AsyncIterator[Event]:
    yield await anext(events)
    await events.aclose()


async def reminders(world: World, member: int = 0) -> list[tuple[Any, ...]]:
    return [
        (event["currency"], event["points"], clock.to_iso(event["first"]), clock.to_iso(event["last"]))
        for event in await world.events(member) if event["type"] == "PointsExpiring"
    ]  # fmt: skip


async def test_a_month_before_it_is_told_once_of_all_that_expires_in_it(world: World) -> None:
    world.at(clock.from_iso("2026-03-04T12:00:00Z"))
    await world.record(world.purchase("100"))
    world.later(5)
    await world.record(world.purchase("40"))
    await remind()
    assert await reminders(world) == [], "it is two months away"

    world.at(clock.from_iso("2026-04-10T08:00:00Z"))
    await remind()
    await remind()
    world.later(1)
    await remind()

    assert await reminders(world) == [("points", 140, "2026-05-04T22:00:00Z", "2026-05-09T22:00:00Z")]


async def test_what_comes_near_later_is_told_later_and_still_a_week_before(world: World) -> None:
    world.at(clock.from_iso("2026-03-04T12:00:00Z"))
    await world.record(world.purchase("100"))
    world.later(12)
    await world.record(world.purchase("40"))  # Until 16 May.

    for day in range(60):
        world.at(clock.from_iso("2026-03-30T08:00:00Z") + day * clock.DAY)
        before = len(await reminders(world))
        await remind()
        if len(await reminders(world)) > before == 1:
            assert clock.now() <= clock.from_iso("2026-05-16T22:00:00Z") - ledger.NOTICE

    assert await reminders(world) == [
        ("points", 100, "2026-05-04T22:00:00Z", "2026-05-04T22:00:00Z"),
        ("points", 40, "2026-05-16T22:00:00Z", "2026-05-16T22:00:00Z"),
    ]


async def test_what_was_spent_or_is_another_member_s_is_not_told(world: World) -> None:
    world.at(clock.from_iso("2026-03-04T12:00:00Z"))
    await world.many([world.purchase("100", 0), world.purchase("50", 1)])
    await world.record(world.redeeming("cup", 1))
    world.at(clock.from_iso("2026-04-10T08:00:00Z"))

    await remind()

    assert [points for _, points, *_ in await reminders(world, 0)] == [100]
    assert await reminders(world, 1) == []
    assert await reminders(world, 2) == []
    assert await world.settled() == []


async def test_the_event_is_read_and_followed_as_any_other(world: World) -> None:
    world.at(clock.from_iso("2026-03-04T12:00:00Z"))
    await world.record(world.purchase("100"))
    world.at(clock.from_iso("2026-04-10T08:00:00Z"))
    position = await live.position(world.members[0])

    await remind()
    (event,) = [event async for event in _first(live.member_events(world.members[0], after=position))]
    shown = await told(event, "sv")

    assert isinstance(shown, PointsExpiring)
    assert (shown.points, shown.currency.code) == (100, "points")
    await world.record(world.purchase("1"))  # Positions go on without a gap.
    assert len(await world.events()) == await live.position(world.members[0]) > event.position

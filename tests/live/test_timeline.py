"""The timeline's table: numbering, reading on, forgetting."""

from __future__ import annotations

import asyncio

import pytest

from server import live, storage
from server.kernel import clock, ids
from server.live import RESET, Event, TimelineOutOfStep, timeline

from .conftest import Write, row_of


def told(events: list[Event]) -> list[tuple[int, str]]:
    return [(event.position, event.type) for event in events]


async def test_events_are_read_in_order_past_a_position(member: int, write: Write) -> None:
    await write(member, 2)
    row = await write(member, 3)

    events = await live.read_after(member, 1)

    assert [event.position for event in events] == [2, 3, 4, 5]
    assert [event.data["points"] for event in events] == [2, 3, 4, 5]
    assert events[-1].activity_id == row.activity_id
    assert (events[-1].occurred_at, events[-1].posted_at) == (row.occurred_at, row.posted_at)


async def test_a_reader_who_is_up_to_date_gets_nothing(member: int, write: Write) -> None:
    await write(member, 2)

    assert await live.read_after(member, 2) == []
    assert await live.position(member) == 2


async def test_a_member_without_events_has_none(member: int) -> None:
    assert await live.read_after(member, 0) == []
    assert await live.newest(member, 5) == []
    assert await live.position(member) == 0


async def test_the_newest_come_first_and_no_more_than_asked(member: int, write: Write) -> None:
    await write(member, 2)
    await write(member, 2)

    assert [event.position for event in await live.newest(member, 3)] == [4, 3, 2]


async def test_a_position_that_never_was_is_a_reset(member: int, write: Write) -> None:
    await write(member, 2)

    assert told(await live.read_after(member, 7)) == [(2, RESET)]
    assert told(await live.read_after(ids.new_id(), 7)) == [(0, RESET)]


async def test_what_is_older_than_90_days_is_forgotten_and_its_reader_reset(database: str) -> None:
    with clock.stepped() as step:
        step.to(clock.now() - 200 * clock.DAY)
        old, other = ids.new_id(), ids.new_id()
        async with storage.transaction() as tx:
            await live.open_timeline(tx, [old, other])
            await live.append(tx, [row_of(old, 0, 2), row_of(old, 2, 1)])
        step.by(60 * clock.DAY)
        async with storage.transaction() as tx:
            await live.append(tx, [row_of(old, 3, 2), row_of(other, 0, 1)])
        step.by(31 * clock.DAY)

        assert await live.trim() == 2
        assert await live.trim() == 0

        assert told(await live.read_after(old, 1)) == [(5, RESET)]
        assert told(await live.read_after(old, 3)) == [(4, "PointsPosted"), (5, "PointsPosted")]
        assert told(await live.read_after(other, 0)) == [(1, "PointsPosted")]
        step.by(60 * clock.DAY)
        while await live.trim():
            pass
        assert told(await live.read_after(old, 4)) == [(5, RESET)]
        assert await live.read_after(old, 5) == []


async def test_a_hole_in_the_middle_is_a_reset(member: int, write: Write) -> None:
    await write(member)
    lost = await write(member)
    await write(member)
    async with storage.transaction() as tx:
        await tx.execute("DELETE FROM timeline_event WHERE id = :id", id=lost.id)

    assert told(await live.read_after(member, 0)) == [(3, RESET)]


async def test_many_rows_are_read_in_pages(member: int, write: Write) -> None:
    async with storage.transaction() as tx:
        await live.append(tx, [row_of(member, position) for position in range(timeline.READ_LIMIT + 30)])

    first = await live.read_after(member, 0)
    rest = await live.read_after(member, first[-1].position)

    assert [event.position for event in first + rest] == list(range(1, timeline.READ_LIMIT + 31))
    assert len(first) == timeline.READ_LIMIT


async def test_positions_that_do_not_continue_are_refused_and_nothing_is_kept(member: int, write: Write) -> None:
    await write(member, 2)

    for rows in ([row_of(member, 1)], [row_of(member, 3)], [row_of(member, 2), row_of(member, 4)]):
        with pytest.raises((TimelineOutOfStep, storage.UniqueViolation)):
            async with storage.transaction() as tx:
                await live.append(tx, rows)

    assert [event.position for event in await live.read_after(member, 0)] == [1, 2]
    assert await live.position(member) == 2


async def test_a_member_without_a_head_is_refused(database: str) -> None:
    with pytest.raises(TimelineOutOfStep):
        async with storage.transaction() as tx:
            await live.append(tx, [row_of(ids.new_id(), 0)])


async def test_what_is_due_is_said_with_events_and_without(database: str) -> None:
    with_events, without, untouched = sorted(ids.new_id() for _ in range(3))
    async with storage.transaction() as tx:
        await live.open_timeline(tx, [with_events, without, untouched])
        await live.append(tx, [], due={untouched: 7})

        await live.append(tx, [row_of(with_events, 0, 2)], due={with_events: 10, without: None})
        await live.append(tx, [row_of(untouched, 0)])

        assert await live.lock(tx, [untouched, without, with_events]) == {
            with_events: (2, 10),
            without: (0, None),
            untouched: (1, 7),
        }


async def test_writers_at_once_leave_no_hole(member: int, write: Write) -> None:
    await asyncio.gather(*(write(member, 1 + n % 3) for n in range(30)))

    events = await live.read_after(member, 0)

    assert [event.position for event in events] == list(range(1, 61))

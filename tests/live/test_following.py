"""Following a timeline: nothing lost, nothing twice, whatever the hub and the bus do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from server.kernel import ids
from server.live import RESET, SOCKET_QUEUE_LIMIT, Event, Live, MemoryBus, board_topic
from server.live.bus import Letter

from .conftest import Write


class LossyBus(MemoryBus):
    """Loses all that is sent while `losing`."""

    losing = False

    def send(self, letters: Sequence[Letter]) -> None:
        if not self.losing:
            super().send(letters)


@pytest.fixture
async def here() -> AsyncIterator[Live]:
    live = Live()
    await live.connect()
    yield live
    await live.close()


class Phone:
    """Follows a member and keeps what it was told."""

    def __init__(self, live: Live, member_id: int, after: int | None = None) -> None:
        self.events: list[Event] = []
        self._task = asyncio.create_task(self._follow(live, member_id, after))

    async def _follow(self, live: Live, member_id: int, after: int | None) -> None:
        async for event in live.member_events(member_id, after):
            self.events.append(event)

    @property
    def positions(self) -> list[int]:
        return [event.position for event in self.events]

    async def has(self, *positions: int) -> None:
        """Waits until it was told of exactly these positions."""
        for _ in range(300):
            if len(self.positions) >= len(positions):
                break
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.02)
        assert self.positions == list(positions)

    async def leave(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


async def listening(live: Live, topic_count: int = 1) -> None:
    """Waits until so many topics have their listeners, and these have read where they stand."""
    for _ in range(300):
        if len(live._followers) >= topic_count:
            await asyncio.sleep(0.02)
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody came to listen")


async def test_first_the_table_and_then_what_comes(here: Live, member: int, write: Write) -> None:
    await write(member, 2)
    await write(member, 2)
    phone = Phone(here, member, after=1)
    await phone.has(2, 3, 4)

    await here.publish([await write(member, 2)])

    await phone.has(2, 3, 4, 5, 6)
    await phone.leave()


async def test_without_a_position_only_what_comes(here: Live, member: int, write: Write) -> None:
    await write(member, 2)
    phone = Phone(here, member)
    await listening(here)

    await here.publish([await write(member)])

    await phone.has(3)
    await phone.leave()


async def test_a_gap_is_read_from_the_table_and_a_late_message_is_not_told_twice(
    here: Live, member: int, write: Write
) -> None:
    phone = Phone(here, member, after=0)
    await listening(here)
    first, second, third = await write(member, 2), await write(member), await write(member)

    await here.publish([second])
    await phone.has(1, 2, 3, 4)
    await here.publish([first, third, second])
    await here.publish([await write(member)])

    await phone.has(1, 2, 3, 4, 5)
    await phone.leave()


async def test_a_phone_that_lags_reads_the_table_instead_of_losing(here: Live, member: int, write: Write) -> None:
    follow = here.member_events(member, after=0)
    await here.publish([await write(member)])
    assert (await anext(follow)).position == 1

    many = SOCKET_QUEUE_LIMIT + 20
    for _ in range(many):
        await here.publish([await write(member)])
    told = [(await asyncio.wait_for(anext(follow), 5)).position for _ in range(many)]

    assert told == list(range(2, many + 2))
    await follow.aclose()
    assert here.hub.size() == 0


async def test_a_message_that_never_came_is_found_by_the_check(here: Live, member: int, write: Write) -> None:
    other = Phone(here, ids.new_id(), after=0)
    phone = Phone(here, member, after=0)
    await listening(here, 2)
    assert await here.check() == 0

    await write(member, 2)  # Committed, and the process died before it told anyone.
    await phone.has()
    assert await here.check() == 1

    await phone.has(1, 2)
    assert await here.check() == 0
    assert other.positions == []
    await phone.leave()
    await other.leave()


async def test_a_position_that_is_not_kept_is_a_reset_and_then_goes_on(here: Live, member: int, write: Write) -> None:
    await write(member, 3)
    phone = Phone(here, member, after=9)
    await phone.has(3)

    await here.publish([await write(member)])

    await phone.has(3, 4)
    assert [event.type for event in phone.events] == [RESET, "PointsPosted"]
    await phone.leave()


async def test_writers_and_followers_at_once(here: Live, member: int, write: Write) -> None:
    phones = [Phone(here, member, after=0) for _ in range(5)]

    async def award(count: int) -> None:
        row = await write(member, count)
        await asyncio.sleep(0.001 * count)
        await here.publish([row])

    for _ in range(5):
        await asyncio.gather(*(award(1 + n % 3) for n in range(6)))
        phones.append(Phone(here, member, after=0))

    for phone in phones:
        await phone.has(*range(1, 61))
        await phone.leave()
    assert here.hub.size() == 0


async def test_another_process_is_told_and_a_lost_message_is_caught_up(member: int, write: Write) -> None:
    street: list[MemoryBus] = []
    here, there = Live(), Live()
    bus = LossyBus(street)
    await here.connect(bus)
    await there.connect(MemoryBus(street))
    phone, near = Phone(there, member, after=0), Phone(here, member, after=0)
    await listening(there)

    await here.publish([await write(member)])
    await phone.has(1)
    bus.losing = True
    await here.publish([await write(member)])
    await near.has(1, 2)
    await phone.has(1)
    bus.losing = False
    await here.publish([await write(member, 2)])

    await phone.has(1, 2, 3, 4)
    assert [event.data for event in phone.events] == [event.data for event in near.events[:2]] + [
        {"type": "PointsPosted", "points": 3},
        {"type": "PointsPosted", "points": 4},
    ]
    await phone.leave()
    await near.leave()
    await here.close()
    await there.close()


async def test_a_board_that_changes_often_is_told_of_seldom_and_to_all() -> None:
    street: list[MemoryBus] = []
    here, there = Live(), Live()
    await here.connect(MemoryBus(street))
    await there.connect(MemoryBus(street))
    heard: dict[str, list[int]] = {"here": [], "there": []}
    here.hub.listen(board_topic("week"), lambda change: heard["here"].append(change["n"]))
    there.hub.listen(board_topic("week"), lambda change: heard["there"].append(change["n"]))

    for n in range(100):
        here.publish_topic(board_topic("week"), {"code": "week", "n": n})
    await asyncio.sleep(0.7)

    assert heard["here"] == [0, 99]
    assert heard["there"] == [0, 99]
    await here.close()
    await there.close()


async def test_closing_ends_every_follower(member: int) -> None:
    live = Live()
    await live.connect()
    phone = Phone(live, member, after=0)
    await listening(live)

    await live.close()

    await asyncio.wait_for(phone._task, 1)
    assert live.hub.size() == 0

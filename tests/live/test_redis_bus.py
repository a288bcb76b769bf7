"""The bus over a real Redis, and over a Redis that goes away."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import urlsplit

import pytest

from server.live import MISSED, Live, RedisBus, board_topic, redis_bus
from server.live.bus import Letter

from .conftest import Write
from .test_following import Phone, listening

pytestmark = pytest.mark.redis


class Doorway:
    """A TCP door before Redis that can be shut: connections end, and new ones are refused."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return self._parts._replace(netloc=f"127.0.0.1:{self.port}").geturl()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in list(self._writers):
            writer.close()
        await asyncio.sleep(0.02)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(self._parts.hostname, self._parts.port or 6379)
        self._writers |= {writer, far_writer}
        try:
            await asyncio.wait(
                [asyncio.create_task(_pump(reader, far_writer)), asyncio.create_task(_pump(far_reader, writer))],
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            for end in (writer, far_writer):
                end.close()
                self._writers.discard(end)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except (OSError, RuntimeError):
        pass


@pytest.fixture
async def doorway(redis_url: str) -> AsyncIterator[Doorway]:
    doorway = Doorway(redis_url)
    await doorway.open()
    yield doorway
    await doorway.shut()


@pytest.fixture
async def two(doorway: Doorway) -> AsyncIterator[tuple[Live, Live]]:
    """Two processes' live sides, on a channel of this test's own."""
    namespace = f"hemmaplan-test-{secrets.token_hex(4)}"
    lives = Live(), Live()
    for live in lives:
        await live.connect(RedisBus(doorway.url, namespace=namespace))
    await until_all_hear(*lives)
    yield lives
    for live in lives:
        await live.close()


async def until_all_hear(*lives: Live) -> None:
    for live in lives:
        await until(live.alive)


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 8) -> None:
    deadline = time.monotonic() + seconds
    while not await holds():
        assert time.monotonic() < deadline, "it did not come to be"
        await asyncio.sleep(0.01)


async def test_what_one_process_commits_is_told_by_the_other(
    two: tuple[Live, Live], member: int, write: Write
) -> None:
    here, there = two
    phone = Phone(there, member, after=0)
    await listening(there)

    row = await write(member, 2)
    await here.publish([row])
    await here.publish([await write(member)])

    await phone.has(1, 2, 3)
    assert phone.events[:2] == list(row.unfold())
    await phone.leave()


async def test_boards_are_told_between_processes(two: tuple[Live, Live]) -> None:
    here, there = two
    heard: list[object] = []
    there.hub.listen(board_topic("week"), heard.append)

    for n in range(50):
        here.publish_topic(board_topic("week"), {"code": "week", "season": "2026-W47", "n": n})
    await asyncio.sleep(0.7)

    assert [change for change in heard if change is not MISSED] == [
        {"code": "week", "season": "2026-W47", "n": 0},
        {"code": "week", "season": "2026-W47", "n": 49},
    ]


async def test_redis_may_go_away_and_come_back(
    two: tuple[Live, Live], doorway: Doorway, member: int, write: Write
) -> None:
    here, there = two
    board: list[object] = []
    there.hub.listen(board_topic("week"), board.append)
    phone, near = Phone(there, member, after=0), Phone(here, member, after=0)
    await listening(there)
    await listening(here)
    await here.publish([await write(member)])
    await phone.has(1)

    await doorway.shut()
    for _ in range(5):
        started = time.monotonic()
        await here.publish([await write(member)])
        here.publish_topic(board_topic("week"), {"code": "week"})
        assert time.monotonic() - started < 1, "an award waited for the bus"
        await asyncio.sleep(0.05)
    await near.has(1, 2, 3, 4, 5, 6)
    assert not await here.alive()
    await phone.has(1)
    await doorway.open()
    await until_all_hear(here, there)

    await phone.has(1, 2, 3, 4, 5, 6)
    assert MISSED in board
    await here.publish([await write(member)])
    await phone.has(1, 2, 3, 4, 5, 6, 7)
    await phone.leave()
    await near.leave()


@pytest.mark.parametrize("kept", [0, 2])
async def test_what_was_lost_while_away_is_read_from_the_table(
    two: tuple[Live, Live], doorway: Doorway, member: int, write: Write, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr(redis_bus, "BUFFER_LIMIT", kept)
    here, there = two
    phone = Phone(there, member, after=0)
    await listening(there)

    await doorway.shut()
    for _ in range(6):
        await here.publish([await write(member)])
    await doorway.open()

    await until_all_hear(here, there)
    await phone.has(1, 2, 3, 4, 5, 6)
    await phone.leave()


async def test_letters_wait_in_bounds_and_the_oldest_give_way(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_bus, "BUFFER_LIMIT", 3)
    namespace = f"hemmaplan-test-{secrets.token_hex(4)}"
    sender, receiver = RedisBus(redis_url, namespace=namespace), RedisBus(redis_url, namespace=namespace)
    heard: list[Letter] = []
    await receiver.open(heard.extend, lambda: None)
    await until(receiver.alive)

    sender.send([("a", b"%d" % n) for n in range(5)])
    await sender.open(heard.extend, lambda: None)
    await sender.close()
    await until(_is(lambda: len(heard) == 3))
    await receiver.close()

    assert heard == [("a", b"2"), ("a", b"3"), ("a", b"4")]
    assert sender.dropped == 2


async def test_strangers_on_the_channel_and_other_installations_do_no_harm(
    redis_url: str, member: int, write: Write
) -> None:
    namespace = f"hemmaplan-test-{secrets.token_hex(4)}"
    live, stranger = Live(), Live()
    bus = RedisBus(redis_url, namespace=namespace)
    await live.connect(bus)
    await stranger.connect(RedisBus(redis_url, namespace=namespace + "-other"))
    await until_all_hear(live, stranger)
    phone = Phone(live, member, after=0)
    await listening(live)

    await bus._redis.publish(bus._channel, b"\xc1 not ours")
    await stranger.publish([await write(member)])
    await asyncio.sleep(0.1)
    assert phone.positions == []
    await live.publish([await write(member)])

    await phone.has(1, 2)
    await phone.leave()
    await live.close()
    await stranger.close()


async def test_without_redis_everything_goes_on_here(member: int, write: Write) -> None:
    live = Live()
    await live.connect(RedisBus("redis://127.0.0.1:1/0"))
    phone = Phone(live, member, after=0)
    await listening(live)

    await live.publish([await write(member)])

    await phone.has(1)
    assert not await live.alive()
    await phone.leave()
    await live.close()


def _is(holds: Callable[[], bool]) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        return holds()

    return check

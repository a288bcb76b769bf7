"""One process's live side: the hub, the bus, and those who follow their timelines."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec

from server import storage
from server.kernel.ids import Id

from . import timeline
from .bus import Bus, Letter
from .coalesce import Coalescer
from .hub import MISSED, Hub, Subscription
from .timeline import Event, TimelineRow

TOPIC_REST_SECONDS = 0.2  # A board that many awards move is told of at most five times a second.
CHECK_SECONDS = 10.0  # How long a lost message may cost at most.
DATABASE_RETRY_SECONDS = 1.0

log = logging.getLogger(__name__)
_MEMBER = "member:"
_BOARD = "board:"
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder().decode
_unpack_row = msgspec.msgpack.Decoder(TimelineRow).decode


def member_topic(member_id: Id) -> str:
    return f"{_MEMBER}{member_id}"


def board_topic(code: str) -> str:
    return f"{_BOARD}{code}"


@dataclass(slots=True, eq=False)
class Follower:
    """A reader of one member's timeline, and how far it has come."""

    member_id: Id
    position: int
    subscription: Subscription


class Live:
    """What `server.live` offers, as an object, so that a test can have two processes in one."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._bus: Bus | None = None
        self._near = Coalescer(TOPIC_REST_SECONDS, self._deliver)
        self._far = Coalescer(TOPIC_REST_SECONDS, self._post)
        self._followers: set[Follower] = set()
        self._checker: asyncio.Task[None] | None = None
        self._check_now = asyncio.Event()

    async def connect(self, bus: Bus | None = None) -> None:
        """Begins to check positions, and to talk with other processes where there is a bus."""
        if self._checker is not None:
            raise RuntimeError("live is connected already.")
        self._checker = asyncio.create_task(self._check_for_ever(), name="timeline check")
        if bus is not None:
            await bus.open(self._receive, self._missed)
            self._bus = bus

    @property
    def followers(self) -> int:
        """How many follow a timeline here."""
        return len(self._followers)

    async def close(self) -> None:
        """Ends every follower and every wait."""
        if self._checker is not None:
            self._checker.cancel()
            await asyncio.gather(self._checker, return_exceptions=True)
            self._checker = None
        for follower in list(self._followers):
            follower.subscription.close()
        self._near.close()
        self._far.close()
        bus, self._bus = self._bus, None
        if bus is not None:
            await bus.close()

    async def alive(self) -> bool:
        """Whether the bus answers; without one there is nothing to fail."""
        return self._bus is None or await self._bus.alive()

    # Telling

    async def publish(self, rows: Sequence[TimelineRow]) -> None:
        """Tells of rows that are committed: this process's sockets now, the others' soon. Never fails, never waits."""
        for row in rows:
            self.hub.deliver(member_topic(row.member_id), row)
        if self._bus is not None and rows:
            self._bus.send([(member_topic(row.member_id), _pack(row)) for row in rows])

    def publish_topic(self, topic: str, payload: Any) -> None:
        """Tells of what many watch, such as a board or the feed, at most once each 200 ms: the latest payload wins, but
        what its lists name is gathered. The payload is made of dicts, lists, text and numbers."""
        self._near.offer(topic, payload)
        if self._bus is not None:
            self._far.offer(topic, payload)

    # Following

    async def member_events(self, member_id: Id, after: int | None = None) -> AsyncGenerator[Event, None]:
        """A member's events past a position (None: from now), as they come, in order, each once. A TimelineReset says
        that the position is not kept any more: read the member afresh; what follows continues from there."""
        # Listening begins before reading, so nothing can fall between.
        subscription = self.hub.subscribe(member_topic(member_id))
        follower = Follower(member_id, after or 0, subscription)
        try:
            if after is None:
                follower.position = await timeline.position(member_id)
            else:
                subscription.put(MISSED)
            self._followers.add(follower)
            async for message in subscription:
                if message is MISSED or message.first_position > follower.position + 1:
                    async for event in _from_table(follower):
                        yield event
                    continue
                for event in message.unfold(after=follower.position):
                    follower.position = event.position
                    yield event
        finally:
            self._followers.discard(follower)
            subscription.close()

    async def check(self) -> int:
        """Compares every follower's position with the database, in one statement; how many were behind and now read."""
        if not self._followers:
            return 0
        heads = await timeline.positions({follower.member_id for follower in self._followers})
        behind = [
            follower
            for follower in self._followers
            if heads.get(follower.member_id, 0) > follower.position and len(follower.subscription) == 0
        ]
        for follower in behind:
            follower.subscription.put(MISSED)
        return len(behind)

    async def _check_for_ever(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._check_now.wait(), CHECK_SECONDS)
            self._check_now.clear()
            try:
                await self.check()
            except Exception:
                log.exception("Positions could not be checked; the next check is in %.0f s.", CHECK_SECONDS)

    # Between processes

    def _receive(self, letters: Sequence[Letter]) -> None:
        for topic, message in letters:
            if not self.hub.has(topic):
                continue
            try:
                if topic.startswith(_MEMBER):
                    self.hub.deliver(topic, _unpack_row(message))
                else:
                    self._near.offer(topic, _unpack(message))
            except msgspec.DecodeError:
                # A newer version's message, during an upgrade: the check finds what it said.
                log.warning("A message of %s could not be read.", topic)

    def _missed(self) -> None:
        """The bus was away: members' positions are compared now; of other topics nobody keeps a number."""
        self._check_now.set()
        for topic in self.hub.topics():
            if not topic.startswith(_MEMBER):
                self.hub.deliver(topic, MISSED)

    def _deliver(self, topic: str, payload: Any) -> None:
        self.hub.deliver(topic, payload)

    def _post(self, topic: str, payload: Any) -> None:
        if self._bus is not None:
            self._bus.send([(topic, _pack(payload))])


async def _from_table(follower: Follower) -> AsyncGenerator[Event, None]:
    """What the table holds past a follower's position."""
    while True:
        try:
            events = await timeline.read_after(follower.member_id, follower.position)
        except storage.Retryable:
            await asyncio.sleep(DATABASE_RETRY_SECONDS)
            continue
        for event in events:
            follower.position = event.position
            yield event
        if len(events) < timeline.READ_LIMIT:  # Fewer events than rows were asked for: that was all.
            return

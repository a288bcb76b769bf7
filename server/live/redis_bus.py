"""The bus over Redis or Valkey: publish and subscribe on one channel of the installation."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Sequence
from itertools import islice

import msgspec
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from .bus import Letter, Missed, Receive

BUFFER_LIMIT = 10_000  # Letters that wait while Redis is away; then the oldest give way.
PARCEL_LIMIT = 200  # Letters of one message.
SILENCE_SECONDS = 5.0  # With nothing heard for so long we ask, and after as long again the connection is dead.
RETRY_FIRST_SECONDS, RETRY_LAST_SECONDS = 0.05, 1.0

log = logging.getLogger(__name__)
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[str, list[Letter]]).decode


class RedisBus:
    """Redis may go away and come back at any time: letters wait (a bounded number), and who comes back looks for what
    it missed."""

    def __init__(self, url: str, *, namespace: str = "hemmaplan") -> None:
        # Retrying is ours, below: a silent reconnection would hide that something was missed.
        self._redis: Redis = Redis.from_url(
            url, retry=Retry(NoBackoff(), 0), socket_timeout=5, socket_connect_timeout=2, socket_keepalive=True
        )
        # Channels know no database number, so the channel's name carries it.
        database = self._redis.connection_pool.connection_kwargs.get("db", 0)
        self._channel = f"{namespace}:{database}:live"
        self._origin = secrets.token_hex(8)
        self._outbox: deque[Letter] = deque()
        self._waiting = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.dropped = 0  # Letters that gave way since the start.
        self.hears = False  # Whether Redis sends us what others tell, now.

    async def open(self, receive: Receive, missed: Missed) -> None:
        """Returns without waiting for Redis."""
        self._tasks = [
            asyncio.create_task(self._send_for_ever(), name="bus sender"),
            asyncio.create_task(self._hear_for_ever(receive, missed), name="bus receiver"),
        ]

    def send(self, letters: Sequence[Letter]) -> None:
        self._outbox.extend(letters)
        while len(self._outbox) > BUFFER_LIMIT:
            self._outbox.popleft()
            self.dropped += 1
        self._waiting.set()

    async def alive(self) -> bool:
        try:
            return bool(await self._redis.ping()) and self.hears
        except (RedisError, OSError):
            return False

    async def close(self) -> None:
        """Stops; what still waits is sent if Redis answers at once."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            while self._outbox:
                await self._send_parcel()
        except (RedisError, OSError):
            log.warning("The bus closed with %d letters unsent.", len(self._outbox))
        await self._redis.aclose()

    async def _send_for_ever(self) -> None:
        pause = RETRY_FIRST_SECONDS
        while True:
            await self._waiting.wait()
            try:
                while self._outbox:
                    await self._send_parcel()
                self._waiting.clear()
                pause = RETRY_FIRST_SECONDS
            except (RedisError, OSError) as error:
                if pause == RETRY_FIRST_SECONDS:
                    log.warning("The bus cannot send: %s", error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, RETRY_LAST_SECONDS)

    async def _send_parcel(self) -> None:
        """Sends the oldest letters together. Only those that were sent leave the outbox."""
        parcel = list(islice(self._outbox, PARCEL_LIMIT))
        dropped = self.dropped
        await self._redis.publish(self._channel, _encode((self._origin, parcel)))
        for _ in range(len(parcel) - (self.dropped - dropped)):
            self._outbox.popleft()

    async def _hear_for_ever(self, receive: Receive, missed: Missed) -> None:
        pause = RETRY_FIRST_SECONDS
        while True:
            pubsub = self._redis.pubsub()
            try:
                await pubsub.subscribe(self._channel)
                pause = RETRY_FIRST_SECONDS
                await self._hear(pubsub, receive, missed)
            except (RedisError, OSError) as error:
                if pause == RETRY_FIRST_SECONDS:
                    log.warning("The bus cannot hear: %s", error)
            finally:
                self.hears = False
                await pubsub.aclose()  # type: ignore[no-untyped-call]
            await asyncio.sleep(pause)
            pause = min(2 * pause, RETRY_LAST_SECONDS)

    async def _hear(self, pubsub: PubSub, receive: Receive, missed: Missed) -> None:
        """Delivers until the connection is lost, which is raised as an error."""
        asked = False
        while True:
            message = await pubsub.get_message(timeout=SILENCE_SECONDS)
            if message is None:
                if asked:
                    raise OSError(f"no answer for {SILENCE_SECONDS:.0f} s")
                await pubsub.ping()
                asked = True
                continue
            asked = False
            if message["type"] == "subscribe":
                self.hears = True
                missed()  # Whatever was sent before this instant was not for us to hear.
            elif message["type"] == "message":
                self._open_parcel(message["data"], receive)

    def _open_parcel(self, data: bytes, receive: Receive) -> None:
        try:
            origin, letters = _decode(data)
        except msgspec.DecodeError:
            log.warning("The bus heard %d bytes that are no parcel of ours.", len(data))
            return
        if origin != self._origin:
            receive(letters)

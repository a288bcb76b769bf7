"""The hub: from a topic to everyone in this process who listens, without waiting for any of them.

Delivery is one synchronous call a listener: 5,000 sockets on one board cost 5,000 calls and no task. A listener that
keeps messages for later bounds what it keeps.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any, Final

SOCKET_QUEUE_LIMIT = 256  # A phone that falls this far behind should ask for the rest, not catch up.

log = logging.getLogger(__name__)


class _Missed(Enum):
    MISSED = "missed"

    def __repr__(self) -> str:
        return "MISSED"


MISSED: Final = _Missed.MISSED
"""In a message's place: something may have been lost here (a full queue, a bus that was away); read the table."""

Message = Any
Receive = Callable[[Message], None]


class Hub:
    """The listeners of one process, by topic."""

    def __init__(self) -> None:
        self._listeners: dict[str, dict[Listener, None]] = {}

    def listen(self, topic: str, receive: Receive) -> Listener:
        """Calls `receive` with each message of a topic, in the publisher's own call: it must be quick and not block."""
        listener = Listener(self, topic, receive)
        self._listeners.setdefault(topic, {})[listener] = None
        return listener

    def subscribe(self, topic: str) -> Subscription:
        """The messages of a topic from now on, to be iterated over by one reader, then closed."""
        return Subscription(self, topic)

    def deliver(self, topic: str, message: Message) -> int:
        """Hands a message to everyone who listens now; how many."""
        listeners = self._listeners.get(topic)
        if not listeners:
            return 0
        reached = tuple(listeners)
        for listener in reached:
            if listener.open:
                try:
                    listener.receive(message)
                except Exception:
                    log.exception("A listener of %s failed.", topic)
        return len(reached)

    def has(self, topic: str) -> bool:
        """Whether anybody listens: what nobody hears need not be decoded."""
        return topic in self._listeners

    def topics(self, prefix: str = "") -> Iterator[str]:
        """The topics that are listened to now."""
        return iter([topic for topic in self._listeners if topic.startswith(prefix)])

    def size(self) -> int:
        """How many listeners there are."""
        return sum(map(len, self._listeners.values()))

    def forget(self, listener: Listener) -> None:
        listeners = self._listeners.get(listener.topic, {})
        listeners.pop(listener, None)
        if not listeners:
            self._listeners.pop(listener.topic, None)


class Listener:
    """One who listens, until closed."""

    __slots__ = ("_hub", "open", "receive", "topic")

    def __init__(self, hub: Hub, topic: str, receive: Receive) -> None:
        self._hub, self.topic, self.receive = hub, topic, receive
        self.open = True

    def close(self) -> None:
        self.open = False
        self._hub.forget(self)


class Subscription:
    """A bounded queue of a topic's messages, for one reader: `async for message in subscription`.

    Where more than SOCKET_QUEUE_LIMIT wait, all are dropped and one MISSED stands in their place.
    """

    __slots__ = ("_listener", "_queue", "_waiter")

    def __init__(self, hub: Hub, topic: str) -> None:
        self._queue: deque[Message] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._listener = hub.listen(topic, self.put)

    def put(self, message: Message) -> None:
        """Queues a message and wakes the reader."""
        if len(self._queue) >= SOCKET_QUEUE_LIMIT:
            self._queue.clear()
            message = MISSED
        self._queue.append(message)
        self._wake()

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> Message:
        while not self._queue:
            if not self._listener.open:
                raise StopAsyncIteration
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self._queue.popleft()

    def __len__(self) -> int:
        return len(self._queue)

    def close(self) -> None:
        """Ends the iteration, also one that waits; what is queued is still given out."""
        self._listener.close()
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

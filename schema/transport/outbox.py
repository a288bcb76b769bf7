"""What waits to be written to one socket.

A message is written in the caller's own call where the server takes it without waiting, which is nearly always: as a
ready-made frame, or by the server's `send`, which is a coroutine and is driven by hand. Where it would wait, because
the phone reads slowly, what is left of that call goes to a writer task of this socket, and later messages queue behind
it. The queue is bounded: a socket that falls this far behind is told to come back and ask for the rest.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator, MutableMapping
from types import coroutine
from typing import Any

from schema.transport.frames import Text, WriteFrame

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

QUEUE_LIMIT = 256  # Messages. A phone that falls this far behind should ask for the rest, not catch up.


class Outbox:
    """One socket's way out. `overflow` is called once, when the queue is full."""

    __slots__ = ("_overflow", "_queue", "_send", "_write_frame", "_writer", "closed")

    def __init__(self, send: Send, overflow: Callable[[], None], write_frame: WriteFrame | None = None) -> None:
        self._send, self._overflow, self._write_frame = send, overflow, write_frame
        self._queue: deque[Text] = deque()
        self._writer: asyncio.Task[None] | None = None
        self.closed = False  # Nothing more is taken.

    def put(self, message: Text) -> None:
        """Write now, or queue. Never waits and never raises; after `close` it does nothing."""
        if self.closed:
            return
        if self._writer is not None:
            if len(self._queue) >= QUEUE_LIMIT:
                self._drop()
                self._overflow()
                return
            self._queue.append(message)
            return
        if self._write_frame is not None and self._write_frame(message.frame):
            return
        sending = self._send({"type": "websocket.send", "text": message.text})
        if not isinstance(sending, Coroutine):  # Another server than uvicorn: what it gives can only be awaited.
            sending = _awaiting(sending)
        try:
            awaited = sending.send(None)
        except StopIteration:
            return
        except Exception:
            self._drop()  # The peer is gone; the reader hears of it, too.
            return
        self._writer = asyncio.ensure_future(self._write(sending, awaited))

    def shut(self) -> None:
        """Take nothing more; what is queued is still written, and `close` after it."""
        self.closed = True

    async def close(self, message: Message, *, seconds: float) -> None:
        """Write a last message after what is queued, for as long as this may take. Nothing is written after it."""
        self.closed = True
        if self._writer is not None:
            await asyncio.wait((self._writer,), timeout=seconds)
        if self._writer is None or self._writer.done():
            await asyncio.wait_for(self._send(message), seconds)

    def stop(self) -> None:
        """The socket is gone."""
        self._drop()
        if self._writer is not None:
            self._writer.cancel()

    def _drop(self) -> None:
        self.closed = True
        self._queue.clear()

    async def _write(self, sending: Coroutine[Any, None, None], awaited: Any) -> None:
        try:
            await _the_rest(sending, awaited)
            while self._queue:
                await self._send({"type": "websocket.send", "text": self._queue.popleft().text})
            self._writer = None
        except asyncio.CancelledError:
            raise
        except Exception:
            self._drop()


async def _awaiting(sending: Awaitable[None]) -> None:
    await sending


@coroutine
def _the_rest(sending: Coroutine[Any, None, None], awaited: Any) -> Generator[Any, None, None]:
    """Await a coroutine that was begun by hand and waits for `awaited`."""
    try:
        while True:
            try:
                yield awaited
            except BaseException as error:
                awaited = sending.throw(error)
            else:
                awaited = sending.send(None)
    except StopIteration:
        return

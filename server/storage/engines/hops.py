"""A thread that is given pieces of work and tells the event loop what came of each: the shortest way there and back.

An executor would do the same with two futures, their locks and three turns of the loop. An award hops once and its
member waits for it, so here a piece of work wakes the thread, and its end resumes the one who waits, and that is all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")
Tell = Callable[[Any, BaseException | None], None]
"""Is called on the loop with the result, or with what was raised."""


class Hops:
    """One thread. What it is given runs in order, always to its end."""

    def __init__(self, name: str) -> None:
        self._queue: SimpleQueue[tuple[Callable[[], Any], asyncio.AbstractEventLoop, Tell] | None] = SimpleQueue()
        self._ended = False
        # A daemon, for a process that ends need not wait for one who forgot to close: what was committed is durable.
        Thread(target=_serve, args=(self._queue,), name=name, daemon=True).start()

    def start(self, work: Callable[[], Any], tell: Tell) -> None:
        """Gives the thread a piece of work. Raises RuntimeError after `end`."""
        if self._ended:
            raise RuntimeError("The thread has ended.")
        self._queue.put((work, asyncio.get_running_loop(), tell))

    async def run(self, work: Callable[[], T]) -> T:
        """The result of a piece of work. Whoever is cancelled waits until it has ended, so that nothing is left half
        done: no open transaction, no lock that nobody holds."""
        hop = _Hop()
        self.start(work, hop.tell)
        return await hop.outcome()  # type: ignore[no-any-return]

    def end(self) -> None:
        """What was given is still done; nothing more is taken."""
        if not self._ended:
            self._ended = True
            self._queue.put(None)


class _Hop:
    """One who waits."""

    __slots__ = ("_answer", "_over")

    def __init__(self) -> None:
        self._answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._over = False

    def tell(self, result: Any, fault: BaseException | None) -> None:
        self._over = True
        if self._answer.done():  # Whoever waited was cancelled in this very turn.
            return
        if fault is None:
            self._answer.set_result(result)
        else:
            self._answer.set_exception(fault)

    async def outcome(self) -> Any:
        try:
            return await self._answer
        except asyncio.CancelledError:
            while not self._over:
                self._answer = asyncio.get_running_loop().create_future()
                with suppress(asyncio.CancelledError, Exception):
                    await self._answer
            if not self._answer.cancelled():
                self._answer.exception()  # Looked at, so that it is not reported as never retrieved.
            raise


def _serve(queue: SimpleQueue[Any]) -> None:
    """The thread: it never fails, and holds nothing of a piece of work while it waits for the next."""
    while (given := queue.get()) is not None:
        work, loop, tell = given
        result, fault = None, None
        try:
            result = work()
        except BaseException as raised:
            fault = raised
        with suppress(RuntimeError):  # The loop is closed: nobody waits any more.
            loop.call_soon_threadsafe(tell, result, fault)
        given = work = loop = tell = result = fault = None

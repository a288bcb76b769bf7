"""Waiting for a session to end, wherever it was ended: how a socket learns that its person signed out.

What this process ends, it hears of at once. What another one ended, or time, a look at the database finds: one query
for all sessions that are watched, every few seconds, and only while somebody watches.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, MutableMapping
from weakref import WeakKeyDictionary

import structlog

from .sessions import on_session_ended, sessions_ended

LOOK_EVERY = 5.0  # Seconds.
log = structlog.get_logger(__name__)


async def watch_session(session_id: int) -> None:
    """Returns when the session has ended. Cancel it to stop watching."""
    ended = asyncio.Event()
    watch = _watches.setdefault(asyncio.get_running_loop(), _Watch())
    watch.add(session_id, ended)
    try:
        await ended.wait()
    finally:
        watch.remove(session_id, ended)


class _Watch:
    """One event loop's watchers, and the task that looks for them."""

    def __init__(self) -> None:
        self._events: dict[int, set[asyncio.Event]] = {}
        self._task: asyncio.Task[None] | None = None

    def add(self, session_id: int, ended: asyncio.Event) -> None:
        self._events.setdefault(session_id, set()).add(ended)
        if self._task is None or self._task.done():
            self._stop_listening = on_session_ended(self.end)
            self._task = asyncio.create_task(self._look(), name="watched sessions")

    def remove(self, session_id: int, ended: asyncio.Event) -> None:
        events = self._events.get(session_id, set())
        events.discard(ended)
        if not events:
            self._events.pop(session_id, None)
        if not self._events and self._task is not None:
            self._task.cancel()
            self._task = None
            self._stop_listening()

    def end(self, session_ids: Iterable[int]) -> None:
        for session_id in session_ids:
            for event in self._events.get(session_id, ()):
                event.set()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                self.end(await sessions_ended(list(self._events)))
            except Exception:
                log.warning("members.sessions_not_read", exc_info=True)  # The database is away: the next look tells.


_watches: MutableMapping[asyncio.AbstractEventLoop, _Watch] = WeakKeyDictionary()

"""Of many changes to one thing in a short while, the first is told at once, and what came after it together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

GATHERED_LIMIT = 500  # Of one list in one message: more than a process writes in a fifth of a second.


class Coalescer:
    """Passes the first message of a topic on at once, then at most one each `every` seconds: of a state the latest,
    of lists all that they named."""

    def __init__(self, every: float, send: Callable[[str, Any], None]) -> None:
        self._every, self._send = every, send
        self._resting: dict[str, list[Any]] = {}  # Topics told of lately; the list holds what came since, or nothing.
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def offer(self, topic: str, message: Any) -> None:
        if topic in self._resting:
            waiting = self._resting[topic]
            self._resting[topic] = [gathered(waiting[0], message) if waiting else message]
            return
        self._tell(topic, message)

    def close(self) -> None:
        """Tells what still waits, and stops."""
        for timer in self._timers.values():
            timer.cancel()
        waiting, self._resting, self._timers = self._resting, {}, {}
        for topic, messages in waiting.items():
            for message in messages:
                self._send(topic, message)

    def _tell(self, topic: str, message: Any) -> None:
        self._resting[topic] = []
        self._timers[topic] = asyncio.get_running_loop().call_later(self._every, self._rested, topic)
        self._send(topic, message)

    def _rested(self, topic: str) -> None:
        del self._timers[topic]
        for message in self._resting.pop(topic):
            self._tell(topic, message)


def gathered(earlier: Any, later: Any) -> Any:
    """Two messages as one. The later one wins; but a list under the same name in both holds what either named, each
    once, so that a post that was hidden is told of although another was liked a moment after it. Pure."""
    if not (isinstance(earlier, Mapping) and isinstance(later, Mapping)):
        return later
    return {name: _joined(earlier.get(name), value) for name, value in later.items()}


def _joined(earlier: Any, later: Any) -> Any:
    if not (isinstance(earlier, list) and isinstance(later, list)):
        return later
    return list(dict.fromkeys([*earlier, *later]))[-GATHERED_LIMIT:]

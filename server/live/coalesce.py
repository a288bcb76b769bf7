"""Latest wins: of many changes to one thing in a short while, the first and the last are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any


class Coalescer:
    """Passes the first message of a topic on at once, then at most one each `every` seconds, always the latest."""

    def __init__(self, every: float, send: Callable[[str, Any], None]) -> None:
        self._every, self._send = every, send
        self._resting: dict[str, list[Any]] = {}  # Topics told of lately; the list holds what came since, or nothing.
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def offer(self, topic: str, message: Any) -> None:
        if topic in self._resting:
            self._resting[topic] = [message]
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

"""The bus: what one process committed, told to the others.

It promises little, so that an award never waits for it: messages are small, arrive in a sender's order, and may be
lost. Positions in the timeline tell a reader what it lost, and `missed` tells it to look at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

Letter = tuple[str, bytes]
"""A topic, and a message packed with msgpack."""

Receive = Callable[[Sequence[Letter]], None]
Missed = Callable[[], None]


class Bus(Protocol):
    async def open(self, receive: Receive, missed: Missed) -> None:
        """Begins to deliver what *other* processes send. `missed` is called where some of it may have been lost."""

    def send(self, letters: Sequence[Letter]) -> None:
        """To every other process, sooner or later or never. Does not wait and does not raise."""

    async def alive(self) -> bool:
        """Whether it answers now, and tells us what others send."""

    async def close(self) -> None: ...


class MemoryBus:
    """A bus between the parts of one process. Those who should hear each other share a `members` list."""

    def __init__(self, members: list[MemoryBus]) -> None:
        self._members = members
        self._receive: Receive | None = None
        self._missed: Missed | None = None

    async def open(self, receive: Receive, missed: Missed) -> None:
        self._receive, self._missed = receive, missed
        self._members.append(self)

    def send(self, letters: Sequence[Letter]) -> None:
        for member in self._members:
            if member is not self and member._receive is not None:
                member._receive(letters)

    async def alive(self) -> bool:
        return True

    async def close(self) -> None:
        if self in self._members:
            self._members.remove(self)

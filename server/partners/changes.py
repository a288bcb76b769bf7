"""One number that grows whenever a partner, a shop or a client changes.

Who keeps such rows in memory compares the number and reads them anew when it moved: one row a second is read for the
whole process, however many requests there are.
"""

from __future__ import annotations

import asyncio
import time

from server import storage
from server.storage import Tx

COUNTER = "partners"
RECHECK_SECONDS = 1.0


async def touch(tx: Tx) -> None:
    """Makes the number grow when `tx` commits. Call it last: its row is locked until then."""
    await tx.execute(
        "INSERT INTO counter (name, value) VALUES (:name, 1) "
        "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1",
        name=COUNTER,
    )


async def version() -> int:
    """The number, at most a second old."""
    seen = _seen_of(storage.engine())
    return seen.number if seen.fresh() else await seen.read()


class _Seen:
    """What was read last from one database. Real time, not the kernel's: a held clock must not keep a revoked client
    alive."""

    def __init__(self, engine: object) -> None:
        self.engine = engine
        self.number = 0
        self._read_at: float | None = None
        self._reading = asyncio.Lock()

    def fresh(self) -> bool:
        return self._read_at is not None and time.monotonic() - self._read_at < RECHECK_SECONDS

    async def read(self) -> int:
        async with self._reading:
            if not self.fresh():
                began = time.monotonic()
                self.number = await storage.value("SELECT value FROM counter WHERE name = :name", name=COUNTER) or 0
                self._read_at = began
        return self.number


_seen: _Seen | None = None


def _seen_of(engine: object) -> _Seen:
    global _seen
    if _seen is None or _seen.engine is not engine:
        _seen = _Seen(engine)
    return _seen

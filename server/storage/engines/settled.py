"""Waiting that leaves nothing half done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def settled(work: Awaitable[T]) -> T:
    """The result of a piece of work that is always run to its end, also when the one who waits is cancelled.

    A closing WebSocket cancels whatever its request awaits. A BEGIN, COMMIT or ROLLBACK that is left half awaited
    leaks the connection or its lock for good, so the cancellation is held until the work has ended.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError:
                continue
        if not task.cancelled():
            task.exception()  # Looked at, so that it is not reported as never retrieved.
        raise

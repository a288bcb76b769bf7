"""A database with its tables, and what jobs are tried with."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from server import jobs, storage


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[str]:
    await storage.connect(migrated_url)
    yield migrated_url
    await storage.close()


async def put(kind: str, **more: object) -> bool:
    """Commits one job."""
    async with storage.transaction() as tx:
        new = await jobs.enqueue(tx, kind, more.pop("payload", {}), **more)  # type: ignore[arg-type]
    jobs.wake()
    return new


async def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come to be"
        await asyncio.sleep(0.01)


async def until_true(ask: Callable[[], Awaitable[object]], seconds: float = 10) -> None:
    """Asks until the answer is true."""
    deadline = time.monotonic() + seconds
    while not await ask():
        assert time.monotonic() < deadline, "it did not come to be"
        await asyncio.sleep(0.01)

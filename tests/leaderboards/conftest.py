"""Both adapters of the ranks, on both databases."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial

import pytest
from redis import Redis

from server import storage
from server.leaderboards.ranks import Ranks
from server.leaderboards.ranks_redis import RedisRanks
from server.leaderboards.ranks_table import TableRanks


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[str]:
    await storage.connect(migrated_url)
    yield migrated_url
    await storage.close()


@pytest.fixture
def namespace(redis_url: str) -> Iterator[str]:
    namespace = f"hemmaplan-test-{secrets.token_hex(4)}"
    yield namespace
    with Redis.from_url(redis_url) as client:
        for key in client.scan_iter(f"{namespace}:*"):
            client.delete(key)


@pytest.fixture(params=["table", pytest.param("redis", marks=pytest.mark.redis)])
def make(request: pytest.FixtureRequest) -> Callable[[], Ranks]:
    if request.param == "table":
        return TableRanks
    return partial(
        RedisRanks, request.getfixturevalue("redis_url"), namespace=request.getfixturevalue("namespace")
    )


@pytest.fixture
async def adapter(make: Callable[[], Ranks], database: str) -> AsyncIterator[Ranks]:
    """Each test that names this runs with both adapters, on both databases."""
    adapter = make()
    await adapter.open()
    yield adapter
    await adapter.close()

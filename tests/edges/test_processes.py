from __future__ import annotations

import asyncio
import os

import asyncpg
import pytest

from server import processes
from server.processes import AnotherProcess, take_place
from server.settings import Settings

REDIS = "redis://127.0.0.1:6379/0"


async def test_sqlite_serves_one_process_and_says_which(sqlite_url: str) -> None:
    settings = Settings(database_url=sqlite_url)

    async with take_place(settings):
        with pytest.raises(AnotherProcess, match=f"Process {os.getpid()} is already using"):
            async with take_place(settings):
                pass
    async with take_place(settings):
        pass


async def test_postgresql_without_redis_serves_one_process(postgres_url: str) -> None:
    alone = Settings(database_url=postgres_url)
    among_others = Settings(database_url=postgres_url, redis_url=REDIS)

    async with take_place(alone):
        with pytest.raises(AnotherProcess, match="HEMMAPLAN_REDIS_URL is not set"):
            async with take_place(alone):
                pass
        with pytest.raises(AnotherProcess, match="Set it there too"):
            async with take_place(among_others):
                pass


async def test_with_redis_any_number_may_come(postgres_url: str) -> None:
    settings = Settings(database_url=postgres_url, redis_url=REDIS)

    async with take_place(settings), take_place(settings), take_place(settings):
        with pytest.raises(AnotherProcess):
            async with take_place(Settings(database_url=postgres_url)):
                pass


async def test_a_place_that_was_lost_is_taken_again(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LOOK_AGAIN_SECONDS", 0.05)
    settings = Settings(database_url=postgres_url)

    async with take_place(settings) as place:
        await _cut_every_connection(postgres_url)
        await asyncio.sleep(0.5)

        assert place.held
        with pytest.raises(AnotherProcess):
            async with take_place(settings):
                pass


async def _cut_every_connection(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()

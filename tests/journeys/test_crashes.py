"""kill -9 under load, with replies cut off: acknowledged means recorded, exactly once."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest

from tests.journeys.prepared import prepare
from tests.journeys.services import OwnPostgres
from tests.journeys.serving import Serve, command
from tests.journeys.storm import Storm

KILLS = 2  # tests/load/crash.py kills ten times.
TILLS = 6
BETWEEN_KILLS = 60  # Acknowledged sales, at the least.


async def test_a_killed_server_keeps_what_it_acknowledged(
    database_url: str, home: Path, http: aiohttp.ClientSession, processes: list[Serve]
) -> None:
    prepared = await prepare(database_url)
    serve = Serve(home, database_url)
    processes.append(serve)
    await serve.started()
    storm = Storm(prepared, [prepared.till(http, serve.url)], random.Random(1))

    for _ in range(KILLS):
        selling = asyncio.create_task(storm.run(TILLS))
        await storm.acknowledges(BETWEEN_KILLS)
        serve.kill()
        await _end(selling)
        await serve.started()
    await storm.settle()
    await storm.replay(200)

    assert storm.cut_off > 0
    assert await storm.mistakes() == []
    assert _reconciled(home, database_url) == "Everything agrees."


@pytest.mark.postgres
async def test_a_restarted_database_loses_nothing(
    killable_postgres: OwnPostgres, home: Path, http: aiohttp.ClientSession, processes: list[Serve]
) -> None:
    database = await killable_postgres.database("restarted")
    prepared = await prepare(database)
    serve = Serve(home, database)
    processes.append(serve)
    await serve.started()
    storm = Storm(prepared, [prepared.till(http, serve.url)], random.Random(2))

    selling = asyncio.create_task(storm.run(TILLS))
    for how in ("immediate", "fast"):
        await storm.acknowledges(BETWEEN_KILLS)
        await asyncio.to_thread(killable_postgres.restart, how)
    await storm.acknowledges(BETWEEN_KILLS)
    await _end(selling)
    await storm.settle()
    await storm.replay(200)

    assert await storm.mistakes() == []
    assert _reconciled(home, database) == "Everything agrees."
    await serve.ready()


async def _end(selling: asyncio.Task[None]) -> None:
    """Breaks off the tills, and raises what they met."""
    selling.cancel()
    with suppress(asyncio.CancelledError):
        await selling


def _reconciled(home: Path, database: str) -> str:
    return command(home, database, "reconcile").stdout.strip()

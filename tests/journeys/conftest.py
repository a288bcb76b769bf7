"""Processes, and the services that a journey may kill."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NoReturn

import aiohttp
import pytest

from server.settings import TestingSettings
from tests.journeys.services import (
    OwnPostgres,
    OwnRedis,
    find_postgres_programs,
    find_redis_program,
    own_postgres,
    own_redis,
)
from tests.journeys.serving import Serve


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """Without a limit of connections, and without cookies."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


@pytest.fixture
def processes() -> Iterator[list[Serve]]:
    """Whatever a test puts in here is no more afterwards."""
    started: list[Serve] = []
    yield started
    for serve in started:
        if serve.process is not None and serve.process.poll() is None:
            serve.kill()


@pytest.fixture(scope="session")
def killable_postgres() -> Iterator[OwnPostgres]:
    """A PostgreSQL that a test may restart."""
    programs = find_postgres_programs()
    if programs is None:
        _missing("postgres", "PostgreSQL's initdb and pg_ctl are missing: apt install postgresql")
    with own_postgres(programs) as server:
        yield server


@pytest.fixture
async def killable_redis() -> AsyncIterator[OwnRedis]:
    """A Redis that a test may stop."""
    program = find_redis_program()
    if program is None:
        _missing("redis", "redis-server is missing: apt install redis-server")
    with own_redis(program) as server:
        await server.ready()
        yield server


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def _missing(service: str, why: str) -> NoReturn:
    """Skips the test, or fails it where HEMMAPLAN_TEST_REQUIRE names the service."""
    if service in TestingSettings().require:
        pytest.fail(why)
    pytest.skip(why)

"""What many tests share: the databases that this machine has, each test's own and dropped afterwards."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from server.commands import services
from server.kernel import ids
from server.settings import TestingSettings
from tests.migrated import migrated_postgres, migrated_sqlite, migrated_url

__all__ = ["migrated_postgres", "migrated_sqlite", "migrated_url"]

SETTINGS = TestingSettings()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Ids never go back within a process; a test whose clock was in the future must not push the next one's there."""
    ids._last = 0


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address of a PostgreSQL server that this machine has."""
    _wanted("postgres")
    return SETTINGS.postgres_url


@pytest.fixture(scope="session")
def new_postgres_database(postgres_server: str) -> Callable[[], AbstractContextManager[str]]:
    """`with new_postgres_database() as url`: an empty database, dropped at the end."""

    @contextmanager
    def new() -> Iterator[str]:
        name = f"hemmaplan_test_{secrets.token_hex(6)}"
        asyncio.run(_tell(postgres_server, f'CREATE DATABASE "{name}"'))
        try:
            yield urlsplit(postgres_server)._replace(path=f"/{name}").geturl()
        finally:
            asyncio.run(_tell(postgres_server, f'DROP DATABASE "{name}" WITH (FORCE)'))

    return new


@pytest.fixture
def postgres_url(new_postgres_database: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    """An empty database of this test's own."""
    with new_postgres_database() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An SQLite file of this test's own."""
    return f"sqlite:///{tmp_path / 'hemmaplan.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each test that names this runs on both databases."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The address of a Redis or Valkey that this machine has. Tests use keys of their own and drop them."""
    _wanted("redis")
    return SETTINGS.redis_url


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the machine's Chromium, for playwright's executable_path."""
    return _wanted("chromium")


@pytest.fixture(scope="session")
def haproxy() -> str:
    """The path of the machine's HAProxy."""
    return _wanted("haproxy")


def _wanted(name: str) -> str:
    """Where a service is. Skips the test without it, or fails it where HEMMAPLAN_TEST_REQUIRE names the service."""
    service = services.find(name, SETTINGS)
    if service.found:
        return service.found
    if name in SETTINGS.require:
        pytest.fail(f"{service.title} is missing, and HEMMAPLAN_TEST_REQUIRE wants it.")
    pytest.skip(f"{service.title} is missing: {service.remedy}")


async def _tell(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()

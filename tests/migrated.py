"""Databases that have their tables already: migrated once a session, copied for each test.

`tests/conftest.py` has these fixtures for every folder. On PostgreSQL making and dropping a database costs a second on
a busy machine, so a few are kept: emptied after each test, dropped after the last one. Their commits do not wait for
the disk; what must survive a crash is tested on databases of its own (`database_url`).
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from server import storage

KEPT = "'tortoise_migrations'"  # What says which migrations were applied.
EMPTY = f"""
DO $$
DECLARE t record; filled boolean; waits boolean := true;
BEGIN
  WHILE waits LOOP
    waits := false;
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> {KEPT} LOOP
      EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', t.tablename) INTO filled;
      IF filled THEN
        BEGIN
          EXECUTE format('DELETE FROM %I', t.tablename);
        EXCEPTION WHEN foreign_key_violation THEN
          waits := true;  -- Another table's rows go first.
        END;
      END IF;
    END LOOP;
  END LOOP;
END $$
"""
SHAPE = """
SELECT (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public')
     + (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal) + (SELECT count(*) FROM pg_constraint)
"""


class Spares:
    """PostgreSQL databases with tables and no rows."""

    def __init__(self, server: str, template: str) -> None:
        self._server, self._template = server, template
        self._shape = asyncio.run(_ask(named(server, template), SHAPE))
        self._free: list[str] = []
        self._made: list[str] = []

    def take(self) -> str:
        """A database's name."""
        if self._free:
            return self._free.pop()
        name = f"hemmaplan_test_{secrets.token_hex(6)}"
        asyncio.run(_tell(self._server, f'CREATE DATABASE "{name}" TEMPLATE "{self._template}"'))
        asyncio.run(_tell(self._server, f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
        self._made.append(name)
        return name

    def give_back(self, name: str) -> None:
        """Empties it, or drops it where a test changed its tables."""
        if asyncio.run(self._emptied(name)):
            self._free.append(name)
        else:
            self._drop(name)

    def drop_all(self) -> None:
        for name in list(self._made):
            self._drop(name)

    async def _emptied(self, name: str) -> bool:
        """Whoever is still connected is cut off first: what they hold would be waited for."""
        connection = await asyncpg.connect(named(self._server, name), timeout=10)
        try:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if await connection.fetchval(SHAPE) != self._shape:
                return False
            await connection.execute(EMPTY)
        finally:
            await connection.close()
        return True

    def _drop(self, name: str) -> None:
        asyncio.run(_tell(self._server, f'DROP DATABASE "{name}" WITH (FORCE)'))
        self._made.remove(name)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to copy."""
    path = tmp_path_factory.mktemp("migrated") / "hemmaplan.sqlite3"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> Iterator[Spares]:
    """Databases to borrow."""
    template = f"hemmaplan_test_{secrets.token_hex(6)}"
    asyncio.run(_tell(postgres_server, f'CREATE DATABASE "{template}"'))
    try:
        asyncio.run(_migrate(named(postgres_server, template)))
        spares = Spares(postgres_server, template)
        yield spares
        spares.drop_all()
    finally:
        asyncio.run(_tell(postgres_server, f'DROP DATABASE "{template}" WITH (FORCE)'))


@pytest.fixture(params=["sqlite", "postgres"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Each test that names this runs on both databases, with tables and without rows."""
    if request.param == "sqlite":
        path = tmp_path / "hemmaplan.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server: str = request.getfixturevalue("postgres_server")
    spares: Spares = request.getfixturevalue("migrated_postgres")
    name = spares.take()
    yield named(server, name)
    spares.give_back(name)


def named(server: str, name: str) -> str:
    """The address of one of a server's databases."""
    return urlsplit(server)._replace(path=f"/{name}").geturl()


async def _migrate(url: str) -> None:
    await storage.connect(url)
    try:
        await storage.migrate()
    finally:
        await storage.close()


async def _tell(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _ask(url: str, question: str) -> int:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        return int(await connection.fetchval(question))
    finally:
        await connection.close()

"""How many processes may share a database: one without a bus, any number with it.

Without Redis no process hears what another one commits, so sockets would miss what concerns them until the next check,
and ranks that are kept in memory would drift. The second process therefore refuses to start, and says why.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import IO

import asyncpg
import structlog

from server.settings import Settings

PLACE_KEY = 0x68656D6D61  # “hemma”: advisory locks are numbered, and are each database's own.
LOOK_AGAIN_SECONDS = 5.0

log = structlog.get_logger("hemmaplan.processes")


class StartRefused(Exception):
    """The process may not, or cannot, run beside this database. The message says why and what to do."""


class AnotherProcess(StartRefused):
    """Another process holds the database. The message says which remedy there is."""


class Place:
    """This process's place beside the database."""

    def __init__(self) -> None:
        self.held = True  # False: the place was lost with its connection, and another process may have it by now.


@asynccontextmanager
async def take_place(settings: Settings) -> AsyncIterator[Place]:
    """Hold this process's place for as long as it runs. Raises AnotherProcess."""
    if settings.on_sqlite:
        with _FileLock(Path(settings.database.removeprefix("sqlite:///"))):
            yield Place()
        return
    async with _advisory_lock(settings) as place:
        yield place


class _FileLock:
    """An exclusive lock beside the database's file; the system drops it with the process, however that ends."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._file: IO[str] | None = None

    def __enter__(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "?"
            file.close()
            raise AnotherProcess(
                f"Process {holder} is already using {self._path.with_suffix('')}. SQLite serves one process, and the "
                "jobs run inside it: stop that one first, use another HEMMAPLAN_HOME, or set HEMMAPLAN_DATABASE_URL "
                "to PostgreSQL and HEMMAPLAN_REDIS_URL for more than one."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def __exit__(self, *error: object) -> None:
        if self._file is not None:
            self._file.close()


@asynccontextmanager
async def _advisory_lock(settings: Settings) -> AsyncIterator[Place]:
    """On a connection of its own: exclusive without Redis, shared with it, so that the two kinds exclude each other."""
    connection = await _take(settings)
    place = Place()
    watcher = asyncio.create_task(_keep(settings, connection, place), name="place")
    try:
        yield place
    finally:
        watcher.cancel()
        with suppress(asyncio.CancelledError):
            await watcher


async def _take(settings: Settings) -> asyncpg.Connection:
    connection = await asyncpg.connect(settings.database, timeout=10)
    verb = "pg_try_advisory_lock" if settings.alone else "pg_try_advisory_lock_shared"
    if await connection.fetchval(f"SELECT {verb}($1)", PLACE_KEY):
        return connection
    await connection.close()
    if settings.alone:
        raise AnotherProcess(
            "Another process is using this database, and HEMMAPLAN_REDIS_URL is not set: without Redis or Valkey the "
            "processes would not hear of each other. Set it for all of them, or stop the other one."
        )
    raise AnotherProcess(
        "Another process is using this database without HEMMAPLAN_REDIS_URL, and would not hear of this one. "
        "Set it there too, or stop that process."
    )


async def _keep(settings: Settings, connection: asyncpg.Connection, place: Place) -> None:
    """A restarted database forgets the lock: take it again, and say so where another process was quicker."""
    try:
        while True:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            if not connection.is_closed() and await _answers(connection):
                continue
            place.held = False
            try:
                connection = await _take(settings)
                place.held = True
            except AnotherProcess as error:
                log.error("another process took this one's place", why=str(error))
            except (OSError, asyncpg.PostgresError) as error:
                log.warning("the database does not answer", error=type(error).__name__)
    finally:
        if not connection.is_closed():
            connection.terminate()


async def _answers(connection: asyncpg.Connection) -> bool:
    try:
        await connection.fetchval("SELECT 1", timeout=LOOK_AGAIN_SECONDS)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    return True

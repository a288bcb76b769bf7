"""The one database that a process talks to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.graph import MigrationKey

from server.kernel import ids

from .config import APP, tortoise_config
from .engines.postgres_asyncpg import PostgresEngine
from .engines.sqlite import SqliteEngine
from .errors import DatabaseNewer, DatabaseOlder
from .tx import Reader, Row, Tx

T = TypeVar("T")
Engine = SqliteEngine | PostgresEngine

_engine: Engine | None = None
_config: dict[str, Any] = {}
_inside: ContextVar[bool] = ContextVar("inside a transaction", default=False)


async def connect(url: str) -> None:
    """Opens the database. Tables need not be there yet; `start_process` comes after `migrate` or `check`."""
    global _engine, _config
    _config = tortoise_config(url)
    await Tortoise.init(config=_config, _enable_global_fallback=True)
    _engine = cast(Engine, get_connection("default"))
    await (await engine().reader()).value("SELECT 1")


async def close() -> None:
    global _engine
    _engine = None
    await Tortoise.close_connections()


def engine() -> Engine:
    if _engine is None:
        raise RuntimeError("storage.connect comes first.")
    return _engine


def dialect() -> str:
    return "sqlite" if isinstance(engine(), SqliteEngine) else "postgres"


async def start_process() -> int:
    """Draws this process's number for its ids. Returns it."""
    async with transaction() as tx:
        number = await tx.value(
            "INSERT INTO counter (name, value) VALUES ('process', 1) "
            "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value"
        )
    ids.set_process(int(number))
    return int(number)


# Reading and writing


async def rows(sql: str, /, **params: Any) -> list[Row]:
    """Rows, outside any transaction. On SQLite by the reader's connection, which never waits for the writer."""
    reader: Reader = await engine().reader()
    return await reader.rows(sql, **params)


async def row(sql: str, /, **params: Any) -> Row | None:
    reader: Reader = await engine().reader()
    return await reader.row(sql, **params)


async def value(sql: str, /, **params: Any) -> Any:
    reader: Reader = await engine().reader()
    return await reader.value(sql, **params)


@asynccontextmanager
async def transaction() -> AsyncIterator[Tx]:
    """A write transaction: all or nothing, whatever is raised or cancelled. Raises RuntimeError inside another."""
    with _entered():
        async with engine().transaction() as tx:
            yield tx


@contextmanager
def _entered() -> Iterator[None]:
    if _inside.get():
        raise RuntimeError("A transaction is open in this task already: pass its tx on.")
    token = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(token)


async def write(work: Callable[[Tx], Awaitable[T]]) -> T:
    """`work` in a write transaction. On SQLite all of it runs in one hop to the writer's thread, and so may await
    nothing but its tx. Raises RuntimeError inside another transaction."""
    with _entered():
        return await engine().write(work)


def in_transaction() -> bool:
    """Whether the present task holds a transaction (and would wait for itself if it asked for another)."""
    return _inside.get()


# Migrations


async def migrate() -> list[str]:
    """Brings the tables to the newest shape; what was applied, in order. Raises DatabaseNewer."""
    before = await pending()
    executor = MigrationExecutor(engine(), _config["apps"])
    await executor.migrate()
    return before


async def check() -> None:
    """Raises DatabaseNewer or DatabaseOlder where the tables are not what this code knows."""
    if waiting := await pending():
        raise DatabaseOlder(waiting)


async def pending() -> list[str]:
    """Migrations that wait, in order. Raises DatabaseNewer."""
    executor = MigrationExecutor(engine(), _config["apps"])
    await executor.loader.build_graph()
    applied: set[MigrationKey] = set(await executor.recorder.applied_migrations())
    known = {key for key in executor.loader.graph.nodes if key.app_label == APP}
    if unknown := sorted(key.name for key in applied - known if key.app_label == APP):
        raise DatabaseNewer(unknown)
    return sorted(key.name for key in known - applied)

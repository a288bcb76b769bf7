"""SQLite for one process: a writer thread, a reader thread, BEGIN IMMEDIATE, WAL, synchronous=FULL.

Why not Tortoise's own client: it begins deferred (two processes then fail with “database is locked”), it leaks its
lock where a task is cancelled while it begins, one open transaction blocks every read, and each statement is a hop of
its own. Here a whole batch is one hop (`write`), and readers never wait for the writer.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError

from server.storage.tx import Reader, Tx

from .sqlite_lanes import Lane, LaneReader, LaneTx, begin, drive, end

T = TypeVar("T")


class SqliteEngine(SqliteClient):
    """Tortoise's client over our two lanes."""

    def __init__(self, file_path: str, synchronous: str = "FULL", **kwargs: Any) -> None:
        super().__init__(file_path, **kwargs)
        self._synchronous = synchronous
        self.writer: Lane | None = None
        self.readers: Lane | None = None
        self._opening = asyncio.Lock()

    async def create_connection(self, with_db: bool) -> None:
        async with self._opening:
            if self.writer is not None:
                return
            writer, reader = (
                Lane(self.filename, f"sqlite-{does}", self._synchronous) for does in ("writer", "reader")
            )
            await writer.open()
            await reader.open()
            self.writer, self.readers = writer, reader
            self._reader = LaneReader(reader)
            await self._post_connect()

    async def close(self) -> None:
        lanes, self.writer, self.readers = (self.readers, self.writer), None, None
        for lane in lanes:
            if lane is not None:
                await lane.close()

    async def lane(self) -> Lane:
        if self.writer is None:
            await self.create_connection(with_db=True)
            assert self.writer is not None
        return self.writer

    async def reader(self) -> Reader:
        if self.readers is None:
            await self.create_connection(with_db=True)
        return self._reader

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        lane = await self.lane()
        async with self._lock:
            try:
                await lane.run(lambda: begin(lane.db))  # A cancelled wait may still have begun: so inside the try.
                yield LaneTx(lane)
            except BaseException:
                await lane.run(lambda: end(lane.db, "ROLLBACK"))
                raise
            await lane.run(lambda: end(lane.db, "COMMIT"))

    async def write(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        lane = await self.lane()
        async with self._lock:
            return await lane.run(lambda: drive(work, lane.db))

    # What Tortoise itself calls: migrations, and the ORM where somebody uses it.

    async def _on(self, work: Callable[[sqlite3.Connection], T], *, reading: bool) -> T:
        await self.create_connection(with_db=True)
        try:
            if reading:
                assert self.readers is not None
                reader = self.readers
                return await reader.run(lambda: work(reader.db))
            lane = await self.lane()
            async with self._lock:
                return await lane.run(lambda: work(lane.db))
        except sqlite3.IntegrityError as error:
            raise IntegrityError(error) from error
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

    def _in_transaction(self) -> TransactionContext:
        return _OrmTransaction(self)

    async def execute_insert(self, query: str, values: list[Any]) -> int:
        return await self._on(lambda db: db.execute(query, values).lastrowid or 0, reading=False)

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        def work(db: sqlite3.Connection) -> None:
            if db.in_transaction:
                db.executemany(query, values)
                return
            db.execute("BEGIN IMMEDIATE")
            try:
                db.executemany(query, values)
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

        await self._on(work, reading=False)

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, Sequence[Any]]:
        def work(db: sqlite3.Connection) -> tuple[int, Sequence[Any]]:
            before = db.total_changes
            rows = db.execute(query, values or []).fetchall()
            return (db.total_changes - before) or len(rows), rows

        return await self._on(work, reading=query.lstrip()[:6].upper() == "SELECT")

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        _, rows = await self.execute_query(query, values)
        return [dict(row) for row in rows]

    async def execute_script(self, query: str) -> None:
        # executescript commits an open transaction first, so the statements are run one by one.
        def work(db: sqlite3.Connection) -> None:
            rest = ""
            for line in query.splitlines(keepends=True):
                rest += line
                if sqlite3.complete_statement(rest):
                    db.execute(rest)
                    rest = ""
            if rest.strip():
                db.execute(rest)

        await self._on(work, reading=False)


class _OrmClient(SqliteEngine, TransactionalDBClient):
    """The engine as the ORM sees it inside one transaction: everything on the writer, under a lock it holds."""

    def __init__(self, parent: SqliteEngine) -> None:
        self.connection_name = parent.connection_name
        self.capabilities = parent.capabilities
        self.fetch_inserted = parent.fetch_inserted
        self.log = parent.log
        self.filename = parent.filename
        self._parent = self._engine = parent
        self._finalized = False
        self._savepoints = 0

    async def _on(self, work: Callable[[sqlite3.Connection], T], *, reading: bool) -> T:
        lane = await self._engine.lane()
        try:
            return await lane.run(lambda: work(lane.db))
        except sqlite3.IntegrityError as error:
            raise IntegrityError(error) from error
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

    def _in_transaction(self) -> TransactionContext:
        return _OrmSavepoint(self)

    async def _statement(self, text: str) -> None:
        await self._on(lambda db: db.execute(text) and None, reading=False)

    async def begin(self) -> None:
        await self._statement("BEGIN IMMEDIATE")

    async def commit(self) -> None:
        await self._finish("COMMIT")

    async def rollback(self) -> None:
        await self._finish("ROLLBACK")

    async def _finish(self, word: str) -> None:
        if self._finalized:
            raise TransactionManagementError("Transaction already finalised")
        self._finalized = True
        await self._on(lambda db: end(db, word), reading=False)

    async def savepoint(self) -> None:
        self._savepoints += 1
        await self._statement(f"SAVEPOINT s{self._savepoints}")

    async def savepoint_rollback(self) -> None:
        await self._statement(f"ROLLBACK TO s{self._savepoints}")
        await self.release_savepoint()

    async def release_savepoint(self) -> None:
        await self._statement(f"RELEASE s{self._savepoints}")
        self._savepoints -= 1


class _OrmTransaction(TransactionContext):
    def __init__(self, engine: SqliteEngine) -> None:
        self._engine = engine
        self.connection_name = engine.connection_name

    async def __aenter__(self) -> TransactionalDBClient:
        await self._engine._lock.acquire()
        self.client = _OrmClient(self._engine)
        try:
            await self.client.begin()
        except BaseException:
            await self._leave(kept=False)
            raise
        self._token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        get_connections().reset(self._token)
        await self._leave(kept=kind is None)

    async def _leave(self, *, kept: bool) -> None:
        try:
            if not self.client._finalized:
                await (self.client.commit() if kept else self.client.rollback())
        finally:
            self._engine._lock.release()


class _OrmSavepoint(TransactionContext):
    def __init__(self, client: _OrmClient) -> None:
        self.client = client

    async def __aenter__(self) -> TransactionalDBClient:
        await self.client.savepoint()
        return self.client

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        await (self.client.release_savepoint() if kind is None else self.client.savepoint_rollback())


client_class = SqliteEngine

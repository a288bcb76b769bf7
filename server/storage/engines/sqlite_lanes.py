"""The two lanes to an SQLite file: a thread each, with a connection each. One writes, one reads.

A whole batch is one hop to the writer (`drive`); reads that are asked for in one turn of the loop share a hop.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from server.storage.errors import CheckViolation, Retryable, StorageError, StorageFull, UniqueViolation
from server.storage.tx import Reader, Row, Tx

from .hops import Hops

T = TypeVar("T")

BUSY_SECONDS = 10
PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "cache_size=-65536", "temp_store=MEMORY",
           "wal_autocheckpoint=4000")  # fmt: skip


def translated(error: sqlite3.Error) -> Exception:
    """The house's word for a driver's error."""
    text = str(error)
    if isinstance(error, sqlite3.IntegrityError):
        return UniqueViolation(text) if "UNIQUE" in text or "PRIMARY" in text else CheckViolation(text)
    if "is full" in text or getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_IOERR_SHMSIZE:
        return StorageFull()  # No room in the file, or none for the index of the log.
    if "locked" in text or "busy" in text:
        return Retryable(text)
    return StorageError(text)


class Lane(Hops):
    """One thread with one connection. What it is given runs in order."""

    def __init__(self, path: str, name: str, synchronous: str = "FULL") -> None:
        super().__init__(name)
        self._path, self._synchronous = path, synchronous
        self.db: sqlite3.Connection

    async def open(self) -> None:
        await self.run(self._open)

    def _open(self) -> None:
        self.db = sqlite3.connect(
            self._path, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS, cached_statements=512
        )
        self.db.row_factory = sqlite3.Row
        for pragma in (*PRAGMAS, f"synchronous={self._synchronous}"):
            self.db.execute(f"PRAGMA {pragma}")

    async def close(self) -> None:
        await self.run(lambda: self.db.close())
        self.end()


def _fetch(db: sqlite3.Connection, text: str, values: Sequence[Any]) -> list[Row]:
    try:
        return db.execute(text, values).fetchall()
    except sqlite3.Error as error:
        raise translated(error) from error


def _run(db: sqlite3.Connection, text: str, values: Sequence[Any]) -> int:
    try:
        return db.execute(text, values).rowcount
    except sqlite3.Error as error:
        raise translated(error) from error


def _run_many(db: sqlite3.Connection, text: str, rows: Sequence[Sequence[Any]]) -> int:
    try:
        return db.executemany(text, rows).rowcount
    except sqlite3.Error as error:
        raise translated(error) from error


def begin(db: sqlite3.Connection) -> None:
    try:
        db.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        raise translated(error) from error


def end(db: sqlite3.Connection, word: str) -> None:
    """COMMIT or ROLLBACK; where a COMMIT fails, nothing stays open."""
    try:
        if db.in_transaction:
            db.execute(word)
    except sqlite3.Error as error:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise translated(error) from error


class LaneReader(Reader):
    """Reads outside transactions. Those asked for in one turn of the event loop share one hop to the thread."""

    dialect = "sqlite"

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._asked: list[tuple[str, Sequence[Any], asyncio.Future[list[Row]]]] = []

    async def fetch(self, text: str, values: Sequence[Any]) -> list[Row]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[Row]] = loop.create_future()
        self._asked.append((text, values, answer))
        if len(self._asked) == 1:
            loop.call_soon(self._send, loop)
        return await answer

    def _send(self, loop: asyncio.AbstractEventLoop) -> None:
        asked, self._asked = self._asked, []

        def read() -> list[list[Row] | Exception]:
            return [_attempt(self._lane.db, text, values) for text, values, _ in asked]

        def tell(found: list[list[Row] | Exception], fault: BaseException | None) -> None:
            for place, (_, _, answer) in enumerate(asked):
                if answer.done():  # Whoever asked has left.
                    continue
                outcome = fault if fault is not None else found[place]
                if isinstance(outcome, BaseException):
                    answer.set_exception(outcome)
                else:
                    answer.set_result(outcome)

        try:
            self._lane.start(read, tell)
        except RuntimeError as closed:  # The thread has ended: nobody may wait for it.
            tell([], StorageError(str(closed)))


def _attempt(db: sqlite3.Connection, text: str, values: Sequence[Any]) -> list[Row] | Exception:
    try:
        return _fetch(db, text, values)
    except Exception as fault:
        return fault


class LaneTx(Tx):
    """A transaction from the event loop: each statement is a hop to the writer's thread."""

    dialect = "sqlite"

    def __init__(self, lane: Lane) -> None:
        self._lane = lane

    async def fetch(self, text: str, values: Sequence[Any]) -> list[Row]:
        return await self._lane.run(lambda: _fetch(self._lane.db, text, values))

    async def run(self, text: str, values: Sequence[Any]) -> int:
        return await self._lane.run(lambda: _run(self._lane.db, text, values))

    async def run_many(self, text: str, rows: Sequence[Sequence[Any]]) -> int:
        return await self._lane.run(lambda: _run_many(self._lane.db, text, rows))


class DirectTx(Tx):
    """A transaction inside the writer's thread: its methods never really wait."""

    dialect = "sqlite"

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    async def fetch(self, text: str, values: Sequence[Any]) -> list[Row]:
        return _fetch(self._db, text, values)

    async def run(self, text: str, values: Sequence[Any]) -> int:
        return _run(self._db, text, values)

    async def run_many(self, text: str, rows: Sequence[Sequence[Any]]) -> int:
        return _run_many(self._db, text, rows)


def drive(work: Callable[[Tx], Awaitable[T]], db: sqlite3.Connection) -> T:
    begin(db)
    try:
        steps = work(DirectTx(db)).__await__()
        try:
            next(steps)
        except StopIteration as done:
            result: T = done.value
        else:
            raise RuntimeError("Inside storage.write only the transaction's own statements may be awaited.")
    except BaseException:
        end(db, "ROLLBACK")
        raise
    end(db, "COMMIT")
    return result

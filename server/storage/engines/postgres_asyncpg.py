"""PostgreSQL over asyncpg, with transactions that a cancellation cannot leak.

Tortoise's own context takes a connection from the pool and then awaits BEGIN without clean-up: a pool of five was
empty after seventeen closed sockets. Here every way out gives the connection back, or ends it where its state is
unknown. (The module's name tells Tortoise's migrations which dialect's editor to use.)
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.connection import get_connections

from server.storage import statements
from server.storage.errors import CheckViolation, Retryable, StorageError, StorageFull, UniqueViolation
from server.storage.tx import Reader, Row, Tx

from .postgres_lanes import Lanes
from .settled import settled

T = TypeVar("T")

STATEMENT_MILLISECONDS = 30_000
_AGAIN = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # An answer that was cut off in the middle.
    asyncpg.exceptions.OperatorInterventionError,  # The server is told to stop, or is starting.
    ConnectionError,
    TimeoutError,
)


def translated(error: BaseException) -> BaseException:
    """The house's word for a driver's error."""
    if isinstance(error, asyncpg.UniqueViolationError):
        return UniqueViolation(error.constraint_name or str(error))
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return CheckViolation(str(error))
    if isinstance(error, asyncpg.DiskFullError):
        return StorageFull()
    if isinstance(error, _AGAIN):
        return Retryable(f"{type(error).__name__}: {error}")
    if isinstance(error, asyncpg.PostgresError):
        return StorageError(str(error))
    return error


class PooledConnection(asyncpg.Connection):  # type: ignore[misc]
    """A connection whose return to the pool costs no round trip: nothing here changes a session's settings."""

    def get_reset_query(self) -> str:
        return ""


class PostgresTx(Tx):
    dialect = "postgres"

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def fetch(self, text: str, values: Sequence[Any]) -> list[Row]:
        try:
            rows: list[Row] = await self._connection.fetch(text, *values)
            return rows
        except Exception as error:
            raise translated(error) from error

    async def fetch_together(self, reads: Sequence[tuple[str, list[Any]]]) -> list[list[Row]]:
        if len(reads) == 1:
            return [await self.fetch(*reads[0])]
        text = statements.beside(tuple(text for text, _ in reads))
        (answers,) = await self.fetch(text, [value for _, values in reads for value in values])
        return [answers[place] or [] for place in range(len(reads))]

    async def run(self, text: str, values: Sequence[Any]) -> int:
        try:
            status: str = await self._connection.execute(text, *values)
        except Exception as error:
            raise translated(error) from error
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def run_many(self, text: str, rows: Sequence[Sequence[Any]]) -> int:
        raise NotImplementedError("PostgreSQL takes many rows as arrays, in one statement.")


class PoolReader(Reader):
    dialect = "postgres"

    def __init__(self, pool: Any) -> None:
        self.pool, self._lanes = pool, Lanes(pool)

    async def fetch(self, text: str, values: Sequence[Any]) -> list[Row]:
        try:
            return await self._lanes.fetch(text, values)
        except Exception as error:
            raise translated(error) from error


class PostgresEngine(AsyncpgDBClient):
    connection_class = PooledConnection
    _reader: PoolReader | None = None

    async def pool(self) -> Any:
        if self._pool is None:
            async with self._pool_init_lock:
                if self._pool is None:
                    await self.create_connection(with_db=True)
        return self._pool

    async def reader(self) -> Reader:
        pool = await self.pool()
        if self._reader is None or self._reader.pool is not pool:
            self._reader = PoolReader(pool)
        return self._reader

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        pool = await self.pool()
        try:
            connection = await pool.acquire()
        except Exception as error:
            raise translated(error) from error
        try:
            try:
                await connection.execute("BEGIN")
                yield PostgresTx(connection)
            except BaseException as error:
                await _roll_back(connection)
                if isinstance(error, Exception) and (better := translated(error)) is not error:
                    raise better from error
                raise
            try:
                await settled(connection.execute("COMMIT"))
            except Exception as error:
                await _roll_back(connection)
                raise translated(error) from error
        finally:
            await settled(pool.release(connection))

    async def write(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        async with self.transaction() as tx:
            return await work(tx)

    def _in_transaction(self) -> TransactionContext:
        return _OrmTransaction(self)


async def _roll_back(connection: Any) -> None:
    """Back to nothing; a connection that cannot say so is ended, and its server rolls back.

    The pool takes a connection back as soon as it is lost, and answers any word to it with an InterfaceError: what
    went wrong before must not be hidden by that.
    """
    try:
        if not connection.is_closed():
            await settled(connection.execute("ROLLBACK"))
    except Exception:
        with suppress(asyncpg.InterfaceError):
            connection.terminate()


class _OrmTransaction(TransactionContext):
    """Tortoise's transaction, with a way out that always gives the connection back."""

    def __init__(self, engine: PostgresEngine) -> None:
        self._engine = engine
        self.connection_name = engine.connection_name

    async def __aenter__(self) -> TransactionalDBClient:
        pool = await self._engine.pool()
        self.client = TransactionWrapper(self._engine)
        self.client._connection = await pool.acquire()
        try:
            await self.client.begin()
        except BaseException:
            await _roll_back(self.client._connection)
            await settled(pool.release(self.client._connection))
            raise
        self._token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        get_connections().reset(self._token)
        try:
            if not self.client._finalized:
                await settled(self.client.commit() if kind is None else self.client.rollback())
        except BaseException:
            await _roll_back(self.client._connection)
            raise
        finally:
            pool = await self._engine.pool()
            await settled(pool.release(self.client._connection))


client_class = PostgresEngine

"""A connection, as the rooms of the house see it: named parameters in, rows out, many rows at once."""

from __future__ import annotations

import abc
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

from tortoise.models import Model

from . import statements
from .sql import Dialect, columns_of, render


class Row(Protocol):
    """A row: read by name or by place."""

    def __getitem__(self, key: Any, /) -> Any: ...

    def keys(self) -> Any: ...


class Reader(abc.ABC):
    """Reads. The reader connection outside transactions, and every transaction."""

    dialect: Dialect

    @abc.abstractmethod
    async def fetch(self, text: str, values: Sequence[Any]) -> list[Row]:
        """Rows of a text in the dialect's own placeholders."""

    async def rows(self, sql: str, /, **params: Any) -> list[Row]:
        statement = render(sql, self.dialect)
        return await self.fetch(statement.text, statement.bind(params))

    async def row(self, sql: str, /, **params: Any) -> Row | None:
        rows = await self.rows(sql, **params)
        return rows[0] if rows else None

    async def value(self, sql: str, /, **params: Any) -> Any:
        """The first column of the first row, or None."""
        row = await self.row(sql, **params)
        return None if row is None else row[0]


class Tx(Reader):
    """A write transaction that is open."""

    _held: list[tuple[str, list[Any]]] | None = None  # Writes that wait for each other, inside `gathered`.

    @abc.abstractmethod
    async def run(self, text: str, values: Sequence[Any]) -> int:
        """Runs a text in the dialect's own placeholders; how many rows it touched."""

    @abc.abstractmethod
    async def run_many(self, text: str, rows: Sequence[Sequence[Any]]) -> int:
        """SQLite only: the same text for each row."""

    @asynccontextmanager
    async def gathered(self) -> AsyncIterator[None]:
        """Inside, inserts and updates wait for each other and go to PostgreSQL as one statement: a round trip instead
        of ten. They see the tables as they were before, so two of them must not touch the same row (`flush` goes
        between), and they answer 0. Whatever else is asked sends first what waits. On SQLite nothing waits."""
        if self.dialect == "sqlite":
            yield
            return
        self._held = []
        try:
            yield
            await self.flush()
        finally:
            self._held = None

    async def flush(self) -> None:
        """Sends what waits."""
        if self._held:
            held, self._held = self._held, []
            values = [value for _, columns in held for value in columns]
            await self.run(statements.together(tuple(text for text, _ in held)), values)

    async def rows(self, sql: str, /, **params: Any) -> list[Row]:
        await self.flush()
        return await super().rows(sql, **params)

    async def execute(self, sql: str, /, **params: Any) -> int:
        await self.flush()
        statement = render(sql, self.dialect)
        return await self.run(statement.text, statement.bind(params))

    async def insert(
        self,
        model: type[Model],
        columns: tuple[str, ...],
        rows: Sequence[Sequence[Any]],
        *,
        conflict: str | None = None,
    ) -> int:
        """INSERT; `conflict` is "DO NOTHING" or "(a) DO UPDATE SET x = excluded.x". How many rows it touched."""
        return await self._many(statements.insert(model, columns, conflict, self.dialect), rows)

    async def update(
        self, model: type[Model], *, key: tuple[str, ...], values: tuple[str, ...], rows: Sequence[Sequence[Any]]
    ) -> int:
        """UPDATE by key; each row gives its key columns first, then the new values. How many rows it touched."""
        return await self._many(statements.update(model, key, values, self.dialect), rows)

    async def _many(self, text: str, rows: Sequence[Sequence[Any]]) -> int:
        if not rows:
            return 0
        if self.dialect == "sqlite":
            return await self.run_many(text, rows)
        if self._held is not None:
            self._held.append((text, columns_of(rows, len(rows[0]))))
            return 0
        return await self.run(text, columns_of(rows, len(rows[0])))


Params = Mapping[str, Any]

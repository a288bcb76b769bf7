"""A connection, as the rooms of the house see it: named parameters in, rows out, many rows at once."""

from __future__ import annotations

import abc
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
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


@dataclass(slots=True)
class _Held:
    """A write that waits for others. `count`: how many rows it must touch, or the error is raised."""

    text: str
    values: list[Any]
    count: int | None = None
    otherwise: Callable[[], Exception] | None = None


class _Asked:
    """Reads that wait to be asked together with others': what a reader inside `side_by_side` hands up."""

    def __init__(self, reads: list[tuple[str, list[Any]]]) -> None:
        self.reads = reads

    def __await__(self) -> Generator[_Asked, list[list[Row]], list[list[Row]]]:
        answers = yield self
        return answers


class Tx(Reader):
    """A write transaction that is open."""

    _held: list[_Held] | None = None  # Writes that wait for each other, inside `gathered`.
    _depth = 0  # How many `side_by_side` the reader that runs now is inside of.

    @abc.abstractmethod
    async def run(self, text: str, values: Sequence[Any]) -> int:
        """Runs a text in the dialect's own placeholders; how many rows it touched."""

    @abc.abstractmethod
    async def run_many(self, text: str, rows: Sequence[Sequence[Any]]) -> int:
        """SQLite only: the same text for each row."""

    async def fetch_together(self, reads: Sequence[tuple[str, list[Any]]]) -> list[list[Row]]:
        """The rows of several texts. PostgreSQL answers them in one statement, all from the same moment."""
        return [await self.fetch(text, values) for text, values in reads]

    async def side_by_side(self, *readers: Coroutine[Any, Any, Any]) -> list[Any]:
        """Runs readers, which may await nothing but this transaction's reads, so that what they ask in the same turn
        goes to PostgreSQL as one statement: as many round trips as the longest of them makes, and not their sum. The
        rows are then tuples, read by place. On SQLite, where a read costs no round trip, one after the other."""
        try:
            if self.dialect == "sqlite":
                return [await reader for reader in readers]
            if not self._depth:
                await self.flush()
            return await self._in_turns(readers)
        finally:
            for reader in readers:
                reader.close()

    async def _in_turns(self, readers: Sequence[Coroutine[Any, Any, Any]]) -> list[Any]:
        answered: dict[int, Any] = {}
        turn: list[tuple[int, list[list[Row]] | None]] = [(place, None) for place in range(len(readers))]
        while turn:
            asked: list[tuple[int, _Asked]] = []
            self._depth += 1
            try:
                for place, answers in turn:
                    try:
                        asked.append((place, readers[place].send(answers)))
                    except StopIteration as end:
                        answered[place] = end.value
            finally:
                self._depth -= 1
            reads = [read for _, one in asked for read in one.reads]
            found = iter(await self._ask(reads) if reads else [])
            turn = [(place, [next(found) for _ in one.reads]) for place, one in asked]
        return [answered[place] for place in range(len(readers))]

    async def _ask(self, reads: list[tuple[str, list[Any]]]) -> list[list[Row]]:
        return await _Asked(reads) if self._depth else await self.fetch_together(reads)

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
            values = [value for one in held for value in one.values]
            text = statements.together(tuple((one.text, one.count is not None) for one in held))
            counted = [one for one in held if one.otherwise is not None]
            if not counted:
                await self.run(text, values)
                return
            (touched,) = await self.fetch(text, values)
            for place, one in enumerate(counted):
                if touched[place] != one.count and one.otherwise is not None:
                    raise one.otherwise()

    async def rows(self, sql: str, /, **params: Any) -> list[Row]:
        if not self._depth:
            await self.flush()
            return await super().rows(sql, **params)
        statement = render(sql, self.dialect)
        (rows,) = await self._ask([(statement.text, statement.bind(params))])
        return rows

    async def execute(self, sql: str, /, **params: Any) -> int:
        self._must_stand_alone()
        await self.flush()
        statement = render(sql, self.dialect)
        return await self.run(statement.text, statement.bind(params))

    async def touch(self, sql: str, /, count: int, otherwise: Callable[[], Exception], **params: Any) -> None:
        """A write that must touch `count` rows, or `otherwise()` is raised; inside `gathered` it waits as well."""
        self._must_stand_alone()
        statement = render(sql, self.dialect)
        if self._held is not None:
            self._held.append(_Held(statement.text, statement.bind(params), count, otherwise))
        elif await self.run(statement.text, statement.bind(params)) != count:
            raise otherwise()

    def _must_stand_alone(self) -> None:
        if self._depth:
            raise RuntimeError("Side by side, a transaction is only read.")

    async def insert(
        self,
        model: type[Model],
        columns: tuple[str, ...],
        rows: Sequence[Sequence[Any]],
        *,
        conflict: str | None = None,
    ) -> int:
        """INSERT; `conflict` is "DO NOTHING" or "(a) DO UPDATE SET x = excluded.x". How many rows it touched."""
        if not rows:  # Most of a room's tables, most of the time.
            return 0
        return await self._many(statements.insert(model, columns, conflict, self.dialect), model, columns, rows)

    async def update(
        self, model: type[Model], *, key: tuple[str, ...], values: tuple[str, ...], rows: Sequence[Sequence[Any]]
    ) -> int:
        """UPDATE by key; each row gives its key columns first, then the new values. How many rows it touched."""
        if not rows:
            return 0
        return await self._many(statements.update(model, key, values, self.dialect), model, key + values, rows)

    async def _many(
        self, text: str, model: type[Model], columns: tuple[str, ...], rows: Sequence[Sequence[Any]]
    ) -> int:
        self._must_stand_alone()
        if self.dialect == "sqlite":
            return await self.run_many(text, rows)
        if self._held is not None:
            self._held.append(_Held(text, columns_of(rows, statements.kinds(model, columns))))
            return 0
        return await self.run(text, columns_of(rows, statements.kinds(model, columns)))


Params = Mapping[str, Any]

"""Reads that are asked for at nearly the same time, answered by PostgreSQL in one statement."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from server import storage
from server.storage.models import Counter

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("migrated_url", ["postgres"], indirect=True)]
MANY = 300


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[str]:
    await storage.connect(migrated_url)
    async with storage.transaction() as tx:
        await tx.insert(Counter, ("name", "value"), [("a", 1), ("b", 2)])
    yield migrated_url
    await storage.close()


async def _when(name: str) -> Any:
    """When the server began with the statement that this read came in."""
    return await storage.value(f"SELECT statement_timestamp(), '{name}'")


async def _twice(*reads: Any) -> tuple[list[Any], list[Any]]:
    """The outcomes of reads side by side, the first time and again."""
    first = await asyncio.gather(*(read() for read in reads), return_exceptions=True)
    return first, await asyncio.gather(*(read() for read in reads), return_exceptions=True)


async def test_reads_that_come_together_again_are_one_statement(database: str) -> None:
    first, again = await _twice(lambda: _when("x"), lambda: _when("y"))

    assert first[0] != first[1]
    assert again[0] == again[1]


async def test_a_row_is_read_by_place_and_by_name_however_it_came(database: str) -> None:
    async def read() -> list[Any]:
        rows: list[Any] = []
        rows += await storage.rows("SELECT name, value FROM counter WHERE value < :most ORDER BY value DESC", most=3)
        return [(row[0], row["value"], tuple(row), list(row.keys())) for row in rows]

    first, again = await _twice(read, lambda: storage.rows("SELECT name FROM counter WHERE value > :least", least=9))

    names = ["name", "value"]
    assert first == [[("b", 2, ("b", 2), names), ("a", 1, ("a", 1), names)], []]
    assert again == first


async def test_one_that_fails_fails_alone(database: str) -> None:
    def too_large() -> Any:
        return storage.value("SELECT name FROM counter WHERE value = :value", value=2**70)

    def by_nothing() -> Any:
        return storage.value("SELECT value / (value - 1) FROM counter ORDER BY value LIMIT :limit", limit=1)

    for outcomes in await _twice(too_large, by_nothing, lambda: storage.value("SELECT max(value) FROM counter")):
        assert isinstance(outcomes[0], Exception)
        assert isinstance(outcomes[1], storage.StorageError)
        assert outcomes[2] == 2


async def test_what_no_record_holds_comes_alone(database: str) -> None:
    reads = (
        lambda: storage.value("SELECT array_agg(name ORDER BY name) FROM counter"),
        lambda: storage.value("WITH most AS (SELECT max(value) AS value FROM counter) SELECT value FROM most"),
        lambda: _when("x"),
    )

    for names, most, _ in await _twice(*reads):
        assert names == ["a", "b"]
        assert most == 2


async def test_whoever_leaves_takes_nobody_along(database: str) -> None:
    await asyncio.gather(_when("x"), _when("y"))

    left = asyncio.create_task(_when("x"))
    stayed = asyncio.create_task(_when("y"))
    await asyncio.sleep(0)
    left.cancel()

    assert await stayed is not None
    assert left.cancelled()


async def test_a_connection_that_is_cut_costs_those_reads_only(database: str) -> None:
    def cut() -> Any:
        return storage.value("SELECT pg_terminate_backend(pg_backend_pid())")

    for outcomes in await _twice(cut, lambda: _when("x")):
        assert isinstance(outcomes[0], storage.Retryable)

        assert await storage.value("SELECT value FROM counter WHERE name = 'a'") == 1


async def test_many_at_once_are_all_answered_each_with_its_own(database: str) -> None:
    async def read(number: int) -> int:
        for turn in range(number % 4):
            await asyncio.sleep(0)
            assert await storage.value(f"SELECT :number::bigint + {turn}", number=number) == number + turn
        return int(await storage.value("SELECT :number::bigint", number=number))

    assert await asyncio.gather(*map(read, range(MANY))) == list(range(MANY))


async def test_a_read_sees_what_was_committed_before_it_was_asked(database: str) -> None:
    for expected in range(2, 12):
        async with storage.transaction() as tx:
            await tx.execute("UPDATE counter SET value = value + 1 WHERE name = 'a'")

        found, _ = await asyncio.gather(storage.value("SELECT value FROM counter WHERE name = 'a'"), _when("x"))

        assert found == expected

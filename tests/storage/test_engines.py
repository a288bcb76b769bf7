"""The engines: all or nothing, whatever is raised or cancelled, and nothing leaks."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

import pytest

from server import storage
from server.storage.models import Counter

CANCELS = 200


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[str]:
    await storage.connect(migrated_url)
    async with storage.transaction() as tx:
        await tx.insert(Counter, ("name", "value"), [("a", 0), ("b", 0)])
    yield migrated_url
    await storage.close()


async def value(name: str = "a") -> int:
    return int(await storage.value("SELECT value FROM counter WHERE name = :name", name=name))


async def add(tx: storage.Tx, name: str = "a") -> None:
    await tx.execute("UPDATE counter SET value = value + 1 WHERE name = :name", name=name)


async def test_what_is_raised_rolls_back(database: str) -> None:
    async def work() -> None:
        async with storage.transaction() as tx:
            await add(tx)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await work()

    assert await value() == 0


async def test_cancelled_transactions_leak_neither_lock_nor_connection(database: str) -> None:
    committed = 0

    async def work() -> None:
        nonlocal committed
        async with storage.transaction() as tx:
            await add(tx)
            await asyncio.sleep(0.001)
            await add(tx)
        committed += 1

    chance = random.Random(1)
    for _ in range(CANCELS):
        task = asyncio.create_task(work())
        await asyncio.sleep(chance.random() * 0.004)
        task.cancel()
        await asyncio.wait([task])

    async with asyncio.timeout(10):
        async with storage.transaction() as tx:
            await add(tx, "b")
    assert await value("b") == 1
    assert await value() % 2 == 0
    assert await value() >= 2 * committed


async def test_write_is_one_piece_and_returns(database: str) -> None:
    async def work(tx: storage.Tx) -> int:
        await add(tx)
        return int(await tx.value("SELECT value FROM counter WHERE name = 'a'"))

    assert await storage.write(work) == 1


async def test_sqlites_write_refuses_to_wait_for_anything_else(sqlite_url: str) -> None:
    await storage.connect(sqlite_url)
    await storage.migrate()

    async def work(tx: storage.Tx) -> None:
        await add(tx)
        await asyncio.sleep(0)

    try:
        with pytest.raises(RuntimeError, match="own statements"):
            await storage.write(work)
        await storage.start_process()
    finally:
        await storage.close()


async def test_reads_do_not_wait_for_an_open_transaction(database: str) -> None:
    async with storage.transaction() as tx:
        await add(tx)
        async with asyncio.timeout(5):
            seen = await asyncio.create_task(value())

    assert seen == 0
    assert await value() == 1


async def test_a_transaction_inside_a_transaction_is_refused(database: str) -> None:
    async with storage.transaction():
        with pytest.raises(RuntimeError, match="pass its tx on"):
            async with storage.transaction():
                pass


async def test_many_at_once_all_count(database: str) -> None:
    async def one() -> None:
        async with storage.transaction() as tx:
            await add(tx)

    await asyncio.gather(*(one() for _ in range(50)))

    assert await value() == 50


async def test_rows_are_inserted_upserted_and_updated_as_sets(database: str) -> None:
    async with storage.transaction() as tx:
        put = await tx.insert(
            Counter, ("name", "value"), [("a", 5), ("c", 7)], conflict="(name) DO UPDATE SET value = excluded.value"
        )
        kept = await tx.insert(Counter, ("name", "value"), [("a", 9), ("d", 1)], conflict="DO NOTHING")
        moved = await tx.update(Counter, key=("name",), values=("value",), rows=[("c", 70), ("nobody", 1)])

    assert (put, kept, moved) == (2, 1, 1)
    rows = await storage.rows("SELECT name, value FROM counter WHERE name {in names text} ORDER BY name",
                              names=["a", "c", "d"])  # fmt: skip
    assert [tuple(row) for row in rows] == [("a", 5), ("c", 70), ("d", 1)]


async def test_a_row_that_is_there_is_a_unique_violation(database: str) -> None:
    with pytest.raises(storage.UniqueViolation):
        async with storage.transaction() as tx:
            await tx.insert(Counter, ("name", "value"), [("a", 1)])


async def test_each_process_draws_a_number_of_its_own(database: str) -> None:
    assert await storage.start_process() + 1 == await storage.start_process()


async def test_sqlite_is_durable_and_reads_beside_the_writer(sqlite_url: str) -> None:
    await storage.connect(sqlite_url)
    try:
        async with storage.transaction() as tx:
            assert await tx.value("PRAGMA synchronous") == 2
            assert await tx.value("PRAGMA journal_mode") == "wal"
            assert await tx.value("PRAGMA foreign_keys") == 1
    finally:
        await storage.close()


async def test_gathered_writes_go_together_and_before_what_is_asked_next(database: str) -> None:
    async with storage.transaction() as tx, tx.gathered():
        await tx.insert(Counter, ("name", "value"), [("c", 1)])
        await tx.update(Counter, key=("name",), values=("value",), rows=[("a", 5)])
        await tx.insert(
            Counter, ("name", "value"), [("b", 6)], conflict="(name) DO UPDATE SET value = excluded.value"
        )
        total = "SELECT SUM(value) FROM counter WHERE name {in names text}"
        assert await tx.value(total, names=["a", "b", "c"]) == 12
        await tx.update(Counter, key=("name",), values=("value",), rows=[("c", 2)])

    assert [await value(name) for name in ("a", "b", "c")] == [5, 6, 2]


async def test_a_gathered_write_that_fails_takes_all_with_it(database: str) -> None:
    async def work() -> None:
        async with storage.transaction() as tx, tx.gathered():
            await tx.update(Counter, key=("name",), values=("value",), rows=[("a", 5)])
            await tx.insert(Counter, ("name", "value"), [("b", 1)])

    with pytest.raises(storage.UniqueViolation):
        await work()

    assert await value() == 0


async def test_reads_of_one_turn_are_answered_each_and_a_wrong_one_fails_alone(database: str) -> None:
    async def wrong() -> str:
        try:
            await storage.value("SELECT nothing FROM counter")
        except storage.StorageError:
            return "refused"
        return "answered"

    left = asyncio.create_task(value())
    await asyncio.sleep(0)
    left.cancel()

    assert await asyncio.gather(value("a"), wrong(), value("b")) == [0, "refused", 0]


@pytest.mark.postgres
@pytest.mark.parametrize("migrated_url", ["postgres"], indirect=True)
async def test_a_connection_that_was_cut_is_worth_another_try(database: str) -> None:
    async def work(pause: float) -> None:
        async with storage.transaction() as tx:
            await add(tx)
            await storage.value("SELECT pg_terminate_backend(:pid)", pid=await tx.value("SELECT pg_backend_pid()"))
            await asyncio.sleep(pause)
            await add(tx)

    for pause in (0, 0.05):  # Noticed by the statement, or before it, when the pool has taken it back already.
        with pytest.raises(storage.Retryable):
            await work(pause)

    async with storage.transaction() as tx:
        await add(tx)
    assert await value() == 1

"""What a transaction asks and writes together: several readers' rows in one turn, and writes that must touch what they
say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from server import storage
from server.storage.models import Counter


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[str]:
    await storage.connect(migrated_url)
    async with storage.transaction() as tx:
        await tx.insert(Counter, ("name", "value"), [("a", 1), ("b", 2)])
    yield migrated_url
    await storage.close()


class Astray(Exception):
    pass


async def _values(tx: storage.Tx, *names: str) -> dict[str, int]:
    rows = await tx.rows("SELECT name, value FROM counter WHERE name {in names text}", names=names)
    return {row[0]: row[1] for row in rows}


async def test_readers_side_by_side_are_answered_each_in_their_place(database: str) -> None:
    async def twice(tx: storage.Tx) -> list[dict[str, int]]:
        first = await _values(tx, "a")
        return [first, await _values(tx, "b", *first)]

    async def within(tx: storage.Tx) -> Any:
        return await tx.side_by_side(_values(tx, "b"), tx.value("SELECT value FROM counter WHERE name = 'a'"))

    async def work(tx: storage.Tx) -> list[Any]:
        return await tx.side_by_side(_values(tx, "a", "b"), twice(tx), _values(tx, "nobody"), within(tx))

    both, by_turns, nobody, nested = await storage.write(work)

    assert both == {"a": 1, "b": 2}
    assert by_turns == [{"a": 1}, {"a": 1, "b": 2}]
    assert nobody == {}
    assert nested == [{"b": 2}, 1]


async def test_readers_side_by_side_see_what_was_written_before(database: str) -> None:
    async def work(tx: storage.Tx) -> list[Any]:
        async with tx.gathered():
            await tx.update(Counter, key=("name",), values=("value",), rows=[("a", 7)])
            return await tx.side_by_side(_values(tx, "a"), _values(tx, "b"))

    assert await storage.write(work) == [{"a": 7}, {"b": 2}]


async def test_a_reader_that_fails_takes_the_others_with_it(database: str) -> None:
    async def astray(tx: storage.Tx) -> None:
        await _values(tx, "a")
        raise Astray

    async def work(tx: storage.Tx) -> None:
        await tx.side_by_side(_values(tx, "a"), astray(tx), _values(tx, "b"))

    with pytest.raises(Astray):
        await storage.write(work)
    with pytest.raises(storage.StorageError):
        await storage.write(lambda tx: tx.side_by_side(_values(tx, "a"), tx.rows("SELECT nothing FROM counter")))

    assert await storage.write(lambda tx: _values(tx, "a")) == {"a": 1}


@pytest.mark.postgres
@pytest.mark.parametrize("migrated_url", ["postgres"], indirect=True)
async def test_side_by_side_nothing_is_written(database: str) -> None:
    async def writes(tx: storage.Tx) -> None:
        await tx.insert(Counter, ("name", "value"), [("c", 3)])

    with pytest.raises(RuntimeError, match="only read"):
        await storage.write(lambda tx: tx.side_by_side(_values(tx, "a"), writes(tx)))


@pytest.mark.parametrize("together", [True, False], ids=["gathered", "at once"])
async def test_a_write_that_misses_what_it_must_touch_undoes_everything(database: str, together: bool) -> None:
    async def touch(tx: storage.Tx, *names: str) -> None:
        await tx.insert(Counter, ("name", "value"), [("c", 3)])
        await tx.touch(
            "UPDATE counter SET value = v.value FROM {rows v name:text value:bigint} WHERE counter.name = v.name",
            count=len(names),
            otherwise=Astray,
            v=[(name, 9) for name in names],
        )

    async def work(tx: storage.Tx, *names: str) -> None:
        if together:
            async with tx.gathered():
                await touch(tx, *names)
        else:
            await touch(tx, *names)

    with pytest.raises(Astray):
        await storage.write(lambda tx: work(tx, "a", "nobody"))
    assert await storage.write(lambda tx: _values(tx, "a", "b", "c")) == {"a": 1, "b": 2}

    await storage.write(lambda tx: work(tx, "a", "b"))
    assert await storage.write(lambda tx: _values(tx, "a", "b", "c")) == {"a": 9, "b": 9, "c": 3}

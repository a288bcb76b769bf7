"""Facts and their readers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from server import jobs, storage
from server.jobs import DEPTH_LIMIT, Worker
from server.kernel import ids

from .conftest import until


@dataclass(frozen=True, slots=True)
class PostLiked:
    id: int
    post_id: int
    by: str


@dataclass(frozen=True, slots=True)
class Unread:
    id: int


@pytest.fixture(autouse=True)
def nobody_reads_afterwards() -> Iterator[None]:
    yield
    jobs.react({})


async def test_each_reader_gets_the_fact_once(database: str) -> None:
    seen: list[tuple[str, PostLiked]] = []

    async def pay(fact: PostLiked) -> None:
        seen.append(("pay", fact))

    async def tell(fact: PostLiked) -> None:
        seen.append(("tell", fact))

    worker = Worker(jobs.react({PostLiked: [pay, tell]}))
    fact = PostLiked(ids.new_id(), 7, "Åsa")
    for _ in range(2):
        async with storage.transaction() as tx:
            await jobs.announce(tx, fact, Unread(ids.new_id()))
    assert (await jobs.counts()).due == 2
    await worker.start()
    await until(lambda: len(seen) == 2)
    await worker.stop()

    assert sorted(seen, key=lambda pair: pair[0]) == [("pay", fact), ("tell", fact)]


async def test_one_reader_that_fails_does_not_repeat_the_other(database: str) -> None:
    seen: list[str] = []

    async def pay(fact: PostLiked) -> None:
        seen.append("pay")

    async def fail(fact: PostLiked) -> None:
        seen.append("fail")
        raise ConnectionError("away")

    worker = Worker(jobs.react({PostLiked: [pay, fail]}))
    async with storage.transaction() as tx:
        await jobs.announce(tx, PostLiked(ids.new_id(), 7, "x"))
    await worker.start()
    await until(lambda: len(seen) == 2)
    await asyncio.sleep(0.1)
    await worker.stop()

    assert sorted(seen) == ["fail", "pay"]
    assert await storage.value("SELECT kind FROM job WHERE last_error IS NOT NULL") == "reaction:PostLiked:fail"


async def test_facts_that_lead_to_facts_end_at_three(database: str) -> None:
    depths: list[int] = []

    async def like_again(fact: PostLiked) -> None:
        depths.append(jobs.depth())
        async with storage.transaction() as tx:
            await jobs.announce(tx, PostLiked(ids.new_id(), fact.post_id, fact.by))
        jobs.wake()

    worker = Worker(jobs.react({PostLiked: [like_again]}))
    async with storage.transaction() as tx:
        await jobs.announce(tx, PostLiked(ids.new_id(), 7, "x"))
    await worker.start()
    await until(lambda: len(depths) == DEPTH_LIMIT)
    await asyncio.sleep(0.3)
    await worker.stop()

    assert depths == [1, 2, 3]
    assert jobs.depth() == 0

"""What is each adapter's own: the counts of one process, and those that Redis shares among many."""

from __future__ import annotations

import asyncio
import random

import pytest
from redis import Redis

from server.kernel import clock
from server.leaderboards import ranks_table
from server.leaderboards.ranks_redis import RedisRanks
from server.leaderboards.ranks_table import TableRanks
from tests.leaderboards.moving import BOARD, SEASON, Board, assert_counts, settled

# In one process


async def test_a_settled_change_that_was_told_of_counts_nothing_afresh(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranks_table, "SETTLED", 0)
    adapter = TableRanks()
    await adapter.open()
    board = Board(adapter)
    await board.move((1, 10), (2, 20))
    await adapter.ahead(BOARD, SEASON, 0)
    for n in range(5):
        await board.move((1, 30 + n), (3, n))

    await asyncio.sleep(0.005)

    assert await adapter.catch_up() == 0
    await adapter.close()


async def test_boards_that_nobody_asks_about_give_way(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranks_table, "BOARDS_LIMIT", 3)
    adapter, board = TableRanks(), Board(None)
    await board.move((1, 10))
    for n in range(10):
        await adapter.ahead(f"board-{n}", SEASON, 0)
        assert await adapter.ahead(BOARD, SEASON, 0) == 1

    assert len(adapter._boards) == 3
    await adapter.close()


# In Redis


@pytest.mark.redis
async def test_a_change_that_comes_late_does_not_undo_a_newer_one(
    database: str, redis_url: str, namespace: str
) -> None:
    here, there = (RedisRanks(redis_url, namespace=namespace) for _ in range(2))
    board = Board(None)
    await board.move((1, 10), (2, 20))
    await settled(here)
    first = await board.move((1, 30))
    await asyncio.sleep(0.002)
    second = await board.move((1, 40))

    await there._tell({(BOARD, SEASON): [(m.member_id, m.score, m.change) for m in second]})
    await here._tell({(BOARD, SEASON): [(m.member_id, m.score, m.change) for m in first]})

    await assert_counts(here, [10, 20, 30, 40])
    await here.close()
    await there.close()


@pytest.mark.redis
async def test_many_processes_build_and_tell_at_once(database: str, redis_url: str, namespace: str) -> None:
    processes = [RedisRanks(redis_url, namespace=namespace) for _ in range(3)]
    board = Board(None)
    await board.move(*((member, member % 70) for member in range(400)))
    for process in processes:
        await process.open()

    async def award(process: RedisRanks, chance: random.Random) -> None:
        for _ in range(20):
            moves = await board.move(*((member, chance.randrange(500)) for member in chance.sample(range(500), 10)))
            process.follow(moves)
            await process.ahead(BOARD, SEASON, chance.randrange(500))

    await asyncio.gather(*(award(process, random.Random(n)) for n, process in enumerate(processes)))
    for process in processes:
        await settled(process)

    await assert_counts(processes[0], [move.score for move in board.scores.values()])
    for process in processes:
        await process.close()


@pytest.mark.redis
async def test_a_redis_that_forgot_is_given_everything_anew(database: str, redis_url: str, namespace: str) -> None:
    adapter = RedisRanks(redis_url, namespace=namespace)
    board = Board(adapter)
    await board.move(*((member, member) for member in range(30)))
    await settled(adapter)
    with Redis.from_url(redis_url) as client:
        client.delete(f"{namespace}:ranks:{{{BOARD}/{SEASON}}}:scores")

    assert await adapter.ahead(BOARD, SEASON, 10) == 19  # Counted in the table meanwhile.
    await adapter.built()

    await assert_counts(adapter, list(range(30)))
    await adapter.close()


async def test_without_redis_rows_are_counted(database: str) -> None:
    adapter = RedisRanks("redis://127.0.0.1:1/0")
    await adapter.open()
    board = Board(adapter)
    await board.move((1, 10), (2, 20))

    assert await adapter.ahead(BOARD, SEASON, 10) == 1
    assert await adapter.levels_ahead(BOARD, SEASON, 5) == 2
    await adapter.close()


@pytest.mark.redis
async def test_what_happened_while_redis_was_away_is_read_again(database: str, redis_url: str, namespace: str) -> None:
    adapter = RedisRanks(redis_url, namespace=namespace)
    board = Board(adapter)
    with clock.stepped() as step:
        step.to(clock.now())
        await board.move((1, 10), (2, 20))
        await settled(adapter)
        await adapter.catch_up()
        step.by(clock.HOUR)
        await board.move((1, 30), (3, 5), told=False)
        step.by(clock.HOUR)

        assert await adapter.catch_up() == 3  # Both, and what lies just before them once more.

    await assert_counts(adapter, [10, 20, 30, 5])
    await adapter.close()


@pytest.mark.redis
async def test_scores_are_exact_to_the_limit_of_points(database: str, redis_url: str, namespace: str) -> None:
    adapter = RedisRanks(redis_url, namespace=namespace)
    top = 2**53
    board = Board(adapter)
    await board.move((1, top), (2, top - 1), (3, top - 1))
    await settled(adapter)
    await adapter._tell({(BOARD, SEASON): [(m.member_id, m.score, m.change) for m in await board.move((2, top - 2))]})

    await assert_counts(adapter, [top, top - 1, top - 2])
    await adapter.close()

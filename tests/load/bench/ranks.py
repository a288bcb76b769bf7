"""Ranks at a million and at ten million members, beside a sorted set that is asked one by one through redis-py.

The standings stand in a real table (SQLite) with scores as points are: many low ones, a long tail. Two questions are
timed: the count of those ahead, which is what a sorted set answers; and the whole answer, which reads the member's own
place by its key and settles ties by the index.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from redis.asyncio import Redis

from server import leaderboards, programme, storage
from server.kernel import clock, ids
from server.programme.rulebook import Board
from tests.journeys.services import find_redis_program, own_redis
from tests.load.bench.figures import Measured, percentile
from tests.load.bench.kit import Unmeasurable
from tests.load.bench.running import Effort, Stage, say

SIZES = (1_000_000, 10_000_000)
QUESTIONS = 2_000  # Of one kind in one round.
LARGEST_SCORE = 1_000_000
SLICE = 50_000  # Of what the sorted set is given at once.
ROOM_BYTES = 4_000_000_000
KEY = "board"
BOARD = "week"


async def measure_ranks(stage: Stage, effort: Effort) -> list[Measured]:
    program = find_redis_program()
    if program is None:
        raise Unmeasurable("redis-server is not installed.")
    if shutil.disk_usage(stage.folder).free < ROOM_BYTES:
        raise Unmeasurable("Ten million standings want 4 GB of disk.")
    flat, whole_flat = Measured("rank-flat"), Measured("rank-whole-flat")
    count, whole = Measured("rank", note="Medians of single questions, on SQLite."), Measured("rank-whole")
    async with _standings(stage.folder) as board:
        with own_redis(program) as server:
            await server.ready()
            async with Redis.from_url(server.url) as redis:
                await _fill_sorted_set(redis, SIZES[0])
                for number in range(effort.rounds):
                    small, large = [await _ask_ours(board, size) for size in SIZES]
                    theirs = await _timed(lambda who: redis.zrevrank(KEY, str(who)), SIZES[0])
                    count.add(small[0], theirs)
                    whole.add(small[1], theirs)
                    flat.add(large[0], small[0])
                    whole_flat.add(large[1], small[1])
                    say(f"rank {number + 1}: {small[0]:.1f} µs, whole {small[1]:.0f} µs / {theirs:.0f} µs; "
                        f"at ten million {large[0]:.1f} µs, whole {large[1]:.0f} µs")  # fmt: skip
    return [count, whole, flat, whole_flat]


async def _ask_ours(board: Board, size: int) -> tuple[float, float]:
    """Microseconds of the count and of the whole answer, p50."""
    season, ranks, scores = str(size), leaderboards.ranks(), _scores(size)
    counted = await _timed(lambda who: ranks.ahead(BOARD, season, int(scores[who])), size)
    whole = await _timed(lambda who: leaderboards.standing_of(board, season, who), size)
    return counted, whole


async def _timed(ask: Callable[[int], Awaitable[object]], size: int) -> float:
    """Microseconds a question about a member drawn by chance, p50; the first is not counted."""
    chance = random.Random(7)
    taken = []
    await ask(0)
    for _ in range(QUESTIONS):
        who = chance.randrange(size)
        begun = time.perf_counter()
        found = await ask(who)
        taken.append((time.perf_counter() - begun) * 1e6)
        if found is None:
            raise Unmeasurable(f"Member {who} of {size} has no rank.")
    return percentile(taken, 0.5)


@asynccontextmanager
async def _standings(folder: Path) -> AsyncIterator[Board]:
    """A database with a season of each size; storage and ranks are open meanwhile."""
    programme.forget()
    path = folder / "ranks.sqlite3"
    await storage.connect(f"sqlite:///{path}")
    try:
        await storage.migrate()
        text = (programme.EXAMPLES / "kvarteret.toml").read_text(encoding="utf-8")
        await programme.publish(text, "kvarteret.toml")
    finally:
        await storage.close()
    say(f"writing {sum(SIZES):,} standings …")
    await asyncio.to_thread(_fill_table, path)
    await storage.connect(f"sqlite:///{path}")
    try:
        await storage.start_process()
        await leaderboards.open_ranks(None)
        try:
            yield programme.current().boards[BOARD]
        finally:
            await leaderboards.close_ranks()
    finally:
        await storage.close()
        programme.forget()


def _fill_table(path: Path) -> None:
    """By the driver and without the indexes, which are made again afterwards: minutes less than row by row."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous=OFF")
        db.execute("PRAGMA cache_size=-400000")
        indexes = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'standing' AND sql IS NOT NULL"
        ).fetchall()
        db.execute("BEGIN")
        for name, _ in indexes:
            db.execute(f'DROP INDEX "{name}"')
        for size in SIZES:
            db.executemany(
                "INSERT INTO standing (id, board, season, member_id, score, reached_at, change) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                _rows(size),
            )
        for _, sql in indexes:
            db.execute(sql)
        db.execute("COMMIT")


def _rows(size: int) -> Iterator[tuple[int, str, str, int, int, int, int]]:
    now, first, season = clock.now(), ids.first_id_at(clock.now() - clock.DAY) + size, str(size)
    for number, score in enumerate(_scores(size).tolist()):
        yield first + number, BOARD, season, number, score, now + number, first + number


async def _fill_sorted_set(redis: Redis, size: int) -> None:
    scores = _scores(size)
    for start in range(0, size, SLICE):
        await redis.zadd(KEY, {str(n): int(scores[n]) for n in range(start, min(start + SLICE, size))})


@cache
def _scores(size: int) -> NDArray[np.int64]:
    """Each member's, the same in every run."""
    drawn = np.random.default_rng(7).lognormal(8, 1.5, size)
    return np.clip(drawn, 1, LARGEST_SCORE).astype(np.int64)

"""Ranks of both adapters, compared with count(*) on both databases."""

from __future__ import annotations

import asyncio
import random
import secrets
from bisect import bisect_right, insort
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis import Redis

from server import storage
from server.kernel import clock, ids
from server.leaderboards import ranks_scores, ranks_table
from server.leaderboards.models import Standing
from server.leaderboards.ranks import (
    Place,
    Ranks,
    Ties,
    count_ahead,
    count_levels_ahead,
    position_of,
    rank_of,
    ranks_of_page,
)
from server.leaderboards.ranks_redis import RedisRanks
from server.leaderboards.ranks_scores import ScoreTable
from server.leaderboards.ranks_table import TableRanks

BOARD, SEASON = "week", "2026-W47"


@dataclass(frozen=True)
class Move:
    board: str
    season: str
    member_id: int
    before: int
    score: int
    reached_at: int
    change: int
    new: bool


class Board:
    """A board whose standings the test moves, as the recorder does."""

    def __init__(self, ranks: Ranks | None) -> None:
        self.ranks = ranks
        self.scores: dict[int, Move] = {}
        self._lock = asyncio.Lock()  # In the members' locks' place.

    async def move(self, *scores: tuple[int, int], told: bool = True, board: str = BOARD) -> list[Move]:
        """Commits (member, score) pairs, and tells the ranks of them."""
        async with self._lock:
            moves = await self._commit(scores, board)
        if told and self.ranks is not None:
            self.ranks.follow(moves)
        return moves

    async def _commit(self, scores: Sequence[tuple[int, int]], board: str) -> list[Move]:
        moves = []
        for member_id, score in scores:
            last = self.scores.get(member_id)
            now, change = clock.now(), max(ids.new_id(), last.change + 1 if last else 0)
            move = Move(board, SEASON, member_id, last.score if last else 0, score, now, change, last is None)
            self.scores[member_id] = move
            moves.append(move)
        async with storage.transaction() as tx:
            await tx.insert(
                Standing,
                ("id", "board", "season", "member_id", "score", "reached_at", "change"),
                [(ids.new_id(), m.board, SEASON, m.member_id, m.score, m.reached_at, m.change) for m in moves],
                conflict="(member_id, board, season) DO UPDATE SET score = excluded.score, "
                "reached_at = excluded.reached_at, change = excluded.change",
            )
        return moves

    def place(self, member_id: int) -> Place:
        move = self.scores[member_id]
        return Place(member_id, move.score, move.reached_at)


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[str]:
    await storage.connect(migrated_url)
    yield migrated_url
    await storage.close()


@pytest.fixture
def namespace(redis_url: str) -> Iterator[str]:
    namespace = f"hemmaplan-test-{secrets.token_hex(4)}"
    yield namespace
    with Redis.from_url(redis_url) as client:
        for key in client.scan_iter(f"{namespace}:*"):
            client.delete(key)


@pytest.fixture(params=["table", pytest.param("redis", marks=pytest.mark.redis)])
def make(request: pytest.FixtureRequest) -> Callable[[], Ranks]:
    if request.param == "table":
        return TableRanks
    return partial(
        RedisRanks, request.getfixturevalue("redis_url"), namespace=request.getfixturevalue("namespace")
    )


@pytest.fixture
async def adapter(make: Callable[[], Ranks], database: str) -> AsyncIterator[Ranks]:
    """Each test that names this runs with both adapters, on both databases."""
    adapter = make()
    await adapter.open()
    yield adapter
    await adapter.close()


async def settled(adapter: Ranks) -> None:
    """Waits until the adapter has heard all that it was told, and holds what was asked for."""
    await adapter.ahead(BOARD, SEASON, 0)
    if isinstance(adapter, RedisRanks):
        await adapter.built()
        for _ in range(300):
            if not adapter._tasks or (not adapter._moves and not adapter._something_moved.is_set()):
                break
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)


async def assert_counts(adapter: Ranks, scores: list[int]) -> None:
    """Compares with the rows, at every score, beside it, above all and below all."""
    if isinstance(adapter, RedisRanks):
        assert await adapter._count((BOARD, SEASON), 0, 0) is not None, "Redis holds the board"
    asked = {score + beside for score in [*scores, 0] for beside in (-1, 0, 1)} | {-1000, 10**12}
    for score in asked:
        assert await adapter.ahead(BOARD, SEASON, score) == await count_ahead(BOARD, SEASON, score)
        assert await adapter.levels_ahead(BOARD, SEASON, score) == await count_levels_ahead(BOARD, SEASON, score)


# Ties


@pytest.mark.parametrize(
    ("ties", "expected"), [("dense", [1, 2, 2, 3]), ("competition", [1, 2, 2, 4]), ("first", [1, 2, 3, 4])]
)
async def test_ties_by_policy(adapter: Ranks, ties: Ties, expected: list[int]) -> None:
    board = Board(adapter)
    await board.move((11, 100))
    await board.move((12, 90))
    await asyncio.sleep(0.001)
    await board.move((13, 90))
    await board.move((14, 80))
    await settled(adapter)

    got = [await rank_of(adapter, ties, BOARD, SEASON, board.place(member)) for member in (11, 12, 13, 14)]

    assert got == expected
    assert ranks_of_page(ties, [100, 90, 90, 80], position=1, rank=1) == expected


async def test_who_reached_it_first_is_before_and_then_the_lower_id(adapter: Ranks) -> None:
    board = Board(adapter)
    with clock.stepped() as step:
        step.to(clock.now())
        await board.move((21, 50), (20, 50))
        step.by(1)
        await board.move((5, 50))
        await settled(adapter)

    got = [await rank_of(adapter, "first", BOARD, SEASON, board.place(member)) for member in (20, 21, 5)]

    assert got == [1, 2, 3]


@pytest.mark.parametrize("ties", ["first", "competition", "dense"])
async def test_a_page_in_the_middle_goes_on_where_its_first_stands(adapter: Ranks, ties: Ties) -> None:
    board = Board(adapter)
    for member, score in enumerate([100, 90, 90, 90, 80, 80, 70, 60, 60, 60]):
        await board.move((member, score))
    await settled(adapter)
    each = [await rank_of(adapter, ties, BOARD, SEASON, board.place(member)) for member in range(10)]

    for start in range(10):
        first = board.place(start)
        page = ranks_of_page(
            ties,
            [board.place(member).score for member in range(start, 10)],
            position=await position_of(adapter, BOARD, SEASON, first),
            rank=await rank_of(adapter, ties, BOARD, SEASON, first),
        )
        assert page == each[start:]


# Following


async def test_an_empty_board_has_nobody_ahead(adapter: Ranks) -> None:
    await settled(adapter)

    assert await adapter.ahead("nowhere", SEASON, 0) == 0
    assert await adapter.levels_ahead("nowhere", SEASON, 0) == 0
    await assert_counts(adapter, [])


async def test_counts_are_those_of_the_table_however_it_moves(adapter: Ranks) -> None:
    chance, board, other = random.Random(7), Board(adapter), Board(adapter)
    await board.move(*((member, chance.randrange(40)) for member in range(150)))
    await other.move((1, 10**9), board="another")
    await settled(adapter)

    for n in range(12):
        members = chance.sample(range(300), 40)
        reach = 40 * 10 ** (n // 3)  # The range of scores grows as the season does.
        await board.move(*((member, chance.randrange(-5, reach)) for member in members))
    await settled(adapter)

    await assert_counts(adapter, [move.score for move in board.scores.values()])


async def test_standings_of_before_the_start_are_counted(adapter: Ranks) -> None:
    await Board(None).move(*((member, member // 3) for member in range(100)))

    await settled(adapter)

    await assert_counts(adapter, list(range(34)))


async def test_moves_while_the_board_is_first_counted_are_neither_lost_nor_doubled(adapter: Ranks) -> None:
    board = Board(adapter)
    await board.move(*((member, member % 50) for member in range(500)))

    async def award() -> None:
        for n in range(40):
            await board.move(*((member, member % 50 + n) for member in range(n, 500, 40)))

    await asyncio.gather(award(), *(adapter.ahead(BOARD, SEASON, n) for n in range(20)))
    await settled(adapter)

    await assert_counts(adapter, list(range(90)))


async def test_what_it_was_not_told_of_is_caught_up(adapter: Ranks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranks_table, "SETTLED", 0)
    board = Board(adapter)
    await board.move((1, 10), (2, 20))
    await settled(adapter)
    await catch_up(adapter)

    await board.move((1, 30), (3, 5), told=False)
    assert await adapter.ahead(BOARD, SEASON, 15) == 1
    await asyncio.sleep(0.005)
    await catch_up(adapter)
    await settled(adapter)

    await assert_counts(adapter, [10, 20, 30, 5])


async def test_a_board_that_was_mended_by_hand_is_counted_afresh(adapter: Ranks) -> None:
    board = Board(adapter)
    await board.move((1, 10), (2, 20), (3, 30))
    await settled(adapter)
    async with storage.transaction() as tx:
        await tx.execute("DELETE FROM standing WHERE member_id = 3")

    await adapter.forget(BOARD, SEASON)
    await settled(adapter)

    await assert_counts(adapter, [10, 20, 30])


async def catch_up(adapter: Ranks) -> None:
    assert isinstance(adapter, (TableRanks, RedisRanks))
    await adapter.catch_up()


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


# The table of counts


@settings(max_examples=150, deadline=None)
@given(
    start=st.lists(st.integers(-50, 400), max_size=200),
    steps=st.lists(st.tuples(st.booleans(), st.integers(-(2**60), 2**60) | st.integers(-50, 400)), max_size=300),
)
def test_the_table_counts_as_a_sorted_list_does(start: list[int], steps: list[tuple[bool, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("CHUNK", 16), ("FILL", 12), ("SPARSE", 2)):
            patch.setattr(ranks_scores, name, value)
        members = sorted(start)
        scores, counts = np.unique(np.array(members, np.int64), return_counts=True)
        table = ScoreTable(scores, counts)

        for adds, score in steps:
            if adds or not members:
                table.add(score)
                insort(members, score)
            else:
                gone = members.pop(score % len(members))
                table.remove(gone)
            assert table.ahead(score) == len(members) - bisect_right(members, score)
        levels = sorted(set(members))
        for score in [*levels, -(2**61), 2**61]:
            assert table.ahead(score) == len(members) - bisect_right(members, score)
            assert table.levels_ahead(score) == len(levels) - bisect_right(levels, score)
        assert (len(table), table.levels) == (len(members), len(levels))


def test_the_table_grows_and_empties_again() -> None:
    table, scores = ScoreTable(), list(range(0, 60_000, 3))
    random.Random(3).shuffle(scores)
    for score in scores:
        table.add(score)

    assert (table.ahead(-1), table.ahead(30_000), table.levels_ahead(30_000)) == (20_000, 9_999, 9_999)
    assert table.nbytes <= 2 * 12 * 20_000 + 12 * ranks_scores.CHUNK
    for score in scores:
        table.remove(score)

    assert (len(table), table.levels, table.ahead(0), table.nbytes) == (0, 0, 0, 0)
    table.add(5)
    assert (table.ahead(4), table.ahead(5)) == (1, 0)


@pytest.mark.parametrize("score", [3, 5, 9])
def test_nobody_can_leave_a_score_that_nobody_has(score: int) -> None:
    table = ScoreTable(np.array([4, 8]), np.array([1, 2]))

    with pytest.raises(KeyError):
        table.remove(score)

    assert len(table) == 3


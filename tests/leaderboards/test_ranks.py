"""Ranks of both adapters, compared with count(*) on both databases."""

from __future__ import annotations

import asyncio
import random

import pytest

from server import storage
from server.kernel import clock
from server.leaderboards import ranks_table
from server.leaderboards.ranks import Ranks, Ties, position_of, rank_of, ranks_of_page
from tests.leaderboards.moving import BOARD, SEASON, Board, assert_counts, catch_up, settled

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

"""A board whose standings a test moves, and what each adapter must say of it: what counting rows says."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from server import storage
from server.kernel import clock, ids
from server.leaderboards.models import Standing
from server.leaderboards.ranks import Place, Ranks, count_ahead, count_levels_ahead
from server.leaderboards.ranks_redis import RedisRanks
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


async def catch_up(adapter: Ranks) -> None:
    assert isinstance(adapter, (TableRanks, RedisRanks))
    await adapter.catch_up()

"""This process's ranks: which adapter counts, and telling it and those who watch of what was committed."""

from __future__ import annotations

from collections.abc import Sequence

from server import live
from server.kernel import clock

from .events import Moved
from .ranks import Ranks
from .ranks_redis import RedisRanks
from .ranks_table import TableRanks

_ranks: Ranks | None = None


async def open_ranks(redis_url: str | None, *, namespace: str = "hemmaplan") -> None:
    """With Redis the ranks are shared by all processes; without it this process is the only one, and counts itself."""
    global _ranks
    _ranks = RedisRanks(redis_url, namespace=namespace) if redis_url else TableRanks()
    await _ranks.open()


async def close_ranks() -> None:
    global _ranks
    closing, _ranks = _ranks, None
    if closing is not None:
        await closing.close()


def ranks() -> Ranks:
    if _ranks is None:
        raise RuntimeError("leaderboards.open_ranks comes first.")
    return _ranks


def tell(moves: Sequence[Moved]) -> None:
    """After a commit: the ranks follow, and those who watch a board hear that it moved. Neither waits nor raises."""
    if _ranks is not None:
        _ranks.follow(moves)
    for board, season in {(move.board, move.season) for move in moves}:
        live.publish_topic(live.board_topic(board), {"season": season, "at": clock.now()})

"""Ranks: how many are ahead.

The top of a board and a member's neighbours come from an index; a rank is a count, and counting rows does not scale.
So those ahead are counted by an adapter that follows the standings: in this process (`ranks_table`) or in Redis
(`ranks_redis`). Ties are settled here, by the index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from server import storage
from server.kernel.clock import Instant
from server.kernel.ids import Id

Ties = Literal["first", "competition", "dense"]
"""What equals get. Of 100, 90, 90, 80: first 1 2 3 4 (who came there first) · competition 1 2 2 4 · dense 1 2 2 3."""


class Move(Protocol):
    """A standing that a committed transaction changed."""

    @property
    def board(self) -> str: ...
    @property
    def season(self) -> str: ...
    @property
    def member_id(self) -> Id: ...
    @property
    def before(self) -> int: ...  # The score that it replaces, unless `new`.
    @property
    def score(self) -> int: ...
    @property
    def change(self) -> int: ...  # Made by `ids.new_id`, and greater than the same standing's last.
    @property
    def new(self) -> bool: ...


class Ranks(Protocol):
    """Counts of those ahead, which follow the table of standings within moments."""

    async def open(self) -> None:
        """Begins to look for changes that it was not told of."""

    async def close(self) -> None: ...

    def follow(self, moves: Sequence[Move]) -> None:
        """To be called after each commit. Does not wait and does not raise."""

    async def ahead(self, board: str, season: str, score: int) -> int:
        """How many members have more than a score."""

    async def levels_ahead(self, board: str, season: str, score: int) -> int:
        """How many different scores there are above a score."""

    async def forget(self, board: str, season: str) -> None:
        """Counts afresh when next asked: for standings that were removed, or mended by hand."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member stands on a board, without the rank."""

    member_id: Id
    score: int
    reached_at: Instant


@dataclass(frozen=True, slots=True)
class Ranked:
    """A member on a board. Who has nothing, or less, stands on none."""

    member_id: Id
    rank: int
    score: int
    reached_at: Instant


async def rank_of(ranks: Ranks, ties: Ties, board: str, season: str, place: Place) -> int:
    """A member's rank, from 1."""
    if ties == "dense":
        return 1 + await ranks.levels_ahead(board, season, place.score)
    ahead = await ranks.ahead(board, season, place.score)
    if ties == "competition":
        return 1 + ahead
    return 1 + ahead + await equals_before(board, season, place)


async def position_of(ranks: Ranks, board: str, season: str, place: Place) -> int:
    """A member's place in the board's order, from 1: what the rank would be where ties go to the first."""
    return await rank_of(ranks, "first", board, season, place)


def ranks_of_page(ties: Ties, scores: Sequence[int], *, position: int, rank: int) -> list[int]:
    """The ranks of members who stand one after another, from the position and the rank of the first."""
    ranks: list[int] = []
    for n, score in enumerate(scores):
        if ties == "first" or n == 0:
            ranks.append(position + n if ties == "first" else rank)
        elif score == scores[n - 1]:
            ranks.append(ranks[-1])
        else:
            ranks.append(position + n if ties == "competition" else ranks[-1] + 1)
    return ranks


async def equals_before(board: str, season: str, place: Place) -> int:
    """How many have the same score and had it earlier (at the same instant: the lower member id), by the index."""
    return int(
        await storage.value(
            "SELECT count(*) FROM standing WHERE board = :board AND season = :season AND score = :score "
            "AND (reached_at, member_id) < (:reached_at, :member_id)",
            board=board,
            season=season,
            score=place.score,
            reached_at=place.reached_at,
            member_id=place.member_id,
        )
    )


async def count_ahead(board: str, season: str, score: int) -> int:
    """The same as `Ranks.ahead`, by counting rows: right, and slow where there are many."""
    return int(
        await storage.value(
            "SELECT count(*) FROM standing WHERE board = :board AND season = :season AND score > :score",
            board=board,
            season=season,
            score=score,
        )
    )


async def count_levels_ahead(board: str, season: str, score: int) -> int:
    """The same as `Ranks.levels_ahead`, by counting rows."""
    return int(
        await storage.value(
            "SELECT count(DISTINCT score) FROM standing WHERE board = :board AND season = :season AND score > :score",
            board=board,
            season=season,
            score=score,
        )
    )

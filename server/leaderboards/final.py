"""Final places: written by a job once a season has closed, and read from then on.

Nothing moves the standings of a closed season, so the job may go in slices, be interrupted and go on.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from server import storage
from server.jobs import Job
from server.kernel import clock, ids
from server.kernel.clock import MINUTE, Instant
from server.kernel.ids import Id
from server.kernel.paging import Page, decode_cursor, encode_cursor
from server.programme.rulebook import Board
from server.storage import Tx

from .history import boards_known, season_known
from .models import FinalPlace, FinalSeason
from .queries import places_below
from .ranks import Place, Ranked, Ties, ranks_of_page
from .seasons import Season

MARGIN = 5 * MINUTE  # What was posted before a season closed is committed by then.
SLICE = 1_000  # Places of one transaction.
_PLACE = ("id", "board", "season", "place", "member_id", "rank", "score", "reached_at")
_SEASON = ("id", "board", "season", "ties", "members", "frozen_at")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Final:
    """A season whose places are final."""

    board: str
    season: str
    members: int
    frozen_at: Instant


@dataclass(frozen=True, slots=True)
class Past:
    """A season that is over, with the board as its rules were then. `final` where its places are."""

    board: Board
    season: Season
    final: Final | None


async def freeze_seasons(job: Job) -> None:
    """Writes the places of every season that has closed: also of boards, and of seasons of another form, that only an
    older version of the programme has."""
    for code in boards_known():
        for season_code in await _open_seasons(code):
            known = season_known(code, season_code)
            if known is None:
                continue
            board, season = known
            if season.closes_at is not None and season.closes_at + MARGIN <= clock.now():
                await _freeze(board, season)


async def final_season(board: str, season: str) -> Final | None:
    """None: its places may still change."""
    row = await storage.row(
        "SELECT members, frozen_at FROM board_season WHERE board = :board AND season = :season",
        board=board,
        season=season,
    )
    return Final(board, season, row[0], row[1]) if row is not None else None


async def past_seasons(board: str) -> list[Past]:
    """The seasons that are over and in which anybody had a score, the latest first."""
    final = {
        row[0]: Final(board, row[0], row[1], row[2])
        for row in await storage.rows(
            "SELECT season, members, frozen_at FROM board_season WHERE board = :board", board=board
        )
    }
    found = []
    for code in await _seasons_with_scores(board):
        known = season_known(board, code)
        if known is not None and known[1].is_over(clock.now()):
            found.append(Past(*known, final.get(code)))
    return sorted(found, key=lambda past: past.season.starts_at, reverse=True)


async def final_ranks(board: str, member_id: Id) -> dict[str, int]:
    """A member's final rank in each season in which they had one."""
    rows = await storage.rows(
        "SELECT season, rank FROM board_place WHERE member_id = :member AND board = :board",
        member=member_id,
        board=board,
    )
    return {row[0]: row[1] for row in rows}


async def final_standings(final: Final, *, first: int, after: str | None = None) -> Page[Ranked]:
    """A page of the final places from the top."""
    above = decode_cursor(after, int)[0] if after else 0
    rows = await _places(final, above, above + first + 1)
    cursors = [encode_cursor(above + n + 1) for n in range(len(rows[:first]))]
    return Page(rows[:first], cursors, len(rows) > first, after is not None)


async def final_place_of(final: Final, member_id: Id) -> Ranked | None:
    found = await final_around(final, member_id, radius=0)
    return found[0] if found else None


async def final_around(final: Final, member_id: Id, *, radius: int) -> list[Ranked]:
    """The member with as many neighbours above and below; nobody where they had no place."""
    place = await storage.value(
        "SELECT place FROM board_place WHERE member_id = :member AND board = :board AND season = :season",
        member=member_id,
        board=final.board,
        season=final.season,
    )
    return await _places(final, place - radius - 1, place + radius) if place is not None else []


async def _places(final: Final, above: int, last: int) -> list[Ranked]:
    rows = await storage.rows(
        "SELECT member_id, rank, score, reached_at FROM board_place "
        "WHERE board = :board AND season = :season AND place > :above AND place <= :last ORDER BY place",
        board=final.board,
        season=final.season,
        above=above,
        last=last,
    )
    return [Ranked(row[0], row[1], row[2], row[3]) for row in rows]


async def _seasons_with_scores(board: str) -> list[str]:
    rows = await storage.rows(_SEASONS.format(scored=" AND score > 0"), board=board)
    return [row[0] for row in rows]


async def _open_seasons(board: str) -> list[str]:
    """Seasons whose places are not final, that anybody has a standing in."""
    done = {row[0] for row in await storage.rows("SELECT season FROM board_season WHERE board = :board", board=board)}
    rows = await storage.rows(_SEASONS.format(scored=""), board=board)
    return [row[0] for row in rows if row[0] not in done]


async def _freeze(board: Board, season: Season) -> None:
    while await _freeze_slice(board, season.code):
        pass
    log.info("The season %s of the board “%s” is final.", season.code, board.code)


async def _freeze_slice(board: Board, season: str) -> bool:
    """Goes on below the last place that is written. False: that was all, and the season is final."""
    row = await storage.row(
        "SELECT place, rank, score, reached_at, member_id FROM board_place "
        "WHERE board = :board AND season = :season ORDER BY place DESC LIMIT 1",
        board=board.code,
        season=season,
    )
    last = Place(row[4], row[2], row[3]) if row is not None else None
    above = row[0] if row is not None else 0
    found = await places_below(board, season, last, SLICE)
    ranks = _ranks(board.ties, [one.score for one in found], above, (row[2], row[1]) if row is not None else None)
    places = [
        (ids.new_id(), board.code, season, above + n, one.member_id, rank, one.score, one.reached_at)
        for n, (one, rank) in enumerate(zip(found, ranks, strict=True), 1)
    ]
    whole = (ids.new_id(), board.code, season, board.ties, above + len(found), clock.now())

    async def write(tx: Tx) -> None:
        await tx.insert(FinalPlace, _PLACE, places, conflict="DO NOTHING")
        if len(found) < SLICE:
            await tx.insert(FinalSeason, _SEASON, [whole], conflict="(board, season) DO NOTHING")

    await storage.write(write)
    return len(found) == SLICE


def _ranks(ties: Ties, scores: Sequence[int], place: int, last: tuple[int, int] | None) -> list[int]:
    """Ranks below the last place that is written, given by its score and rank."""
    if last is None:
        return ranks_of_page(ties, scores, position=1, rank=1)
    return ranks_of_page(ties, [last[0], *scores], position=place, rank=last[1])[1:]


# From one season to the next in the index: as many steps as there are seasons, however many stand in each.
_SEASONS = (
    "WITH RECURSIVE seen (season) AS ("
    "SELECT (SELECT MIN(season) FROM standing WHERE board = :board{scored}) UNION ALL "
    "SELECT (SELECT MIN(season) FROM standing WHERE board = :board AND season > seen.season{scored}) FROM seen "
    "WHERE seen.season IS NOT NULL) SELECT season FROM seen WHERE season IS NOT NULL"
)

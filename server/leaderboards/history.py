"""Seasons as the programme's versions said them: what a season that is over counted, and by which rules, stays so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from server import programme
from server.kernel.clock import Instant
from server.programme.rulebook import Board

from .seasons import Season, season_named

FOR_EVER: Instant = 2**62


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a season in which one version held: what occurred from `starts_at` to before `ends_at` counted in its
    currency, where it was posted before `closes_at`."""

    board: Board
    season: Season
    starts_at: Instant
    ends_at: Instant
    closes_at: Instant


def parts_of(board: str, season: str) -> list[Part]:
    """In order of time. None where the board never had such a season."""
    return sorted(_parts(board, season), key=lambda part: part.starts_at)


def season_known(board: str, season: str) -> tuple[Board, Season] | None:
    """A season of the board in any version: with the rules of its end, closing when its last part does."""
    parts = parts_of(board, season)
    if not parts:
        return None
    last = parts[-1]
    closes_at = max(part.closes_at for part in parts)
    return last.board, replace(last.season, closes_at=closes_at if closes_at < FOR_EVER else None)


def boards_known() -> list[str]:
    """The codes of all boards that any version has."""
    return sorted({code for book in programme.versions() for code in book.boards})


def _parts(board_code: str, season_code: str) -> Iterator[Part]:
    until = FOR_EVER
    for book in reversed(programme.versions()):  # The newest of those that have begun holds.
        begins_at, ends_at = book.holds_from, until
        until = min(until, book.holds_from)
        board = book.boards.get(board_code)
        season = season_named(board, book.timezone, season_code) if board is not None else None
        if board is None or season is None:
            continue
        starts_at = max(begins_at, season.starts_at)
        ends_at = min(ends_at, season.ends_at if season.ends_at is not None else FOR_EVER)
        if starts_at < ends_at:
            closes_at = season.closes_at if season.closes_at is not None else FOR_EVER
            yield Part(board, season, starts_at, ends_at, closes_at)

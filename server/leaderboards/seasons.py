"""A board's seasons: when each begins, ends, and closes. Pure.

A board's window is a calendar's (weeks, quarters …), or the programme names its seasons by their dates; between named
ones nothing counts. After its end a season settles for as long as the board says: receipts from tills that had no
connection still count. Then it is closed, and nothing that is posted later moves it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from server.kernel import periods
from server.kernel.clock import Instant
from server.kernel.periods import Calendar
from server.programme.rulebook import Board, BoardSeason, Texts

_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")


@dataclass(frozen=True, slots=True)
class Season:
    code: str
    starts_at: Instant
    ends_at: Instant | None  # None: it never ends.
    closes_at: Instant | None
    texts: Texts | None = None  # name, where the programme gives it one.

    def is_over(self, at: Instant) -> bool:
        return self.ends_at is not None and at >= self.ends_at

    def is_closed(self, at: Instant) -> bool:
        """Whether it takes nothing more."""
        return self.closes_at is not None and at >= self.closes_at


def season_at(board: Board, zone: str, instant: Instant) -> Season | None:
    """The season that an instant belongs to; None between two that the programme names."""
    if board.window == "seasons":
        return next((_named(board, one) for one in board.seasons if one.starts_at <= instant < one.ends_at), None)
    starts_at, ends_at = periods.bounds(board.window, instant, zone)
    closes_at = ends_at + board.settling if ends_at is not None else None
    return Season(periods.period_key(board.window, instant, zone), starts_at, ends_at, closes_at)


def season_shown(board: Board, zone: str, now: Instant) -> Season:
    """What a board shows to whoever names no season: the one that counts now, else the last one, else the first."""
    found = season_at(board, zone, now)
    if found is not None:
        return found
    begun = [season for season in board.seasons if season.starts_at <= now]
    return _named(board, begun[-1] if begun else board.seasons[0])


def season_named(board: Board, zone: str, code: str) -> Season | None:
    """The season of a code, such as 2026-W47; None where the board has none such."""
    if board.window == "seasons":
        return next((_named(board, season) for season in board.seasons if season.code == code), None)
    day = _first_day(board.window, code)
    if day is None or periods.key_of(board.window, day) != code:
        return None
    return season_at(board, zone, periods.start_of(day, zone))


def _named(board: Board, season: BoardSeason) -> Season:
    return Season(season.code, season.starts_at, season.ends_at, season.ends_at + board.settling, season.texts)


def _first_day(window: Calendar, code: str) -> date | None:
    try:
        if window == "week":
            found = _WEEK.fullmatch(code)
            return date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
        if window == "quarter":
            found = _QUARTER.fullmatch(code)
            return date(int(found[1]), 3 * int(found[2]) - 2, 1) if found else None
        if window in ("day", "month", "year"):
            parts = [int(part) for part in code.split("-")] if len(code) <= len("2026-11-22") else []
            return date(*[*parts, 1, 1][:3]) if parts else None
    except (ValueError, TypeError):
        return None
    return date(1970, 1, 2) if code == "lifetime" else None

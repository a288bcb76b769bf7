"""A board's seasons: when each begins, ends, and closes. Pure.

After its end a season settles for as long as the board says: receipts from tills that had no connection still count.
Then it is closed, and nothing that is posted later moves it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from server.kernel import periods
from server.kernel.clock import Instant
from server.kernel.periods import Calendar
from server.programme.rulebook import Board

_WEEK = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, slots=True)
class Season:
    code: str
    starts_at: Instant
    ends_at: Instant | None  # None: it never ends.
    closes_at: Instant | None


def season_at(board: Board, zone: str, instant: Instant) -> Season:
    """The season that an instant belongs to."""
    starts_at, ends_at = periods.bounds(board.window, instant, zone)
    closes_at = ends_at + board.settling if ends_at is not None else None
    return Season(periods.period_key(board.window, instant, zone), starts_at, ends_at, closes_at)


def season_named(board: Board, zone: str, code: str) -> Season | None:
    """The season of a code, such as 2026-W47; None where the board has none such."""
    day = _first_day(board.window, code)
    if day is None or periods.key_of(board.window, day) != code:
        return None
    return season_at(board, zone, periods.start_of(day, zone))


def is_closed(board: Board, zone: str, occurred_at: Instant, *, at: Instant) -> bool:
    """Whether the season that something occurred in takes nothing more."""
    _, ends_at = periods.bounds(board.window, occurred_at, zone)
    return ends_at is not None and at >= ends_at + board.settling


def _first_day(window: Calendar, code: str) -> date | None:
    try:
        if window == "week":
            found = _WEEK.fullmatch(code)
            return date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
        if window in ("day", "month", "year"):
            parts = [int(part) for part in code.split("-")] if len(code) <= len("2026-11-22") else []
            return date(*[*parts, 1, 1][:3]) if parts else None
    except (ValueError, TypeError):
        return None
    return date(1970, 1, 2) if code == "lifetime" else None

"""Leaderboards in the document, and the seasons that a board may name."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal

from server.kernel import periods
from server.kernel.clock import HOUR
from server.kernel.periods import Calendar
from server.programme.rulebook import Board, BoardSeason

from .parts import CALENDARS, Known, currency_of
from .reading import Reader
from .toml import Located

TIES: tuple[Literal["first", "competition", "dense"], ...] = ("first", "competition", "dense")
WINDOWS: tuple[Calendar | Literal["seasons"], ...] = (*CALENDARS, "seasons")
SETTLING_LIMIT = 72  # Hours for which last week's places may still change.
SEASON_LIMIT = 100  # Seasons of one board: a quarter of a century of them.
PREFIX = "from-"
_EXAMPLE = "Write [[board.seasons]] with from = 2026-12-01, until = 2027-02-28 and a name in sv and en."


def boards(tree: Located, known: Known) -> dict[str, Board]:
    found = {}
    for code, reader in known.entries(tree, "board", "board"):
        currency = currency_of(reader, known)
        window = reader.choice("window", WINDOWS)
        ties = reader.choice("ties", TIES, default="first")
        settling = reader.whole("settling_hours", least=0, most=SETTLING_LIMIT, default=0) * HOUR
        texts = reader.texts("name", "tie", optional=("private",))
        seasons = _seasons(reader, known, listed=window == "seasons")
        reader.nothing_else()
        found[code] = Board(
            code, currency.code if currency is not None else "", window, ties, texts, settling, seasons
        )
    return found


def unsteady(before: Mapping[str, Board], after: Mapping[str, Board]) -> list[tuple[str, str]]:
    """A season keeps its dates from version to version: what it counted under the one stands under the other."""
    wrong = []
    for code, board in before.items():
        lasts = {season.code: season.ends_at for season in after[code].seasons} if code in after else {}
        for season in board.seasons:
            if lasts.get(season.code, season.ends_at) != season.ends_at:
                day = season.code.removeprefix(PREFIX)
                wrong.append((f"The board “{code}”: its season from {day} ends on another day than before.",
                              "Keep the day that was published, and let what is new begin after it."))
    return wrong


def _seasons(reader: Reader, known: Known, *, listed: bool) -> tuple[BoardSeason, ...]:
    """[[board.seasons]]: from and until, both days included, and what people call it. They may stand in any order."""
    at = reader.raw("seasons")
    if at is None:
        if listed:
            reader.wrong("window", f"{reader.what} counts by seasons, and names none.", _EXAMPLE)
        return ()
    if not listed:
        reader.wrong("seasons", f"{reader.what} has seasons, but its window is another.",
                     'Write window = "seasons", or remove the seasons.')
    if not isinstance(at.value, list) or not 0 < len(at.items) <= SEASON_LIMIT:
        reader.wrong("seasons", f"{reader.what}: seasons must be a list of 1 to {SEASON_LIMIT} tables.", _EXAMPLE)
        return ()
    found: list[tuple[BoardSeason, Reader]] = []
    for number, item in enumerate(at.items, 1):
        inner = Reader(item, f"{reader.what}: season {number}", reader.mistakes)
        season = _season(inner, known.zone)
        inner.nothing_else()
        if season is not None:
            found.append((season, inner))
    found.sort(key=lambda one: one[0].starts_at)
    for (before, its), (after, reads) in itertools.pairwise(found):
        if after.starts_at < before.ends_at:
            _overlapping(its, reads)
    return tuple(season for season, _ in found)


def _season(reader: Reader, zone: str) -> BoardSeason | None:
    first, last = _day(reader, "from", "2026-12-01"), _day(reader, "until", "2027-02-28")
    texts = reader.texts("name")
    if first is None or last is None:
        return None
    if last < first:
        reader.wrong("until", f"{reader.what}: until is before from.", "Let until be the last day that counts.")
        return None
    code = PREFIX + first.isoformat()  # No calendar's period is called so.
    return BoardSeason(code, periods.start_of(first, zone), periods.start_of(last + timedelta(days=1), zone), texts)


def _day(reader: Reader, key: str, example: str) -> date | None:
    """A date alone: seasons begin at midnight, where the programme is."""
    at = reader.raw(key)
    if at is None:
        reader.mistakes.add(reader.line, f"{reader.what} has no {key}.", f"Add {key} = {example}.")
        return None
    if not isinstance(at.value, date) or isinstance(at.value, datetime) or not 1970 < at.value.year < 9999:
        reader.wrong(key, f"{reader.what}: {key} must be a date, without quotation marks and without a time.",
                     f"Write {key} = {example}.")
        return None
    return at.value


def _overlapping(one: Reader, other: Reader) -> None:
    """Told of the one that stands lower in the file, and where the other stands."""
    upper, lower = sorted((one, other), key=lambda reader: reader.line)
    lower.wrong("from", f"{lower.what} shares days with the one on line {upper.line}.",
                "Let each begin after the other's until: a day counts in one season.")

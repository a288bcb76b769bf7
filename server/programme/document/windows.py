"""Windows in the document: which instants count together for tiers, milestones, closings and perks."""

from __future__ import annotations

from server.programme.rulebook import Period, Rolling, Within

from .parts import CALENDARS, DAYS_LIMIT, Known
from .reading import Reader

MONTHS_LIMIT = 120
MEMBERSHIP_YEAR = Period(months=12, begins="joining")
OWN_BEGINNINGS = ("joining", "joining_month")


PERIODS = 'Write "month", "year", "membership_year" or { months = 12, from = "joining_month" }.'
WINDOWS = ('Write "year", "membership_year", { days = 365 }, { months = 12 } '
           'or { months = 12, from = "joining_month" }.')  # fmt: skip


def within_of(
    reader: Reader, known: Known, *, key: str = "within", default: Within | None = None, remedy: str = WINDOWS
) -> Within:
    """A calendar word, "membership_year", { days = 365 }, { months = 12 } (the last ones before now), or
    { months = 12, from = "joining_month" } (the member's own periods)."""
    at = reader.raw(key)
    if at is None:
        if default is not None:
            return default
        reader.mistakes.add(reader.line, f"{reader.what} has no {key}.", remedy)
        return Period("lifetime")
    if not isinstance(at.value, dict):
        word = reader.choice(key, (*CALENDARS, "membership_year"))
        return _named(word)
    inner = Reader(at, f"{reader.what}: {key}", known.mistakes)
    if inner.has("from"):
        begins = inner.choice("from", OWN_BEGINNINGS)
        months = inner.whole("months", least=1, most=MONTHS_LIMIT)
        inner.nothing_else()
        return Period(months=months, begins="joining" if begins == "joining" else "joining_month")
    days, months = inner.has("days"), inner.has("months")
    if days == months:
        inner.nothing_else()
        reader.wrong(key, f"{reader.what}: {key} must say one thing.", remedy)
        return Period("lifetime")
    found = (
        Rolling(days=inner.whole("days", least=1, most=DAYS_LIMIT))
        if days
        else Rolling(months=inner.whole("months", least=1, most=MONTHS_LIMIT))
    )
    inner.nothing_else()
    return found


def period_of(reader: Reader, known: Known, *, key: str = "within", default: Period | None = None) -> Period:
    """As `within_of`, of what comes back: no window that slides."""
    found = within_of(reader, known, key=key, default=default, remedy=PERIODS)
    if isinstance(found, Period):
        return found
    reader.wrong(key, f"{reader.what}: {key} slides, and has no end at which it begins anew.", PERIODS)
    return Period("lifetime")


def _named(word: str) -> Period:
    if word == "membership_year":
        return MEMBERSHIP_YEAR
    return Period(next(calendar for calendar in CALENDARS if calendar == word))

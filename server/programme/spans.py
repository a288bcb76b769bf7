"""Which period an instant belongs to, of those that a rulebook speaks of: the calendar's or a member's own; and from
when on something counts in a window that slides."""

from __future__ import annotations

from datetime import date, timedelta

from server.kernel import periods
from server.kernel.clock import DAY, Instant

from .rulebook.vocabulary import Period, Rolling


def key(period: Period, instant: Instant, zone: str, joined_at: Instant) -> str:
    """The period's name, at most 16 characters; names of one kind of period order as text."""
    if not period.months:
        return periods.period_key(period.calendar, instant, zone)
    return periods.own_key(_first(period, zone, joined_at), period.months, instant, zone)


def bounds(period: Period, instant: Instant, zone: str, joined_at: Instant) -> tuple[Instant, Instant | None]:
    """Its first instant, and the first after it (None: it never ends)."""
    if not period.months:
        return periods.bounds(period.calendar, instant, zone)
    return periods.own_bounds(_first(period, zone, joined_at), period.months, instant, zone)


def leaves_at(window: Rolling, instant: Instant, zone: str) -> Instant:
    """When what occurred then no longer counts: so many times 24 hours later; or as the local day begins that lies so
    many months after its own, so that twelve months hold a date once."""
    if window.days:
        return instant + window.days * DAY
    return periods.start_of(periods.months_after(periods.local_date(instant, zone), window.months), zone)


def slides_from(window: Rolling, now: Instant, zone: str) -> Instant:
    """The first instant of what counts now."""
    if window.days:
        return now - window.days * DAY + 1
    today = periods.local_date(now, zone)
    first = periods.months_after(today, -window.months)
    while periods.months_after(first, window.months) <= today:
        first += timedelta(days=1)
    return periods.start_of(first, zone)


def end_of_day_after(instant: Instant, months: int, zone: str) -> Instant:
    """The first instant after the local day that lies so many calendar months later."""
    day = periods.months_after(periods.local_date(instant, zone), months)
    return periods.start_of(day + timedelta(days=1), zone)


def months_on(boundary: Instant, months: int, zone: str) -> Instant:
    """A day's first instant, so many calendar months later."""
    if not months:
        return boundary
    return periods.start_of(periods.months_after(periods.local_date(boundary, zone), months), zone)


def _first(period: Period, zone: str, joined_at: Instant) -> date:
    return periods.own_start(joined_at, zone, whole_months=period.begins == "joining_month")

"""Calendar periods in a time zone: half-open, weeks from Monday, days by the clock on the wall (twice a year of 23 or
25 hours)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from . import clock
from .clock import Instant

Calendar = Literal["day", "week", "month", "quarter", "year", "lifetime"]
QUARTER = 15 * clock.MINUTE  # Every zone's days begin on a quarter of an hour: so long an answer can be kept.


_NAMES = frozenset(name for name in available_timezones() if "/" in name or name == "UTC")


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    """The IANA zone. Raises ValueError with what would be right."""
    try:
        if name not in _NAMES:  # Not localtime, right/… or a path: what they mean depends on the machine.
            raise KeyError(name)
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"“{name[:60]}” is not a time zone such as Europe/Stockholm.") from None


def local_date(instant: Instant, zone_name: str) -> date:
    """The date that an instant belongs to: the wall's, but where a clock is set back over midnight (Newfoundland until
    2011, at 00:01) the evening lasts until the second midnight, so that days never alternate."""
    day = clock.to_datetime(instant).astimezone(zone(zone_name)).date()
    return day if instant >= start_of(day, zone_name) else day - timedelta(days=1)


@lru_cache(maxsize=4096)
def start_of(day: date, zone_name: str) -> Instant:
    """The first instant of a local date."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone(zone_name))
    first, second = clock.from_datetime(midnight), clock.from_datetime(midnight.replace(fold=1))
    if second > first and clock.to_datetime(second - 1).astimezone(zone(zone_name)).date() < day:
        return second  # Midnight comes twice, with an hour of the day before in between.
    return first


def period_key(calendar: Calendar, instant: Instant, zone_name: str) -> str:
    """The period's name: 2026-11-22, 2026-W47, 2026-11, 2026-Q4, 2026 or “lifetime”. Names of one calendar order as
    text."""
    if calendar == "lifetime":
        return "lifetime"
    return _key(calendar, instant // QUARTER, zone_name)


def key_of(calendar: Calendar, day: date) -> str:
    """The name of the period that holds a local date."""
    if calendar == "day":
        return day.isoformat()
    if calendar == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if calendar == "month":
        return f"{day.year:04d}-{day.month:02d}"
    if calendar == "quarter":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    if calendar == "year":
        return f"{day.year:04d}"
    return "lifetime"


def bounds(calendar: Calendar, instant: Instant, zone_name: str) -> tuple[Instant, Instant | None]:
    """The period that holds an instant: its first instant, and the first after it (None: it never ends)."""
    if calendar == "lifetime":
        return 0, None
    return _bounds(calendar, instant // QUARTER, zone_name)


def own_start(joined_at: Instant, zone_name: str, *, whole_months: bool) -> date:
    """The local date on which a member's own periods begin: that of their joining, or the first of its month."""
    joined = local_date(joined_at, zone_name)
    return joined.replace(day=1) if whole_months else joined


def own_key(first: date, months: int, instant: Instant, zone_name: str) -> str:
    """The name of a member's own period of so many months: the date on which it begins, as 2026-03-15/12."""
    begins, _ = _own(first, months, local_date(instant, zone_name))
    return f"{begins.isoformat()}/{months}"


def own_bounds(first: date, months: int, instant: Instant, zone_name: str) -> tuple[Instant, Instant]:
    """The period of so many months that holds an instant, of those that follow each other from a date on. A day that a
    month lacks becomes its last."""
    begins, ends = _own(first, months, local_date(instant, zone_name))
    return start_of(begins, zone_name), start_of(ends, zone_name)


def months_after(day: date, months: int) -> date:
    """The same day so many calendar months later, or before; a day that a month lacks becomes its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _own(first: date, months: int, day: date) -> tuple[date, date]:
    place = ((day.year - first.year) * 12 + day.month - first.month) // months
    if months_after(first, place * months) > day:
        place -= 1
    elif months_after(first, (place + 1) * months) <= day:
        place += 1
    return months_after(first, place * months), months_after(first, (place + 1) * months)


@lru_cache(maxsize=4096)
def _key(calendar: Calendar, quarter: int, zone_name: str) -> str:
    return key_of(calendar, local_date(quarter * QUARTER, zone_name))


@lru_cache(maxsize=4096)
def _bounds(calendar: Calendar, quarter: int, zone_name: str) -> tuple[Instant, Instant]:
    first, after = _dates(calendar, local_date(quarter * QUARTER, zone_name))
    return start_of(first, zone_name), start_of(after, zone_name)


def _dates(calendar: Calendar, day: date) -> tuple[date, date]:
    if calendar == "day":
        return day, day + timedelta(days=1)
    if calendar == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7)
    if calendar == "month":
        first = day.replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1)
    if calendar == "quarter":
        first = date(day.year, day.month - (day.month - 1) % 3, 1)
        return first, (first + timedelta(days=95)).replace(day=1)
    return date(day.year, 1, 1), date(day.year + 1, 1, 1)

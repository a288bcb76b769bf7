"""Time, as the whole house sees it.

An *instant* is a whole number of microseconds since 1970-01-01T00:00Z. It is stored as BIGINT in both databases, so
that rows are equal on both, order as numbers, and are never converted on the hot path. Only the edges speak ISO 8601.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

Instant = int

MICROSECOND = 1
MILLISECOND = 1_000
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_BARE = datetime(1970, 1, 1)  # Written with a Z, it needs no zone to be asked for its offset.
_stepped: Instant | None = None


def now() -> Instant:
    """The present instant, or the one that `stepped` holds."""
    return _stepped if _stepped is not None else time.time_ns() // 1000


@contextmanager
def stepped() -> Iterator[Stepper]:
    """Hold the clock still and move it by hand: how a seed, a programme run or a test lets time pass."""
    global _stepped
    before = _stepped
    try:
        yield Stepper()
    finally:
        _stepped = before


class Stepper:
    """Moves the held clock. Only `stepped` makes one."""

    def to(self, instant: Instant) -> None:
        global _stepped
        _stepped = instant

    def by(self, microseconds: int) -> None:
        self.to(now() + microseconds)


def from_datetime(moment: datetime) -> Instant:
    """An aware datetime as an instant. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return (moment - _EPOCH) // timedelta(microseconds=1)


def to_datetime(instant: Instant) -> datetime:
    return _EPOCH + timedelta(microseconds=instant)


def from_iso(text: str) -> Instant:
    """ISO 8601 with an offset or Z. Raises ValueError with what would be right."""
    try:
        moment = datetime.fromisoformat(text)
        return from_datetime(moment)
    except ValueError:
        raise ValueError(f"“{text}” is not a time with a zone, such as 2026-03-10T12:00:00Z.") from None


def to_iso(instant: Instant) -> str:
    """ISO 8601 in UTC, with a Z, and with microseconds only where there are any."""
    return f"{(_EPOCH_BARE + timedelta(0, 0, instant)).isoformat()}Z"

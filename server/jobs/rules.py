"""When a job is tried again, and when a schedule's slot begins. Pure."""

from __future__ import annotations

from server.kernel import clock
from server.kernel.clock import Instant

ATTEMPT_LIMIT = 12  # With the pauses below: about four hours of trying.
PAUSE_FIRST = 2 * clock.SECOND
PAUSE_LAST = 1 * clock.HOUR
JITTER = 0.25  # Jobs that failed together come back apart.


def pause_after(attempts: int, chance: float) -> int:
    """Microseconds to wait after so many failed attempts: doubling, at most an hour, give or take a quarter by
    `chance` (0…1)."""
    pause = min(PAUSE_FIRST << min(attempts - 1, 30), PAUSE_LAST)
    return int(pause * (1 - JITTER + 2 * JITTER * chance))


def slot_of(now: Instant, every: int, offset: int) -> Instant:
    """The start of the slot that holds an instant; slots are `every` long and begin `offset` past its multiples."""
    return now - (now - offset) % every

"""Which day an occasion falls on, pure. Days are the member's own local ones; what is born on 29 February has the 28th
in other years."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from server.kernel import periods
from server.kernel.clock import Instant
from server.programme.effect import MemberView
from server.programme.rulebook import Occasion

DRAWS = 2**64
_LAST_DAY = date.max - timedelta(days=800)  # Beyond it there is nothing to reckon with.


@dataclass(frozen=True, slots=True)
class Falling:
    """A day of an occasion: the first one on which it is met, and the period that it is met for once."""

    day: date
    period: str


def fallings(occasion: Occasion, member: MemberView, today: date, active_on: date | None) -> list[Falling]:
    """The days around today that the occasion falls on, in order: last year's, this year's and the next. Of idleness
    the one that began with the last active day (None: none yet, so it began with the joining)."""
    joined = periods.local_date(member.joined_at, member.timezone)
    if today >= _LAST_DAY:
        return []
    if occasion.on == "idle":
        since = max(active_on, joined) if active_on is not None else joined
        return [Falling(since + timedelta(days=occasion.idle_days), since.isoformat())]
    day = _day_of(occasion, member, joined)
    if day is None:
        return []
    years = (today.year - 1, today.year, today.year + 1)
    found = [Falling(_in_year(day, year), str(year)) for year in years]
    # Who joins on their birthday has it; the day of joining itself is no anniversary of it.
    return [one for one in found if one.day > joined or (one.day == joined and occasion.on != "anniversary")]


def days_of(occasion: Occasion, tier: str | None) -> int | None:
    """How many days what is given is good, by the member's tier; None: as the reward says."""
    return next((row.days for row in occasion.days if not row.tiers or tier in row.tiers), None)


def held_out(occasion: Occasion, member_id: int) -> bool:
    """Whether the member is of those who get nothing, the same each time that it is asked."""
    drawn = hashlib.blake2b(f"{occasion.seed}:{occasion.code}:{member_id}".encode(), digest_size=8).digest()
    return Decimal(int.from_bytes(drawn, "big")) < occasion.holdout * DRAWS


def begins(day: date, zone: str) -> Instant:
    return periods.start_of(day, zone)


def _day_of(occasion: Occasion, member: MemberView, joined: date) -> tuple[int, int] | None:
    """The month and the day; None where the member's is not known."""
    if occasion.on == "date":
        return occasion.month, occasion.day
    if occasion.on == "anniversary":
        return joined.month, joined.day
    if member.birthday is None:
        return None
    born = date.fromisoformat(member.birthday)
    return born.month, born.day


def _in_year(day: tuple[int, int], year: int) -> date:
    month, number = day
    return date(year, month, min(number, monthrange(year, month)[1]))

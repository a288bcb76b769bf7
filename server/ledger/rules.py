"""The ledger's decisions: which lot gives what, and when a lot expires. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from server.kernel import periods
from server.kernel.clock import Instant

NEVER = 2**63 - 1


@dataclass(slots=True, eq=False)
class Lot:
    id: int
    activity_id: int
    currency: str
    points: int
    remaining: int
    expired: int
    earned_at: Instant
    expires_at: Instant | None
    new: bool = False
    changed: bool = False


def spending_order(lots: Iterable[Lot]) -> list[Lot]:
    """What expires first is spent first; of equals, what came first."""
    return sorted(lots, key=lambda lot: (NEVER if lot.expires_at is None else lot.expires_at, lot.id))


def take_back(lots: list[Lot], points: int, source: int) -> tuple[int, int]:
    """Takes points from the source's own lots, then from others in spending order.

    Returns (taken, owed): what came out of lots, and what is left as debt. What of the source's lots has expired is
    not taken twice, so taken + owed may be less than points.
    """
    left = points
    own = [lot for lot in lots if lot.activity_id == source]
    for lot in own:
        left -= _draw(lot, left)
    for lot in own:
        forgiven = min(left, lot.expired)
        left -= forgiven
        points -= forgiven
        if forgiven:  # It excuses once.
            lot.expired -= forgiven
            lot.changed = True
    for lot in spending_order(lot for lot in lots if lot.activity_id != source):
        left -= _draw(lot, left)
    return points - left, left


def pay_debts(lots: list[Lot], points: int) -> int:
    """Pays lots below zero, oldest first; what was used of the points."""
    used = 0
    for lot in sorted(lots, key=lambda lot: lot.id):
        if lot.remaining < 0 and used < points:
            paid = min(-lot.remaining, points - used)
            lot.remaining += paid
            lot.changed = True
            used += paid
    return used


def _draw(lot: Lot, wanted: int) -> int:
    drawn = min(max(lot.remaining, 0), wanted)
    if drawn:
        lot.remaining -= drawn
        lot.changed = True
    return drawn


def expiry(earned_at: Instant, months: int | None, zone_name: str) -> Instant | None:
    """The end of the local day that lies so many calendar months later; a day that a month lacks becomes its last."""
    if months is None:
        return None
    day = periods.local_date(earned_at, zone_name)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    end = day.replace(year=year, month=month + 1, day=min(day.day, last)) + timedelta(days=1)
    return periods.start_of(end, zone_name)


__all__ = ["Lot", "expiry", "pay_debts", "spending_order", "take_back"]

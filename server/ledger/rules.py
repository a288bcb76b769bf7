"""The ledger's decisions: which lot gives what, and when a lot expires. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from server.kernel import periods
from server.kernel.clock import Instant
from server.programme import spans
from server.programme.rulebook import Expiry

NEVER = 2**63 - 1
EARNED = "CASE WHEN reason = 'reversed' THEN -points ELSE sign * points END"
"""What an entry adds to what was ever earned, in SQL, of those with one of EARNING's reasons: what had expired when it
was undone left no account of the member's (its sign is 0), and yet was not earned."""


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
    own_end: Instant | None = None  # When it would end without a group, where one has moved its end.


class Part(NamedTuple):
    """What one lot gave to a hold."""

    lot_id: int
    points: int
    expires_at: Instant | None
    own_end: Instant | None = None


class Back(NamedTuple):
    """What became of points that came back: what paid debts, what has expired, and when the rest will."""

    paid: int
    expired: int
    until: tuple[Instant | None, ...] = ()


class Move(NamedTuple):
    """What moved the end that idleness brings: an activity that counts, or a gift of so many months (above 0)."""

    cause: int  # The activity, or the one whose points began it.
    before: Instant | None
    after: Instant
    months: int = 0

    @property
    def counted(self) -> bool:
        """Whether the end became this one; else it was later in any case."""
        return self.before is None or self.before <= self.after


def spending_order(lots: Iterable[Lot], kept: Container[int] = frozenset()) -> list[Lot]:
    """What expires first is spent first; of equals, what came first. `kept`: lots that do not expire as it is."""
    return sorted(lots, key=lambda lot: (_end(lot, kept), lot.id))


def _end(lot: Lot, kept: Container[int]) -> Instant:
    return NEVER if lot.expires_at is None or lot.id in kept else lot.expires_at


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


def soonest(
    lots: Iterable[Lot], points: int, *, own: Container[int], kept: Container[int]
) -> list[tuple[Lot, int]]:
    """What each lot would give of so many points, where several members' are spent in one order: of equals the lots
    that are `own` first, and those that are `kept` from ending last. Nothing is taken."""
    shares, left = [], points
    ordered = spending_order(lots, kept)
    for lot in sorted(ordered, key=lambda lot: (_end(lot, kept), lot.id not in own)):
        given = min(max(lot.remaining, 0), left)
        if given:
            shares.append((lot, given))
            left -= given
    return shares


def spend(lots: Iterable[Lot], points: int, kept: Container[int] = frozenset()) -> list[Part]:
    """Takes points in spending order; which lot gave what. Raises ValueError where there are too few."""
    parts, left = [], points
    for lot in spending_order(lots, kept):
        if drawn := _draw(lot, left):
            parts.append(Part(lot.id, drawn, lot.expires_at, lot.own_end))
            left -= drawn
    if left:
        raise ValueError(f"{left} of {points} points are in no lot.")
    return parts


def put_back(
    lots: list[Lot], parts: Iterable[Part], debt: int, now: Instant, undone: Container[int] = frozenset()
) -> Back:
    """Puts parts back into the lots that gave them. Debts are paid out of them first: of what came with an activity
    that is `undone`, whose debt it is; then of what has expired, which would be gone, and what paid for a debt is not
    taken twice."""
    by_id = {lot.id: lot for lot in lots}
    own = {lot.id for lot in lots if lot.activity_id in undone}
    shares, back = coming_back(parts, debt, now, own)
    pay_debts(lots, back.paid)
    for part, left in shares:
        lot = by_id[part.lot_id]
        if is_over(part, now):
            lot.expired += left
        else:
            lot.remaining += left
        lot.changed = True
    return back


def coming_back(
    parts: Iterable[Part], debt: int, now: Instant, own: Container[int] = frozenset()
) -> tuple[list[tuple[Part, int]], Back]:
    """What of each part is left after debts, and what that comes to. Lots of `own` pay first."""
    ordered = sorted(parts, key=lambda part: (
        part.lot_id not in own, not is_over(part, now), NEVER if part.expires_at is None else part.expires_at
    ))  # fmt: skip
    shares: list[tuple[Part, int]] = []
    owed = debt
    for part in ordered:
        paid = min(owed, part.points)
        owed -= paid
        shares.append((part, part.points - paid))
    expired = sum(left for part, left in shares if is_over(part, now))
    until = tuple(part.expires_at for part, left in shares if left and not is_over(part, now))
    return shares, Back(debt - owed, expired, until)


def is_over(part: Part, now: Instant) -> bool:
    return part.expires_at is not None and part.expires_at <= now


def _draw(lot: Lot, wanted: int) -> int:
    drawn = min(max(lot.remaining, 0), wanted)
    if drawn:
        lot.remaining -= drawn
        lot.changed = True
    return drawn


def expiry(at: Instant, months: int | None, zone_name: str) -> Instant | None:
    """The end of the local day that lies so many calendar months later; a day that a month lacks becomes its last."""
    if months is None:
        return None
    day = periods.months_after(periods.local_date(at, zone_name), months)
    return periods.start_of(day + timedelta(days=1), zone_name)


def lot_end(expires: Expiry | None, came_at: Instant, zone_name: str, joined_at: Instant) -> Instant | None:
    """When points that come now are gone by their age, or with the period in which they came. None: by neither."""
    if expires is None:
        return None
    by_age = expiry(came_at, expires.months, zone_name)
    if expires.at_end_of is None:
        return by_age
    day_of_it = came_at if by_age is None else by_age - 1
    return spans.bounds(expires.at_end_of, day_of_it, zone_name, joined_at)[1]


def idle_end(expires: Expiry | None, active_at: Instant, zone_name: str) -> Instant | None:
    """When all of it is gone, where nothing keeps it alive after this. None: idleness ends nothing."""
    return expiry(active_at, expires.idle_months, zone_name) if expires is not None else None


def standing_end(
    end: Instant, moves: Sequence[Move], undone: Container[int], zone_name: str, *, before: Container[int] | None = None
) -> Instant | None:
    """When idleness ends all, had those that are `undone` never moved it. `moves`: oldest first. Gifts that stand still
    lengthen it. `before`: what was undone until now, where that is known. None: what is undone began it."""
    if before is not None and _moved(moves, before, zone_name) == end:  # They tell all of it.
        return _moved(moves, undone, zone_name)
    ends: Instant | None = end
    months = 0
    for move in reversed(moves):
        is_undone = move.cause in undone
        if move.after == ends and (is_undone or move.months):
            ends = move.before
            months += 0 if is_undone else move.months
        elif not is_undone and not move.months and move.counted:
            break
    return later_by(ends, months, zone_name) if ends is not None and months else ends


def _moved(moves: Sequence[Move], undone: Container[int], zone_name: str) -> Instant | None:
    """The end that moves make one after another, without those that are undone."""
    ends: Instant | None = None
    for move in moves:
        if move.cause in undone:
            continue
        if move.months:
            ends = later_by(ends, move.months, zone_name) if ends is not None else None
        else:
            ends = move.after if ends is None else max(ends, move.after)
    return ends


def ends_of(lots: Iterable[Lot], upto: Instant, ends_at: Instant | None, own_end: Instant | None) -> None:
    """Gives lots that have an end of at most `upto` another end."""
    for lot in lots:
        if (NEVER if lot.expires_at is None else lot.expires_at) <= upto:
            lot.expires_at, lot.own_end, lot.changed = ends_at, own_end, True


def later_by(end: Instant, months: int, zone_name: str) -> Instant:
    """An end of a local day, so many months later: the end of the same day of that month."""
    day = periods.months_after(periods.local_date(end - 1, zone_name), months)
    return periods.start_of(day + timedelta(days=1), zone_name)


def sooner_by(end: Instant, months: int, zone_name: str) -> Instant:
    """The end that became this one so many months later. Of several the last: what moved the 31st to a month's last day
    and is taken back costs nobody a day."""
    day = periods.local_date(end - 1, zone_name)
    sooner = periods.months_after(day, -months)
    last = sooner.replace(day=monthrange(sooner.year, sooner.month)[1])
    found = last if periods.months_after(last, months) == day else sooner
    return periods.start_of(found + timedelta(days=1), zone_name)


__all__ = [
    "EARNED", "NEVER", "Back", "Lot", "Move", "Part", "coming_back", "ends_of", "expiry", "idle_end", "later_by",
    "lot_end", "pay_debts", "put_back", "sooner_by", "soonest", "spend", "spending_order", "standing_end", "take_back",
]  # fmt: skip

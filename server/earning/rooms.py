"""How much room caps leave: the counters that they move, each member's own and those that many share. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from server.kernel import periods
from server.programme.effect import Activity
from server.programme.rulebook import Cap


class Counter(NamedTuple):
    """A counter's row. `member_id` 0: many share it."""

    member_id: int
    code: str
    period: str

    @property
    def shared(self) -> bool:
        return not self.member_id


@dataclass(frozen=True, slots=True)
class Room:
    """One limit that a cap sets for an activity: of points (minor units) or of times."""

    counter: Counter
    limit: int
    of_points: bool
    cap: Cap


@dataclass(slots=True)
class Usage:
    """What is used of the caps that a batch may touch."""

    used: dict[Counter, int] = field(default_factory=dict)
    changed: set[Counter] = field(default_factory=set)

    def left(self, room: Room) -> int:
        return max(0, room.limit - self.used.get(room.counter, 0))

    def add(self, counter: Counter, by: int) -> None:
        self.used[counter] = max(0, self.used.get(counter, 0) + by)
        if not counter.shared:
            self.changed.add(counter)


def rooms_of(caps: Sequence[Cap], activity: Activity) -> list[Room]:
    """Every limit that these caps set for an activity."""
    return [room for cap in caps for room in _rooms(cap, activity)] if caps else []


def narrowest(rooms: Sequence[Room], usage: Usage, points: int) -> tuple[int, Room | None]:
    """What of so many points fits, and the limit that cut them; nothing where one of the times is full."""
    cutting: Room | None = None
    for room in rooms:
        left = usage.left(room)
        if not room.of_points and left > 0:
            continue
        if left < points or (left == 0 and not room.of_points):
            points, cutting = left, room
    return points, cutting


def is_full(rooms: Sequence[Room], usage: Usage) -> Room | None:
    """The limit that has no room left; None: each has some."""
    return next((room for room in rooms if usage.left(room) == 0), None)


def noted(rooms: Sequence[Room]) -> list[list[Any]] | None:
    """What an activity remembers of the counters that it moved: code, period, whether by points, whether shared."""
    return [
        [room.counter.code, room.counter.period, int(room.of_points), int(room.counter.shared)]
        for room in rooms
    ] or None  # fmt: skip


def _rooms(cap: Cap, activity: Activity) -> Iterator[Room]:
    code = cap.code
    if "shop" in cap.each:
        code += f"@{activity.shop or ''}"
    if "partner" in cap.each:
        code += f"%{activity.partner_id or ''}"
    period = periods.period_key(cap.period, activity.occurred_at, activity.rulebook.timezone)
    member_id = activity.member.id if "member" in cap.each else 0
    if cap.points is not None:
        yield Room(Counter(member_id, code, period), cap.points, True, cap)
    if cap.times is not None:
        yield Room(Counter(member_id, f"{code}#", period), cap.times, False, cap)

"""Which tier a sum reaches, and what counts towards it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from server.kernel import periods
from server.kernel.clock import DAY, Instant
from server.programme.rulebook import Ladder


def tier_index(ladder: Ladder, qualifying: int) -> int:
    """The place of the highest tier that the sum reaches; the first one is everybody's."""
    return max((place for place, tier in enumerate(ladder.tiers) if tier.threshold <= qualifying), default=0)


def best(ladder: Ladder, earned: Mapping[Instant, int], timezone: str) -> int:
    """The most that ever counted at once, of points by the instant at which they occurred."""
    if ladder.window.type != "rolling":
        sums: defaultdict[str, int] = defaultdict(int)
        for instant, points in earned.items():
            sums[periods.period_key(ladder.window.calendar, instant, timezone)] += points
        return max(sums.values(), default=0)
    instants = sorted(earned)
    most = inside = first = 0
    for instant in instants:
        inside += earned[instant]
        while instants[first] <= instant - ladder.window.days * DAY:
            inside -= earned[instants[first]]
            first += 1
        most = max(most, inside)
    return most


def window(ladder: Ladder, now: Instant, timezone: str) -> tuple[Instant, Instant | None]:
    """From which instant on something counts now, and when the window next moves as a whole (None: it slides)."""
    if ladder.window.type == "rolling":
        return now - ladder.window.days * DAY + 1, None
    return periods.bounds(ladder.window.calendar, now, timezone)


def leaves_at(ladder: Ladder, occurred_at: Instant, now: Instant, timezone: str) -> Instant | None:
    """When something that occurred then no longer counts."""
    if ladder.window.type == "rolling":
        return occurred_at + ladder.window.days * DAY
    return periods.bounds(ladder.window.calendar, now, timezone)[1]

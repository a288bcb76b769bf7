"""Scheduled drops, pure: when a reward can be had, when it opens next, and the counter of each opening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.kernel import clock, periods
from server.kernel.clock import Instant
from server.programme.rulebook import Opening, Reward

from .errors import NotOpen, RewardNotFound

WEEK = 7
_KEY = "drop:"


@dataclass(frozen=True, slots=True)
class Opened:
    """One opening: half-open, by the clock on the opening's own wall."""

    key: str  # drop:2026-03-10, the local day on which it opens
    starts_at: Instant
    ends_at: Instant


def is_key(period: str) -> bool:
    return period.startswith(_KEY)


def open_at(opening: Opening, at: Instant) -> Opened | None:
    """The opening that holds an instant."""
    today = periods.local_date(at, opening.timezone)
    for back in range(opening.minutes // (24 * 60) + 2):
        opened = _on(opening, today - timedelta(days=back))
        if opened is not None and opened.starts_at <= at < opened.ends_at:
            return opened
    return None


def next_opening(reward: Reward, at: Instant) -> Instant | None:
    """When the reward can be had next, later than now; None: never, or it has no hours."""
    if reward.opening is None:
        return reward.starts_at if reward.starts_at is not None and reward.starts_at > at else None
    begin = max(at, (reward.starts_at or 0) - 1)
    today = periods.local_date(begin, reward.opening.timezone)
    for ahead in range(WEEK + 1):
        opened = _on(reward.opening, today + timedelta(days=ahead))
        if opened is not None and opened.starts_at > begin:
            return opened.starts_at if reward.ends_at is None or opened.starts_at < reward.ends_at else None
    return None


def closes_at(reward: Reward, at: Instant) -> Instant | None:
    """When it can be had no more, of a reward that is open now; None: it has no hours and no last day."""
    opened = open_at(reward.opening, at) if reward.opening is not None else None
    ends = [end for end in (reward.ends_at, opened.ends_at if opened is not None else None) if end is not None]
    return min(ends, default=None)


def is_over(reward: Reward, at: Instant) -> bool:
    """Whether its last day has passed: it is offered no more."""
    return reward.ends_at is not None and reward.ends_at <= at


def is_open(reward: Reward, at: Instant) -> bool:
    if is_over(reward, at) or (reward.starts_at is not None and at < reward.starts_at):
        return False
    return reward.opening is None or open_at(reward.opening, at) is not None


def check_open(reward: Reward, at: Instant, zone: str) -> None:
    """Raises NotOpen, which says when it opens in the zone; RewardNotFound where it is over."""
    if is_open(reward, at):
        return
    opens_at = next_opening(reward, at)
    if opens_at is None:
        raise RewardNotFound(reward.code)
    raise NotOpen(reward.code, at, opens_at, zone)


def _on(opening: Opening, day: date) -> Opened | None:
    """The opening that begins on a local day."""
    if day.isoweekday() not in opening.weekdays:
        return None
    bare = datetime(day.year, day.month, day.day) + timedelta(minutes=opening.minute)
    starts_at = _instant(bare, opening.timezone)
    begun = clock.to_datetime(starts_at).astimezone(periods.zone(opening.timezone)).replace(tzinfo=None)
    ends_at = _instant(begun + timedelta(minutes=opening.minutes), opening.timezone)
    return Opened(_KEY + day.isoformat(), starts_at, ends_at)


def _instant(bare: datetime, zone: str) -> Instant:
    """What a clock skips comes an hour later; of an hour that it strikes twice it is the first."""
    return clock.from_datetime(bare.replace(tzinfo=periods.zone(zone)))

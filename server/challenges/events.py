"""What challenges say."""

from __future__ import annotations

from dataclasses import dataclass

from server.kernel.clock import Instant
from server.programme.effect import Activity, Fact


@dataclass(frozen=True, slots=True, eq=False)
class _Standing(Fact):
    """Where a member stands in a challenge's period. Amounts in micro-units; `ends_at` is when the period ends.

    `beside`: on how many days of the present week something was done, where weeks are counted; the member's own part,
    where `amount` is what all have come to together."""

    activity: Activity
    challenge: str
    period: str
    amount: int
    target: int
    starts_at: Instant
    ends_at: Instant | None
    completed_at: Instant | None
    beside: int


class ChallengeProgressed(_Standing):
    """The amount moved, up or down."""

    __slots__ = ()


class ChallengeCompleted(_Standing):
    """The amount came to the target."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class ChallengeReopened(_Standing):
    """What completed it was undone; `elsewhere`: another period of it is still completed."""

    elsewhere: bool


@dataclass(frozen=True, slots=True, eq=False)
class ContributionMade(Fact):
    """A member's part in what all do together moved by `amount` (below 0: taken back)."""

    activity: Activity
    challenge: str
    period: str
    amount: int
    people: int  # 1: the member had no part in it before; −1: has none any more.
    seen: int  # What all had come to, as it was read.
    turn: int
    reached_at: Instant | None
    starts_at: Instant
    ends_at: Instant | None

"""What challenges say."""

from __future__ import annotations

from dataclasses import dataclass

from server.kernel.clock import Instant
from server.programme.effect import Activity, Fact


@dataclass(frozen=True, slots=True, eq=False)
class _Standing(Fact):
    """Where a member stands in a challenge's period. Amounts in micro-units; `ends_at` is when the period ends."""

    activity: Activity
    challenge: str
    period: str
    amount: int
    target: int
    starts_at: Instant
    ends_at: Instant | None
    completed_at: Instant | None


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

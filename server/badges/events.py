"""What badges say."""

from __future__ import annotations

from dataclasses import dataclass

from server.programme.effect import Activity, Fact


@dataclass(frozen=True, slots=True, eq=False)
class BadgeEarned(Fact):
    activity: Activity
    award_id: int
    badge: str
    cause: str
    version: int  # Of the rulebook that gives it.


@dataclass(frozen=True, slots=True, eq=False)
class BadgeTakenBack(Fact):
    activity: Activity
    award_id: int
    badge: str
    cause: str

"""What the ladder says."""

from __future__ import annotations

from dataclasses import dataclass

from server.programme.effect import Activity, Fact


@dataclass(frozen=True, slots=True, eq=False)
class TierChanged(Fact):
    """A member climbed (`gained`: every tier passed) or came down (`lost`), on the ladder of a rulebook's version."""

    activity: Activity
    tier: str
    previous: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True, eq=False)
class TiersUnreached(Fact):
    """Without what was undone, a member would never have reached these."""

    activity: Activity
    tiers: tuple[str, ...]

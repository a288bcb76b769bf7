"""What the ledger is told, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from server.kernel.clock import Instant
from server.programme.effect import Activity, Fact

Reason = Literal["earned", "awarded", "challenge", "reversed", "expired"]


@dataclass(frozen=True, slots=True, eq=False)
class PointsEarned(Fact):
    """A rule gave points (minor units, above 0). The ledger posts them."""

    activity: Activity
    currency: str
    points: int
    reason: Reason
    rule: str
    arithmetic: Mapping[str, Any]
    partner_id: int | None = None  # Whose budget pays; None: the programme issues them.


@dataclass(frozen=True, slots=True, eq=False)
class PointsTakenBack(Fact):
    """What was given is undone (minor units, above 0): from the lots of `source` first."""

    activity: Activity
    currency: str
    points: int
    rule: str
    arithmetic: Mapping[str, Any]
    source: int  # The activity that gave them.
    occurred_at: Instant  # When what gave them occurred: the periods in which they counted lose them.
    partner_id: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PointsPosted(Fact):
    """An entry on a member's account."""

    activity: Activity
    entry_id: int
    currency: str
    points: int  # Signed, minor units.
    balance: int
    reason: Reason
    rule: str
    arithmetic: Mapping[str, Any]
    occurred_at: Instant

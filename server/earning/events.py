"""What earning says to those who count for many."""

from __future__ import annotations

from dataclasses import dataclass

from server.programme.effect import Activity, Fact


@dataclass(frozen=True, slots=True, eq=False)
class SharedCapMoved(Fact):
    """A counter that many members share moves: a campaign's budget, a cap of a shop's. Below 0: room comes back."""

    activity: Activity
    code: str
    period: str
    by: int  # Minor units, or times.
    limit: int = 0  # What it may come to, where it grows.

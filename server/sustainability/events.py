"""What everyday choices say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from server.programme.effect import Activity, Fact

Proof = Literal["own", "partner"]


@dataclass(frozen=True, slots=True, eq=False)
class ImpactRecorded(Fact):
    """An estimate was kept, or a share of one taken back (below zero)."""

    activity: Activity
    action: str
    proof: Proof
    micro_kg: int
    version: int  # Of the rulebook whose words and figures it has.

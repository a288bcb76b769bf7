"""What the boards say."""

from __future__ import annotations

from dataclasses import dataclass

from server.kernel.clock import Instant
from server.ledger.events import Reason

EARNING: frozenset[Reason] = frozenset(("earned", "awarded", "challenge"))  # What counts on a board, until undone.


@dataclass(frozen=True, slots=True)
class Moved:
    """A standing that a committed batch moved."""

    board: str
    season: str
    member_id: int
    before: int
    score: int
    reached_at: Instant
    change: int
    new: bool

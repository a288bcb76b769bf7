"""A member's progress in one period of a challenge, as the fold moves it."""

from __future__ import annotations

from dataclasses import dataclass, field

from server.kernel.clock import Instant
from server.programme.measure import Marks


@dataclass(slots=True, eq=False)
class Progress:
    id: int
    member_id: int
    challenge: str
    period: str
    starts_at: Instant
    ends_at: Instant | None
    amount: int = 0  # Where all go together: the member's own part.
    marks: Marks = field(default_factory=dict)
    joined_at: Instant | None = None  # Where all go together: when the member first took part.
    left_at: Instant | None = None
    completed_at: Instant | None = None
    completed_by: int | None = None
    paid: int = 0
    new: bool = False
    changed: bool = False

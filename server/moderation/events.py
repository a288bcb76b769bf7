"""What moderation says once it is true."""

from __future__ import annotations

from dataclasses import dataclass

from server.kernel.clock import Instant
from server.kernel.ids import Id


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """A text waits for a moderator since its author sent it: nobody who could tell of it was there at the commit."""

    id: Id
    case_id: Id
    event_ids: list[Id]  # The timeline row in which its author is told.
    at: Instant

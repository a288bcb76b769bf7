"""What the timeline refuses."""

from __future__ import annotations

from collections.abc import Sequence

from server.kernel.ids import Id


class TimelineOutOfStep(Exception):
    """A bug in the writer: positions that do not continue the head's, or a member without a head. Nothing was kept."""

    def __init__(self, member_ids: Sequence[Id]) -> None:
        super().__init__(f"Events out of step with the timeline of one of {list(member_ids[:10])}.")
        self.member_ids = member_ids

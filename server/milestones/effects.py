"""The room's parts in the fold."""

from __future__ import annotations

from .closing import ClosePeriods
from .steps import ReachMilestones

__all__ = ["ClosePeriods", "ReachMilestones"]

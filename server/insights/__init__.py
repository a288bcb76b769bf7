"""What managers look at and do: four numbers with the rows behind them, any member's story, corrections by hand."""

from .adjusting import TOPIC, Adjusted, Adjustment, adjust, adjustments, adjustments_by_id, agree, decline
from .errors import AdjustmentDecided, OwnAccount, SecondManagerNeeded
from .figures import (
    COMING_BACK,
    MemberRow,
    Outstanding,
    Returning,
    active_count,
    active_rows,
    members_count,
    members_rows,
    outstanding,
    outstanding_rows,
    returning,
    returning_rows,
)
from .finding import brought, find, history_of

__all__ = [
    "COMING_BACK", "TOPIC", "Adjusted", "Adjustment", "AdjustmentDecided", "MemberRow", "Outstanding", "OwnAccount",
    "Returning", "SecondManagerNeeded", "active_count", "active_rows", "adjust", "adjustments", "adjustments_by_id",
    "agree", "brought", "decline", "find", "history_of", "members_count", "members_rows", "outstanding",
    "outstanding_rows", "returning", "returning_rows",
]  # fmt: skip

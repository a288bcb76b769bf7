"""The ledger: accounts, entries, lots, holds, reversal, reconciliation. Only effects post to it (see `effects`)."""

from .accounts import HELD
from .queries import (
    Entry,
    Expiring,
    balances_of,
    entries_by_id,
    entries_of,
    entries_of_activities,
    next_expiries,
)
from .reconcile import Difference, reconcile

__all__ = [
    "HELD", "Difference", "Entry", "Expiring", "balances_of", "entries_by_id", "entries_of", "entries_of_activities",
    "next_expiries", "reconcile",
]  # fmt: skip

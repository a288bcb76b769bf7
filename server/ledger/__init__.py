"""The ledger: accounts, entries, lots, reversal, reconciliation. Only effects post to it (see `effects`)."""

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
    "Difference", "Entry", "Expiring", "balances_of", "entries_by_id", "entries_of", "entries_of_activities",
    "next_expiries", "reconcile",
]  # fmt: skip

"""The ledger: accounts, entries, lots, holds, reversal, reconciliation. Only effects post to it (see `effects`)."""

from server.jobs import Periodic
from server.kernel.clock import DAY, HOUR

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
from .reminding import NOTICE, remind

__all__ = [
    "HELD", "NOTICE", "PERIODICS", "Difference", "Entry", "Expiring", "balances_of", "entries_by_id", "entries_of",
    "entries_of_activities", "next_expiries", "reconcile", "remind",
]  # fmt: skip

PERIODICS = (Periodic("ledger.remind", every=DAY, run=remind, offset=8 * HOUR),)

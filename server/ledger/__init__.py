"""The ledger: accounts, entries, lots, holds, reversal, reconciliation. Only effects post to it (see `effects`)."""

from server.jobs import Periodic
from server.kernel.clock import DAY, HOUR

from .accounts import HELD, PENDING, charity_id
from .events import EARNING
from .freezes import Frozen, freezable, freezes_by_id, freezes_of
from .queries import (
    Entry,
    Expiring,
    Holding,
    Ripening,
    balances_of,
    entries_by_id,
    entries_of,
    entries_of_activities,
    lots_of,
    next_expiries,
    next_ripenings,
)
from .reconcile import Difference, reconcile
from .reminding import NOTICE, remind
from .rules import EARNED
from .transfers import Transferred, transfers_by_id, transfers_of

__all__ = [
    "EARNED", "EARNING", "HELD", "NOTICE", "PENDING", "PERIODICS", "Difference", "Entry", "Expiring", "Frozen",
    "Holding", "Ripening", "Transferred", "balances_of", "charity_id", "entries_by_id", "entries_of",
    "entries_of_activities", "freezable", "freezes_by_id", "freezes_of", "lots_of", "next_expiries", "next_ripenings",
    "reconcile", "remind", "transfers_by_id", "transfers_of",
]  # fmt: skip

PERIODICS = (Periodic("ledger.remind", every=DAY, run=remind, offset=8 * HOUR),)

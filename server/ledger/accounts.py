"""Which accounts there are."""

from __future__ import annotations

import hashlib
from typing import Literal

OwnerKind = Literal["programme", "partner", "charity"]
SystemPurpose = Literal["issuance", "expiry", "budget", "holding", "pending", "transit", "redeemed", "gifts"]

HELD = "@"  # In a table of balances, what is held of a currency stands under its code with this before it.
PENDING = "~"  # And what was earned and waits, under its code with this.


def system_account(owner_kind: OwnerKind, owner_id: int, purpose: SystemPurpose, currency: str) -> int:
    """The id of an account that no member owns. Made from its name, so that nobody needs to look it up."""
    return _number(f"{owner_kind}:{owner_id}:{purpose}:{currency}")


def charity_id(code: str) -> int:
    """The owner's id of a charity, which the programme's file knows by its code alone."""
    return _number(f"charity:{code}")


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1

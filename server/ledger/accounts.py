"""Which accounts there are."""

from __future__ import annotations

import hashlib
from typing import Literal

SystemPurpose = Literal["issuance", "expiry", "budget"]


def system_account(
    owner_kind: Literal["programme", "partner"], owner_id: int, purpose: SystemPurpose, currency: str
) -> int:
    """The id of an account that no member owns. Made from its name, so that nobody needs to look it up."""
    name = f"{owner_kind}:{owner_id}:{purpose}:{currency}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1

"""What the ledger refuses."""

from __future__ import annotations

from server.kernel.errors import DomainError


class LessThanThat(DomainError):
    """More would be taken than there is. Both in minor units."""

    def __init__(self, *, balance: int, wanted: int) -> None:
        super().__init__(f"There are {balance}, and {wanted} cannot be taken. Nothing was changed.")
        self.balance, self.wanted = balance, wanted

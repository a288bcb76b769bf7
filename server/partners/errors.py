"""What partners' verbs say when they cannot."""

from __future__ import annotations

from server.kernel.errors import DomainError


class CodeTaken(DomainError):
    """Another partner, or another shop of this partner, has the code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The code “{code}” is taken.")
        self.code = code


class BudgetExceeded(DomainError):
    """A refund of more than was ever drawn: a bug in the caller, stopped before it makes points from nothing."""

    def __init__(self, *, partner_id: int, currency: str, points: int) -> None:
        super().__init__(f"{points} {currency} cannot be put back: so many were never drawn.")
        self.partner_id, self.currency, self.points = partner_id, currency, points

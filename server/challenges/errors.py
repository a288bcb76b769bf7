"""What challenges refuse."""

from __future__ import annotations

from server.kernel.errors import DomainError, NotFound


class AlreadyJoined(DomainError):
    def __init__(self, challenge: str, period: str) -> None:
        super().__init__(f"“{challenge}” is joined already.")
        self.challenge, self.period = challenge, period


class CountsByItself(NotFound):
    """Everybody takes part in it: there is nothing to join or to leave."""

    def __init__(self, challenge: str) -> None:
        super().__init__(f"“{challenge}” counts by itself: a way to join it")
        self.challenge = challenge


class NotJoined(DomainError):
    def __init__(self, challenge: str) -> None:
        super().__init__(f"“{challenge}” is not joined, or is done.")
        self.challenge = challenge

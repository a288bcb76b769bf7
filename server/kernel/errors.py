"""Errors are facts: an exception carries what was asked, what is, and what would be right."""

from __future__ import annotations


class DomainError(Exception):
    """An expected outcome of a verb. The schema maps each to a …Problem, or to a closed error code."""


class NotFound(DomainError):
    """Something asked for by name is not there, or is not the asker's to know of."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} was not found.")
        self.what = what


class BadInput(DomainError):
    """What was sent cannot be used. `field` names the place, `message` what is wrong and what would be right."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Forbidden(DomainError):
    """The asker is known, and may not."""


class Unauthenticated(DomainError):
    """Nobody is signed in, and somebody must be."""


class RateLimited(DomainError):
    """Too much for now. `retry_after` is in whole seconds."""

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after

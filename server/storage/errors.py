"""What storage says when it cannot."""

from __future__ import annotations

from server.kernel.errors import DomainError, RateLimited

FULL_RETRY_SECONDS = 30  # Somebody must make room first.


class StorageError(Exception):
    """A statement failed. The driver's own error is its cause."""


class UniqueViolation(StorageError):
    """A row with that key is there already. `constraint` names the index or its columns, as the driver does."""

    def __init__(self, constraint: str) -> None:
        super().__init__(f"There is a row already: {constraint}.")
        self.constraint = constraint


class CheckViolation(StorageError):
    """A row would have broken a rule of its table."""


class Retryable(StorageError):
    """A deadlock or a lost connection: the same again may succeed."""


class StorageFull(RateLimited):
    """No room is left on the disk. Nothing was changed; nothing is wrong with what was sent."""

    def __init__(self) -> None:
        super().__init__(
            "The disk of the database is full. Nothing was changed; send the same again once there is room.",
            retry_after=FULL_RETRY_SECONDS,
        )


class DatabaseNewer(DomainError):
    """The database holds migrations that this code does not know."""

    def __init__(self, unknown: list[str]) -> None:
        super().__init__(
            f"The database is newer than this program: it holds {', '.join(unknown)}. "
            "Start the newer version, or restore a copy made before the upgrade."
        )
        self.unknown = unknown


class DatabaseOlder(DomainError):
    """Migrations are waiting. `serve` does not run them by itself on a shared database."""

    def __init__(self, waiting: list[str]) -> None:
        super().__init__(f"The database waits for {', '.join(waiting)}. Run: python3 -m server migrate")
        self.waiting = waiting

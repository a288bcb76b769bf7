"""The database: connection, transactions, set-based SQL for both dialects, migrations.

    rows = await storage.rows("SELECT id FROM member WHERE id {in ids bigint}", ids=[1, 2])
    async with storage.transaction() as tx:
        await tx.insert(Member, ("id", "card"), [(1, "…")])
"""

from .database import (
    check,
    close,
    connect,
    dialect,
    engine,
    in_transaction,
    migrate,
    pending,
    row,
    rows,
    start_process,
    transaction,
    value,
    write,
)
from .errors import (
    CheckViolation,
    DatabaseNewer,
    DatabaseOlder,
    Retryable,
    StorageError,
    StorageFull,
    UniqueViolation,
)
from .tx import Reader, Row, Tx

__all__ = [
    "CheckViolation", "DatabaseNewer", "DatabaseOlder", "Reader", "Retryable", "Row", "StorageError", "StorageFull",
    "Tx", "UniqueViolation", "check", "close", "connect", "dialect", "engine", "in_transaction", "migrate", "pending",
    "row", "rows", "start_process", "transaction", "value", "write",
]  # fmt: skip

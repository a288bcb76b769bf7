"""A database for a while: tables, no rows, the clock in one's own hand, and nothing left of it afterwards."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from server import activities, programme, storage
from server.kernel import clock
from server.kernel.clock import Stepper

FILE = "passing.sqlite3"
MIGRATIONS = Path(storage.__file__).parent / "migrations"


@asynccontextmanager
async def passing_database(empty: Path | None = None) -> AsyncIterator[Stepper]:
    """A temporary SQLite file as this process's database, with the recorder on it and the clock held: yields what moves
    the clock. It is gone at the end, however that comes; no other database is touched.

    `empty`: a file with tables and no rows to begin with, where making them would take too long.
    """
    with tempfile.TemporaryDirectory(prefix="hemmaplan-") as folder:
        path = Path(folder) / FILE
        if empty is not None:
            shutil.copy(empty, path)
        programme.forget()
        await storage.connect(f"sqlite:///{path}?synchronous=OFF")
        try:
            if empty is None:
                await storage.migrate()
            await storage.start_process()
            with clock.stepped() as steps:
                activities.start()
                try:
                    yield steps
                finally:
                    await activities.stop()
        finally:
            await storage.close()
            programme.forget()


async def kept_empty(folder: Path) -> Path:
    """A file there with tables and no rows, for `passing_database`: made once for each shape of the tables, since that
    takes longer than most lives. Raises OSError where the folder does not take it."""
    shape = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(MIGRATIONS.glob("*.py")))).hexdigest()
    kept = folder / f"empty-{shape[:16]}.sqlite3"
    if kept.exists():
        return kept
    with tempfile.TemporaryDirectory(prefix="empty-", dir=folder) as making:
        new = Path(making) / FILE
        await storage.connect(f"sqlite:///{new}?synchronous=OFF")
        try:
            await storage.migrate()
        finally:
            await storage.close()
        for old in folder.glob("empty-*.sqlite3"):
            if old != kept:
                old.unlink(missing_ok=True)
        new.replace(kept)  # Two that made it at once made the same.
    return kept

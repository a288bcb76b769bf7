"""A full disk: a clear answer, nothing half done, and everything recorded once there is room again.

The disk is a small tmpfs in a mount namespace of the server's own, so that nothing of the machine's is touched and it
is gone with the process. As a user that is not root that wants user namespaces, which most systems allow.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

import aiohttp
import pytest

from tests.journeys import books
from tests.journeys.prepared import prepare
from tests.journeys.serving import Serve
from tests.journeys.storm import Storm, number_of
from tests.journeys.till import Refused, ask

DISK_MEGABYTES = 40  # Of memory, and only while it is full.
BALLAST_MEGABYTES = 37
CALLS_LIMIT = 400  # Each of a hundred purchases or so: far more than the disk holds.
ON_A_SMALL_DISK = (
    f'mount -t tmpfs -o size={DISK_MEGABYTES}m tmpfs "$1" && cp "$2" "$1/" && '
    f'dd if=/dev/zero of="$1/ballast" bs=1M count={BALLAST_MEGABYTES} status=none && shift 2 && exec "$@"'
)


async def test_a_full_disk_is_said_and_nothing_is_half_done(
    tmp_path: Path, home: Path, http: aiohttp.ClientSession, processes: list[Serve]
) -> None:
    prepared = await prepare(f"sqlite:///{tmp_path / 'hemmaplan.sqlite3'}")
    serve = Serve(
        home, f"sqlite:///{home / 'hemmaplan.sqlite3'}",
        before=[*_own_mounts(), "sh", "-c", ON_A_SMALL_DISK, "sh", str(home), str(tmp_path / "hemmaplan.sqlite3")],
    )  # fmt: skip
    processes.append(serve)
    await serve.started()
    inside = Path(f"/proc/{serve.process.pid if serve.process else 0}/root{home}")
    storm = Storm(prepared, [prepared.till(http, serve.url)], random.Random(4))

    full = await _sell_until_full(storm)

    assert full.code == "RATE_LIMITED"
    assert "disk" in str(full)
    assert full.retry_after
    database = _copied(inside, tmp_path / "full")
    assert await _recorded_keys(database) == set(storm.acknowledged)
    assert await books.audit(database) == []
    # Who only reads notices nothing.
    member = prepared.people[0]
    me = await ask(http, serve.url, "{ me { balances { points } } }", cookie=member.cookie)
    assert me["me"]["balances"]

    (inside / "ballast").unlink()
    await storm.settle()

    database = _copied(inside, tmp_path / "again")
    assert await _recorded_keys(database) == set(storm.sent)
    assert await books.audit(database) == []
    assert storm.wrong == []


async def _sell_until_full(storm: Storm) -> Refused:
    """The refusal of a single purchase. Calls of many are told the same, each item by itself."""
    for _ in range(CALLS_LIMIT):
        sales = [storm.sale() for _ in range(100)]
        before = len(storm.acknowledged)
        await storm.send(storm.tills[0], sales)
        if len(storm.acknowledged) == before:
            try:
                (answer,) = await storm.tills[0].record([sales[0].input()])
            except Refused as refused:
                return refused
            storm.acknowledged[sales[0].key] = number_of(answer["activity"]["id"])  # One still had room.
    raise AssertionError("The disk was never full.")


async def _recorded_keys(database: str) -> set[str]:
    (rows,) = await books.read(database, "SELECT key FROM activity WHERE kind = 'purchase'")
    assert len(rows) == len(set(rows))
    return {row[0] for row in rows}


def _copied(inside: Path, folder: Path) -> str:
    """A copy of the database while nobody writes. (SQLite would follow /proc's link to a file of our own mounts.)"""
    folder.mkdir()
    for name in ("hemmaplan.sqlite3", "hemmaplan.sqlite3-wal"):
        shutil.copy(inside / name, folder / name)
    return f"sqlite:///{folder / 'hemmaplan.sqlite3'}"


def _own_mounts() -> list[str]:
    """The command under which a process may mount for itself alone. Skips the test where that is not allowed."""
    program = shutil.which("unshare")
    if program is not None:
        words = [program, "--mount"] if os.geteuid() == 0 else [program, "--user", "--map-root-user", "--mount"]
        tried = subprocess.run(
            [*words, "sh", "-c", "mount -t tmpfs tmpfs /mnt"], capture_output=True, timeout=30, check=False
        )
        if tried.returncode == 0:
            return words
    pytest.skip("This machine allows no mounts of one's own (unshare --mount), so no disk can be made full.")

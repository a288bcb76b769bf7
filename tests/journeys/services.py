"""A PostgreSQL and a Redis of a test's own, on ports of their own, which it may kill: never the machine's."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from tests.journeys.serving import free_port

START_SECONDS = 60
USERS = ("postgres", "nobody")  # PostgreSQL refuses to run as root; as whom it runs where we are root.


class OwnPostgres:
    """A PostgreSQL server in a folder of its own."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder, self._programs = folder, programs
        self._user = _other_user() if os.geteuid() == 0 else None
        self.port = free_port()
        self.url = f"postgres://hemmaplan@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        self._run("initdb", "-D", "data", "-U", "hemmaplan", "--auth=trust", "--encoding=UTF8", "--no-sync")

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self._folder} -c shared_buffers=32MB -c max_connections=60"
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "-t", str(START_SECONDS), "-o", options, "start")

    def restart(self, how: str) -> None:
        """`how`: fast (connections are ended in order) or immediate (as after a crash, with recovery)."""
        self.stop(how)
        self.start()

    def stop(self, how: str = "immediate") -> None:
        self._run("pg_ctl", "-D", "data", "-m", how, "-w", "-t", str(START_SECONDS), "stop")

    def is_running(self) -> bool:
        return (self._folder / "data" / "postmaster.pid").exists()

    async def database(self, name: str) -> str:
        """A new database's address."""
        connection = await asyncpg.connect(self.url, timeout=10)
        try:
            await connection.execute(f'CREATE DATABASE "{name}"')
        finally:
            await connection.close()
        return self.url.replace("/postgres", f"/{name}")

    def _run(self, program: str, *words: str) -> None:
        # Its server inherits what is open, so its words go to a file: a pipe would be waited for.
        with (self._folder / "control.log").open("ab") as log:
            done = subprocess.run(
                [self._programs / program, *words], cwd=self._folder, user=self._user, group=self._user,
                extra_groups=[] if self._user else None, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                timeout=2 * START_SECONDS, check=False,
            )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"{program} {words}:\n{(self._folder / 'control.log').read_text(errors='replace')}")


class OwnRedis:
    """A Redis (or Valkey) that keeps nothing on disk."""

    def __init__(self, folder: Path, program: str) -> None:
        self._folder, self._program = folder, program
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self._folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                 "--dir", str(self._folder)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    async def ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.05)

    def freeze(self) -> None:
        """It holds its connections, and says nothing."""
        self._tell(signal.SIGSTOP)

    def thaw(self) -> None:
        self._tell(signal.SIGCONT)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _tell(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)


@contextmanager
def own_postgres(programs: Path) -> Iterator[OwnPostgres]:
    """A running server, stopped and removed afterwards."""
    # Not pytest's folder: that one is closed to the user as whom PostgreSQL runs.
    with tempfile.TemporaryDirectory(prefix="hemmaplan-postgres-", ignore_cleanup_errors=True) as folder:
        server = OwnPostgres(Path(folder), programs)
        server.make()
        server.start()
        try:
            yield server
        finally:
            if server.is_running():
                server.stop()


@contextmanager
def own_redis(program: str) -> Iterator[OwnRedis]:
    """A running server, ended and removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="hemmaplan-redis-") as folder:
        server = OwnRedis(Path(folder), program)
        server.start()
        try:
            yield server
        finally:
            server.thaw()  # A frozen process hears of its end only when it goes on.
            server.kill()


def find_postgres_programs() -> Path | None:
    """The folder of initdb and pg_ctl, or None. Debian keeps them beside the path."""
    beside = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name)
    folders = [*reversed(beside), *(Path(part) for part in os.environ.get("PATH", "").split(os.pathsep))]
    return next((f for f in folders if all((f / name).exists() for name in ("initdb", "pg_ctl", "postgres"))), None)


def find_redis_program() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


def _other_user() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in USERS if name in known)

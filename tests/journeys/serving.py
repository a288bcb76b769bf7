"""Processes as subprocesses, `serve` above all, over real sockets: started, killed, stopped, started again."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

CHECKOUT = Path(__file__).resolve().parents[2]
START_SECONDS = 60  # A loaded machine with two cores; a healthy one needs two.
STOP_SECONDS = 40
LOOK_SECONDS = 0.05


class NotReady(Exception):
    """The process ended, or did not answer in time; the message holds what it said."""


class Process:
    """One of the commands that run until told to stop. Its log is kept over restarts."""

    def __init__(
        self, home: Path, database: str, words: Sequence[str], *, redis: str | None = None, name: str,
        before: Sequence[str] = (), **more: str,
    ) -> None:  # fmt: skip
        self.log = home / f"{name}.log"
        self._home, self._words = home, words
        self._before = before  # What runs the command, such as a namespace of its own.
        self._environment = environment(home, database, redis) | more
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Without waiting. The command is what `python3 -m server …` becomes once .venv is as it should be."""
        self._home.mkdir(parents=True, exist_ok=True)
        command = [*self._before, sys.executable, "-m", "server.cli", *self._words]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=CHECKOUT, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """kill -9: nothing is finished, nothing is said."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def tell(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    async def ended(self, *, seconds: float = STOP_SECONDS) -> int:
        """Waits for its end; the exit code. Raises TimeoutError."""
        assert self.process is not None
        return await asyncio.wait_for(asyncio.to_thread(self.process.wait), seconds)

    async def stop(self) -> int:
        self.tell(signal.SIGTERM)
        return await self.ended()

    def said(self) -> str:
        """What it logged so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""


class Serve(Process):
    """One `serve` process. `started()` waits until /readyz says yes; its port stays the same over restarts."""

    def __init__(
        self, home: Path, database: str, *, redis: str | None = None, name: str = "serve", before: Sequence[str] = (),
        page: bool = False,
    ) -> None:  # fmt: skip
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        words = ["serve", *([] if page else ["--no-page"]), "--port", str(self.port)]
        super().__init__(
            home, database, words, redis=redis, name=name, before=before, HEMMAPLAN_PUBLIC_URL=self.url,
            HEMMAPLAN_ACCESS_LOG="false",
        )  # fmt: skip

    async def started(self) -> None:
        """Starts and returns once requests are answered. Raises NotReady."""
        self.start()
        await self.ready()

    async def ready(self, *, seconds: float = START_SECONDS) -> None:
        """Waits until database and bus answer. Raises NotReady."""
        assert self.process is not None
        deadline = time.monotonic() + seconds
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http:
            while time.monotonic() < deadline:
                if self.process.poll() is not None:
                    raise NotReady(f"serve ended with {self.process.returncode}:\n{self.said()}")
                try:
                    async with http.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return
                except (aiohttp.ClientError, TimeoutError):
                    pass
                await asyncio.sleep(LOOK_SECONDS)
        raise NotReady(f"serve was not ready after {seconds:.0f} s:\n{self.said()}")


def environment(home: Path, database: str, redis: str | None = None) -> dict[str, str]:
    """This process's environment without any HEMMAPLAN_ of its own, and with these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEMMAPLAN_")}
    chosen = {"HEMMAPLAN_HOME": str(home), "HEMMAPLAN_DATABASE_URL": database, "HEMMAPLAN_REDIS_URL": redis or ""}
    return {**kept, **chosen}


@asynccontextmanager
async def serving(home: Path, database: str, **how: str | None) -> AsyncIterator[Serve]:
    """A process that answers, and is no more afterwards."""
    serve = Serve(home, database, redis=how.get("redis"), name=how.get("name") or "serve")
    try:
        await serve.started()
        yield serve
    finally:
        if serve.process is not None and serve.process.poll() is None:
            serve.kill()


def command(
    home: Path, database: str, *words: str, redis: str | None = None, seconds: float = START_SECONDS, **more: str
) -> subprocess.CompletedProcess[str]:
    """Runs one of the commands to its end. `more` is added to its environment."""
    return subprocess.run(
        [sys.executable, "-m", "server.cli", *words], cwd=CHECKOUT, env=environment(home, database, redis) | more,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds, check=False,
    )  # fmt: skip


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port

"""A demo of its own, as a newcomer would start it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.browser.place import Place
from tests.journeys.serving import CHECKOUT, NotReady, free_port

OPEN_SECONDS = 240  # The page may have to be built first, on a loaded machine with two cores.
LOOK_SECONDS = 0.1


class Demo(Place):
    """One `python3 -m server demo`. Its port and its home stay the same over restarts. The invented neighbours are
    still, unless `words` say otherwise."""

    taps = True

    def __init__(self, home: Path, *words: str) -> None:
        self.port = free_port()
        super().__init__(home, f"http://127.0.0.1:{self.port}")
        self._words = words or ("--still",)
        self._process: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        """Starts and returns once the door is open. Raises NotReady."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "terminal.txt").open("wb") as terminal:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "server", "demo", *self._words, "--port", str(self.port)], cwd=CHECKOUT,
                env=self._environment, stdin=subprocess.DEVNULL, stdout=terminal, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + OPEN_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise NotReady(f"demo ended with {self._process.returncode}:\n{self.terminal}")
            if self._answers():
                return
            time.sleep(LOOK_SECONDS)
        raise NotReady(f"demo was not open after {OPEN_SECONDS} s:\n{self.terminal}")

    def kill(self) -> None:
        """kill -9, it and what it started: nothing is finished, nothing is said."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    @property
    def terminal(self) -> str:
        """What it printed since it was opened."""
        return (self.home / "terminal.txt").read_text(errors="replace")

    def _answers(self) -> bool:
        if "kassan.sh" not in self.terminal and "till 120" not in self.terminal:  # Its last words come after the door.
            return False
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return False

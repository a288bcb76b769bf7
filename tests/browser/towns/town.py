"""A programme of another kind than Kvarteret, with people who live in it, served as an installation would: what the
members' pages look like with several currencies, levels by several ways, clubs, drops, gifts – or with hardly anything.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from server.commands import page
from tests.browser.place import Place
from tests.journeys.serving import CHECKOUT, NotReady, Serve, environment

HERE = Path(__file__).parent
LIVES = HERE / "lives.toml"
FILL_SECONDS = 240  # On a loaded machine with two cores.
LOOK_SECONDS = 0.1


class Town(Place):
    """One programme of `lives.toml`. Filled anew where its home is empty, and kept."""

    def __init__(self, home: Path, code: str) -> None:
        self.code = code
        self._serve = Serve(home, f"sqlite:///{home}/hemmaplan.sqlite3", name="serve", page=True)
        super().__init__(home, self._serve.url)

    def open(self) -> None:
        """Starts and returns once the page answers. Raises NotReady."""
        page.ensure()
        self.home.mkdir(parents=True, exist_ok=True)
        if not (self.home / "people.json").exists():
            self._fill()
        self._serve.start()
        deadline = time.monotonic() + FILL_SECONDS
        while time.monotonic() < deadline:
            process = self._serve.process
            if process is not None and process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                pass
            time.sleep(LOOK_SECONDS)
        raise NotReady(f"{self.code} did not answer:\n{self._serve.said()}")

    def kill(self) -> None:
        if self._serve.process is not None and self._serve.process.poll() is None:
            self._serve.kill()

    def person(self, first_name: str) -> dict[str, str]:
        """Their email, password and card."""
        people: dict[str, dict[str, str]] = json.loads((self.home / "people.json").read_text())
        return people[first_name]

    def _fill(self) -> None:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.browser.towns.filling", str(self.home), self.code], cwd=CHECKOUT,
            env=environment(self.home, f"sqlite:///{self.home}/hemmaplan.sqlite3"), capture_output=True, text=True,
            timeout=FILL_SECONDS, check=False,
        )  # fmt: skip
        if ran.returncode:
            raise NotReady(f"{self.code} could not be filled:\n{ran.stdout}{ran.stderr}")

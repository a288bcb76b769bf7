"""A demo of its own, as a newcomer would start it, and a till beside it."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.journeys.serving import CHECKOUT, NotReady, free_port

OPEN_SECONDS = 240  # The page may have to be built first, on a loaded machine with two cores.
ANSWER_SECONDS = 60
LOOK_SECONDS = 0.1
RECORD = """
  mutation($input: RecordActivityInput!) { recordActivity(input: $input) {
    __typename ... on ActivityRecorded { activity { key } } ... on Problem { message }
  } }
"""
REVERSE = """
  mutation($input: ReverseActivityInput!) { reverseActivity(input: $input) {
    __typename ... on Problem { message }
  } }
"""
ENROLL = """
  mutation($input: [EnrollMemberInput!]!) { enrollMembers(input: $input) {
    __typename ... on MemberEnrolled { completionLink member { card } } ... on Problem { message }
  } }
"""


@dataclass(frozen=True, slots=True)
class Rung:
    """What the terminal said of one purchase."""

    receipt: str
    replayed: bool
    said: str


class Demo:
    """One `python3 -m server demo`. Its port and its home stay the same over restarts."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HEMMAPLAN_", "LC_"))}
        self._environment = {**kept, "HEMMAPLAN_HOME": str(home), "LANG": "sv_SE.UTF-8", "PYTHONUNBUFFERED": "1"}
        self._process: subprocess.Popen[bytes] | None = None
        self._keys = 0

    def open(self) -> None:
        """Starts and returns once the door is open. Raises NotReady."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "terminal.txt").open("wb") as terminal:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "server", "demo", "--still", "--port", str(self.port)], cwd=CHECKOUT,
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

    def till(self, amount: str, receipt: str | None = None) -> Rung:
        """`python3 -m server till`, in a terminal beside the phone."""
        ran = subprocess.run(
            [sys.executable, "-m", "server", "till", amount, *([receipt] if receipt else [])], cwd=CHECKOUT,
            env=self._environment, capture_output=True, text=True, timeout=ANSWER_SECONDS, check=False,
        )  # fmt: skip
        told = re.search(r"^Kvitto (\S+)\s+replayed: (true|false)", ran.stdout, re.MULTILINE)
        assert told, f"till ended with {ran.returncode}:\n{ran.stdout}{ran.stderr}"
        return Rung(receipt=told[1], replayed=told[2] == "true", said=ran.stdout)

    def confirm(self, code: str) -> str:
        """`python3 -m server till --confirm`: what the terminal says."""
        ran = subprocess.run(
            [sys.executable, "-m", "server", "till", "--confirm", code], cwd=CHECKOUT, env=self._environment,
            capture_output=True, text=True, timeout=ANSWER_SECONDS, check=False,
        )  # fmt: skip
        return f"{ran.stdout}{ran.stderr}"

    def person(self, first_name: str) -> dict[str, str]:
        """Their name, email, password and card."""
        told = json.loads((self.home / "demo.json").read_text())
        people = [*told["members"], *told["moderators"], told["manager"], told["staff"], *told["partner_people"]]
        found: dict[str, str] = next(one for one in people if one["name"].split()[0] == first_name)
        return found

    def record(self, card: str, kind: str, *, client: str = "partner", **facts: str) -> str:
        """An activity from a shop; the key that it was recorded under."""
        self._keys += 1
        key = f"browser-{self._keys}"
        sent = {"key": key, "member": {"card": card}, "kind": kind, "facts": facts}
        answer = self.ask(RECORD, {"input": sent}, client=client)["recordActivity"]
        assert answer["__typename"] == "ActivityRecorded", answer
        return key

    def reverse(self, key: str, *, share: str = "1", client: str = "partner") -> None:
        self._keys += 1
        sent = {"key": f"browser-{self._keys}", "activityKey": key, "share": share, "reason": "Återköp"}
        answer = self.ask(REVERSE, {"input": sent}, client=client)["reverseActivity"]
        assert answer["__typename"] == "ActivityReversed", answer

    def enroll(self, name: str) -> tuple[str, str]:
        """Somebody joins at the till: their card, and the link that makes the account theirs."""
        self._keys += 1
        sent = [{"key": f"browser-{self._keys}", "displayName": name}]
        (answer,) = self.ask(ENROLL, {"input": sent})["enrollMembers"]
        assert answer["__typename"] == "MemberEnrolled", answer
        return answer["member"]["card"], answer["completionLink"]

    def ask(self, document: str, variables: dict[str, Any], *, client: str = "partner") -> dict[str, Any]:
        """GraphQL as a partner's program."""
        answer = self._post(
            "/graphql", json.dumps({"query": document, "variables": variables}).encode(),
            {"content-type": "application/json", "authorization": f"Bearer {self._token(client)}"},
        )  # fmt: skip
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def _token(self, client: str) -> str:
        told = json.loads((self.home / "demo.json").read_text())[client]
        basic = base64.b64encode(f"{told['client_id']}:{told['client_secret']}".encode()).decode()
        wanted = {"grant_type": "client_credentials", "scope": "activities:write members:read members:enroll"}
        headers = {"authorization": f"Basic {basic}", "content-type": "application/x-www-form-urlencoded"}
        token: str = self._post("/oauth/token", urllib.parse.urlencode(wanted).encode(), headers)["access_token"]
        return token

    def _post(self, path: str, body: bytes, headers: dict[str, str]) -> Any:
        request = urllib.request.Request(self.url + path, body, headers)
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
            return json.load(answer)

    def _answers(self) -> bool:
        if "kassan.sh" not in self.terminal and "till 120" not in self.terminal:  # Its last words come after the door.
            return False
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return False

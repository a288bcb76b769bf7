"""Where a story happens: an installation that somebody runs, its people, and a till beside it."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.journeys.serving import CHECKOUT, NotReady, command

ANSWER_SECONDS = 60
FILL_SECONDS = 240  # On a loaded machine with two cores.
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


class Place:
    """Kvarteret, filled, with demo.json in its home. Partners' programs talk with `url`."""

    taps = False  # Whether the front page lets four people in with one tap.

    def __init__(self, home: Path, url: str, *, database: str = "", redis: str | None = None) -> None:
        self.home, self.url = home, url
        self._database, self._redis = database, redis  # None named: the file in the home.
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HEMMAPLAN_", "LC_"))}
        self._environment = {**kept, "HEMMAPLAN_HOME": str(home), "LANG": "sv_SE.UTF-8", "PYTHONUNBUFFERED": "1"}
        self._keys = 0

    def url_of(self, first_name: str) -> str:
        """The address at which somebody's windows open."""
        return self.url

    def reconcile(self) -> str:
        """What `reconcile` says of the books."""
        return self.says("reconcile").strip()

    def says(self, *words: str, **more: str) -> str:
        """What one of the commands prints in this installation. Raises NotReady where it fails."""
        ran = command(self.home, self._database, *words, redis=self._redis, seconds=FILL_SECONDS, **more)
        if ran.returncode:
            raise NotReady(f"{words[0]} ended with {ran.returncode}:\n{ran.stdout}{ran.stderr}")
        return ran.stdout

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
        people = [*told["members"], *told["moderators"], *told["managers"], told["staff"], *told["partner_people"]]
        found: dict[str, str] = next(one for one in people if one["name"].split()[0] == first_name)
        return found

    def record(self, card: str, kind: str, *, client: str = "partner", **facts: str | int) -> str:
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

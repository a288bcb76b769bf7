"""How a till is connected: the same two calls in three languages, filled in with the partner's own client and address.

The secret is never in them: they read it from the environment. `tests/partners/test_guide.py` runs every one of them as
it stands against a server.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

SCOPE = "activities:write"
QUERY = (
    "mutation Ring($input: RecordActivityInput!) { recordActivity(input: $input) { __typename "
    "... on ActivityRecorded { replayed entries { points why currency { code } } } "
    "... on Problem { message } } }"
)
SAID: Mapping[str, Mapping[str, str]] = {
    "sv": {
        "KEY": "Kvittots nummer. Kom inget svar? Skicka samma nummer igen: det räknas en gång.",
        "SECRET": "Hemligheten står i miljön, aldrig i koden. Nyckeln till API:et gäller i tio minuter.",
        "CARD": "KORTNUMMER",
        "NO_TOKEN": "Ingen nyckel: kontrollera hemligheten i HEMMAPLAN_SECRET.",
    },
    "en": {
        "KEY": "The receipt's number. No answer? Send the same number again: it counts once.",
        "SECRET": "The secret stands in the environment, never in the code. The token lives for ten minutes.",
        "CARD": "CARD",
        "NO_TOKEN": "No token: check the secret in HEMMAPLAN_SECRET.",
    },
}


@dataclass(frozen=True, slots=True)
class Snippet:
    """A program that works. `run` is how it is started, after the secret was put into HEMMAPLAN_SECRET."""

    language: Literal["curl", "python", "javascript"]
    name: str
    file: str
    run: str
    code: str


@dataclass(frozen=True, slots=True)
class _Tongue:
    language: Literal["curl", "python", "javascript"]
    name: str
    file: str
    command: str
    quoted: Callable[[Any], str]  # A value as it is written in the language.


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _python(value: Any) -> str:
    return _json(value) if isinstance(value, str) else repr(value)


_TONGUES = (
    _Tongue("curl", "curl", "till.sh", "sh", shlex.quote),
    _Tongue("python", "Python", "till.py", "python3", _python),
    _Tongue("javascript", "JavaScript", "till.mjs", "node", _json),
)
_TEMPLATES = {tongue.file: (Path(__file__).parent / f"{tongue.file}.txt").read_text("utf-8") for tongue in _TONGUES}
_PLACE = re.compile(r"@([A-Z_]+)@")


def snippets(
    *, url: str, client_id: str, kind: str, facts: Mapping[str, Any], language: Literal["sv", "en"] = "sv"
) -> list[Snippet]:
    """The programs that ring up `facts` of a kind for the member of a card, which they are started with."""
    return [
        _snippet(tongue, url=url, client_id=client_id, kind=kind, facts=facts, said=SAID[language])
        for tongue in _TONGUES
    ]


def _snippet(
    tongue: _Tongue, *, url: str, client_id: str, kind: str, facts: Mapping[str, Any], said: Mapping[str, str]
) -> Snippet:
    run = f"{tongue.command} {tongue.file} {said['CARD']}"
    values = {
        "URL": url, "CLIENT_ID": client_id, "SCOPE": SCOPE, "SCOPE_FIELD": f"scope={SCOPE}", "QUERY": QUERY,
        "KIND": kind, "FACTS": dict(facts), "NO_TOKEN": said["NO_TOKEN"],
        "WHAT": f'"kind":{_json(kind)},"facts":{_json(dict(facts))}',
    }  # fmt: skip
    plain = {"HOW": f"HEMMAPLAN_SECRET=… {run}", "KEY": said["KEY"], "SECRET": said["SECRET"]}

    def filled(match: re.Match[str]) -> str:
        name = match[1]
        return plain[name] if name in plain else tongue.quoted(values[name])

    return Snippet(tongue.language, tongue.name, tongue.file, run, _PLACE.sub(filled, _TEMPLATES[tongue.file]))

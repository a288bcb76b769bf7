"""What README tells an operator and the owner of a till to type, typed: the same lines, in the same order."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from server import programme
from server.cli import VERBS
from server.settings import Settings
from tests.architecture.sources import ROOT
from tests.journeys.serving import Serve, environment

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment in which `python3 -m server` is this checkout's, with nothing to install."""
    python3 = tmp_path / "bin" / "python3"
    python3.parent.mkdir()
    python3.write_text(
        '#!/bin/sh\nif [ "$1 $2" = "-m server" ]; then shift 2; set -- -m server.cli "$@"; fi\n'
        f'exec "{sys.executable}" "$@"\n'
    )
    python3.chmod(0o755)
    own = environment(tmp_path / "home", "")
    return {**own, "PATH": f"{python3.parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    serve = Serve(tmp_path / "home", "")
    yield serve
    if serve.process is not None and serve.process.poll() is None:
        serve.kill()


async def test_a_till_is_connected_as_it_is_told(
    shell: dict[str, str], serve: Serve, http: aiohttp.ClientSession
) -> None:
    published, partner, client = block("## Set it up", "sh").splitlines()
    said(shell, f"{published}\n{partner}")
    await serve.started()
    credentials = said(shell, client)  # While it serves.
    known = {**shell, "URL": serve.url} | {
        name.upper(): found(rf"{name} +(\S+)", credentials) for name in ("client_id", "client_secret")
    }

    enrolled, recorded = answers(said(known, block("### Connect a till", "sh")))
    again = answers(said(known, block("### Connect a till", "sh")))[1]
    by_python = json.loads(said(known, 'python3 -c "$PROGRAM"', PROGRAM=block("### Connect a till", "python")))
    async with http.get(f"{serve.url}/metrics") as answer:
        metrics = await answer.text()

    (member,) = enrolled["data"]["enrollMembers"]
    assert member["member"]["card"].replace(" ", "") == "9752000000004717"
    assert member["completionLink"].startswith(serve.url)
    first = recorded["data"]["recordActivity"]
    assert (first["replayed"], [entry["points"] for entry in first["entries"]]) == (False, [12])
    assert again["data"]["recordActivity"] == {**first, "replayed": True}
    assert by_python["balances"] == [{"points": 20, "currency": {"code": "points"}}]
    assert 'hemmaplan_activities_total{outcome="recorded"} 2.0' in metrics
    assert 'hemmaplan_activities_total{outcome="replayed"} 1.0' in metrics
    assert 'hemmaplan_jobs{state="dead"} 0.0' in metrics
    named = set(re.findall(r"`(hemmaplan_\w+)", README))
    assert [name for name in named if f"# TYPE {name}" not in metrics.replace("_total counter", " counter")
            and f"# TYPE {name} " not in metrics] == []  # fmt: skip


def test_the_small_shop_is_the_one_that_is_kept() -> None:
    assert block("## Write a programme", "toml") == (programme.EXAMPLES / "small_shop.toml").read_text("utf-8")


def test_every_link_leads_somewhere() -> None:
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target]

    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_every_setting_and_command_is_told() -> None:
    unset_by_hand = {"demo", "lan"}  # Words of the demo.
    settings = {f"HEMMAPLAN_{name.upper()}" for name in Settings.model_fields.keys() - unset_by_hand}

    assert settings - set(re.findall(r"HEMMAPLAN_[A-Z_]+", README)) == set()
    assert [verb for verb in VERBS if not re.search(rf"`{verb}\b|server {verb}\b", README)] == []


def block(heading: str, language: str) -> str:
    """The first code of a language below a heading."""
    return found(rf"```{language}\n(.*?)```", README[README.index(f"{heading}\n") :])


def said(shell: dict[str, str], script: str, **more: str) -> str:
    """What a script prints; it must end well."""
    done = subprocess.run(
        ["sh", "-euc", script], cwd=ROOT, env={**shell, **more}, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def answers(text: str) -> list[dict[str, Any]]:
    """One JSON after the other."""
    decoder, found_so_far, at = json.JSONDecoder(), [], 0
    while at < len(text.rstrip()):
        one, at = decoder.raw_decode(text, at)
        found_so_far.append(one)
        at += len(text[at:]) - len(text[at:].lstrip())
    return found_so_far


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.DOTALL)
    assert match, pattern
    return match[1]

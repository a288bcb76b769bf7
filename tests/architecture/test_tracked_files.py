"""What git keeps: text that fits a screen, no secrets, no machine's own paths, no addresses in lock files."""

from __future__ import annotations

import re
import subprocess
import tomllib
from functools import cache

import pytest

from tests.architecture.sources import ROOT

LINE_LIMIT = 120
WRITTEN_BY_HAND = (".py", ".ts", ".svelte", ".css", ".md", ".toml", ".sh", ".yaml", ".cfg")
FREE_LINES = re.compile(r"^(README\.md|schema/schema\.graphql|frontend/package-lock\.json|.*\.lock|.*\.d\.ts|.*\.svg)$")

SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a token of a code host": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b"),
    "a key of a cloud": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "a signed token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}\b"),
    "a password in an address": re.compile(
        r"\b(?:postgres|postgresql|redis|smtps?)://[^\s:/@{$]+:(?!\$|\{|pass|…)[^\s@/]{4,}@"
    ),
}
HOST_PATHS = re.compile(r"(?<![\w.])/(?:home|Users|root)/\w+|(?<![\w.])" + re.escape(str(ROOT)) + r"\b")


@cache
def tracked() -> dict[str, str]:
    """Each text file that git keeps, by its path."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    texts = {}
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file():
            content = path.read_bytes()
            if b"\0" not in content[:8000]:
                texts[name] = content.decode("utf-8")
    return texts


@pytest.mark.parametrize("what", SECRETS)
def test_no_secret_is_kept(what: str) -> None:
    assert [name for name, text in tracked().items() if SECRETS[what].search(text)] == []


def test_no_path_of_a_machine_is_kept() -> None:
    found = [f"{name}: {match[0]}" for name, text in tracked().items() if (match := HOST_PATHS.search(text))]

    assert found == []


def test_lines_fit() -> None:
    long = [
        f"{name}:{number}"
        for name, text in tracked().items()
        if name.endswith(WRITTEN_BY_HAND) and not FREE_LINES.match(name)
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > LINE_LIMIT
    ]

    assert long == []


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    locks = {name: text for name, text in tracked().items() if name.endswith((".lock", "lock.json"))}

    assert {"requirements.lock", "requirements-test.lock", "requirements-node.lock"} <= locks.keys()
    for name, text in locks.items():
        assert not re.search(r'"resolved"|--index-url|--find-links|https?://(?!.*"url")', _without_funding(text)), name
        if name.startswith("requirements"):
            parts = list(filter(None, re.split(r"^(?=\S)", text, flags=re.MULTILINE)))
            assert parts
            assert [part for part in parts if "==" not in part or "--hash=sha256:" not in part] == [], name


def test_the_lock_holds_what_the_project_asks_for() -> None:
    project = tomllib.loads(tracked()["pyproject.toml"])["project"]
    asked = {_name(line) for line in project["dependencies"]}
    asked_by_tests = asked | {_name(line) for line in project["optional-dependencies"]["test"]}

    assert asked - _locked("requirements.lock").keys() == set()
    assert asked_by_tests - _locked("requirements-test.lock").keys() == set()


def test_the_tests_lock_moves_nothing_of_the_servers() -> None:
    server, tests = _locked("requirements.lock"), _locked("requirements-test.lock")

    assert {name: tests.get(name) for name in server} == server


def _locked(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9][\w.-]*)==(\S+)", tracked()[lock], re.MULTILINE))


def _name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")


def _without_funding(text: str) -> str:
    """npm writes where a package's authors may be thanked; that is no address of a download."""
    return re.sub(r'"funding": (\{[^}]*\}|\[[^\]]*\]|"[^"]*")', "", text)

"""Builds the page into static/app/ when its sources changed. Standard library only."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from server.commands import install
from server.commands.install import CHECKOUT, NODE, VENV, Progress
from server.commands.terminal import Problem
from server.commands.texts import say

FRONTEND = CHECKOUT / "frontend"
BUILT = CHECKOUT / "static" / "app"
STAMP = BUILT / ".built-from"
SCHEMA = CHECKOUT / "schema" / "schema.graphql"
NOT_SOURCES = frozenset({"node_modules", "dist", ".svelte-kit", "coverage"})
NO_NETWORK = re.compile(r"ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|ECONNREFUSED|ENETUNREACH")


def is_ready() -> bool:
    """Whether static/app/ was built from the sources as they are now, or came built and without sources."""
    if not (FRONTEND / "package.json").exists():
        return (BUILT / "index.html").exists()
    return (BUILT / "index.html").exists() and STAMP.exists() and STAMP.read_text() == _sources_digest()


def ensure(progress: Progress = lambda share: None) -> None:
    """Build the page where its sources changed. Raises Problem with the remedy."""
    if is_ready():
        return
    if not (FRONTEND / "package.json").exists():
        raise Problem(say("page_missing"))
    environment = node_environment(progress)
    with install.one_at_a_time():
        if is_ready():  # Another command built while this one waited.
            return
        digest = _sources_digest()
        install_packages(environment, progress)
        _npm(["run", "build"], environment, what="npm_build", hear=lambda line: progress(0.85))
        STAMP.write_text(digest)
    progress(1.0)


def node_environment(progress: Progress = lambda share: None) -> dict[str, str]:
    """The environment in which `node` and `npm` are found: the machine's where they will do, else PyPI's."""
    if node_will_do(shutil.which("node")) and shutil.which("npm"):
        return dict(os.environ)
    install.ensure([NODE], lambda share: progress(0.3 * share))
    return {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def node_will_do(node: str | None) -> bool:
    """Vite 8 wants 20.19 and above within 20, or 22.12 and above."""
    if node is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", said)
    if found is None:
        return False
    version = int(found[1]), int(found[2])
    return (20, 19) <= version < (21, 0) or version >= (22, 12)


def install_packages(environment: dict[str, str], progress: Progress = lambda share: None) -> None:
    """`npm ci`, unless node_modules already holds what the lock names."""
    if _packages_are_installed():
        return
    wanted = max(1, len(_packages(FRONTEND / "package-lock.json")))
    fetched = 0

    def hear(line: str) -> None:
        nonlocal fetched
        fetched += line.startswith("npm http")
        progress(0.3 + 0.5 * min(1.0, fetched / wanted))

    _npm(["ci", "--loglevel", "http", "--no-audit", "--no-fund"], environment, what="npm_install", hear=hear)


def _npm(arguments: list[str], environment: dict[str, str], *, what: str, hear: Any) -> None:
    log = VENV / "page.log"
    npm = shutil.which("npm", path=environment["PATH"]) or "npm"
    code = install.run_logged([npm, *arguments], log=log, hear=hear, cwd=FRONTEND, env=environment)
    if code == 0:
        return
    said = log.read_text(errors="replace")
    if "ENOSPC" in said:
        raise install.disk_problem(CHECKOUT)
    if NO_NETWORK.search(said):
        raise Problem(say("no_network", what="npm", log=log))
    raise Problem(say("npm_failed", what=say(what), tail=install.tail_of(log), log=log))


def _packages_are_installed() -> bool:
    """npm keeps what it installed in a hidden lock; packages for other machines may be absent from it."""
    hidden = FRONTEND / "node_modules" / ".package-lock.json"
    if not hidden.exists():
        return False
    wanted, have = _packages(FRONTEND / "package-lock.json"), _packages(hidden)
    return all(
        have[path] == package if path in have else package.get("optional", False) for path, package in wanted.items()
    )


def _packages(lock: Path) -> dict[str, dict[str, Any]]:
    """Each package's place and what the lock promises of it."""
    packages = json.loads(lock.read_text())["packages"]
    kept = ("version", "integrity", "optional")
    return {path: {key: package[key] for key in kept if key in package} for path, package in packages.items() if path}


def _sources_digest() -> str:
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(f"{path.relative_to(CHECKOUT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for folder, folders, files in os.walk(FRONTEND):
        folders[:] = sorted(set(folders) - NOT_SOURCES)
        yield from (Path(folder) / name for name in sorted(files))
    if SCHEMA.exists():
        yield SCHEMA

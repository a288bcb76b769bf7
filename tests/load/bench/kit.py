"""The bench kit beside the project, and what its programs answer: wrk's, pgbench's, SQLite's, the sockets' figures."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CHECKOUT = Path(__file__).resolve().parents[3]
KIT = CHECKOUT.parent / "shared" / "bench"
SECONDS_LIMIT = 8  # Of one run of wrk or pgbench.
PGBENCH_CLIENTS = 8
PROGRAM_SECONDS = 300


class Unmeasurable(Exception):
    """Something that a measurement needs is not here, or a program failed. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Kit:
    """The folder with the clients, peers and limits."""

    folder: Path

    @classmethod
    def find(cls, folder: Path = KIT) -> Kit:
        """Raises Unmeasurable."""
        wanted = ("http_load.py", "sqlite_award.py", "sql/pg_award.sql", "peers-python/naive.py", "peers-node/app.js")
        missing = [name for name in wanted if not (folder / name).is_file()]
        if missing:
            raise Unmeasurable(
                f"The bench kit is not at {folder}: {', '.join(missing)} is missing. Ratios are measured beside its "
                "peers; put the kit's folder at ../shared/bench, seen from the project's root, or name it with --kit."
            )
        return cls(folder)

    def requests(self, url: str, *, seconds: int, connections: int, pid: int, words: Sequence[str]) -> dict[str, Any]:
        """http_load.py's figures: rps, p50_ms, p99_ms, server_cpu_us_per_req. Raises Unmeasurable where one failed."""
        done = program(
            [sys.executable, str(self.folder / "http_load.py"), "--url", url, "-c", str(connections), "-d",
             str(bounded(seconds)), "--pid", str(pid), *words]
        )  # fmt: skip
        if "GraphQL errors" in done.stderr:
            raise Unmeasurable(f"The operation is refused: {done.stderr.strip()}")
        return last_json(done.stdout)

    def pgbench(self, script: str, database: str, *, seconds: int) -> dict[str, float]:
        """A script of the kit's sql folder on fresh tables of its own: tps, avg_ms."""
        surroundings = postgres_environment(database)
        program(["psql", "-qX", "-f", str(self.folder / "sql" / "pg_schema.sql")], environment=surroundings)
        done = program(
            ["pgbench", "-n", "-M", "prepared", "-c", str(PGBENCH_CLIENTS), "-j", "2", "-T", str(bounded(seconds)),
             "-f", str(self.folder / "sql" / f"{script}.sql")],
            environment=surroundings,
        )  # fmt: skip
        return pgbench_figures(done.stdout)

    def sqlite(self, folder: Path, *, seconds: int) -> dict[str, Any]:
        """One-row transactions with synchronous=FULL: tx_s, p50_ms. The script tells its cases one by one; what comes
        after the one that is wanted is not waited for."""
        command = [sys.executable, "-u", str(self.folder / "sqlite_award.py"), str(bounded(seconds)), str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            try:
                found = sqlite_case(running.stdout, synchronous="FULL", per_tx=1)
            finally:
                running.kill()
        return found


def sockets(client: Path, url: str, *, pid: int, words: Sequence[str]) -> dict[str, Any]:
    """The Go client's figures. Raises Unmeasurable where a message was lost."""
    done = program([str(client), "-url", url, "-pid", str(pid), *words])
    return last_json(done.stdout)


def program(
    command: Sequence[str], *, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs a program to its end. Raises Unmeasurable with its last words."""
    if shutil.which(command[0]) is None:
        raise Unmeasurable(f"{command[0]} is not installed.")
    try:
        done = subprocess.run(
            command, env={**os.environ, **(environment or {})}, cwd=folder, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=PROGRAM_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Unmeasurable(f"{command[0]} did not end within {PROGRAM_SECONDS} s.") from error
    if done.returncode != 0:
        said = (done.stdout + done.stderr)[-1500:]
        raise Unmeasurable(f"{Path(command[0]).name} failed ({done.returncode}):\n{said}")
    return done


def bounded(seconds: int) -> int:
    return max(1, min(SECONDS_LIMIT, seconds))


# Reading what they say


def last_json(text: str) -> dict[str, Any]:
    """The last line that is a JSON object. Raises Unmeasurable where there is none."""
    for line in reversed(text.splitlines()):
        if line.startswith("{"):
            found: dict[str, Any] = json.loads(line)
            return found
    raise Unmeasurable(f"No figures in:\n{text[-800:]}")


def pgbench_figures(text: str) -> dict[str, float]:
    """Raises Unmeasurable where transactions failed or nothing was counted."""
    tps = re.search(r"^tps = ([\d.]+)", text, re.MULTILINE)
    latency = re.search(r"^latency average = ([\d.]+) ms", text, re.MULTILINE)
    failed = re.search(r"^number of failed transactions: (\d+)", text, re.MULTILINE)
    if tps is None or latency is None or (failed is not None and failed[1] != "0"):
        raise Unmeasurable(f"pgbench said:\n{text[-800:]}")
    return {"tps": float(tps[1]), "avg_ms": float(latency[1])}


def sqlite_case(lines: Iterable[str], *, synchronous: str, per_tx: int) -> dict[str, Any]:
    """The line of one case. Raises Unmeasurable where it never comes."""
    for line in lines:
        figures: dict[str, Any] = json.loads(line)
        if figures["synchronous"] == synchronous and figures["per_tx"] == per_tx:
            return figures
    raise Unmeasurable(f"sqlite_award.py told of no case with synchronous={synchronous} and {per_tx} a transaction.")


def postgres_environment(database: str) -> dict[str, str]:
    """postgres://user@host:port/name as libpq's variables."""
    parts = urlsplit(database)
    names = {
        "PGHOST": parts.hostname, "PGPORT": str(parts.port or 5432), "PGUSER": parts.username,
        "PGPASSWORD": parts.password, "PGDATABASE": parts.path.lstrip("/"),
    }  # fmt: skip
    return {name: value for name, value in names.items() if value}

"""Makes .venv and keeps it as the lock files say. Standard library only: it runs before anything is installed."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from server.commands.terminal import Problem
from server.commands.texts import say

CHECKOUT = Path(__file__).resolve().parents[2]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "hemmaplan.json"
RUN, TEST, NODE = "requirements.lock", "requirements-test.lock", "requirements-node.lock"
DISK_WANTED_MB = 700
TAIL_LINES = 12
NO_NETWORK = (
    "Failed to establish a new connection", "Name or service not known", "Temporary failure in name resolution",
    "Network is unreachable", "Connection refused", "Read timed out", "ConnectTimeoutError", "ProxyError",
    "NewConnectionError", "nodename nor servname",
)  # fmt: skip

Progress = Callable[[float], None]


def is_ready(locks: Sequence[str]) -> bool:
    """Whether .venv holds what the lock files name. Reads three small files."""
    stamp = _stamp()
    return stamp.get("python") == os.path.realpath(PYTHON) and all(
        stamp.get("locks", {}).get(lock) == _digest(lock) for lock in locks
    )


def ensure(locks: Sequence[str], progress: Progress = lambda share: None) -> None:
    """Make .venv hold what the lock files name. Raises Problem with the remedy."""
    if is_ready(locks):
        return
    with one_at_a_time(), _disk_in_plain_words():
        if is_ready(locks):  # Another command installed while this one waited.
            return
        _make_venv()
        progress(0.1)
        for number, lock in enumerate(locks):
            _install(lock, _part_of(progress, 0.1 + 0.85 * number / len(locks), 0.85 / len(locks)))
        _remove_what_no_lock_names()
        kept = {lock: digest for lock, digest in _stamp().get("locks", {}).items() if digest == _digest(lock)}
        _write_stamp({**kept, **{lock: _digest(lock) for lock in locks}})
        progress(1.0)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands that start at once do not install, or build, at once: the second waits and finds it done."""
    with (CHECKOUT / "pyproject.toml").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def run_logged(command: Sequence[str | Path], *, log: Path, hear: Callable[[str], None], **options: object) -> int:
    """Run a program, hand each line it says to `hear` and keep all of it in the log. Answers its exit code."""
    with log.open("w") as file, subprocess.Popen(  # type: ignore[call-overload]
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
        errors="replace", **options,
    ) as process:  # fmt: skip
        try:
            for line in process.stdout:
                file.write(line)
                hear(line)
        except BaseException:
            process.terminate()
            raise
    return int(process.returncode)


def tail_of(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()[-TAIL_LINES:]
    return "\n".join(f"    {line}" for line in lines)


def disk_problem(path: Path) -> Problem:
    free = shutil.disk_usage(path).free // 1_000_000
    return Problem(say("disk_full", path=path, free=free, wanted=DISK_WANTED_MB))


def _make_venv() -> None:
    """A virtual environment with pip, made anew where there is none that works."""
    if STAMP.exists() and _stamp().get("python") != os.path.realpath(PYTHON):
        shutil.rmtree(VENV)  # The Python below it was replaced: its packages are another version's.
    if PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Problem(say("venv_missing", version=f"{sys.version_info[0]}.{sys.version_info[1]}"))
    if shutil.disk_usage(CHECKOUT).free < DISK_WANTED_MB * 1_000_000:
        raise disk_problem(CHECKOUT)
    base = getattr(sys, "_base_executable", sys.executable)
    made = subprocess.run([base, "-m", "venv", "--clear", VENV], capture_output=True, text=True)
    if made.returncode != 0:
        said = made.stdout + made.stderr
        if "ensurepip" in said:
            raise Problem(say("venv_missing", version=f"{sys.version_info[0]}.{sys.version_info[1]}"))
        raise Problem(say("install_failed", tail=said[-800:], log="–"))


def _part_of(progress: Progress, start: float, width: float) -> Progress:
    """A part of a bar, itself told from 0 to 1."""
    return lambda share: progress(start + width * share)


def _install(lock: str, progress: Progress) -> None:
    wanted = max(1, len(_names_in(lock)))
    seen = 0

    def hear(line: str) -> None:
        nonlocal seen
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            seen += 1
        progress(0.8 * min(1.0, seen / wanted) if not line.startswith("Installing collected") else 0.85)

    log = VENV / "install.log"
    command: list[str | Path] = [
        PYTHON, "-m", "pip", "install", "--require-hashes", "--no-deps", "--prefer-binary", "--no-input",
        "--disable-pip-version-check", "--progress-bar", "off", "--retries", "3", "-r", CHECKOUT / lock,
    ]  # fmt: skip
    if run_logged(command, log=log, hear=hear) != 0:
        raise _pip_problem(log, lock)


def _pip_problem(log: Path, lock: str) -> Problem:
    said = log.read_text(errors="replace")
    if "No space left on device" in said:
        return disk_problem(CHECKOUT)
    if "DO NOT MATCH THE HASHES" in said:
        return Problem(say("hash_mismatch", lock=lock, log=log))
    if any(sign in said for sign in NO_NETWORK):
        return Problem(say("no_network", what="PyPI", log=log))
    absent = re.search(r"No matching distribution found for (\S+)", said)
    if absent:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        return Problem(
            say("no_package", package=absent[1], version=version, machine=platform.machine(), log=log)
        )
    return Problem(say("install_failed", tail=tail_of(log), log=log))


def _remove_what_no_lock_names() -> None:
    """What an earlier lock named and none names now; what somebody else installed here stays."""
    named = {name for lock in (RUN, TEST, NODE) for name in _names_in(lock)}
    left = sorted(set(_stamp().get("names", [])) - named)
    if left:
        subprocess.run([PYTHON, "-m", "pip", "uninstall", "-y", "-q", *left], capture_output=True, check=False)


def _names_in(lock: str) -> list[str]:
    return re.findall(r"^([A-Za-z0-9][\w.-]*)==", _read(lock).decode(), re.MULTILINE)


def _digest(lock: str) -> str:
    return hashlib.sha256(_read(lock)).hexdigest()


def _read(lock: str) -> bytes:
    try:
        return (CHECKOUT / lock).read_bytes()
    except FileNotFoundError:
        raise Problem(say("lock_missing", lock=lock)) from None


def _stamp() -> dict[str, Any]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def _write_stamp(locks: dict[str, str]) -> None:
    names = sorted({name for lock in locks for name in _names_in(lock)})
    text = json.dumps({"python": os.path.realpath(PYTHON), "locks": locks, "names": names}, indent=1)
    whole = STAMP.with_suffix(".new")
    whole.write_text(text)
    whole.replace(STAMP)


@contextmanager
def _disk_in_plain_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise disk_problem(CHECKOUT) from None
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise Problem(say("not_writable", path=error.filename or CHECKOUT, reason=error.strerror)) from None
        raise

"""`python3 -m server` as a newcomer's machine would run it: in a copy of the checkout, with nothing installed."""

from __future__ import annotations

import hashlib
import http.server
import os
import shutil
import socket
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

PYTHON = Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
CLI = 'import sys\nprint("handed over to", sys.prefix, sys.argv[1:])\n'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The front door with a cli that only says that it was reached, and lock files that name nothing."""
    copy = tmp_path / "checkout"
    shutil.copytree(ROOT / "server" / "commands", copy / "server" / "commands")
    for name in ("__init__.py", "__main__.py"):
        shutil.copy(ROOT / "server" / name, copy / "server" / name)
    (copy / "server" / "cli.py").write_text(CLI)
    shutil.copy(ROOT / "pyproject.toml", copy)
    for lock in ("requirements.lock", "requirements-test.lock", "requirements-node.lock"):
        (copy / lock).write_text("")
    return copy


def run(checkout: Path, *words: str, python: Path = PYTHON, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV", "LC_ALL")}
    return subprocess.run(
        [python, "-m", "server", *words], cwd=checkout, env={**kept, "LANG": "sv_SE.UTF-8", **environment},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_a_bare_machine_gets_its_environment_and_the_second_start_makes_nothing(checkout: Path) -> None:
    first = run(checkout, "serve", "--port", "1")
    made = (checkout / ".venv" / "pyvenv.cfg").stat().st_mtime_ns
    second = run(checkout, "serve", "--port", "1")

    assert f"handed over to {checkout / '.venv'} ['serve', '--port', '1']" in first.stdout
    assert "Installerar" in first.stderr
    assert (second.returncode, second.stderr) == (0, "")
    assert (checkout / ".venv" / "pyvenv.cfg").stat().st_mtime_ns == made


def test_the_demo_says_its_first_line_each_time_and_in_the_locales_language(checkout: Path) -> None:
    swedish = run(checkout, "demo")
    english = run(checkout, "demo", LANG="en_GB.UTF-8")

    assert swedish.stdout.splitlines()[0] == "Kvarteret öppnar"
    assert swedish.stdout.splitlines()[1].startswith("  1/5  Installerar                     ██")
    assert english.stdout.splitlines()[0] == "Kvarteret opens"
    assert english.stdout.splitlines()[1].endswith("done")


def test_another_lock_is_installed_and_what_no_lock_names_is_removed(checkout: Path, tmp_path: Path) -> None:
    one, two = wheel(tmp_path, "one"), wheel(tmp_path, "two")
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}

    (checkout / "requirements.lock").write_text(f"one==1.0 --hash=sha256:{one}\n")
    run(checkout, "serve", **offline)
    (checkout / "requirements.lock").write_text(f"two==1.0 --hash=sha256:{two}\n")
    run(checkout, "serve", **offline)

    installed = {path.name for path in (checkout / ".venv").rglob("*.dist-info")}
    assert "two-1.0.dist-info" in installed
    assert "one-1.0.dist-info" not in installed


def test_a_package_that_is_not_what_the_lock_promises_is_refused(checkout: Path, tmp_path: Path) -> None:
    wheel(tmp_path, "one")
    (checkout / "requirements.lock").write_text(f"one==1.0 --hash=sha256:{'0' * 64}\n")

    refused = run(checkout, "serve", LANG="en", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path))

    assert refused.returncode == 1
    assert "handed over" not in refused.stdout
    assert "is not the one that the lock file requirements.lock promises" in refused.stderr
    assert "Traceback" not in refused.stderr


def wheel(folder: Path, name: str) -> str:
    """An empty package as a wheel; its SHA-256."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(f"{name}.py", "")
        packed.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        packed.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        packed.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_without_network_it_says_so(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text(f"idna==3.10 \\\n    --hash=sha256:{'0' * 64}\n")
    nobody = f"http://127.0.0.1:{_port_that_refuses()}/simple"

    refused = run(
        checkout, "serve", LANG="en", PIP_INDEX_URL=nobody, PIP_EXTRA_INDEX_URL="", PIP_FIND_LINKS="",
        PIP_CONFIG_FILE=os.devnull, PIP_RETRIES="0",
    )  # fmt: skip

    assert refused.returncode == 1
    assert "PyPI does not answer" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_without_venv_it_says_what_to_install(checkout: Path, tmp_path: Path) -> None:
    hiding = tmp_path / "hiding"
    hiding.mkdir()
    (hiding / "sitecustomize.py").write_text(
        "import importlib.util as u\nfind = u.find_spec\n"
        "u.find_spec = lambda name, package=None: None if name == 'ensurepip' else find(name, package)\n"
    )

    refused = run(checkout, "serve", PYTHONPATH=str(hiding), LANG="en")

    assert refused.returncode == 1
    assert f"apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in refused.stderr
    assert not (checkout / ".venv").exists()


def test_an_older_python_is_told_which_it_should_be(checkout: Path, tmp_path: Path) -> None:
    hiding = tmp_path / "older"
    hiding.mkdir()
    (hiding / "sitecustomize.py").write_text("import sys\nsys.version_info = (3, 10, 9, 'final', 0)\n")

    refused = run(checkout, "serve", PYTHONPATH=str(hiding))

    assert refused.returncode == 1
    assert "behöver Python 3.11 eller nyare; det här är 3.10.9" in refused.stderr


def test_an_environment_of_a_python_that_is_gone_is_made_anew(checkout: Path) -> None:
    run(checkout, "serve")
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")

    again = run(checkout, "serve")

    assert "handed over" in again.stdout


@pytest.mark.parametrize("words", [(), ("tilll",), ("--port", "8000", "serve")])
def test_an_unknown_verb_is_answered_with_the_known_ones(words: tuple[str, ...]) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "server.cli", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert said.returncode == 2
    assert "fill the example programme and serve it" in said.stderr


def test_a_taken_port_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        said = subprocess.run(
            [sys.executable, "-m", "server.cli", "serve", "--no-page", "--port", str(other.server_port)], cwd=ROOT,
            env={**os.environ, "HEMMAPLAN_HOME": str(tmp_path / "home"), "LC_ALL": "en_US.UTF-8"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        other.shutdown()

    assert said.returncode == 1
    assert f"Port {other.server_port} on 127.0.0.1 is taken by another program." in said.stderr
    assert "--port " in said.stderr
    assert not (tmp_path / "home").exists()


def _port_that_refuses() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])

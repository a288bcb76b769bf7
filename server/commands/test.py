"""`test`: every test that this machine can run, and which services the rest would need."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Callable

from server.commands import page, services
from server.commands.install import CHECKOUT, VENV
from server.commands.terminal import Problem
from server.settings import TestingSettings

FRONTEND_CHECKS = ("check", "test")
SIDE_BY_SIDE = ("-n", "2", "--dist", "loadfile")  # A file's tests stay together: some share what they started.


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pytest", nargs=argparse.REMAINDER, help="words for pytest: then nothing but it runs")


def run(arguments: argparse.Namespace) -> int:
    settings = TestingSettings()
    if not _say_the_services(settings):
        return 1
    if words := [word for place, word in enumerate(arguments.pytest) if place or word != "--"]:
        return _program("pytest", *words)
    checks: dict[str, Callable[[], int]] = {
        "ruff": lambda: _program("ruff", "check", "."),
        "mypy": lambda: _program("mypy"),
        "page": _check_the_page,
        "pytest": lambda: _program("pytest", *SIDE_BY_SIDE),
    }
    failed = []
    for name, check in checks.items():
        print(f"\n── {name}", flush=True)
        if check() != 0:
            failed.append(name)
    if failed:
        print(f"\nNot as it should be: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def _say_the_services(settings: TestingSettings) -> bool:
    """Print what is here and what is missing. False: a missing one was required."""
    unknown = settings.require - services.FINDERS.keys()
    if unknown:
        raise Problem(
            f"HEMMAPLAN_TEST_REQUIRE names {', '.join(sorted(unknown))}; it may name {', '.join(services.FINDERS)}."
        )
    whole = True
    for service in services.look(settings):
        if service.found:
            print(f"{service.title}: {service.found}")
        elif service.name in settings.require:
            whole = False
            print(f"{service.title}: missing, and HEMMAPLAN_TEST_REQUIRE wants it. {service.remedy}", file=sys.stderr)
        else:
            print(f"{service.title}: missing, so the tests of {service.wanted_for} are left out. {service.remedy}")
    sys.stdout.flush()
    return whole


def _check_the_page() -> int:
    """The page's own types, documents and tests, and that it builds."""
    if not (page.FRONTEND / "package.json").exists():
        print("There are no sources of the page here.")
        return 1
    environment = page.node_environment()
    page.install_packages(environment)
    npm = shutil.which("npm", path=environment["PATH"]) or "npm"
    scripts = json.loads((page.FRONTEND / "package.json").read_text())["scripts"]
    codes = [
        subprocess.run([npm, "run", script], cwd=page.FRONTEND, env=environment, check=False).returncode
        for script in FRONTEND_CHECKS
        if script in scripts
    ]
    page.ensure()
    return max(codes, default=0)


def _program(name: str, *words: str) -> int:
    return subprocess.run([VENV / "bin" / name, *words], cwd=CHECKOUT, check=False).returncode

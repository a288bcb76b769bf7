"""The speed table, measured: every row beside its limit or peer, in one run, median of five rounds.

    .venv/bin/python -m tests.load.ratios                         # everything: about twenty minutes
    .venv/bin/python -m tests.load.ratios --only push --rounds 1  # the rows whose names begin so

JSON with every figure, then a Markdown table, on standard output; README.md beside this file says how to read them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from server.settings import TestingSettings
from tests.load.bench import kit as kits
from tests.load.bench.figures import Measured, report, table
from tests.load.bench.kit import Kit, Unmeasurable
from tests.load.bench.measuring import MEASUREMENTS
from tests.load.bench.running import Effort, Stage, allow_open_files, say

ROUNDS, SECONDS = 5, 6
QUIET_LOAD = 0.5  # Of the last minute. Above it something else runs here.


def main() -> int:
    arguments = _arguments()
    names = chosen(arguments.only)
    if not names:
        print(f"No row begins with {arguments.only}. There are: {', '.join(MEASUREMENTS)}.", file=sys.stderr)
        return 2
    busy = os.getloadavg()[0]
    if busy > QUIET_LOAD:
        say(f"This machine is not quiet (load {busy:.1f}): the figures are provisional.")
    try:
        kit = Kit.find(arguments.kit)
        allow_open_files()
        measured, failed = asyncio.run(_measure(kit, names, arguments))
    except Unmeasurable as why:
        print(why, file=sys.stderr)
        return 2
    surroundings = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"), "cores": os.cpu_count(), "load_before": busy,
        "python": platform.python_version(), "rounds": arguments.rounds, "seconds": arguments.seconds,
    }  # fmt: skip
    whole: dict[str, Any] = {**surroundings, "rows": report(measured), "failed": failed}
    text = json.dumps(whole, ensure_ascii=False)
    if arguments.json:
        arguments.json.write_text(text + "\n", encoding="utf-8")
    print(text)
    print("\n" + table(measured))
    for name, why in failed.items():
        print(f"\n{name} could not be measured: {why}")
    return 1 if failed else 0


async def _measure(kit: Kit, names: list[str], arguments: argparse.Namespace) -> tuple[list[Measured], dict[str, str]]:
    """What was measured, and why some rows were not: one that fails stops no other."""
    measured: list[Measured] = []
    failed: dict[str, str] = {}
    effort = Effort(arguments.rounds, kits.bounded(arguments.seconds))
    arguments.tools.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hemmaplan-ratios-", ignore_cleanup_errors=True) as folder:
        async with AsyncExitStack() as stack:
            stage = Stage(kit, Path(folder), arguments.tools, TestingSettings().postgres_url, stack)
            for name in names:
                try:
                    measured += await MEASUREMENTS[name](stage, effort)
                except Unmeasurable as why:
                    failed[name] = str(why)
                    say(f"{name}: {why}")
    return measured, failed


def chosen(only: list[str]) -> list[str]:
    """The rows whose names begin with one of these; all where none is named."""
    return [name for name in MEASUREMENTS if not only or any(name.startswith(each) for each in only)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", default=[], metavar="ROW", help=f"of {', '.join(MEASUREMENTS)}")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="of one run of wrk or pgbench; at most 8")
    parser.add_argument("--kit", type=Path, default=kits.KIT, help="the bench kit's folder")
    parser.add_argument("--json", type=Path, help="also write the JSON to this file")
    parser.add_argument(
        "--tools", type=Path, default=Path(tempfile.gettempdir()) / "hemmaplan-bench",
        help="where Go, the built client and the Node peers are kept between runs",
    )  # fmt: skip
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""kill -9 under load, ten times and longer than the test does it: acknowledged means recorded, exactly once.

    .venv/bin/python -m tests.load.crash                                # SQLite, in a temporary folder
    .venv/bin/python -m tests.load.crash --database postgres://…/empty  # a database that is empty
    .venv/bin/python -m tests.load.crash --own-postgres                 # a PostgreSQL that is killed, too

Tills sell without pause; the server is killed at a random moment, started again, and in the end everything without an
answer is sent again. With `--own-postgres` each second blow hits the database instead.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import aiohttp

from tests.journeys.prepared import prepare
from tests.journeys.services import OwnPostgres, find_postgres_programs, own_postgres
from tests.journeys.serving import Serve, command
from tests.journeys.storm import Storm

TILLS = 12
REPLAYED = 2_000
SHOWN = 20


async def run(arguments: argparse.Namespace, home: Path, database: str, postgres: OwnPostgres | None) -> dict[str, Any]:
    """The figures; "mistakes" is what should be empty."""
    chance = random.Random(arguments.seed)
    prepared = await prepare(database, people=arguments.people)
    serve = Serve(home, database)
    began, blows = time.monotonic(), {"server": 0, "database": 0}
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        storm = Storm(prepared, [prepared.till(http, serve.url)], chance)
        await serve.started()
        selling = asyncio.create_task(storm.run(TILLS))
        try:
            for number in range(arguments.kills):
                await storm.acknowledges(200)
                await asyncio.sleep(chance.uniform(0, arguments.seconds))
                if postgres is not None and number % 2:
                    await asyncio.to_thread(postgres.restart, "immediate")
                    blows["database"] += 1
                else:
                    serve.kill()
                    await serve.started()
                    blows["server"] += 1
                print(f"  blow {number + 1}: {len(storm.acknowledged)} acknowledged", file=sys.stderr)
            await storm.acknowledges(200)
            selling.cancel()
            with suppress(asyncio.CancelledError):
                await selling
            open_ = len(storm.sent) - len(storm.acknowledged)
            await storm.settle()
            await storm.replay(REPLAYED)
            mistakes = await storm.mistakes()
        finally:
            selling.cancel()
            if serve.process is not None and serve.process.poll() is None:
                await serve.stop()
    reconciled = command(home, database, "reconcile")
    if reconciled.returncode != 0:
        mistakes.append(f"reconcile: {reconciled.stdout}{reconciled.stderr}")
    return {
        "killed": blows, "seconds": round(time.monotonic() - began), "sent": len(storm.sent),
        "calls_cut_off": storm.cut_off, "sent_again": open_, "replayed": min(REPLAYED, len(storm.sent)),
        "mistakes": mistakes[:SHOWN],
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill the server under load, and compare the books.")
    parser.add_argument("--database", help="sqlite:///path or postgres://…, empty; unset: SQLite in a temporary folder")
    parser.add_argument("--own-postgres", action="store_true", help="start a PostgreSQL, and kill it too")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=5.0, help="at most so long between two (%(default)s)")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1997)
    arguments = parser.parse_args()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hemmaplan-crash-")))
        database = arguments.database or f"sqlite:///{home / 'hemmaplan.sqlite3'}"
        postgres = None
        if arguments.own_postgres:
            programs = find_postgres_programs()
            if programs is None:
                print("PostgreSQL's initdb and pg_ctl are missing: apt install postgresql", file=sys.stderr)
                return 2
            postgres = stack.enter_context(own_postgres(programs))
            database = asyncio.run(postgres.database("crash"))
        figures = asyncio.run(run(arguments, home, database, postgres))
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    return 1 if figures["mistakes"] else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""The block as a larger installation runs it: PostgreSQL, Redis, two `serve` behind nothing, and a `work`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from server.commands import page
from tests.browser.place import FILL_SECONDS, Place
from tests.journeys.services import find_redis_program, own_redis
from tests.journeys.serving import Process, Serve

AT_THE_FIRST = frozenset({"Elsa", "Ingrid"})


class TwoProcesses(Place):
    """Elsa and Ingrid look at the first process, everybody else at the second, where the shops ring up too."""

    def __init__(self, home: Path, database: str, redis: str) -> None:
        self._first, self._second = (
            Serve(home, database, redis=redis, name=name, page=True) for name in ("first", "second")
        )
        self._work = Process(home, database, ["work"], redis=redis, name="work")
        super().__init__(home, self._second.url, database=database, redis=redis)

    def url_of(self, first_name: str) -> str:
        return (self._first if first_name in AT_THE_FIRST else self._second).url

    def open(self) -> None:
        """Fills the empty database, starts all three, and returns once both answer. Raises NotReady."""
        page.ensure()
        self.home.mkdir(parents=True, exist_ok=True)
        self.says("seed", HEMMAPLAN_PUBLIC_URL=self.url)
        for process in (self._work, self._first, self._second):
            process.start()
        for serve in (self._first, self._second):
            beside(asyncio.run, serve.ready(seconds=FILL_SECONDS))

    def kill(self) -> None:
        for process in (self._first, self._second, self._work):
            if process.process is not None and process.process.poll() is None:
                process.kill()


@contextmanager
def on_services_of_its_own(request: pytest.FixtureRequest, home: Path) -> Iterator[TwoProcesses]:
    """On a database and a Redis of their own. What runs a loop does so beside: in this thread Playwright's runs."""
    beside(request.getfixturevalue, "redis_url")  # Says what is missing, where it is.
    program = find_redis_program() or pytest.skip("redis-server is missing: apt install redis-server")
    new_database = beside(request.getfixturevalue, "new_postgres_database")()
    with own_redis(program) as redis:
        beside(asyncio.run, redis.ready())
        database = beside(new_database.__enter__)
        try:
            yield TwoProcesses(home, database, redis.url)
        finally:
            beside(new_database.__exit__, None, None, None)


def beside(work: Callable[..., Any], *arguments: object) -> Any:
    """What a call comes to in a thread of its own: in this one Playwright's loop runs, and no other could."""
    with ThreadPoolExecutor(1) as hand:
        return hand.submit(work, *arguments).result()

"""`programme run`: a fresh programme, from its first day to an instant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from server import programme
from server.jobs import Handler
from server.kernel import periods
from server.kernel.clock import Instant
from server.programme import Document

from .lines import Line
from .living import Life
from .passing import passing_database
from .report import Told, report

FIRST_DAY = date(2010, 1, 1)  # From when a programme holds that says nothing of it: longer ago than any life goes.


@dataclass(frozen=True, slots=True)
class Run:
    """What a life came to, and how many of its lines lie after its end."""

    report: Mapping[str, Any]
    unlived: int


async def run(
    document: Document,
    lines: Sequence[Line],
    *,
    until: Instant,
    handlers: Mapping[str, Handler],
    told: Told,
    empty: Path | None = None,
) -> Run:
    """What living through the lines comes to. `told`: how a refusal is said; the rest as for `lived`."""
    async with lived(document, lines, until=until, handlers=handlers, empty=empty) as life:
        return Run(await report(life, told), life.unlived)


@asynccontextmanager
async def lived(
    document: Document,
    lines: Sequence[Line],
    *,
    until: Instant,
    handlers: Mapping[str, Handler],
    empty: Path | None = None,
) -> AsyncIterator[Life]:
    """Lives through the lines on a temporary database, with time passing between them, until an instant: the database
    as it is then.

    A programme without a date holds from FIRST_DAY on. `handlers` are the server's jobs, `empty` as for
    `passing_database`. Raises ProgrammeErrors.
    """
    first = document.versions[0]
    begins = first.holds_from
    if begins is None:
        begins = periods.start_of(FIRST_DAY, first.timezone)
    async with passing_database(empty) as steps:
        steps.to(begins)
        await programme.publish(document.text, document.file, holds_from=begins)
        life = Life(steps, lines, begins=begins, until=until, handlers=handlers)
        await life.live()
        yield life

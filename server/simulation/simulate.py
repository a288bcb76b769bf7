"""`simulate`: what this installation recorded, lived through once more under a draft, beside what really happened.

Until `since` the programme is what it was, and from then on it is the draft: so everybody comes to that day with what
they really had. The life is lived by the same recorder, in a process of its own on a temporary database; the history
goes there in slices, and neither side holds more than one.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

from server import programme
from server.kernel import clock
from server.kernel.clock import Instant
from server.programme import ProgrammeError, ProgrammeErrors

from . import history, measuring, wire
from .compared import Changes, Comparison, side_by_side
from .wire import Begin, Earned, Earnings, End, Failed, Lived, Mistaken, Ready, Slice, Summary

ROOT = Path(__file__).resolve().parents[2]
PROCESS = ("-m", "server.commands.replaying")
LINE_LIMIT_BYTES = 64 * 1024 * 1024  # Of one answer: a thousand members' earnings are far below it.
GRACE_SECONDS = 3.0  # For the other process to put its files away.

T = TypeVar("T", bound=wire.Answered)
Progress = Callable[[int, int], Awaitable[None]]
"""Is told how many activities were lived through, and of how many."""


class SimulationFailed(Exception):
    """The other process met a fault, or ended before its time."""


async def simulate(text: str, file: str, *, since: Instant, progress: Progress) -> Comparison:
    """Raises ProgrammeErrors where the draft cannot hold, SimulationFailed. Cancelled, it leaves nothing behind."""
    began, until = time.monotonic(), clock.now()
    last = await history.last_recorded()
    total = await history.count_recorded(last)
    draft = programme.parse(text, file)
    begin = Begin(
        since, until, await history.versions_before(since), file, text, await history.partners_known()
    )
    async with _other_process() as talk:
        await talk.say(begin)
        await talk.hear(Ready)
        sent = 0
        async for count, events in history.slices(last):
            await talk.say(Slice(events))
            await talk.hear(Lived)
            sent += count
            await progress(sent, total)
        await talk.say(End())
        summary = await talk.hear(Summary)
        changes = await _changes(talk, begin, draft)
    return Comparison(
        since=since, until=until, activities=total, real=await measuring.measured(since, until), draft=summary.side,
        changes=changes.told(), refused=summary.refused, left_out=summary.left_out,
        seconds=round(time.monotonic() - began, 1), peak_kilobytes=summary.peak_kilobytes,
    )  # fmt: skip


async def _changes(talk: _Talk, begin: Begin, draft: programme.Document) -> Changes:
    """Compares page by page: both sides tell of members in the order of their ids."""
    spendable = {
        code: currency.decimals
        for version in draft.versions
        for code, currency in version.currencies.items()
        if currency.redeemable and not currency.counter
    }
    changes = Changes(spendable)
    theirs, ours = _Pages(talk.earnings()), _Pages(measuring.earnings(begin.since, begin.until))
    while (edge := await _edge(theirs, ours)) is not None:
        for member_id, currency, real, lived in side_by_side(ours.take(edge), theirs.take(edge)):
            changes.add(member_id, currency, real=real, draft=lived)
    return changes


async def _edge(one: _Pages, other: _Pages) -> tuple[int, str] | None:
    """Up to where both sides are known; None: nothing is left of either."""
    ends = [end for end in (await one.end(), await other.end()) if end is not None]
    return min(ends, default=None)


class _Pages:
    """Earnings that come page by page, taken piece by piece."""

    def __init__(self, source: AsyncIterator[list[Earned]]) -> None:
        self._source, self._rows = source, list[Earned]()

    async def end(self) -> tuple[int, str] | None:
        """The last that is known and not taken; None: none is left."""
        if not self._rows:
            self._rows = await anext(self._source, [])
        return (self._rows[-1].member_id, self._rows[-1].currency) if self._rows else None

    def take(self, edge: tuple[int, str]) -> list[Earned]:
        """Those up to an edge, which are then gone."""
        taken = [row for row in self._rows if (row.member_id, row.currency) <= edge]
        self._rows = self._rows[len(taken) :]
        return taken


class _Talk:
    """What is said to the other process, and what it answers."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out = process.stdin, process.stdout

    async def say(self, message: wire.Sent) -> None:
        self._in.write(wire.encode(message) + b"\n")
        with suppress(ConnectionError):  # Why it is gone is heard next.
            await self._in.drain()

    async def hear(self, kind: type[T]) -> T:
        line = await self._out.readline()
        if not line:
            raise SimulationFailed("The simulation's process ended before its time.")
        answer = wire.answered(line)
        if isinstance(answer, Mistaken):
            raise ProgrammeErrors([ProgrammeError("draft", *mistake) for mistake in answer.mistakes])
        if isinstance(answer, Failed):
            raise SimulationFailed(answer.text)
        assert isinstance(answer, kind)
        return answer

    async def earnings(self) -> AsyncIterator[list[Earned]]:
        while rows := (await self.hear(Earnings)).rows:
            yield rows


@asynccontextmanager
async def _other_process() -> AsyncIterator[_Talk]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, *PROCESS, cwd=ROOT, limit=LINE_LIMIT_BYTES, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield _Talk(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()  # It reads that nobody listens any more, and puts its files away.
        try:
            await asyncio.wait_for(process.wait(), GRACE_SECONDS)
        except TimeoutError:
            process.terminate()
            await process.wait()

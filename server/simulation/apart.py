"""A simulation's other process: it reads a history from a pipe, lives through it, and answers what it came to.

It has the clock in its hand and a database of its own, so it cannot be the process that serves: `simulate` starts it.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from server.jobs import Handler
from server.programme import ProgrammeErrors

from . import wire
from .measuring import earnings
from .passing import passing_database
from .replaying import Replay
from .wire import Answered, Begin, Earnings, Failed, Lived, Mistaken, Ready, Slice


async def serve(handlers: Mapping[str, Handler], empty: Path | None = None) -> None:
    """Lives through what standard input tells, and answers on standard output. `empty` as for `passing_database`."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    try:
        await _serve(handlers, empty, source, sink)
    except ProgrammeErrors as wrong:
        _answer(sink, Mistaken([(error.line, error.message, error.remedy) for error in wrong.errors]))
    except BrokenPipeError:
        return  # Whoever asked is gone.
    except Exception as fault:
        _answer(sink, Failed(f"{type(fault).__name__}: {fault}"))


async def _serve(handlers: Mapping[str, Handler], empty: Path | None, source: BinaryIO, sink: BinaryIO) -> None:
    begin = await _next(source)
    assert isinstance(begin, Begin)
    async with passing_database(empty) as steps:
        replay = Replay(steps, begin, handlers)
        await replay.begin()
        _answer(sink, Ready())
        while isinstance(told := await _next(source), Slice):
            await replay.take(told.events)
            _answer(sink, Lived(replay.lived))
        _answer(sink, await replay.end())
        async for rows in earnings(begin.since, begin.until):
            _answer(sink, Earnings(rows))
        _answer(sink, Earnings([]))


async def _next(source: BinaryIO) -> wire.Sent:
    line = await asyncio.to_thread(source.readline)
    if not line:
        raise BrokenPipeError
    return wire.sent(line)


def _answer(sink: BinaryIO, answer: Answered) -> None:
    sink.write(wire.encode(answer) + b"\n")
    sink.flush()

"""`programme run FILE --activities FILE.jsonl --at INSTANT`: JSON on stdout alone, whatever else is said on stderr."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from schema.problem_words import told as words
from schema.problems import Problem, problem_of
from server import programme, simulation
from server.app import HANDLERS
from server.commands import install
from server.kernel.clock import Instant
from server.kernel.errors import DomainError
from server.programme import Document, ProgrammeErrors
from server.simulation import BadLines, Line, Run

UNSOUND, UNREADABLE = 1, 2  # Exit codes: of a bad document, and of bad lines.


def run(file: Path, activities: Path, until: Instant) -> int:
    mistakes = programme.check([file])
    if mistakes:
        print("\n".join(map(str, mistakes)), file=sys.stderr)
        return UNSOUND
    try:
        lines = simulation.read_lines(activities.read_text(encoding="utf-8-sig"))
    except BadLines as wrong:
        print("\n".join(f"{activities}:{number}: {said}" for number, said in wrong.mistakes), file=sys.stderr)
        return UNREADABLE
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        print(f"{activities} cannot be read: {reason}.", file=sys.stderr)
        return UNREADABLE
    document = programme.parse(file.read_text(encoding="utf-8"), file.name)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # As Ctrl-C: what was temporary is removed.
    try:
        lived = asyncio.run(_lived(document, lines, until))
    except ProgrammeErrors as unsound:
        print(unsound, file=sys.stderr)
        return UNSOUND
    json.dump(lived.report, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
    for name, why in lived.report.get("refused", {}).items():
        print(f"{name} is no member: {why['message']}", file=sys.stderr)
    if lived.unlived:
        print(f"{lived.unlived} of the lines lie after the end and were not lived.", file=sys.stderr)
    return 0


async def _lived(document: Document, lines: Sequence[Line], until: Instant) -> Run:
    empty: Path | None = None
    with suppress(OSError):  # Where nothing can be kept beside the packages, the tables are made anew.
        empty = await simulation.kept_empty(install.VENV)
    return await simulation.run(document, lines, until=until, handlers=HANDLERS, told=told, empty=empty)


def told(refusal: Exception) -> Mapping[str, str]:
    """A refusal under the name that it has in the schema, in Swedish."""
    if not isinstance(refusal, DomainError):
        return {"type": "InternalProblem", "message": str(refusal)}
    problem = problem_of(refusal, (Problem,), "sv")
    if problem is None:
        return {"type": f"{type(refusal).__name__}Problem", "message": words(refusal, "sv")}
    return {"type": type(problem).__name__, "message": problem.message}

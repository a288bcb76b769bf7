"""What is wrong with a sound file, or doubtful: rules that never fire, caps that never bind, things nobody can get.

The sections' readers find what does not make sense by itself. Here the whole is looked at. What can only be a slip is a
**mistake** and refuses the file: a condition that nothing can meet, points that are gone before they are anybody's, a
row of a table that is never reached, a version that changes nothing. What somebody may have meant is a **note**: it is
told, and refuses nothing: a campaign that is over, a cap that cannot bind, a reward that nothing gives, a unit that no
rule earns (a partner or a manager may still award it), something that is declared and used nowhere.

Stored versions are never looked at again: what was published holds.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.kernel import clock
from server.kernel.clock import Instant
from server.programme import planning
from server.programme.compilation import compile_draft
from server.programme.document import Document, parse
from server.programme.document.conflicts import report
from server.programme.errors import ProgrammeError, ProgrammeErrors
from server.programme.rulebook import Language

from . import (
    conditions,
    gifts,
    limits,
    unused,
)
from .findings import Findings, Lines


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in one file. `document` is None where it cannot be read; each list in the order of lines."""

    document: Document | None
    mistakes: tuple[ProgrammeError, ...]
    notes: tuple[ProgrammeError, ...] = ()
    conflicts: tuple[Mapping[Language, str], ...] = ()  # Which multipliers can hold together, and what they come to.


def examine(text: str, file: str, *, now: Instant | None = None) -> Examination:
    """Reads a file and looks at the whole of it. Never raises for what stands in it."""
    try:
        document = parse(text, file)
    except ProgrammeErrors as mistakes:
        return Examination(None, mistakes.errors)
    found = look_at(document, now if now is not None else clock.now())
    conflicts = {one["en"]: one for draft in document.versions for one in report(draft)}  # Each once.
    return Examination(document, tuple(found.mistakes()), tuple(found.notes()), tuple(conflicts.values()))


def look_at(document: Document, now: Instant) -> Findings:
    """Everything about a document that its readers could not see."""
    found = Findings(document.file)
    for draft, tree in zip(document.versions, document.trees, strict=True):
        lines = Lines(tree)
        for check in (conditions.check, gifts.check, limits.check, unused.check):
            check(draft, lines, found, now)
    unused.check_parameters(document, found)
    for line in _idle_versions(document):
        found.wrong(line, "This version changes nothing.", "Remove it, or say under it what is new.")
    return found


def _idle_versions(document: Document) -> Iterator[int]:
    books = [compile_draft(draft, 1, 0, 0) for draft in document.versions]
    for (before, after), draft in zip(itertools.pairwise(books), document.versions[1:], strict=True):
        if not planning.plan(before, after):
            yield draft.line

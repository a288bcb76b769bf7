"""Publishing: a valid file becomes numbered versions, stored for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from server import jobs, storage
from server.kernel import clock, periods
from server.kernel.clock import Instant
from server.storage import Tx, UniqueViolation

from . import queries
from .checking import Examination, examine, look_at
from .compilation import compile_draft
from .document import Document, parse
from .document.sections import Draft, unsteady
from .errors import ProgrammeError, ProgrammeErrors
from .models import ProgrammeVersion
from .queries import Rulebooks
from .rulebook import Rulebook

NOTICE = clock.MINUTE  # The least time between publishing a version and its beginning to hold.
VISIT_JOB = "programme.visit"  # What time alone brings is asked anew of everybody, once a version begins to hold.
ATTEMPTS = 3  # Two managers at once: the second one's numbers follow the first one's.


async def publish(
    text: str, file: str, *, published_by: int | None = None, holds_from: Instant | None = None
) -> tuple[Rulebook, ...]:
    """Validates, numbers and stores what the file brings that is new; the new rulebooks, none where nothing is.

    A version begins at its `holds_from` (the argument stands in for the first one's), at least a minute from now.
    Only a programme's first publication may begin at any past date; without a date it begins now, a later one in a
    minute. Where the version that holds promises `notice_days`, the next one begins no sooner than that. Raises
    ProgrammeErrors, for whatever `programme check` finds wrong, too.
    """
    document = parse(text, file)
    mistakes = look_at(document, clock.now()).mistakes()
    if mistakes:
        raise ProgrammeErrors(mistakes)
    for attempt in range(ATTEMPTS):
        try:
            async with storage.transaction() as tx:
                numbers = await _store(tx, document, published_by, holds_from)
            break
        except UniqueViolation:
            if attempt == ATTEMPTS - 1:
                raise
    async with storage.transaction() as tx:
        shelf = await queries.load(tx)
    return tuple(shelf.numbered(number) for number in numbers)


def check(paths: Iterable[Path | str]) -> list[ProgrammeError]:
    """Every mistake in these files; an empty list where all are sound."""
    return [mistake for path in paths for mistake in examine_file(path).mistakes]


def examine_next(text: str, file: str) -> Examination:
    """As `examine`, of a document that is to follow what is published: what members have must still be there."""
    examined, known = examine(text, file), queries.versions()
    if examined.document is None or not known:
        return examined
    last = examined.document.versions[-1]
    wrong = tuple(ProgrammeError(file, last.line, *one) for one in unsteady(known[-1], last))
    return replace(examined, mistakes=(*examined.mistakes, *wrong))


def examine_file(path: Path | str) -> Examination:
    """What is found in a file. Never raises: what cannot be read is a mistake on a line, too."""
    return _examined(Path(path))


def _examined(path: Path) -> Examination:
    try:
        return examine(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        mistake = ProgrammeError(str(path), line, "The file is not UTF-8.", "Save it as UTF-8.")
    except OSError as error:
        mistake = ProgrammeError(str(path), 1, f"The file cannot be read: {error.strerror}.", "Check its name.")
    return Examination(None, (mistake,))


async def _store(tx: Tx, document: Document, published_by: int | None, holds_from: Instant | None) -> list[int]:
    shelf, now = await queries.load(tx), clock.now()
    starts = [
        _start(draft, shelf, now, holds_from if part == 0 else None) for part, draft in enumerate(document.versions)
    ]
    new = _first_new(document, starts, shelf, holds_from)
    _check(document, starts, new, shelf, now)
    number = len(shelf.versions)
    rows = [
        (number + 1 + i, document.versions[part].code, starts[part], document.file[-255:], document.text, part,
         document.digest, now, published_by)
        for i, part in enumerate(range(new, len(starts)))
    ]  # fmt: skip
    columns = ("number", "code", "holds_from", "file", "document", "part", "digest", "published_at", "published_by")
    await tx.insert(ProgrammeVersion, columns, rows)
    await visit_everybody(tx, [(row[0], row[2]) for row in rows])
    return [row[0] for row in rows]


async def visit_everybody(tx: Tx, begun: Iterable[tuple[int, Instant]]) -> None:
    """Once each of these versions (number, when it begins to hold) holds, everybody is visited."""
    await jobs.enqueue_many(tx, [
        jobs.Draft(VISIT_JOB, {"version": number, "after": 0}, key=f"visit:{number}",
                   run_at=max(holds_from, clock.now()))
        for number, holds_from in begun if number > 1  # Nobody was here before the first one.
    ])  # fmt: skip


def _start(draft: Draft, shelf: Rulebooks, now: Instant, holds_from: Instant | None) -> Instant:
    if holds_from is not None:
        return holds_from
    if draft.holds_from is not None:
        return draft.holds_from
    return _earliest(shelf, now) if shelf.versions else now


def _earliest(shelf: Rulebooks, now: Instant) -> Instant:
    """The first instant from which a new version may hold: in a minute, or on the first day after the notice that the
    version in force promises. Before a programme has begun it has promised nobody anything."""
    book = shelf.current()
    if not book.notice_days or book.holds_from > now:
        return now + NOTICE
    day = periods.local_date(now, book.timezone) + timedelta(days=book.notice_days + 1)
    return periods.start_of(day, book.timezone)


def _first_new(document: Document, starts: list[Instant], shelf: Rulebooks, holds_from: Instant | None) -> int:
    """The first of the file's versions that is not published already, just so; later ones are published after it."""
    for part, (draft, start) in enumerate(zip(document.versions, starts, strict=True)):
        dated = draft.holds_from is not None or (part == 0 and holds_from is not None)
        before = _published(shelf, start) if dated else shelf.versions and shelf.current()
        if not before or compile_draft(draft, before.number, before.holds_from, before.begins_at) != before:
            return part
    return len(starts)


def _published(shelf: Rulebooks, start: Instant) -> Rulebook | None:
    """The newest version that begins at an instant."""
    return next((rulebook for rulebook in reversed(shelf.versions) if rulebook.holds_from == start), None)


def _check(document: Document, starts: list[Instant], new: int, shelf: Rulebooks, now: Instant) -> None:
    mistakes = []
    for part in range(new, len(starts)):
        draft = document.versions[part]
        if shelf.versions and starts[part] < _earliest(shelf, now):
            mistakes.append(_too_soon(document.file, draft, starts[part], _earliest(shelf, now), now))
        if part > 0 and starts[part] <= starts[part - 1]:
            mistakes.append(ProgrammeError(
                document.file, draft.line, "This version would begin before the one above it.",
                "Put the earliest first, and give each a date."
            ))
        if shelf.versions:
            mistakes += [
                ProgrammeError(document.file, draft.line, *wrong) for wrong in unsteady(shelf.versions[-1], draft)
            ]
    if mistakes:
        raise ProgrammeErrors(mistakes)


def _too_soon(file: str, draft: Draft, start: Instant, earliest: Instant, now: Instant) -> ProgrammeError:
    what = f"This version would hold from {clock.to_iso(start)}, which is too soon."
    if earliest == now + NOTICE:
        remedy = "Write a holds_from that is at least a minute ahead: what members have earned stays as it was."
    else:
        day = periods.local_date(earliest, draft.timezone)
        remedy = f"Write holds_from = {day.isoformat()} or later: the programme promises its members notice."
    return ProgrammeError(file, draft.line, what, remedy)

"""Every version as it was published: what it says, who published it and when. And the same on another database, where
a draft takes over from a date, for a simulation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server import storage
from server.kernel import clock
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.storage import Row

from . import queries
from .document import Document, parse
from .document.sections import unsteady
from .errors import ProgrammeError, ProgrammeErrors
from .models import ProgrammeVersion
from .service import visit_everybody

_COLUMNS = "number, code, holds_from, file, part, digest, published_at, published_by, document"


@dataclass(frozen=True, slots=True)
class Published:
    """A version. `part`: which of its document's versions it is; `text` is the whole document."""

    number: int
    code: str
    holds_from: Instant
    file: str
    part: int
    digest: str
    published_at: Instant
    published_by: Id | None  # None: from a terminal.
    text: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A version to stand on another database as it stood here."""

    text: str
    file: str
    part: int
    holds_from: Instant


async def published_versions(*, first: int, below: int | None = None) -> list[Published]:
    """Versions, the newest number first; those before number `below` where it is given."""
    rows = await storage.rows(
        f"SELECT {_COLUMNS} FROM programme_version WHERE number < :below ORDER BY number DESC LIMIT :first",
        below=below if below is not None else 2**31 - 1,
        first=first,
    )
    return [_published(row) for row in rows]


async def published_version(number: int) -> Published | None:
    row = await storage.row(f"SELECT {_COLUMNS} FROM programme_version WHERE number = :number", number=number)
    return _published(row) if row is not None else None


async def stand(before: Sequence[Standing], *, text: str, file: str, since: Instant) -> None:
    """On an empty database: the versions that held before `since`, numbered as they come, and from then on a draft; of
    a draft's own versions the last that begins by then, and those that follow. Raises ProgrammeErrors."""
    draft = parse(text, file)
    documents = {version.text: parse(version.text, version.file) for version in before}
    rows = [(version.file, documents[version.text], version.part, version.holds_from) for version in before]
    if before:
        latest = documents[before[-1].text].versions[before[-1].part]
        wrong = unsteady(latest, draft.versions[0])
        if wrong:
            raise ProgrammeErrors([ProgrammeError(file, draft.versions[0].line, *one) for one in wrong])
    rows += [(file, draft, part, start) for part, start in _starts(draft, since)]
    async with storage.transaction() as tx:
        await tx.insert(
            ProgrammeVersion,
            ("number", "code", "holds_from", "file", "document", "part", "digest", "published_at", "published_by"),
            [
                (number, document.versions[part].code, start, name[-255:], document.text, part, document.digest,
                 clock.now(), None)
                for number, (name, document, part, start) in enumerate(rows, 1)
            ],
        )  # fmt: skip
        await visit_everybody(tx, [(number, start) for number, (*_, start) in enumerate(rows, 1)])
        await queries.load(tx)


def _starts(draft: Document, since: Instant) -> list[tuple[int, Instant]]:
    begun = [part for part, version in enumerate(draft.versions) if part == 0 or (version.holds_from or 0) <= since]
    later = [(part, version.holds_from or 0) for part, version in enumerate(draft.versions) if part > begun[-1]]
    return [(begun[-1], since), *later]


def _published(row: Row) -> Published:
    return Published(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8])

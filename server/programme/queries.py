"""The published rulebooks, read once a process and again when a newer one is there.

The version that holds at an instant is the newest published of those that have begun by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server import live
from server.kernel import clock
from server.kernel.clock import Instant
from server.storage import Reader, Row

from .compilation import compile_draft
from .document import Document, parse
from .errors import BeforeProgramme, NoProgramme
from .rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Rulebooks:
    """All versions, by number. Frozen: a transaction keeps the ones it began with."""

    versions: tuple[Rulebook, ...]
    mark: tuple[int, str, Instant, Instant] | None  # What tells the newest row from any other.

    def at(self, instant: Instant) -> Rulebook:
        """The version that held. Raises BeforeProgramme, or NoProgramme where there is none at all."""
        if not self.versions:
            raise NoProgramme
        for rulebook in reversed(self.versions):
            if rulebook.holds_from <= instant:
                return rulebook
        raise BeforeProgramme(self.versions[0].begins_at)

    def numbered(self, number: int) -> Rulebook:
        """Raises NoProgramme where there is no such version."""
        if not 1 <= number <= len(self.versions):
            raise NoProgramme
        return self.versions[number - 1]

    @property
    def asks_partner(self) -> bool:
        """Whether any version chooses by the sending partner's code."""
        return any(version.asks_partner for version in self.versions)

    def current(self) -> Rulebook:
        """The version that holds now; the first one where it has not begun. Raises NoProgramme."""
        try:
            return self.at(clock.now())
        except BeforeProgramme:
            return self.versions[0]


_shelf = Rulebooks((), None)


async def load(reader: Reader) -> Rulebooks:
    """All rulebooks, as this reader or transaction sees them; one statement where nothing is new."""
    global _shelf
    newest = await reader.row(
        "SELECT number, digest, holds_from, published_at FROM programme_version ORDER BY number DESC LIMIT 1"
    )
    mark = (newest[0], newest[1], newest[2], newest[3]) if newest is not None else None
    if mark != _shelf.mark:
        rows = await reader.rows(
            "SELECT number, holds_from, file, document, part, digest FROM programme_version ORDER BY number"
        )
        _shelf = Rulebooks(_compiled(rows), mark)
        live.visit_newcomers(any(rulebook.occasions for rulebook in _shelf.versions))
    return _shelf


def rulebook_at(instant: Instant) -> Rulebook:
    """The version that held at an instant, of those last loaded. Raises BeforeProgramme or NoProgramme."""
    return _shelf.at(instant)


def current() -> Rulebook:
    """The version that holds now, of those last loaded. Raises NoProgramme."""
    return _shelf.current()


def versions() -> tuple[Rulebook, ...]:
    """All versions by number, of those last loaded, also those that hold no longer or not yet."""
    return _shelf.versions


def rulebook_numbered(number: int) -> Rulebook:
    """A version by its number, of those last loaded. Raises NoProgramme."""
    return _shelf.numbered(number)


def forget() -> None:
    """Drops what was loaded: another database follows."""
    global _shelf
    _shelf = Rulebooks((), None)
    live.visit_newcomers(False)


def _compiled(rows: Sequence[Row]) -> tuple[Rulebook, ...]:
    documents: dict[str, Document] = {}
    begins_at = min((int(row[1]) for row in rows), default=0)
    rulebooks = []
    for row in rows:
        if row[5] not in documents:
            documents[row[5]] = parse(row[3], row[2])
        rulebooks.append(compile_draft(documents[row[5]].versions[row[4]], row[0], row[1], begins_at))
    return tuple(rulebooks)

"""Drafts: the next version of the programme, while it is being written. Editors and managers write; who publishes is a
manager, and never the one who changed it last: two persons have read what then holds.

A draft may be saved with mistakes in it; it is published without any. Each save says which revision it goes out from,
so that nobody writes over another's words unseen. Every act is kept with who and when.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from server import members, storage
from server.kernel import clock, ids
from server.kernel.clock import Instant
from server.kernel.errors import BadInput, Forbidden, NotFound
from server.kernel.ids import Id
from server.members import Principal
from server.storage import Row, Tx

from . import service
from .draft_errors import DraftEnded, DraftMoved, OwnDraft
from .models import DraftAct, ProgrammeDraft
from .rulebook import Rulebook

NAME_LIMIT = 80
TEXT_LIMIT = 400_000  # Characters: some three thousand rules.
OPEN_LIMIT = 50  # Drafts at a time.
ACTS_SHOWN = 100

_COLUMNS = ("id", "name", "text", "revision", "state", "made_by", "made_at", "changed_by", "changed_at")
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM programme_draft"


@dataclass(frozen=True, slots=True)
class WrittenDraft:
    """A draft as it stands. `revision` counts its saves; `state`: open, published or discarded."""

    id: Id
    name: str
    text: str
    revision: int
    state: str
    made_by: Id
    made_at: Instant
    changed_by: Id
    changed_at: Instant

    @property
    def file(self) -> str:
        """What its mistakes name it by."""
        return f"{self.name}.toml"


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did with a draft: saved, published or discarded."""

    draft_id: Id
    act: str
    member_id: Id
    at: Instant
    revision: int
    version: int | None  # The first that a publication brought.


async def save_draft(by: Principal, *, draft_id: Id | None, name: str, text: str, revision: int) -> WrittenDraft:
    """Writes a new draft (`draft_id` None, revision 0) or the next revision of one. Raises BadInput, NotFound,
    DraftMoved where somebody saved after `revision`, DraftEnded. The same text again changes nothing."""
    writer = _writer(by)
    name, now = _checked(name, text), clock.now()

    async def work(tx: Tx) -> WrittenDraft:
        if draft_id is None:
            if int(await tx.value("SELECT COUNT(*) FROM programme_draft WHERE state = 'open'") or 0) >= OPEN_LIMIT:
                raise BadInput("draft", f"There are {OPEN_LIMIT} open drafts: discard one first.")
            draft = WrittenDraft(ids.new_id(), name, text, 1, "open", writer, now, writer, now)
            await tx.insert(ProgrammeDraft, _COLUMNS, [_row(draft)])
            return await _acted(tx, draft, "saved", writer)
        before = await _open(tx, draft_id)
        if (before.name, before.text) == (name, text):
            return before
        if before.revision != revision:
            raise DraftMoved(before.revision)
        draft = replace(
            before, name=name, text=text, revision=revision + 1, changed_by=writer, changed_at=now
        )
        await tx.execute(
            "UPDATE programme_draft SET name = :name, text = :text, revision = :revision, changed_by = :by, "
            "changed_at = :now WHERE id = :id",
            id=draft_id, name=name, text=text, revision=draft.revision, by=writer, now=now,
        )  # fmt: skip
        return await _acted(tx, draft, "saved", writer)

    return await storage.write(work)


async def discard_draft(by: Principal, draft_id: Id) -> WrittenDraft:
    """It is written no further; what it said is kept. Raises NotFound, DraftEnded."""
    writer = _writer(by)

    async def work(tx: Tx) -> WrittenDraft:
        return await _end(tx, await _open(tx, draft_id), "discarded", writer)

    return await storage.write(work)


async def publish_draft(
    by: Principal, draft_id: Id, *, revision: int, holds_from: Instant | None
) -> tuple[WrittenDraft, tuple[Rulebook, ...]]:
    """The draft becomes versions that hold from their dates; without `holds_from` from what it says itself, or in a
    minute. Raises Forbidden, StaleSignIn, NotFound, DraftEnded, DraftMoved, OwnDraft, ProgrammeErrors."""
    writer = _writer(by)
    if not by.is_any_of("manager"):
        raise Forbidden("Only a manager publishes the programme.")
    await members.require_fresh(by)
    draft = await draft_of(draft_id)
    if draft is None:
        raise NotFound("The draft")
    if draft.state != "open":
        raise DraftEnded(draft.state)
    if draft.revision != revision:
        raise DraftMoved(draft.revision)
    if draft.changed_by == writer:
        raise OwnDraft
    published = await service.publish(draft.text, draft.file, published_by=writer, holds_from=holds_from)

    async def work(tx: Tx) -> WrittenDraft:
        after = await _read(tx, draft_id)
        if after.state != "open" or after.revision != revision:  # Written on meanwhile: what was read then holds.
            return await _acted(tx, after, "published", writer, published, revision)
        return await _end(tx, after, "published", writer, published)

    return await storage.write(work), published


async def drafts(*, ended: bool = False) -> list[WrittenDraft]:
    """Those that are open, or have ended; the last changed first, at most OPEN_LIMIT."""
    which = "state <> 'open'" if ended else "state = 'open'"
    rows = await storage.rows(f"{_SELECT} WHERE {which} ORDER BY changed_at DESC, id DESC LIMIT {OPEN_LIMIT}")
    return [_draft(row) for row in rows]


async def draft_of(draft_id: Id) -> WrittenDraft | None:
    row = await storage.row(f"{_SELECT} WHERE id = :id", id=draft_id)
    return _draft(row) if row is not None else None


async def drafts_by_id(ids: Collection[Id]) -> dict[Id, WrittenDraft]:
    rows = await storage.rows(f"{_SELECT} WHERE id {{in ids bigint}}", ids=sorted(set(ids)))
    return {row[0]: _draft(row) for row in rows}


async def acts_of(draft_ids: Collection[Id]) -> dict[Id, list[Act]]:
    """Who did what with drafts, the newest first, at most ACTS_SHOWN of each."""
    rows = await storage.rows(
        "SELECT draft_id, act, member_id, at, revision, version FROM programme_draft_act "
        "WHERE draft_id {in ids bigint} ORDER BY id DESC",
        ids=sorted(set(draft_ids)),
    )
    found: dict[Id, list[Act]] = {draft_id: [] for draft_id in draft_ids}
    for row in rows:
        if len(found[row[0]]) < ACTS_SHOWN:
            found[row[0]].append(Act(row[0], row[1], row[2], row[3], row[4], row[5]))
    return found


def _writer(by: Principal) -> Id:
    if by.kind != "person" or by.member_id is None or not by.is_any_of("editor", "manager"):
        raise Forbidden("Only an editor or a manager writes drafts.")
    return by.member_id


def _checked(name: str, text: str) -> str:
    """The name with its blanks put right. Raises BadInput."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= NAME_LIMIT or not name.isprintable() or "/" in name:
        raise BadInput("name", f"name must be 1 to {NAME_LIMIT} characters on one line, without a slash.")
    if not text.strip() or len(text) > TEXT_LIMIT or "\x00" in text:
        raise BadInput("text", f"text must be a programme of at most {TEXT_LIMIT} characters.")
    return name


async def _read(tx: Tx, draft_id: Id) -> WrittenDraft:
    row = await tx.row(f"{_SELECT} WHERE id = :id {{lock}}", id=draft_id)
    if row is None:
        raise NotFound("The draft")
    return _draft(row)


async def _open(tx: Tx, draft_id: Id) -> WrittenDraft:
    draft = await _read(tx, draft_id)
    if draft.state != "open":
        raise DraftEnded(draft.state)
    return draft


async def _end(
    tx: Tx, draft: WrittenDraft, state: str, writer: Id, published: Sequence[Rulebook] = ()
) -> WrittenDraft:
    await tx.execute("UPDATE programme_draft SET state = :state WHERE id = :id", state=state, id=draft.id)
    return await _acted(tx, replace(draft, state=state), state, writer, published)


async def _acted(
    tx: Tx, draft: WrittenDraft, act: str, writer: Id, published: Sequence[Rulebook] = (), revision: int | None = None
) -> WrittenDraft:
    version = published[0].number if published else None
    await tx.insert(
        DraftAct,
        ("id", "draft_id", "act", "member_id", "at", "revision", "version"),
        [(ids.new_id(), draft.id, act, writer, clock.now(), revision or draft.revision, version)],
    )
    return draft


def _row(draft: WrittenDraft) -> tuple[object, ...]:
    return tuple(getattr(draft, column) for column in _COLUMNS)


def _draft(row: Row) -> WrittenDraft:
    return WrittenDraft(*(row[place] for place in range(len(_COLUMNS))))

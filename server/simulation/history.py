"""What this installation recorded, in slices: who joined and what happened, in the order in which it came about."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from server import programme, storage
from server.kernel import clock, ids
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.storage import Row

from .besides import Besides, besides_of
from .intents import OF_TIME
from .wire import Event, Happened, Housed, Joined, Shop, Version

SLICE = 500  # Activities of one read, and of one message.
OF_ROOMS = ("system:rewards",)  # What a room recorded of what a member did, it records again.
_ACTIVITIES = (
    "SELECT a.id, a.sender, a.key, a.member_id, a.kind, a.facts, a.version, a.occurred_at, a.posted_at, a.partner_id, "
    "a.shop, a.client_id, o.sender, o.key, k.id FROM activity a LEFT JOIN activity o ON o.id = a.reverses_id "
    "LEFT JOIN activity_key k ON k.id = a.id "  # What has no key is another's side of what somebody did, or time's.
    "WHERE a.id > :after AND a.id <= :last ORDER BY a.id LIMIT :limit"
)
_MEMBERS = (
    "SELECT id, joined_at, timezone, birthday, country FROM member WHERE id > :after AND id <= :last "
    "ORDER BY id LIMIT :limit"
)


async def last_recorded() -> Id:
    """The newest activity: what is recorded while a simulation runs is not lived through by it."""
    return int(await storage.value("SELECT MAX(id) FROM activity") or 0)


async def count_recorded(last: Id) -> int:
    return int(await storage.value("SELECT COUNT(*) FROM activity WHERE id <= :last", last=last) or 0)


async def versions_before(since: Instant) -> list[Version]:
    """The versions that held before an instant, by number."""
    rows = await storage.rows(
        "SELECT file, document, part, holds_from FROM programme_version WHERE holds_from < :since ORDER BY number",
        since=since,
    )
    return [Version(row[0], row[1], row[2], row[3]) for row in rows]


async def partners_known() -> list[Shop]:
    shops: dict[Id, list[str]] = {}
    for row in await storage.rows("SELECT partner_id, code FROM shop ORDER BY id"):
        shops.setdefault(row[0], []).append(row[1])
    rows = await storage.rows("SELECT id, code FROM partner ORDER BY id")
    return [Shop(row[0], row[1], shops.get(row[0], [])) for row in rows]


async def slices(last: Id) -> AsyncIterator[tuple[int, list[Event]]]:
    """How many activities each slice holds, and its events. Ids tell in which order things were recorded, and whoever
    acts has joined before."""
    end = ids.first_id_at(clock.now())
    after = 0
    while after < end:
        rows = await storage.rows(_ACTIVITIES, after=after, last=last, limit=SLICE)
        members = await storage.rows(_MEMBERS, after=after, last=end, limit=SLICE)
        until = min((page[-1][0] for page in (rows, members) if len(page) == SLICE), default=end)
        rows, members = ([row for row in page if row[0] <= until] for page in (rows, members))
        besides = await besides_of(rows)
        found: list[tuple[Id, Event]] = [(row[0], Joined(row[0], row[1], row[2], row[3], row[4])) for row in members]
        found += await _moved_in(after, until)
        found += [
            (row[0], _happened(row, besides))
            for row in rows
            if row[14] is not None and row[4] not in OF_TIME and row[1] not in OF_ROOMS
        ]
        found.sort(key=lambda one: one[0])
        yield len(rows), [event for _, event in found]
        after = until


async def _moved_in(first: Id, until: Id) -> list[tuple[Id, Housed]]:
    """Who moved in with whom in that time. Of a household that somebody has left nothing is kept: who stays has been
    there since they came."""
    rows = await storage.rows(
        "SELECT m.member_id, m.household_id, h.owner_id, m.joined_at FROM household_member m "
        "JOIN household h ON h.id = m.household_id WHERE m.joined_at >= :since AND m.joined_at < :until "
        "ORDER BY m.joined_at, m.member_id",
        since=ids.made_at(first), until=ids.made_at(until),
    )  # fmt: skip
    return [(ids.first_id_at(row[3]), Housed(row[0], row[1], row[2], row[3])) for row in rows]


def _happened(row: Row, besides: Besides) -> Happened:
    kind, facts = row[4], json.loads(row[5])
    reversed_one = (row[12], row[13]) if row[12] is not None else None
    return Happened(
        sender=row[1], key=row[2], member_id=row[3], kind=kind, facts=_as_sent(kind, facts, row[6]),
        occurred_at=row[7], posted_at=row[8], partner_id=row[9], shop=row[10], client_id=row[11],
        original=besides.originals.get(row[0], reversed_one), other=besides.others.get(row[0]),
        voucher=besides.vouchers.get(str(facts.get("voucher"))) if kind.startswith("@") else None,
        household=besides.households.get(row[0], []),
    )  # fmt: skip


def _as_sent(kind: str, facts: Mapping[str, Any], version: int) -> dict[str, Any]:
    if kind.startswith("@"):
        return dict(facts)
    book = programme.rulebook_numbered(version)
    return dict(programme.show_facts(book.kinds.get(kind), facts, book))

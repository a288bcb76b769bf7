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

from .wire import Happened, Joined, Shop, Version

SLICE = 500  # Activities of one read, and of one message.
OF_TIME = ("@due", "@together")  # What time and the programme do by themselves, they do again.
OF_ROOMS = ("system:rewards",)  # What a room recorded of what a member did, it records again.

_ACTIVITIES = (
    "SELECT a.id, a.sender, a.key, a.member_id, a.kind, a.facts, a.version, a.occurred_at, a.posted_at, a.partner_id, "
    "a.shop, a.client_id, o.sender, o.key, k.id FROM activity a LEFT JOIN activity o ON o.id = a.reverses_id "
    "LEFT JOIN activity_key k ON k.id = a.id "  # What has no key is another's side of what somebody did, or time's.
    "WHERE a.id > :after AND a.id <= :last ORDER BY a.id LIMIT :limit"
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


async def slices(last: Id) -> AsyncIterator[tuple[int, list[Joined | Happened]]]:
    """How many activities each slice holds, and its events. Ids tell in which order things were recorded, and whoever
    acts has joined before."""
    after = joined = 0
    while True:
        rows = await storage.rows(_ACTIVITIES, after=after, last=last, limit=SLICE)
        until = rows[-1][0] if len(rows) == SLICE else ids.first_id_at(clock.now())
        members, joined = await _joined(joined, until)
        vouchers, receivers = await _vouchers(rows), await _receivers(rows)
        found: list[tuple[Id, Joined | Happened]] = [*members]
        found += [
            (row[0], _happened(row, vouchers, receivers.get(row[0])))
            for row in rows
            if row[14] is not None and row[4] not in OF_TIME and row[1] not in OF_ROOMS
        ]
        found.sort(key=lambda one: one[0])
        yield len(rows), [event for _, event in found]
        if len(rows) < SLICE:
            return
        after = rows[-1][0]


async def _joined(after: Id, until: Id) -> tuple[list[tuple[Id, Joined]], Id]:
    found: list[tuple[Id, Joined]] = []
    while rows := await storage.rows(
        "SELECT id, joined_at, timezone, birthday, country FROM member WHERE id > :after AND id <= :until "
        "ORDER BY id LIMIT :limit",
        after=after, until=until, limit=SLICE,
    ):  # fmt: skip
        found += [(row[0], Joined(row[0], row[1], row[2], row[3], row[4])) for row in rows]
        after = rows[-1][0]
    return found, after


async def _vouchers(rows: list[Row]) -> Mapping[str, tuple[str, str, str]]:
    """What granted the codes that activities are about: (sender, key, reward) by the code's id."""
    about = sorted({int(json.loads(row[5])["voucher"]) for row in rows if row[4] in ("@confirm", "@cancel")})
    if not about:
        return {}
    found = await storage.rows(
        "SELECT v.id, a.sender, a.key, v.reward FROM reward_voucher v JOIN activity a ON a.id = v.activity_id "
        "WHERE v.id {in about bigint}",
        about=about,
    )
    return {str(row[0]): (row[1], row[2], row[3]) for row in found}


async def _receivers(rows: list[Row]) -> Mapping[Id, Id]:
    """To whom points went, by the giver's activity."""
    transfers = [row[0] for row in rows if row[4] == "@transfer"]
    if not transfers:
        return {}
    found = await storage.rows("SELECT id, to_member FROM ledger_transfer WHERE id {in ids bigint}", ids=transfers)
    return {row[0]: row[1] for row in found}


def _happened(row: Row, vouchers: Mapping[str, tuple[str, str, str]], receiver: Id | None) -> Happened:
    kind, facts = row[4], json.loads(row[5])
    return Happened(
        sender=row[1], key=row[2], member_id=row[3], kind=kind, facts=_as_sent(kind, facts, row[6]),
        occurred_at=row[7], posted_at=row[8], partner_id=row[9], shop=row[10], client_id=row[11],
        original=(row[12], row[13]) if row[12] is not None else None,
        voucher=vouchers.get(str(facts.get("voucher"))) if kind.startswith("@") else None, receiver=receiver,
    )  # fmt: skip


def _as_sent(kind: str, facts: Mapping[str, Any], version: int) -> dict[str, Any]:
    if kind.startswith("@"):
        return dict(facts)
    book = programme.rulebook_numbered(version)
    return dict(programme.show_facts(book.kinds.get(kind), facts, book))

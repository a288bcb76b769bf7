"""What an activity's own row does not say, and asking for it once more wants: the other member, what it is about, whose
points were there to be spent. One read a kind for a whole slice, and none where the slice has none of the kind."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from server import storage
from server.kernel import clock, ids
from server.kernel.ids import Id
from server.storage import Row

_CODES = ("@confirm", "@cancel")
_SPENT = ("@redeem", "@donate")
_SECOND = ids.first_id_at(ids.EPOCH + clock.SECOND)  # Of ids: both sides of a deed are recorded within one.


@dataclass(slots=True)
class Besides:
    """By the activities' ids; `vouchers` by the code's, as (sender, key, reward) of what had granted it."""

    vouchers: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    others: dict[Id, Id] = field(default_factory=dict)
    originals: dict[Id, tuple[str, str]] = field(default_factory=dict)
    households: dict[Id, list[Id]] = field(default_factory=dict)


async def besides_of(rows: Sequence[Row]) -> Besides:
    """Of rows as `history` reads them: id, sender, key, member, kind, facts …"""
    found, of_kind = Besides(), dict[str, list[Row]]()
    for row in rows:
        if row[4].startswith("@"):
            of_kind.setdefault(row[4], []).append(row)
    if codes := [row for kind in _CODES for row in of_kind.get(kind, ())]:
        await _vouchers(codes, found)
    if "@transfer" in of_kind:
        await _transfers(of_kind["@transfer"], found)
    if "@undo_transfer" in of_kind:
        await _undone(of_kind["@undo_transfer"], found)
    if "@offer" in of_kind:
        await _offers(of_kind["@offer"], found)
    if "@offer_answer" in of_kind:
        await _answers(of_kind["@offer_answer"], found)
    if spent := [row for kind in _SPENT for row in of_kind.get(kind, ())]:
        await _households(spent, found)
    return found


async def _vouchers(rows: Sequence[Row], found: Besides) -> None:
    about = sorted({_named(row, "voucher") for row in rows})
    for row in await storage.rows(
        "SELECT v.id, a.sender, a.key, v.reward FROM reward_voucher v JOIN activity a ON a.id = v.activity_id "
        "WHERE v.id {in about bigint}",
        about=about,
    ):
        found.vouchers[str(row[0])] = (row[1], row[2], row[3])


async def _transfers(rows: Sequence[Row], found: Besides) -> None:
    for row in await storage.rows(
        "SELECT id, to_member FROM ledger_transfer WHERE id {in ids bigint}", ids=[row[0] for row in rows]
    ):
        found.others[row[0]] = row[1]


async def _undone(rows: Sequence[Row], found: Besides) -> None:
    transfers = {
        row[0]: row[1:]
        for row in await storage.rows(
            "SELECT t.id, t.to_member, a.sender, a.key FROM ledger_transfer t JOIN activity a ON a.id = t.id "
            "WHERE t.id {in ids bigint}",
            ids=sorted({_named(row, "transfer") for row in rows}),
        )
    }
    for row in rows:
        if (transfer := transfers.get(_named(row, "transfer"))) is not None:
            found.others[row[0]], found.originals[row[0]] = transfer[0], (transfer[1], transfer[2])


async def _offers(rows: Sequence[Row], found: Besides) -> None:
    for row in await storage.rows(
        "SELECT id, taker_id FROM tier_offer WHERE id {in ids bigint}", ids=[row[0] for row in rows]
    ):
        found.others[row[0]] = row[1]


async def _answers(rows: Sequence[Row], found: Besides) -> None:
    """The other is the one of the two who does not answer."""
    offers = {
        row[0]: row[1:]
        for row in await storage.rows(
            "SELECT o.id, o.giver_id, o.taker_id, a.sender, a.key FROM tier_offer o JOIN activity a ON a.id = o.id "
            "WHERE o.id {in ids bigint}",
            ids=sorted({_named(row, "offer") for row in rows}),
        )
    }
    for row in rows:
        if (offer := offers.get(_named(row, "offer"))) is not None:
            giver, taker, sender, key = offer
            found.others[row[0]], found.originals[row[0]] = (taker if row[3] == giver else giver), (sender, key)


async def _households(rows: Sequence[Row], found: Besides) -> None:
    """Those whose points were spent, by their own side of it: it has the same sender and key, and stands close by."""
    spenders = {(row[1], row[2]): row[0] for row in rows if row[14] is not None}
    if not spenders:
        return
    for row in await storage.rows(
        "SELECT a.sender, a.key, a.member_id FROM activity a LEFT JOIN activity_key k ON k.id = a.id "
        "WHERE a.id > :first AND a.id < :beyond AND a.kind {in spent text} AND k.id IS NULL ORDER BY a.id",
        first=min(spenders.values()), beyond=max(spenders.values()) + _SECOND, spent=sorted(_SPENT),
    ):  # fmt: skip
        if (spender := spenders.get((row[0], row[1]))) is not None:
            found.households.setdefault(spender, []).append(row[2])


def _named(row: Row, fact: str) -> Id:
    return int(json.loads(row[5])[fact])

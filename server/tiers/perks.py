"""Reading what a member's tier can be used for, and what members offer each other."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from server import storage
from server.kernel import clock
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.programme import spans
from server.programme.rulebook import Perk, Rulebook

from . import giving
from .counting import Counted, Terms
from .giving import Offer

_SELECT = "SELECT id, giver_id, taker_id, perk, tier, state, made_at, expires_at, answered_at FROM tier_offer"
OFFERS_SHOWN = 50  # Of one member: beyond that nobody answers.


@dataclass(frozen=True, slots=True)
class PerkLeft:
    """What a member may use now: how often more until when (None: it never begins anew)."""

    perk: Perk
    left: int
    until: Instant | None


async def perks_of(member_id: Id, tier: str, book: Rulebook) -> list[PerkLeft]:
    """What the tier that a member holds can be used for, in the file's order."""
    ladder, now = book.ladder, clock.now()
    perks = [perk for perk in book.perks.values() if tier in perk.tiers]
    if ladder is None or not perks:
        return []
    row = await storage.row(
        "SELECT m.joined_at, s.state FROM member m LEFT JOIN tier_standing s ON s.member_id = m.id WHERE m.id = :id",
        id=member_id,
    )
    if row is None:
        return []
    terms = Terms(ladder, book.timezone, row[0])
    counted = Counted.from_json(json.loads(row[1])) if row[1] is not None else None
    made: list[Offer] = []
    if any(perk.gives_tier is not None for perk in perks):
        made = await _offers("giver_id = :id AND state IN ('open', 'accepted')", member_id)
    return [
        PerkLeft(
            perk,
            giving.left_of(perk, terms, counted, made, now),
            spans.bounds(perk.period, now, terms.zone, terms.joined_at)[1],
        )
        for perk in perks
    ]


async def offers_to(member_id: Id) -> list[Offer]:
    """What others offer a member and can still be taken, newest first."""
    now = clock.now()
    return [offer for offer in await _offers("taker_id = :id AND state = 'open'", member_id) if offer.is_open(now)]


async def offers_from(member_id: Id) -> list[Offer]:
    """What a member offers others and can still be taken, newest first."""
    now = clock.now()
    return [offer for offer in await _offers("giver_id = :id AND state = 'open'", member_id) if offer.is_open(now)]


async def offers_by_id(ids: Collection[Id]) -> dict[Id, Offer]:
    rows = await storage.rows(f"{_SELECT} WHERE id {{in ids bigint}}", ids=sorted(set(ids)))
    return {row[0]: _offer(row) for row in rows}


async def _offers(where: str, member_id: Id) -> list[Offer]:
    rows = await storage.rows(f"{_SELECT} WHERE {where} ORDER BY id DESC LIMIT :most", id=member_id, most=OFFERS_SHOWN)
    return [_offer(row) for row in rows]


def _offer(row: storage.Row) -> Offer:
    return Offer(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8])

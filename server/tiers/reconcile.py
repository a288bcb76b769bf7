"""Tiers that were given, for whoever compares them with what gave them."""

from __future__ import annotations

from collections.abc import Sequence

from server import storage
from server.kernel.ids import Id
from server.programme import GivenGift
from server.programme.effect import from_json

from .counting import Counted


async def grants_held_by(members: Sequence[Id]) -> set[GivenGift]:
    """Every grant that members have or had: they are kept until they are taken back."""
    rows = await storage.rows(
        "SELECT member_id, state FROM tier_standing WHERE member_id {in members bigint}", members=members
    )
    return {
        GivenGift(row[0], grant.rule, grant.source, grant.number, grant.tier)
        for row in rows
        for grant in Counted.from_json(from_json(row[1])).grants
    }


async def offers_accepted_by(members: Sequence[Id]) -> set[tuple[Id, Id, str]]:
    """(member, offer, tier) of each offer that a member accepted."""
    rows = await storage.rows(
        "SELECT taker_id, id, tier FROM tier_offer WHERE taker_id {in members bigint} AND state = 'accepted'",
        members=members,
    )
    return {(row[0], row[1], row[2]) for row in rows}

"""Ends that follow somebody else's months: in a sharing group points go with the owner's period, and never sooner than
with their member's own.

A lot remembers its own end. What the group makes of it is the end of the owner's period that holds the own end's last
day; so no lot ever lives as much as a whole period longer, however often its member changes groups. An end that was
given stands: leaving, or another owner, makes none earlier.
"""

from __future__ import annotations

from collections.abc import Mapping

from server import groups
from server.kernel.clock import Instant
from server.programme.effect import MemberView
from server.storage import Tx

from .books import Account, Books
from .rules import Lot


async def load(tx: Tx, books: Books) -> None:
    """Whom the batch's members follow, where the programme lets them."""
    terms = books.batch.current.household
    if terms is not None and terms.expires == "owner":
        places: Mapping[int, groups.Place] = await groups.places_of(books.batch.members, via=tx)
        books.following.update({id: place for id, place in places.items() if place.owner_id != id})


def align(books: Books, account: Account, member: MemberView) -> None:
    """Moves the ends of lots that came before the member had this owner. What was over by then stays over."""
    place = books.following.get(member.id)
    if place is None:
        return
    for lot in account.lots:
        if lot.expires_at is None or lot.expires_at <= place.since:
            continue
        own = lot.expires_at if lot.own_end is None else lot.own_end
        end = books.followed(account.currency, member, own)
        if end is not None and end > lot.expires_at:
            _move(lot, own, end)
            if lot.remaining > 0 and not account.endless:
                member.due(end)


def _move(lot: Lot, own: Instant, end: Instant) -> None:
    lot.own_end, lot.expires_at, lot.changed = own, end, True

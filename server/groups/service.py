"""Asking somebody into one's household, answering, leaving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server import live, members, programme, storage
from server.kernel import clock, ids
from server.kernel.ids import Id
from server.live import TimelineRow
from server.members import Principal
from server.storage import Tx

from . import queries
from .errors import AlreadyTogether, HouseholdFull, NobodyWithCard, NoHouseholds, NotYourHousehold
from .models import Household, HouseholdInvite, HouseholdMember
from .queries import Invite

_FINDER = Principal(kind="person", roles=frozenset({"manager"}))  # Whoever knows a card may ask whose it is.


async def invite(by: Id, card: str) -> None:
    """Asks who has the card; who has no household yet gets one. Asked again, the same stands. Raises NoHouseholds,
    NobodyWithCard, AlreadyTogether, HouseholdFull, NotYourHousehold."""
    terms = programme.current().household
    if terms is None:
        raise NoHouseholds
    other = (await members.resolve([("card", card)], _FINDER)).get(("card", card))
    if other is None:
        raise NobodyWithCard
    if other == by:
        raise AlreadyTogether
    async with storage.transaction() as tx:
        heads = await live.lock(tx, [by, other])
        homes = await queries.households_of([by, other], via=tx)
        home = homes.get(by)
        if other in homes:
            raise AlreadyTogether
        if home is not None and home.owner_id != by:
            raise NotYourHousehold
        now = clock.now()
        if home is not None and any(each.member_id == other for each in home.invited):
            return
        if home is not None and len(home.members) + len(home.invited) >= terms.members:
            raise HouseholdFull(terms.members)
        home_id = home.id if home is not None else await _found(tx, by)
        await tx.insert(
            HouseholdInvite,
            ("id", "household_id", "member_id", "asked_at"),
            [(ids.new_id(), home_id, other, now)],
            conflict="(household_id, member_id) DO UPDATE SET asked_at = excluded.asked_at",
        )
        told = await _tell(tx, heads, {other: ("invited", by)})
    await live.publish(told)


async def answer(by: Id, invite_id: Id, *, comes: bool) -> None:
    """Raises NotYourHousehold (it is another's, or its time is over), AlreadyTogether, HouseholdFull."""
    terms = programme.current().household
    found = await _invited(by, invite_id)
    async with storage.transaction() as tx:
        heads = await live.lock(tx, [by, found.owner_id])
        if terms is None or not any(each.id == invite_id for each in await queries.invites_to(by, via=tx)):
            raise NotYourHousehold
        homes = await queries.households_of([by, found.owner_id], via=tx)
        home = homes.get(found.owner_id)
        if home is None or home.id != found.household_id:
            raise NotYourHousehold
        if comes and by in homes:
            raise AlreadyTogether
        if comes and len(home.members) >= terms.members:
            raise HouseholdFull(terms.members)
        await tx.execute("DELETE FROM household_invite WHERE id = :id", id=invite_id)
        if comes:
            await tx.insert(
                HouseholdMember, ("member_id", "household_id", "joined_at"), [(by, home.id, clock.now())]
            )  # fmt: skip
        told = await _tell(tx, heads, {found.owner_id: ("joined" if comes else "declined", by)})
    await live.publish(told)


async def leave(by: Id, who: Id) -> None:
    """A member leaves, or who has the household lets one go. Who has it and leaves hands it to whoever has been there
    longest; the last one ends it. Raises NotYourHousehold."""
    async with storage.transaction() as tx:
        home = (await queries.households_of([by], via=tx)).get(by)
        if home is None or who not in home.members or (who != by and home.owner_id != by):
            raise NotYourHousehold
        heads = await live.lock(tx, list(home.members))
        home = (await queries.households_of([by], via=tx)).get(by)
        if home is None or who not in home.members or (who != by and home.owner_id != by):
            raise NotYourHousehold  # Somebody was quicker.
        await tx.execute("DELETE FROM household_member WHERE member_id = :who", who=who)
        rest = [member_id for member_id in home.members if member_id != who]
        if not rest:
            await tx.execute("DELETE FROM household_invite WHERE household_id = :id", id=home.id)
            await tx.execute("DELETE FROM household WHERE id = :id", id=home.id)
        elif who == home.owner_id:
            await tx.execute("UPDATE household SET owner_id = :heir WHERE id = :id", heir=rest[0], id=home.id)
        news: dict[Id, tuple[str, Id]] = {member_id: ("left", who) for member_id in rest if member_id != by}
        if who != by:
            news[who] = ("let_go", by)
        told = await _tell(tx, heads, news)
    await live.publish(told)


async def _invited(by: Id, invite_id: Id) -> Invite:
    found = next((each for each in await queries.invites_to(by) if each.id == invite_id), None)
    if found is None:
        raise NotYourHousehold
    return found


async def _found(tx: Tx, owner: Id) -> Id:
    home_id, now = ids.new_id(), clock.now()
    await tx.insert(Household, ("id", "owner_id", "made_at"), [(home_id, owner, now)])
    await tx.insert(HouseholdMember, ("member_id", "household_id", "joined_at"), [(owner, home_id, now)])
    return home_id


async def _tell(tx: Tx, heads: Mapping[Id, tuple[int, Any]], news: Mapping[Id, tuple[str, Id]]) -> list[TimelineRow]:
    """Each of them, what happened and who did it, or whom it concerns."""
    now = clock.now()
    names = await members.members_by_id({who for _, who in news.values()}, via=tx)
    rows = [
        TimelineRow(
            ids.new_id(), member_id, heads[member_id][0] + 1, heads[member_id][0] + 1, None, now, now,
            live.encode_events([{"type": "HouseholdChanged", "what": what, "name": names[who].display_name}]),
        )
        for member_id, (what, who) in sorted(news.items())
        if member_id in heads and who in names
    ]  # fmt: skip
    await live.append(tx, rows)
    return rows

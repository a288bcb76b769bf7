"""Asking somebody into one's household, answering, leaving."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from server import live, members, programme, storage
from server.kernel import clock, ids
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.live import TimelineRow
from server.members import Principal
from server.programme.rulebook import Household as Terms
from server.storage import Tx

from . import queries
from .errors import AlreadyTogether, HouseholdFull, NobodyWithCard, NoHouseholds, NotYourHousehold
from .models import Household, HouseholdInvite, HouseholdMember
from .queries import Invite

ATTEMPTS = 5  # To lock a household whose members change meanwhile.
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
    await invite_member(by, other)


async def invite_member(by: Id, other: Id) -> None:
    """As `invite`, for who knows the member."""
    terms = programme.current().household
    if terms is None:
        raise NoHouseholds
    if other == by:
        raise AlreadyTogether(terms)
    async with storage.transaction() as tx:
        heads = await live.lock(tx, [by, other])
        homes = await queries.households_of([by, other], via=tx)
        home = homes.get(by)
        if other in homes:
            raise AlreadyTogether(terms)
        if home is not None and home.owner_id != by:
            raise NotYourHousehold(terms)
        now = clock.now()
        if home is not None and any(each.member_id == other for each in home.invited):
            return
        if home is not None and len(home.members) + len(home.invited) >= terms.members:
            raise HouseholdFull(terms)
        home_id = home.id if home is not None else await _found(tx, by)
        await tx.insert(
            HouseholdInvite,
            ("id", "household_id", "member_id", "asked_at"),
            [(ids.new_id(), home_id, other, now)],
            conflict="(household_id, member_id) DO UPDATE SET asked_at = excluded.asked_at",
        )
        told = await _tell(tx, heads, {other: ("invited", by)}, terms)
    await live.publish(told)


async def answer(by: Id, invite_id: Id, *, comes: bool) -> None:
    """Raises NotYourHousehold (it is another's, or its time is over), AlreadyTogether, HouseholdFull."""
    terms = programme.current().household
    found = await _invited(by, invite_id, terms)
    async with storage.transaction() as tx:
        heads = await live.lock(tx, [by, found.owner_id])
        if terms is None or not any(each.id == invite_id for each in await queries.invites_to(by, via=tx)):
            raise NotYourHousehold(terms)
        homes = await queries.households_of([by, found.owner_id], via=tx)
        home = homes.get(found.owner_id)
        if home is None or home.id != found.household_id:
            raise NotYourHousehold(terms)
        if comes and by in homes:
            raise AlreadyTogether(terms)
        if comes and len(home.members) >= terms.members:
            raise HouseholdFull(terms)
        await tx.execute("DELETE FROM household_invite WHERE id = :id", id=invite_id)
        if comes:
            await tx.insert(
                HouseholdMember, ("member_id", "household_id", "joined_at"), [(by, home.id, clock.now())]
            )  # fmt: skip
            await _follow(tx, [by], terms)
        told = await _tell(tx, heads, {found.owner_id: ("joined" if comes else "declined", by)}, terms)
    await live.publish(told)


async def leave(by: Id, who: Id) -> None:
    """A member leaves, or who has the household lets one go, or takes an invitation back. Who has it and leaves hands
    it to whoever has been there longest; the last one ends it. Raises NotYourHousehold."""
    terms = programme.current().household
    for _ in range(ATTEMPTS):
        home = await _home(by, who, terms)
        async with storage.transaction() as tx:
            heads = await live.lock(tx, [*home.members, who])
            now = await _home(by, who, terms, via=tx)
            if now.members.keys() <= heads.keys():
                told = await _part(tx, heads, now, by, who, terms)
                break
    else:
        raise storage.Retryable("The household's members change too often.")
    await live.publish(told)


async def settle(tx: Tx, member_id: Id, *, household_id: Id, owner_id: Id, at: Instant) -> None:
    """Moves a member in as it stood elsewhere: the programme's life is lived through once more."""
    await tx.insert(
        Household, ("id", "owner_id", "owned_from", "made_at"), [(household_id, owner_id, at, at)],
        conflict="DO NOTHING",
    )  # fmt: skip
    await tx.insert(HouseholdMember, ("member_id", "household_id", "joined_at"), [(member_id, household_id, at)])
    await live.fall_due(tx, [member_id], at)


@dataclass(frozen=True, slots=True)
class _Parting:
    """What becomes of a household that one leaves, and who is told what about whom."""

    heir: Id | None
    news: Mapping[Id, tuple[str, Id]]


async def _part(
    tx: Tx, heads: Mapping[Id, tuple[int, Any]], home: queries.Household, by: Id, who: Id, terms: Terms | None
) -> list[TimelineRow]:
    if who not in home.members:
        await tx.execute(
            "DELETE FROM household_invite WHERE household_id = :id AND member_id = :who", id=home.id, who=who
        )
        return []
    await tx.execute("DELETE FROM household_member WHERE member_id = :who", who=who)
    rest = [member_id for member_id in home.members if member_id != who]
    parting = _parting(home, rest, by, who)
    if not rest:
        await tx.execute("DELETE FROM household_invite WHERE household_id = :id", id=home.id)
        await tx.execute("DELETE FROM household WHERE id = :id", id=home.id)
    elif parting.heir is not None:
        await tx.execute(
            "UPDATE household SET owner_id = :heir, owned_from = :now WHERE id = :id",
            heir=parting.heir, now=clock.now(), id=home.id,
        )  # fmt: skip
        await _follow(tx, rest, terms)
    return await _tell(tx, heads, parting.news, terms)


def _parting(home: queries.Household, rest: list[Id], by: Id, who: Id) -> _Parting:
    heir = rest[0] if rest and who == home.owner_id else None
    news: dict[Id, tuple[str, Id]] = {member_id: ("left", who) for member_id in rest if member_id != by}
    if heir is not None:
        news[heir] = ("handed_over", who)
    if who != by:
        news[who] = ("let_go", by)
    return _Parting(heir, news)


async def _home(by: Id, who: Id, terms: Terms | None, *, via: Tx | None = None) -> queries.Household:
    """The household that one leaves, or lets another leave. Raises NotYourHousehold."""
    home = (await queries.households_of([by], via=via)).get(by)
    here = home is not None and (who in home.members or any(each.member_id == who for each in home.invited))
    if home is None or not here or (who != by and home.owner_id != by):
        raise NotYourHousehold(terms)
    return home


async def _follow(tx: Tx, member_ids: Collection[Id], terms: Terms | None) -> None:
    """Ends that follow the owner's are moved before anything else happens to these members: they fall due now."""
    if terms is not None and terms.expires == "owner":
        await live.fall_due(tx, member_ids, clock.now())


async def _invited(by: Id, invite_id: Id, terms: Terms | None) -> Invite:
    found = next((each for each in await queries.invites_to(by) if each.id == invite_id), None)
    if found is None:
        raise NotYourHousehold(terms)
    return found


async def _found(tx: Tx, owner: Id) -> Id:
    home_id, now = ids.new_id(), clock.now()
    await tx.insert(Household, ("id", "owner_id", "owned_from", "made_at"), [(home_id, owner, now, now)])
    await tx.insert(HouseholdMember, ("member_id", "household_id", "joined_at"), [(owner, home_id, now)])
    return home_id


async def _tell(
    tx: Tx, heads: Mapping[Id, tuple[int, Any]], news: Mapping[Id, tuple[str, Id]], terms: Terms | None
) -> list[TimelineRow]:
    """Each of them, what happened and who did it, or whom it concerns; and what the household is called."""
    now = clock.now()
    names = await members.members_by_id({who for _, who in news.values()}, via=tx)
    called = {language: said["the"] for language, said in terms.texts.items()} if terms is not None else {}
    rows = [
        TimelineRow(
            ids.new_id(), member_id, heads[member_id][0] + 1, heads[member_id][0] + 1, None, now, now,
            live.encode_events([{
                "type": "HouseholdChanged", "what": what, "name": names[who].display_name, "called": called,
            }]),
        )
        for member_id, (what, who) in sorted(news.items())
        if member_id in heads and who in names
    ]  # fmt: skip
    await live.append(tx, rows)
    return rows

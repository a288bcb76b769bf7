"""Reading households."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from server import programme, storage
from server.kernel import clock
from server.kernel.clock import DAY, Instant
from server.kernel.ids import Id
from server.storage import Reader, Row

INVITED_FOR = 30 * DAY  # So long an invitation can be answered.


@dataclass(frozen=True, slots=True)
class Invite:
    id: Id
    household_id: Id
    member_id: Id
    asked_at: Instant
    owner_id: Id


@dataclass(frozen=True, slots=True)
class Household:
    """`members`: when each joined, by id, those first who have been there longest."""

    id: Id
    owner_id: Id
    members: dict[Id, Instant] = field(default_factory=dict)
    invited: list[Invite] = field(default_factory=list)


async def households_of(member_ids: Collection[Id], *, via: Reader | None = None) -> dict[Id, Household]:
    """The household of each that is in one."""
    ids = sorted(set(member_ids))
    rows = await _rows(
        via, "SELECT m.member_id, h.id, h.owner_id, o.member_id, o.joined_at FROM household_member m "
        "JOIN household h ON h.id = m.household_id JOIN household_member o ON o.household_id = h.id "
        "WHERE m.member_id {in ids bigint} ORDER BY o.joined_at, o.member_id",
        ids=ids,
    )  # fmt: skip
    found: dict[Id, Household] = {}
    for row in rows:
        found.setdefault(row[0], Household(row[1], row[2])).members[row[3]] = row[4]
    homes = {home.id: home for home in found.values()}
    if homes:
        for row in await _rows(
            via, "SELECT i.id, i.household_id, i.member_id, i.asked_at, h.owner_id FROM household_invite i "
            "JOIN household h ON h.id = i.household_id WHERE i.household_id {in homes bigint} "
            "AND i.asked_at > :since ORDER BY i.id",
            homes=sorted(homes), since=clock.now() - INVITED_FOR,
        ):  # fmt: skip
            for home in found.values():
                if home.id == row[1]:
                    home.invited.append(_invite(row))
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member belongs. `since`: from when on it is this owner's; `owner_joined_at`: when they joined the
    programme."""

    household_id: Id
    owner_id: Id
    since: Instant
    owner_joined_at: Instant


async def places_of(member_ids: Collection[Id], *, via: Reader) -> dict[Id, Place]:
    """Of each member who is in a household."""
    rows = await via.rows(
        "SELECT m.member_id, h.id, h.owner_id, m.joined_at, h.owned_from, o.joined_at FROM household_member m "
        "JOIN household h ON h.id = m.household_id JOIN member o ON o.id = h.owner_id "
        "WHERE m.member_id {in ids bigint}",
        ids=sorted(set(member_ids)),
    )
    return {row[0]: Place(row[1], row[2], max(row[3], row[4]), row[5]) for row in rows}


async def lenders_of(member_id: Id) -> tuple[Id, ...]:
    """Whose points a member may spend as the programme is now, beside their own."""
    terms = programme.current().household
    if terms is None:
        return ()
    home = (await households_of([member_id])).get(member_id)
    if home is None or (terms.spends == "owner" and home.owner_id != member_id):
        return ()
    return tuple(sorted(home.members.keys() - {member_id}))


async def mates_of(member_id: Id) -> tuple[Id, ...]:
    """The others of the member's household."""
    rows = await storage.rows(
        "SELECT o.member_id FROM household_member m JOIN household_member o ON o.household_id = m.household_id "
        "WHERE m.member_id = :member AND o.member_id <> :member ORDER BY o.member_id",
        member=member_id,
    )
    return tuple(row[0] for row in rows)


async def invites_to(member_id: Id, *, via: Reader | None = None) -> list[Invite]:
    """What a member is asked, and can still answer; oldest first."""
    rows = await _rows(
        via, "SELECT i.id, i.household_id, i.member_id, i.asked_at, h.owner_id FROM household_invite i "
        "JOIN household h ON h.id = i.household_id WHERE i.member_id = :member AND i.asked_at > :since ORDER BY i.id",
        member=member_id, since=clock.now() - INVITED_FOR,
    )  # fmt: skip
    return [_invite(row) for row in rows]


def _invite(row: Row) -> Invite:
    return Invite(row[0], row[1], row[2], row[3], row[4])


async def _rows(via: Reader | None, sql: str, **params: object) -> list[Row]:
    return await (via.rows(sql, **params) if via is not None else storage.rows(sql, **params))

"""Reads. `via` is the transaction to read in; without it, what was committed last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from server import storage
from server.kernel.clock import Instant
from server.storage import Reader, Row

from .accounts import Status
from .principal import Language, Principal, Role
from .rules import BoardVisibility


@dataclass(frozen=True, slots=True)
class Member:
    """An account as others may be shown parts of it. `email` is the address it gave, proven or not."""

    id: int
    card: str
    email: str | None
    email_verified_at: Instant | None
    display_name: str
    alias: str | None
    board_visibility: BoardVisibility
    language: Language
    timezone: str
    birthday: str | None
    status: Status
    terms_version: str | None
    source: str | None
    enrolled_by_partner_id: int | None
    joined_at: Instant
    completed_at: Instant | None
    author_no: int  # By which others know them. It leads to no account but through `by_author_no`.

    @property
    def board_name(self) -> str | None:
        """What others see on a leaderboard; None: the member is not shown."""
        return {"name": self.display_name, "alias": self.alias, "hidden": None}[self.board_visibility]


@dataclass(frozen=True, slots=True)
class GrantedRole:
    member_id: int
    role: Role
    partner_id: int | None
    shop_code: str | None


async def members_by_id(member_ids: Iterable[int], *, via: Reader | None = None) -> dict[int, Member]:
    """The members that there are, by id. Closed accounts too: their history keeps a name."""
    rows = await _rows(via, f"{_SELECT} WHERE id {{in ids bigint}}", ids=sorted(set(member_ids)))
    return {row["id"]: _member(row) for row in rows}


async def by_author_no(numbers: Iterable[int]) -> dict[int, int]:
    """From the numbers by which the world knows members to the accounts' own."""
    rows = await storage.rows(
        "SELECT author_no, id FROM member WHERE author_no {in numbers bigint}", numbers=sorted(set(numbers))
    )
    return {row[0]: row[1] for row in rows}


async def member_of(member_id: int, *, via: Reader | None = None) -> Member | None:
    return (await members_by_id([member_id], via=via)).get(member_id)


async def roles_of(member_ids: Iterable[int], *, via: Reader | None = None) -> dict[int, frozenset[Role]]:
    """Each member's roles. Everybody is at least a member."""
    wanted = sorted(set(member_ids))
    roles: dict[int, set[Role]] = {member_id: {"member"} for member_id in wanted}
    for row in await _rows(via, "SELECT member_id, role FROM member_role WHERE member_id {in ids bigint}", ids=wanted):
        roles[row["member_id"]].add(row["role"])
    return {member_id: frozenset(found) for member_id, found in roles.items()}


async def still_holds(principal: Principal) -> bool:
    """Whether a signed-in person has the very roles, and the staff's place, that they came with. Whoever came as no
    more than a member has nothing to lose, and costs no query."""
    if principal.roles <= {"member"}:
        return True
    rows = await storage.rows(
        "SELECT role, partner_id, shop_code FROM member_role WHERE member_id = :id", id=principal.member_id
    )
    if {"member", *(row["role"] for row in rows)} != principal.roles:
        return False
    place = next(((row["partner_id"], row["shop_code"]) for row in rows if row["role"] == "staff"), (None, None))
    return place == (principal.partner_id, principal.shop_code)


async def who_has(role: Role, *, via: Reader | None = None) -> list[GrantedRole]:
    """All who were granted a role, the earliest first."""
    sql = "SELECT member_id, role, partner_id, shop_code FROM member_role WHERE role = :role ORDER BY granted_at, id"
    return [
        GrantedRole(row["member_id"], row["role"], row["partner_id"], row["shop_code"])
        for row in await _rows(via, sql, role=role)
    ]


_SELECT = (
    "SELECT id, card, coalesce(email, claimed_email) AS email, email_verified_at, display_name, alias, "
    "board_visibility, language, timezone, birthday, status, terms_version, source, enrolled_by_partner_id, "
    "joined_at, completed_at, author_no FROM member"
)


def _member(row: Row) -> Member:
    return Member(*row[:])  # As _SELECT names them.


async def _rows(via: Reader | None, sql: str, **params: Any) -> list[Row]:
    return await (via.rows(sql, **params) if via else storage.rows(sql, **params))

"""What a member changes about themselves, and what they may do beside being a member."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from server import live, storage
from server.kernel import clock, ids
from server.kernel.errors import BadInput, NotFound
from server.storage import Tx, UniqueViolation

from . import rules
from .errors import AliasTaken
from .models import MemberRole
from .names import check_name, index_names
from .principal import Role
from .queries import Member, member_of
from .sessions import forget_principals_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChange:
    """None leaves a field as it is. An empty alias takes the alias away."""

    display_name: str | None = None
    alias: str | None = None
    board_visibility: str | None = None
    language: str | None = None
    timezone: str | None = None


async def update_profile(member_id: int, change: ProfileChange, *, houses: Collection[str] = ()) -> Member:
    """The member as they are now. Raises BadField, NameMistakable, AliasTaken, NotFound."""
    name = None if change.display_name is None else rules.display_name(change.display_name)
    language = None if change.language is None else rules.language(change.language)
    timezone = None if change.timezone is None else rules.timezone(change.timezone)

    async def work(tx: Tx) -> Member:
        await tx.rows("SELECT id FROM member WHERE id = :id {lock}", id=member_id)
        before = await member_of(member_id, via=tx)
        if before is None or before.status == "closed":
            raise NotFound("The member")
        if name is not None and name != before.display_name:
            await check_name(tx, member_id, name, houses)
        alias = before.alias
        if change.alias is not None:
            alias = rules.alias(change.alias) if change.alias.strip() else None
        visibility = rules.board_visibility(change.board_visibility or before.board_visibility, alias=alias)
        await tx.execute(
            "UPDATE member SET display_name = :name, alias = :alias::text, alias_key = :alias_key::text, "
            "board_visibility = :visibility, language = :language, timezone = :timezone WHERE id = :id",
            name=name or before.display_name, alias=alias, alias_key=alias and rules.alias_key(alias),
            visibility=visibility, language=language or before.language, timezone=timezone or before.timezone,
            id=member_id,
        )  # fmt: skip
        if timezone not in (None, before.timezone):
            await live.fall_due(tx, [member_id], clock.now())  # Their days begin at other instants from now on.
        if name is not None:
            await index_names(tx, {member_id: name})
        after = await member_of(member_id, via=tx)
        assert after is not None
        return after

    try:
        after = await storage.write(work)
    except UniqueViolation:
        raise AliasTaken from None
    forget_principals_of(member_id)
    return after


async def grant_role(
    tx: Tx, member_id: int, role: Role, *, partner_id: int | None = None, shop_code: str | None = None
) -> None:
    """The member has the role from now on. Staff belong to a partner; the others to none. Raises BadInput."""
    if role == "member":
        raise BadInput("role", "Everybody is a member; grant moderator, editor, manager or staff.")
    if (role == "staff") != (partner_id is not None):
        raise BadInput("partner", "Staff belong to a partner, and nobody else does.")
    await tx.insert(
        MemberRole,
        ("id", "member_id", "role", "partner_id", "shop_code", "granted_at"),
        [(ids.new_id(), member_id, role, partner_id, shop_code, clock.now())],
        conflict="(member_id, role) DO UPDATE SET partner_id = excluded.partner_id, shop_code = excluded.shop_code",
    )


async def withdraw_role(tx: Tx, member_id: int, role: Role) -> bool:
    """Whether there was one. Sessions go on without it, within a second."""
    sql = "DELETE FROM member_role WHERE member_id = :member AND role = :role"
    return bool(await tx.execute(sql, member=member_id, role=role))

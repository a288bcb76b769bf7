"""What members change about themselves."""

from __future__ import annotations

import asyncio

import pytest

from server import members, partners, storage
from server.kernel.errors import BadInput, NotFound
from server.members import AliasTaken, BadField, ProfileChange

from .conftest import member


async def test_what_is_not_sent_stays(database: str) -> None:
    elsa = await member(display_name="Elsa Lindqvist")

    after = await members.update_profile(
        elsa, ProfileChange(alias=" Hemlig  bulle ", board_visibility="alias", timezone="Asia/Tokyo")
    )

    assert (after.display_name, after.alias, after.board_visibility) == ("Elsa Lindqvist", "Hemlig bulle", "alias")
    assert (after.timezone, after.language, after.board_name) == ("Asia/Tokyo", "sv", "Hemlig bulle")
    assert after == await members.member_of(elsa)


@pytest.mark.parametrize(("visibility", "shown"), [("name", "Johan"), ("alias", "Hemlig bulle"), ("hidden", None)])
async def test_a_board_shows_what_the_member_chose(database: str, visibility: str, shown: str | None) -> None:
    johan = await member(display_name="Johan", alias="Hemlig bulle")

    after = await members.update_profile(johan, ProfileChange(board_visibility=visibility))

    assert after.board_name == shown


async def test_an_alias_that_looks_like_anothers_is_taken(database: str) -> None:
    await member(alias="Hemlig bulle")
    amir = await member(display_name="Amir")

    with pytest.raises(AliasTaken):
        await members.update_profile(amir, ProfileChange(alias="HEMLIG BU11E", display_name="Amira"))

    unchanged = await members.member_of(amir)
    assert unchanged is not None
    assert (unchanged.alias, unchanged.display_name) == (None, "Amir")


async def test_of_two_who_choose_an_alias_at_once_one_has_it(database: str) -> None:
    two = [await member(), await member()]

    answers = await asyncio.gather(
        *(members.update_profile(each, ProfileChange(alias="Snabbast")) for each in two), return_exceptions=True
    )

    assert sorted(type(answer) for answer in answers if isinstance(answer, Exception)) == [AliasTaken]


async def test_an_alias_that_is_shown_cannot_be_taken_away(database: str) -> None:
    johan = await member(alias="Hemlig bulle", board_visibility="alias")

    with pytest.raises(BadField) as refused:
        await members.update_profile(johan, ProfileChange(alias=""))
    after = await members.update_profile(johan, ProfileChange(alias="", board_visibility="hidden"))

    assert refused.value.field == "alias"
    assert (after.alias, after.board_visibility) == (None, "hidden")


async def test_a_closed_account_is_not_changed(database: str) -> None:
    gone = await member(status="closed")

    with pytest.raises(NotFound):
        await members.update_profile(gone, ProfileChange(display_name="Någon"))


async def test_roles_are_granted_and_listed(database: str) -> None:
    ingrid, tove, elsa = [await member() for _ in range(3)]
    async with storage.transaction() as tx:
        market = (await partners.create_partner(tx, code="torget", name="Torget")).id
        gym = (await partners.create_partner(tx, code="gymmet", name="Gymmet")).id
        await members.grant_role(tx, ingrid, "moderator")
        await members.grant_role(tx, ingrid, "manager")
        await members.grant_role(tx, tove, "staff", partner_id=market, shop_code="torget")
        await members.grant_role(tx, tove, "staff", partner_id=gym)

    assert await members.roles_of([ingrid, tove, elsa]) == {
        ingrid: {"member", "moderator", "manager"}, tove: {"member", "staff"}, elsa: {"member"},
    }  # fmt: skip
    assert [(each.member_id, each.partner_id, each.shop_code) for each in await members.who_has("staff")] == [
        (tove, gym, None)
    ]
    async with storage.transaction() as tx:
        for role, partner in (("staff", None), ("moderator", market), ("member", None)):
            with pytest.raises(BadInput):
                await members.grant_role(tx, elsa, role, partner_id=partner)  # type: ignore[arg-type]

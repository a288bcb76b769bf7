"""Nobody is called what a reader would take for a role, a house or somebody who works here; namesakes may be."""

from __future__ import annotations

import pytest

from server import members, storage
from server.members import CompleteForm, Enrolled, EnrollForm, NameMistakable, Principal, ProfileChange, rules

from .conftest import HERE, PASSWORD, TERMS, form, member

HOUSES = ["Kvarteret", "The Block", "Linneas Livs", "Omtag"]


def key(name: str) -> str:
    return rules.alias_key(name)


@pytest.mark.parametrize(
    "name",
    ["Moderator", "moderatorn Eva", "M0DERAT0R", "Ädmin", "Admin-Eva", "A d m i n", "Kvarteret", "kvarteret Eva",
     "the block", "LINNEAS LIVS", "Linneas Livs Eva", "Linneas-Livs", "Omtag", "0mtag", "Ingrid Palm", "lngrid Palm",
     "Ingrid  Pälm", "Kundtjänst"],
)  # fmt: skip
def test_what_could_be_mistaken(name: str) -> None:
    assert rules.mistakable(name, houses={key(house) for house in HOUSES}, officials={key("Ingrid Palm")})


@pytest.mark.parametrize(
    "name",
    ["Ingrid", "Ingrid P", "Ingrid Palmgren", "Eva Omtag", "Linnea", "Linneas mamma", "Adam Inge", "Livs Levande"],
)
def test_what_could_not(name: str) -> None:
    assert not rules.mistakable(name, houses={key(house) for house in HOUSES}, officials={key("Ingrid Palm")})


async def official(name: str) -> int:
    member_id = await member(display_name=name)
    async with storage.transaction() as tx:
        await members.grant_role(tx, member_id, "moderator")
    return member_id


async def test_whoever_joins_is_told_and_nothing_is_kept(database: str) -> None:
    await official("Ingrid Palm")

    for name in ("Ingrid Palm", "Moderator", "Linneas Livs"):
        sent = form("x@example.se", display_name=name)
        with pytest.raises(NameMistakable) as refused:
            await members.join(sent, current_terms=TERMS, address=HERE, houses=HOUSES)
        assert refused.value.field == "displayName"
        assert refused.value.texts["sv"] != refused.value.texts["en"]
    assert await storage.value("SELECT COUNT(*) FROM member") == 1


async def test_two_ordinary_members_may_share_a_name(database: str) -> None:
    await member(display_name="Elsa Lindqvist")

    joined = await members.join(
        form("x@example.se", display_name="Elsa Lindqvist"), current_terms=TERMS, address=HERE, houses=HOUSES
    )

    assert joined.card


async def test_a_change_of_name_is_looked_at_and_nobody_loses_the_one_they_have(database: str) -> None:
    ingrid, elsa = await official("Ingrid Palm"), await member(display_name="Elsa")
    namesake = await member(display_name="Ingrid Palm")

    with pytest.raises(NameMistakable):
        await members.update_profile(elsa, ProfileChange(display_name="ingrid palm"), houses=HOUSES)

    unchanged = await members.member_of(elsa)
    assert unchanged is not None
    assert unchanged.display_name == "Elsa"
    await members.update_profile(ingrid, ProfileChange(display_name="Ingrid  PALM"), houses=HOUSES)
    await members.update_profile(namesake, ProfileChange(display_name="Ingrid Palm", language="en"), houses=HOUSES)


async def test_a_till_enrolls_nobody_by_such_a_name(till: Principal) -> None:
    await official("Ingrid Palm")
    forms = [
        EnrollForm(key="a", display_name="Ingrid Palm"), EnrollForm(key="b", display_name="Elsa"), EnrollForm(key="c"),
        EnrollForm(key="d", display_name="Admin"),
    ]  # fmt: skip

    outcomes = await members.enroll(till, forms, timezone="Europe/Stockholm", houses=HOUSES)

    assert [type(outcome) for outcome in outcomes] == [NameMistakable, Enrolled, Enrolled, NameMistakable]
    again = await members.enroll(till, forms[1:2], timezone="Europe/Stockholm", houses=[*HOUSES, "Elsa"])
    assert isinstance(again[0], Enrolled)  # What was enrolled is answered again, whatever houses came since.
    assert again[0].replayed


async def test_completing_is_refused_with_the_link_still_good(till: Principal) -> None:
    [enrolled] = await members.enroll(till, [EnrollForm(key="a")], timezone="Europe/Stockholm")
    assert isinstance(enrolled, Enrolled)
    assert enrolled.completion_path is not None
    token = enrolled.completion_path.removeprefix("/complete#token=")
    given = {"token": token, "password": PASSWORD, "terms_version": TERMS}

    with pytest.raises(NameMistakable):
        await members.complete(
            CompleteForm(display_name="Omtag", **given), current_terms=TERMS, address=HERE, houses=HOUSES
        )

    await members.complete(CompleteForm(display_name="Ove", **given), current_terms=TERMS, address=HERE, houses=HOUSES)

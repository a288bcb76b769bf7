"""Who reaches whom, and by what name."""

from __future__ import annotations

import pytest

from server import members, partners, storage
from server.members import STRANGER, EnrollForm, Principal, Ref

from .conftest import member, partner_client, person

ELSA, AMIR = "elsa@kvarteret.example", "amir@kvarteret.example"


async def reaches(principal: Principal, ref: Ref) -> int | None:
    return (await members.resolve([ref], principal)).get(ref)


async def test_a_partner_reaches_whoever_shows_a_card(till: Principal) -> None:
    card = members.card.new_card()
    elsa = await member(card=card)

    found = await members.resolve(
        [("card", card), ("card", members.card.formatted(card)), ("id", elsa), ("id", str(elsa)), ("card", "123"),
         ("card", members.card.new_card()), ("id", 4711), ("id", "x"), ("id", 2**80)],
        till,
    )  # fmt: skip

    assert found == {
        ("card", card): elsa, ("card", members.card.formatted(card)): elsa, ("id", elsa): elsa, ("id", str(elsa)): elsa,
    }  # fmt: skip


async def test_an_address_reaches_only_whom_the_partner_knows(till: Principal) -> None:
    stranger = await member(email=ELSA, email_verified=1)
    linked = await member(email=AMIR, email_verified=1)
    [enrolled] = await members.enroll(till, [EnrollForm(key="a", email="maja@kvarteret.example")], timezone="UTC")
    async with storage.transaction() as tx:
        await partners.link_members(tx, partner_id=till.partner_id or 0, member_ids=[linked], why="linked")
    other = await partner_client("omtag")

    refs: list[Ref] = [
        ("email", ELSA),
        ("email", AMIR.upper()),
        ("email", "maja@kvarteret.example"),
        ("email", "x@y.se"),
    ]
    ours, theirs = await members.resolve(refs, till), await members.resolve(refs, other)

    assert isinstance(enrolled, members.Enrolled)
    assert ours == {("email", AMIR.upper()): linked, ("email", "maja@kvarteret.example"): enrolled.member_id}
    assert theirs == {}
    assert stranger not in ours.values()


async def test_staff_reach_whom_their_partner_reaches(till: Principal) -> None:
    tove = person(await member(), roles=frozenset({"member", "staff"}), partner_id=till.partner_id)
    elsa = await member(email=ELSA, email_verified=1)

    assert await reaches(tove, ("id", elsa)) == elsa
    assert await reaches(tove, ("email", ELSA)) is None
    async with storage.transaction() as tx:
        await partners.link_members(tx, partner_id=till.partner_id or 0, member_ids=[elsa], why="linked")
    assert await reaches(tove, ("email", ELSA)) == elsa


@pytest.mark.parametrize("kind", ["person", "client"])
async def test_a_member_reaches_themselves_alone(till: Principal, kind: str) -> None:
    elsa, amir = await member(email=ELSA), await member(email=AMIR)
    asker = Principal(kind="person", member_id=elsa, roles=frozenset({"member"}))
    if kind == "client":
        asker = Principal(kind="client", member_id=elsa, client_id="app", partner_id=till.partner_id)

    own: list[Ref] = [("id", elsa), ("email", ELSA)] if kind == "person" else [("id", elsa)]
    found = await members.resolve([*own, ("id", amir), ("email", AMIR)], asker)

    assert found == dict.fromkeys(own, elsa)


async def test_a_member_whose_address_another_account_holds_notices_nothing(database: str) -> None:
    holder, claimant = await member(email=ELSA, email_verified=1), await member(claimed_email=ELSA)

    assert await reaches(person(claimant), ("email", ELSA)) == claimant
    assert await reaches(person(holder), ("email", ELSA)) == holder


@pytest.mark.parametrize("role", ["moderator", "manager"])
async def test_officials_reach_anybody(database: str, role: members.Role) -> None:
    elsa = await member(email=ELSA, email_verified=1)
    official = person(await member(), roles=frozenset({"member", role}))

    assert await reaches(official, ("email", ELSA)) == elsa
    assert await reaches(official, ("id", elsa)) == elsa


async def test_a_stranger_reaches_nobody(database: str) -> None:
    card = members.card.new_card()
    elsa = await member(email=ELSA, card=card)

    assert await members.resolve([("id", elsa), ("email", ELSA), ("card", card)], STRANGER) == {}


async def test_a_closed_account_is_reached_by_nobody(till: Principal) -> None:
    card = members.card.new_card()
    gone = await member(card=card, status="closed")

    assert await members.resolve([("id", gone), ("card", card)], till) == {}


async def test_a_batch_of_many_askers_is_answered_in_order(till: Principal) -> None:
    card = members.card.new_card()
    elsa, amir = await member(card=card, email=ELSA), await member(email=AMIR)

    found = await members.resolve_many(
        [(("card", card), till), (("email", ELSA), till), (("email", ELSA), person(elsa)), (("id", amir), person(elsa)),
         (("id", amir), person(amir)), (("card", card), STRANGER)]
    )  # fmt: skip

    assert found == [elsa, None, elsa, None, amir, None]


async def test_a_batch_costs_one_statement_a_kind(till: Principal, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = [(members.card.new_card(), f"n{n}@kvarteret.example") for n in range(50)]
    made = [await member(card=card, email=email) for card, email in everybody]
    asked = 0

    async with storage.transaction() as tx:
        fetch = tx.fetch

        async def counted(*args: object) -> object:
            nonlocal asked
            asked += 1
            return await fetch(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(tx, "fetch", counted)
        refs: list[Ref] = [("card", card) for card, _ in everybody]
        refs += [("id", member_id) for member_id in made] + [("email", email) for _, email in everybody]
        found = await members.resolve(refs, till, via=tx)

    assert len(found) == 100
    assert asked == 3

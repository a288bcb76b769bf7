"""Joining, and whose an address is."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from server import live, members, storage
from server.kernel.clock import DAY, Stepper
from server.members import BadField, LinkExpired, TermsOutdated, TooManyAttempts, WrongCredentials

from .conftest import HERE, PASSWORD, TERMS, form, joined, mails_to, signs_in, token_in_mail

ELSA = "elsa@kvarteret.example"


async def columns(member_id: int) -> dict[str, Any]:
    row = await storage.row("SELECT * FROM member WHERE id = :id", id=member_id)
    assert row is not None
    return {name: row[name] for name in row.keys()}  # noqa: SIM118  # A driver's row, not a dictionary.


async def test_a_new_member_has_a_card_a_timeline_and_a_mail(database: str) -> None:
    result = await members.join(
        form(" Elsa@Kvarteret.example", birthday="1984-06-21", source="affisch"), current_terms=TERMS, address=HERE
    )

    elsa = await members.member_of(result.member_id)
    assert elsa is not None
    assert (elsa.email, elsa.email_verified_at, elsa.card) == (ELSA, None, result.card)
    assert (elsa.birthday, elsa.source, elsa.status, elsa.board_visibility) == (
        "1984-06-21",
        "affisch",
        "active",
        "hidden",
    )
    assert members.card.check(elsa.card) == elsa.card
    assert (await columns(elsa.id))["terms_version"] == TERMS
    async with storage.transaction() as tx:
        assert await live.lock(tx, [elsa.id]) == {elsa.id: (0, None)}
    [message] = await mails_to(ELSA)
    assert message.subject == "Bekräfta din e-postadress"
    assert message.link is not None
    assert message.link.startswith("https://kvarteret.example/verify#token=")
    assert message.link in message.text


async def test_the_password_is_nowhere_in_the_database(database: str) -> None:
    member_id = await joined(ELSA)

    stored = await columns(member_id)
    assert stored["password_hash"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not any(PASSWORD in str(value) for value in stored.values())


async def test_the_link_proves_the_address_once(database: str) -> None:
    member_id = await joined(ELSA)
    token = await token_in_mail(ELSA)

    assert await members.verify_email(token, address=HERE) == member_id

    assert (await columns(member_id))["email_verified_at"] is not None
    with pytest.raises(LinkExpired):
        await members.verify_email(token, address=HERE)
    hashes = await storage.rows("SELECT token_hash FROM member_link")
    assert token not in {row["token_hash"] for row in hashes}


async def test_a_link_ends(time: Stepper) -> None:
    await joined(ELSA)
    token = await token_in_mail(ELSA)
    time.by(7 * DAY)

    with pytest.raises(LinkExpired):
        await members.verify_email(token, address=HERE)


async def test_of_many_who_open_a_link_at_once_one_gets_in(database: str) -> None:
    await joined(ELSA)
    token = await token_in_mail(ELSA)

    answers = await asyncio.gather(
        *(members.verify_email(token, address=HERE) for _ in range(8)), return_exceptions=True
    )

    assert sum(isinstance(answer, int) for answer in answers) == 1
    assert sum(isinstance(answer, LinkExpired) for answer in answers) == 7


async def test_a_stranger_cannot_tell_whether_an_address_is_taken(database: str) -> None:
    owner = await joined(ELSA)
    await members.verify_email(await token_in_mail(ELSA), address=HERE)

    stranger = await members.join(form(ELSA, password="en annan bulle"), current_terms=TERMS, address=HERE)
    session = await signs_in(ELSA, "en annan bulle")

    seen = await members.member_of(stranger.member_id)
    assert seen is not None
    assert session.member_id == stranger.member_id != owner
    assert (seen.email, seen.email_verified_at, seen.status) == (ELSA, None, "active")
    message = (await mails_to(ELSA))[0]
    assert message.subject == "Du är redan medlem"
    assert message.link == "https://kvarteret.example/"
    assert (await signs_in(ELSA)).member_id == owner


async def test_whoever_proves_an_address_takes_it_from_whoever_only_typed_it(database: str) -> None:
    squatter = await joined(ELSA, password="inte elsas lösen")
    elsa = await joined(ELSA)

    await members.verify_email(await token_in_mail(ELSA), address=HERE)

    assert (await columns(elsa))["email"] == ELSA
    assert (await columns(squatter))["email"] is None
    assert (await columns(squatter))["claimed_email"] == ELSA
    async with storage.transaction() as tx:
        assert await tx.value("SELECT count(*) FROM member WHERE email = :email", email=ELSA) == 1


async def test_a_proven_address_is_never_taken(database: str) -> None:
    squatter = await joined(ELSA, password="inte elsas lösen")
    elsa = await joined(ELSA)
    late = await token_in_mail(ELSA)
    await members.request_verification(squatter)
    await members.verify_email(await token_in_mail(ELSA), address=HERE)

    with pytest.raises(LinkExpired):
        await members.verify_email(late, address=HERE)

    assert (await columns(squatter))["email"] == ELSA
    assert (await columns(elsa))["email"] is None


async def test_many_join_with_one_address_at_once(database: str) -> None:
    made = await asyncio.gather(*(joined(ELSA) for _ in range(6)))

    rows = await storage.rows("SELECT email, claimed_email FROM member WHERE id {in ids bigint}", ids=made)
    assert sorted((row["email"] or "", row["claimed_email"] or "") for row in rows) == [("", ELSA)] * 5 + [(ELSA, "")]


async def test_nobodys_inbox_is_flooded(database: str) -> None:
    for _ in range(8):
        await joined(ELSA)

    assert len(await mails_to(ELSA)) == 5


async def test_terms_that_have_changed_stop_nobody_else(database: str) -> None:
    with pytest.raises(TermsOutdated) as refused:
        await members.join(form(ELSA, terms_version="2025-01"), current_terms=TERMS, address=HERE)
    without = await members.join(form(ELSA, terms_version=None), current_terms=TERMS, address=HERE)

    assert (refused.value.accepted, refused.value.current) == ("2025-01", TERMS)
    assert (await columns(without.member_id))["terms_version"] == TERMS


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "elsa"), ("password", "kort"), ("displayName", ""), ("language", "no"), ("timezone", "Ekvik"),
     ("birthday", "2020-01-01"), ("password", "Elsa")],
)  # fmt: skip
async def test_a_field_that_cannot_be_used_is_named(database: str, field: str, value: str) -> None:
    sent = (
        form(ELSA, **({"display_name": value} if field == "displayName" else {field: value}))
        if field != "email"
        else form(value)
    )

    with pytest.raises(BadField) as refused:
        await members.join(sent, current_terms=TERMS, address=HERE)

    assert refused.value.field == field
    assert await storage.rows("SELECT id FROM member") == []


async def test_one_place_cannot_make_accounts_without_end(time: Stepper) -> None:
    limit = members.throttle.JOIN_FROM_ADDRESS
    for _ in range(limit.burst):
        await members.throttle.take((limit, HERE))

    with pytest.raises(TooManyAttempts) as refused:
        await joined(ELSA)
    time.by(refused.value.retry_after * 1_000_000)

    assert await joined(ELSA)


async def test_an_unknown_address_signs_nobody_in(database: str) -> None:
    with pytest.raises(WrongCredentials):
        await signs_in(ELSA)

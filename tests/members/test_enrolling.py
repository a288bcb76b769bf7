"""Joining at a till, and completing it at home."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from server import live, members, storage
from server.jobs import Job
from server.kernel.clock import DAY, Stepper
from server.kernel.errors import BadInput, Forbidden
from server.members import (
    STRANGER,
    AlreadyEnrolled,
    BadField,
    CardTaken,
    CompleteForm,
    Enrolled,
    EnrollForm,
    EnrollKeyConflict,
    LinkExpired,
    Principal,
    TermsOutdated,
)

from .conftest import HERE, PASSWORD, TERMS, joined, mails_to, member, partner_client, person, signs_in, token_in_mail

ELSA = "elsa@kvarteret.example"
ZONE = "Europe/Stockholm"


async def enroll(sender: Principal, *forms: EnrollForm) -> list[Any]:
    return list(await members.enroll(sender, forms, timezone=ZONE, shop="Linneas Livs"))


async def one(sender: Principal, **form: str | None) -> Any:
    [outcome] = await enroll(sender, EnrollForm(**{"key": "kassa-2/17", **form}))  # type: ignore[arg-type]
    return outcome


async def run_mail_jobs() -> None:
    """What the worker would do with the jobs that wait."""
    import json

    async with storage.transaction() as tx:
        rows = await tx.rows("DELETE FROM job WHERE kind = 'members.mail_completions' RETURNING payload")
    for row in rows:
        job = Job(1, "members.mail_completions", json.loads(row["payload"]), None, 1, 0, "a claim")
        await members.JOBS["members.mail_completions"](job)


def completion(token: str, **more: str | None) -> CompleteForm:
    given = {"password": PASSWORD, "display_name": "Elsa Lindqvist", "terms_version": TERMS}
    return CompleteForm(token=token, **{**given, **more})  # type: ignore[arg-type]


async def complete(token: str, **more: str | None) -> members.SignedIn:
    return await members.complete(completion(token, **more), current_terms=TERMS, address=HERE)


def token_of(outcome: Enrolled) -> str:
    assert outcome.completion_path is not None
    return outcome.completion_path.removeprefix("/complete#token=")


async def test_a_member_without_an_address_gets_a_link_on_the_screen(till: Principal) -> None:
    outcome = await one(till)

    new = await members.member_of(outcome.member_id)
    assert new is not None
    assert (new.status, new.display_name, new.timezone, new.email) == ("enrolled", "Ny medlem", ZONE, None)
    assert new.enrolled_by_partner_id == till.partner_id
    assert members.card.check(outcome.card) == new.card
    assert not outcome.replayed
    async with storage.transaction() as tx:
        assert await live.lock(tx, [new.id]) == {new.id: (0, None)}
    signed_in = await complete(token_of(outcome), email=ELSA, language="en", timezone="Europe/London")
    whole = await members.member_of(new.id)
    assert whole is not None
    assert signed_in.member_id == new.id
    assert (whole.status, whole.display_name, whole.language, whole.timezone) == (
        "active", "Elsa Lindqvist", "en", "Europe/London",
    )  # fmt: skip
    assert (whole.email, whole.email_verified_at, whole.terms_version) == (ELSA, None, TERMS)
    assert (await mails_to(ELSA))[0].subject == "Confirm your email address"
    assert (await signs_in(ELSA)).member_id == new.id


async def test_a_member_with_an_address_gets_the_link_by_mail_and_proves_it_by_using_it(till: Principal) -> None:
    outcome = await one(till, email="Elsa@Kvarteret.example", display_name="Elsa")
    await run_mail_jobs()

    assert outcome.completion_path is None
    [message] = await mails_to(ELSA)
    assert message.subject == "Ditt kort är klart"
    assert "Linneas Livs har gett dig ett kort hos Kvarteret." in message.text
    assert members.card.formatted(outcome.card) in message.text
    await complete(await token_in_mail(ELSA))
    elsa = await members.member_of(outcome.member_id)
    assert elsa is not None
    assert elsa.email == ELSA
    assert elsa.email_verified_at is not None


async def test_a_mail_job_that_runs_again_sends_nothing_twice(till: Principal) -> None:
    outcome = await one(till, email=ELSA)
    job = Job(1, "", {"members": [str(outcome.member_id)], "shop": None}, None, 1, 0, "")

    for _ in range(2):
        await members.JOBS["members.mail_completions"](job)

    assert len(await mails_to(ELSA)) == 1


async def test_the_same_form_again_is_the_same_member(till: Principal) -> None:
    card = members.card.new_card()
    first = await one(till, card=card, display_name="Elsa")

    again = await one(till, card=members.card.formatted(card), display_name="Elsa")

    assert (again.member_id, again.card, again.replayed) == (first.member_id, card, True)
    with pytest.raises(LinkExpired):
        await complete(token_of(first))
    assert (await complete(token_of(again))).member_id == first.member_id
    assert (await one(till, card=card, display_name="Elsa")).completion_path is None


async def test_the_same_key_with_another_form_is_a_conflict(till: Principal) -> None:
    await one(till, display_name="Elsa")

    outcome = await one(till, display_name="Amir")

    assert isinstance(outcome, EnrollKeyConflict)
    assert outcome.key == "kassa-2/17"
    assert await storage.value("SELECT count(*) FROM member") == 1


async def test_keys_belong_to_the_partner_with_all_its_programs(till: Principal) -> None:
    first = await one(till)
    other_till = Principal(kind="client", partner_id=till.partner_id, client_id="another")
    staff = person(1, roles=frozenset({"member", "staff"}), partner_id=till.partner_id)

    same = [await one(other_till), await one(staff)]
    elsewhere = await one(await partner_client("omtag"))

    assert [outcome.member_id for outcome in same] == [first.member_id] * 2
    assert elsewhere.member_id != first.member_id


async def test_a_card_is_checked_and_is_one_members(till: Principal) -> None:
    card = members.card.new_card()
    taken = await one(till, key="a", card=card)
    wrong = card[:-1] + str((int(card[-1]) + 1) % 10)

    outcomes = await enroll(till, EnrollForm(key="b", card=card), EnrollForm(key="c", card=wrong), EnrollForm(key="d"))

    assert taken.card == card
    assert isinstance(outcomes[0], CardTaken)
    assert isinstance(outcomes[1], BadField)
    assert outcomes[1].field == "card"
    assert isinstance(outcomes[2], Enrolled)


async def test_one_call_may_repeat_itself(till: Principal) -> None:
    card = members.card.new_card()

    outcomes = await enroll(
        till,
        EnrollForm(key="a", card=card),
        EnrollForm(key="a", card=card),
        EnrollForm(key="a"),
        EnrollForm(key="b", card=card),
        EnrollForm(key="c", email=ELSA),
        EnrollForm(key="d", email=ELSA),
    )

    assert [type(outcome) for outcome in outcomes] == [
        Enrolled, Enrolled, EnrollKeyConflict, CardTaken, Enrolled, AlreadyEnrolled,
    ]  # fmt: skip
    assert outcomes[0].member_id == outcomes[1].member_id
    assert (outcomes[0].replayed, outcomes[1].replayed) == (False, True)


async def test_the_till_does_not_learn_who_is_a_member(till: Principal) -> None:
    elsa = await joined(ELSA)
    await members.verify_email(await token_in_mail(ELSA), address=HERE)

    known, unknown = await enroll(
        till, EnrollForm(key="a", email=ELSA), EnrollForm(key="b", email="ny@kvarteret.example")
    )
    await run_mail_jobs()
    found = await members.resolve([("email", ELSA), ("email", "ny@kvarteret.example")], till)

    assert [type(outcome) for outcome in (known, unknown)] == [Enrolled, Enrolled]
    assert (known.completion_path, known.replayed) == (unknown.completion_path, unknown.replayed)
    assert found == {("email", ELSA): known.member_id, ("email", "ny@kvarteret.example"): unknown.member_id}
    assert known.member_id != elsa
    message = (await mails_to(ELSA))[0]
    assert message.subject == "Du är redan medlem"
    assert "skaffa ett kort hos Linneas Livs" in message.text


async def test_completing_takes_an_address_that_nobody_had_proven(till: Principal) -> None:
    squatter = await joined(ELSA, password="inte elsas lösen")
    outcome = await one(till, email=ELSA)
    await run_mail_jobs()

    await complete(await token_in_mail(ELSA))

    elsa = await members.member_of(outcome.member_id)
    assert elsa is not None
    assert elsa.email_verified_at is not None
    assert (await signs_in(ELSA)).member_id == outcome.member_id
    assert (await signs_in(ELSA, "inte elsas lösen")).member_id == squatter


async def test_a_mistake_in_the_form_does_not_cost_the_link(till: Principal) -> None:
    token = token_of(await one(till))

    for wrong, error in (({"password": "kort"}, BadField), ({"terms_version": "2020"}, TermsOutdated)):
        with pytest.raises(error):
            await complete(token, **wrong)

    assert await complete(token)
    with pytest.raises(LinkExpired):
        await complete(token)


async def test_a_link_from_a_till_ends_after_ninety_days(till: Principal, time: Stepper) -> None:
    token = token_of(await one(till))
    time.by(90 * DAY)

    with pytest.raises(LinkExpired):
        await complete(token)


@pytest.mark.parametrize("sender", [STRANGER, person(1), person(1, roles=frozenset({"manager"}))])
async def test_only_a_partner_enrolls(database: str, sender: Principal) -> None:
    with pytest.raises(Forbidden):
        await one(sender)


async def test_a_thousand_at_once_and_no_more(till: Principal) -> None:
    forms = [EnrollForm(key=f"n{n}", email=f"n{n}@kvarteret.example" if n % 2 else None) for n in range(1000)]

    outcomes = await enroll(till, *forms)
    with pytest.raises(BadInput):
        await enroll(till, *forms, EnrollForm(key="one more"))

    assert len({outcome.member_id for outcome in outcomes}) == 1000
    assert await storage.value("SELECT count(*) FROM timeline_head") == 1000
    assert await storage.value("SELECT count(*) FROM job WHERE kind = 'members.mail_completions'") == 5


async def test_the_same_call_from_many_tills_at_once_makes_each_member_once(till: Principal) -> None:
    forms = [EnrollForm(key=f"n{n}", email=f"n{n}@kvarteret.example") for n in range(20)]

    calls = await asyncio.gather(*(enroll(till, *forms) for _ in range(5)))

    assert len({tuple(outcome.member_id for outcome in call) for call in calls}) == 1
    assert sum(not outcome.replayed for call in calls for outcome in call) == 20
    assert await storage.value("SELECT count(*) FROM member") == 20


@pytest.mark.parametrize("key", ["", "x" * 201, "a\x00b", "a\nb"])
async def test_what_is_no_key(till: Principal, key: str) -> None:
    outcome = await one(till, key=key)

    assert isinstance(outcome, BadField)
    assert outcome.field == "key"


async def test_a_card_of_a_closed_account_stays_taken(till: Principal) -> None:
    card = members.card.new_card()
    await member(card=card, status="closed")

    assert isinstance(await one(till, card=card), CardTaken)

"""Back into an account."""

from __future__ import annotations

import pytest

from server import jobs, mail, members, storage
from server.kernel.clock import HOUR, Stepper
from server.members import BadField, LinkExpired, TooManyAttempts, WrongCredentials

from .conftest import HERE, PASSWORD, joined, mails_to, signs_in, token_in_mail

ELSA = "elsa@kvarteret.example"
NEW = "kanelbulle och påtår"


async def request(email: str) -> None:
    """Asks for a link, and lets a real worker do what follows."""
    await members.request_recovery(email, address=HERE)
    worker = jobs.Worker({**members.JOBS, **mail.JOBS})
    await worker.start()
    try:
        for _ in range(200):
            if not await storage.rows("SELECT 1 FROM job WHERE done_at IS NULL AND dead_at IS NULL"):
                break
            await jobs_pause()
    finally:
        await worker.stop()
    assert not await storage.rows("SELECT last_error FROM job WHERE dead_at IS NOT NULL OR last_error IS NOT NULL")


async def jobs_pause() -> None:
    import asyncio

    await asyncio.sleep(0.02)


async def test_a_forgotten_password_is_chosen_anew_and_every_session_ends(database: str) -> None:
    elsa = await joined(ELSA)
    session = await signs_in(ELSA)
    assert await members.principal_of_session(session.token)

    await request("Elsa@kvarteret.example")
    assert await members.reset_password(await token_in_mail(ELSA), NEW, address=HERE) == elsa

    assert (await mails_to(ELSA))[0].subject == "Välj ett nytt lösenord"
    assert await members.principal_of_session(session.token) is None
    assert (await signs_in(ELSA, NEW)).member_id == elsa
    with pytest.raises(WrongCredentials):
        await signs_in(ELSA, PASSWORD)
    me = await members.member_of(elsa)
    assert me is not None
    assert me.email_verified_at is not None


async def test_an_unknown_address_is_answered_alike_and_nothing_is_sent(database: str) -> None:
    await request("ingen@kvarteret.example")
    await members.request_recovery("no address", address=HERE)

    assert (await mail.inbox()).items == []


async def test_the_link_works_once_and_only_the_latest(database: str) -> None:
    await joined(ELSA)
    await request(ELSA)
    first = await token_in_mail(ELSA)
    await request(ELSA)
    second = await token_in_mail(ELSA)

    with pytest.raises(LinkExpired):
        await members.reset_password(first, NEW, address=HERE)
    with pytest.raises(BadField):
        await members.reset_password(second, "kort", address=HERE)
    await members.reset_password(second, NEW, address=HERE)
    with pytest.raises(LinkExpired):
        await members.reset_password(second, NEW, address=HERE)


async def test_a_link_for_one_thing_does_nothing_else(database: str) -> None:
    await joined(ELSA)
    to_verify = await token_in_mail(ELSA)

    with pytest.raises(LinkExpired):
        await members.reset_password(to_verify, NEW, address=HERE)

    assert await members.verify_email(to_verify, address=HERE)


async def test_the_link_ends_after_an_hour(database: str, time: Stepper) -> None:
    await joined(ELSA)
    await members.request_recovery(ELSA, address=HERE)
    async with storage.transaction() as tx:
        [token] = await members.links.issue(tx, [members.links.LinkDraft((await member_id_of(ELSA)), "recover", ELSA)])
    time.by(HOUR)

    with pytest.raises(LinkExpired):
        await members.reset_password(token, NEW, address=HERE)


async def member_id_of(email: str) -> int:
    found: int = await storage.value("SELECT id FROM member WHERE email = :email", email=email)
    return found


async def test_asking_again_and_again_is_stopped(time: Stepper) -> None:
    for _ in range(members.throttle.RECOVERY_FROM_ADDRESS.burst):
        await members.request_recovery(ELSA, address=HERE)

    with pytest.raises(TooManyAttempts):
        await members.request_recovery(ELSA, address=HERE)

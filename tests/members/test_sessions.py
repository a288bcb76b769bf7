"""Signing in, and how long it lasts."""

from __future__ import annotations

import asyncio
import time as wall

import pytest

from server import members, partners, storage
from server.kernel.clock import DAY, HOUR, MINUTE, SECOND, Stepper
from server.kernel.errors import NotFound
from server.members import STRANGER, TooManyAttempts, WrongCredentials

from .conftest import HERE, PASSWORD, joined, member, signs_in

ELSA = "elsa@kvarteret.example"


async def test_a_token_says_who_is_asking(database: str) -> None:
    elsa = await joined(ELSA)

    signed_in = await signs_in("ELSA@kvarteret.example")
    principal = await members.principal_of_session(signed_in.token, address=HERE)

    assert principal is not None
    assert (principal.kind, principal.member_id, principal.session_id) == ("person", elsa, signed_in.session_id)
    assert (principal.roles, principal.language, principal.address) == ({"member"}, "sv", HERE)
    assert len(signed_in.token) == 43
    assert signed_in.token not in {row["token_hash"] for row in await storage.rows("SELECT token_hash FROM session")}


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 10_000, "\ud800"])
async def test_a_token_that_was_never_given(database: str, token: str) -> None:
    assert await members.principal_of_session(token) is None
    assert STRANGER.member_id is None


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (ELSA, "fel lösenord"),
        ("ingen@kvarteret.example", PASSWORD),
        ("no address", PASSWORD),
        (ELSA, ""),
        (ELSA, "x" * 9999),
    ],
)
async def test_what_was_wrong_is_not_told(database: str, email: str, password: str) -> None:
    await joined(ELSA)

    with pytest.raises(WrongCredentials) as refused:
        await signs_in(email, password)

    assert str(refused.value) == "The email address or the password is wrong. Try again, or choose a new password."


async def test_the_password_may_be_typed_in_another_unicode_form(database: str) -> None:
    await joined(ELSA, password="pa\u030ata\u030ar och bulle")

    assert await signs_in(ELSA, "påtår och bulle")


async def test_a_hash_of_yesterdays_strength_is_made_anew(database: str) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    elsa = await member(email=ELSA, password_hash=weak)

    await signs_in(ELSA)

    stored = await storage.value("SELECT password_hash FROM member WHERE id = :id", id=elsa)
    assert stored != weak
    assert "m=19456,t=2,p=1" in stored
    assert await signs_in(ELSA)


async def test_guessing_at_an_account_is_stopped_and_the_owner_waits_a_minute(time: Stepper) -> None:
    await joined(ELSA)
    for guess in range(10):
        with pytest.raises(WrongCredentials):
            await signs_in(ELSA, f"gissning {guess}", address=f"192.0.2.{guess}")

    with pytest.raises(TooManyAttempts) as refused:
        await signs_in(ELSA)
    time.by(refused.value.retry_after * SECOND)

    assert 1 <= refused.value.retry_after <= 60
    assert await signs_in(ELSA)


async def test_guessing_from_one_place_is_stopped_and_others_are_not(time: Stepper) -> None:
    await joined(ELSA)
    limit = members.throttle.SIGN_IN_FROM_ADDRESS
    for _ in range(limit.burst):
        await members.throttle.take((limit, "2001:db8:1:2::/64"))

    with pytest.raises(TooManyAttempts):
        await signs_in(ELSA, address="2001:db8:1:2:3:4:5:6")

    assert await signs_in(ELSA, address="2001:db8:1:3::1")


async def test_signing_in_rightly_costs_no_tokens(time: Stepper) -> None:
    await joined(ELSA)

    for _ in range(15):
        await signs_in(ELSA)


async def test_two_who_take_the_last_token_at_once(time: Stepper) -> None:
    limit = members.throttle.Limit("of a test", burst=7, every=MINUTE)

    answers = await asyncio.gather(
        *(members.throttle.take((limit, "a place")) for _ in range(20)), return_exceptions=True
    )

    assert sum(answer is None for answer in answers) == 7
    assert {answer.retry_after for answer in answers if isinstance(answer, TooManyAttempts)} == {60}


async def test_a_bucket_fills_at_its_pace(time: Stepper) -> None:
    limit = members.throttle.Limit("of a test", burst=2, every=10 * SECOND)

    async def granted() -> bool:
        try:
            await members.throttle.take((limit, "a place"))
        except TooManyAttempts:
            return False
        return True

    seen = []
    for seconds in (0, 0, 0, 9, 1, 0, 25, 0, 0):
        time.by(seconds * SECOND)
        seen.append(await granted())

    assert seen == [True, True, False, False, True, False, True, True, False]


async def test_of_two_buckets_none_is_taken_from_where_one_is_empty(time: Stepper) -> None:
    full = members.throttle.Limit("full", burst=1, every=MINUTE)
    empty = members.throttle.Limit("empty", burst=1, every=MINUTE)
    await members.throttle.take((empty, "a"))

    with pytest.raises(TooManyAttempts):
        await members.throttle.take((full, "a"), (empty, "a"))

    await members.throttle.take((full, "a"))


async def test_signing_out_ends_the_session_at_once(database: str) -> None:
    await joined(ELSA)
    here, there = await signs_in(ELSA), await signs_in(ELSA)
    assert await members.principal_of_session(here.token)

    await members.sign_out(here.session_id)

    assert await members.principal_of_session(here.token) is None
    assert await members.principal_of_session(there.token) is not None


async def test_ones_own_sessions_are_listed_and_ended(database: str) -> None:
    elsa, amir = await joined(ELSA), await joined("amir@kvarteret.example")
    first, second = await signs_in(ELSA), await signs_in(ELSA)

    listed = await members.sessions_of(elsa)
    with pytest.raises(NotFound):
        await members.revoke_session(amir, first.session_id)
    await members.revoke_session(elsa, first.session_id)

    assert [session.id for session in listed] == [second.session_id, first.session_id]
    assert listed[0].user_agent == "Firefox"
    assert [session.id for session in await members.sessions_of(elsa)] == [second.session_id]


async def test_all_but_this_session_are_ended(database: str) -> None:
    elsa = await joined(ELSA)
    kept, *others = [await signs_in(ELSA) for _ in range(3)]

    ended = await members.revoke_all_sessions(elsa, but=kept.session_id)

    assert ended == 2
    assert await members.principal_of_session(kept.token)
    assert [await members.principal_of_session(other.token) for other in others] == [None, None]


async def test_a_session_ends_when_nobody_uses_it_and_lives_while_somebody_does(time: Stepper) -> None:
    elsa = await joined(ELSA)
    used, left = await signs_in(ELSA), await signs_in(ELSA)
    for _ in range(3):
        time.by(30 * DAY)
        forget_cached(elsa)
        assert await members.principal_of_session(used.token)

    forget_cached(elsa)

    assert await members.principal_of_session(left.token) is None
    assert await members.sessions_ended([used.session_id, left.session_id, 4711]) == {left.session_id, 4711}


async def test_a_session_ends_at_its_age_however_it_is_used(time: Stepper) -> None:
    elsa = await joined(ELSA)
    session = await signs_in(ELSA)
    for _ in range(12):
        time.by(30 * DAY)
        forget_cached(elsa)
        assert await members.principal_of_session(session.token)

    time.by(6 * DAY)
    forget_cached(elsa)

    assert await members.principal_of_session(session.token) is None
    assert session.max_age == 365 * 24 * 3600


async def test_those_who_decide_over_others_sign_in_more_often(time: Stepper) -> None:
    elsa = await joined(ELSA)
    async with storage.transaction() as tx:
        await members.grant_role(tx, elsa, "moderator")
    session = await signs_in(ELSA)
    assert session.max_age == 7 * 24 * 3600

    time.by(13 * HOUR)

    assert await members.principal_of_session(session.token) is None
    assert await members.sessions_of(elsa) == []


async def test_when_a_session_was_seen_is_written_once_a_minute(time: Stepper, monkeypatch: pytest.MonkeyPatch) -> None:
    elsa = await joined(ELSA)
    session = await signs_in(ELSA)
    monkeypatch.setattr("server.members.sessions._next_write", 0.0)

    async def seen_after(seconds: int) -> int:
        time.by(seconds * SECOND)
        forget_cached(elsa)
        monkeypatch.setattr("server.members.sessions._next_write", 0.0)
        await members.principal_of_session(session.token)
        [listed] = await members.sessions_of(elsa)
        return listed.last_seen_at - listed.created_at

    assert [await seen_after(s) for s in (0, 59, 2, 30, 40)] == [0, 0, 61 * SECOND, 61 * SECOND, 131 * SECOND]


async def test_a_role_comes_with_its_partner_and_goes_within_a_second(database: str) -> None:
    tove = await joined(ELSA)
    async with storage.transaction() as tx:
        livs = await partners.create_partner(tx, code="linneas-livs", name="Linneas Livs")
        await members.grant_role(tx, tove, "staff", partner_id=livs.id, shop_code="torget")
    session = await signs_in(ELSA)

    before = await members.principal_of_session(session.token)
    async with storage.transaction() as tx:
        assert await members.withdraw_role(tx, tove, "staff")
    deadline = wall.monotonic() + 1.5
    while (after := await members.principal_of_session(session.token)) is None or "staff" in after.roles:
        assert wall.monotonic() < deadline
        await asyncio.sleep(0.05)

    assert before is not None
    assert before.roles == {"member", "staff"}
    assert (before.partner_id, before.shop_code) == (livs.id, "torget")
    assert (after.roles, after.partner_id) == ({"member"}, None)


async def test_a_member_has_a_limit_of_sessions(time: Stepper) -> None:
    elsa = await joined(ELSA)
    first = await members.start_session(elsa)
    for _ in range(members.sessions.SESSIONS_PER_MEMBER):
        time.by(SECOND)
        await members.start_session(elsa)

    assert len(await members.sessions_of(elsa)) == members.sessions.SESSIONS_PER_MEMBER
    assert await members.principal_of_session(first.token) is None


async def test_watchers_here_hear_at_once(database: str) -> None:
    await joined(ELSA)
    session, other = await signs_in(ELSA), await signs_in(ELSA)
    watching = asyncio.create_task(members.watch_session(session.session_id))
    elsewhere = asyncio.create_task(members.watch_session(other.session_id))
    await asyncio.sleep(0)

    await members.sign_out(session.session_id)

    await asyncio.wait_for(watching, 1)
    assert not elsewhere.done()
    elsewhere.cancel()
    await asyncio.gather(elsewhere, return_exceptions=True)


async def test_watchers_find_what_another_process_ended(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.members.watching.LOOK_EVERY", 0.05)
    await joined(ELSA)
    session = await signs_in(ELSA)
    watching = asyncio.create_task(members.watch_session(session.session_id))
    await asyncio.sleep(0)

    async with storage.transaction() as tx:
        await tx.execute("UPDATE session SET ended_at = 1 WHERE id = :id", id=session.session_id)

    await asyncio.wait_for(watching, 2)
    await asyncio.sleep(0)
    assert "watched sessions" not in {task.get_name() for task in asyncio.all_tasks()}


async def test_ended_sessions_are_forgotten_in_the_end(time: Stepper) -> None:
    await joined(ELSA)
    session = await signs_in(ELSA)
    await members.sign_out(session.session_id)

    time.by(31 * DAY)
    async with storage.transaction() as tx:
        assert await members.sessions.forget_sessions(tx) == 1
        assert await members.throttle.forget_full(tx) > 0


def forget_cached(member_id: int) -> None:
    """As if the second had passed for which a session is remembered."""
    members.sessions.forget_principals_of(member_id)


async def test_a_password_that_changed_meanwhile_lets_nobody_in(database: str) -> None:
    elsa = await joined(ELSA)
    proof = await storage.value("SELECT password_hash FROM member WHERE id = :id", id=elsa)
    assert await members.start_session(elsa, proof=proof)

    async with storage.transaction() as tx:
        await tx.execute("UPDATE member SET password_hash = 'another' WHERE id = :id", id=elsa)

    with pytest.raises(WrongCredentials):
        await members.start_session(elsa, proof=proof)


async def test_a_closed_account_has_no_way_in(database: str) -> None:
    elsa = await joined(ELSA)
    session = await signs_in(ELSA)

    async with storage.transaction() as tx:
        await tx.execute("UPDATE member SET status = 'closed' WHERE id = :id", id=elsa)

    assert await members.principal_of_session(session.token) is None
    with pytest.raises(WrongCredentials):
        await signs_in(ELSA)
    with pytest.raises(NotFound):
        await members.start_session(elsa)

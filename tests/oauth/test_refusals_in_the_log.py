"""A program that is refused finds out why, in its partner's request log; nobody else can write into it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server import oauth, partners, storage
from server.kernel import clock
from server.kernel.clock import HOUR
from server.oauth import InvalidToken
from server.partners import Sought, requests
from tests.oauth.conftest import Desk, Till


@pytest.fixture(autouse=True)
def nothing_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("server.partners.changes.RECHECK_SECONDS", -1.0)
    requests._log._waiting.clear()
    yield
    requests._log._waiting.clear()


async def log_of(till: Till) -> list[tuple[str, str, str | None]]:
    """What was refused, oldest first."""
    await requests.flush()
    page = await partners.requests_of(till.partner_id, Sought(outcome="error"), first=100, after=None)
    assert {line.client_id for line in page.items} <= {till.client_id}
    assert till.secret not in str(page.items)
    return [(line.verb, line.answer, line.why) for line in reversed(page.items)]


async def refused(token: str) -> None:
    with pytest.raises(InvalidToken):
        await oauth.bearer_of_token(token)


async def test_wrong_and_ended_secrets_are_told_apart_and_never_kept(desk: Desk, till: Till) -> None:
    await desk.token(Till(till.client_id, "hps_alldeles-fel-hemlighet", till.partner_id))
    with clock.stepped() as stepper:
        async with storage.transaction() as tx:
            await oauth.rotate_secret(tx, till.client_id, overlap=HOUR)
        stepper.by(HOUR)
        await desk.token(till)

        assert await log_of(till) == [
            ("token", "invalid_client", "The secret is wrong."),
            ("token", "invalid_client", "The secret has ended: a newer one has taken its place."),
        ]
    assert await storage.value("SELECT count(*) FROM partner_request WHERE why LIKE '%hemlighet%'") == 0


async def test_an_expired_token_is_told(desk: Desk, till: Till) -> None:
    with clock.stepped() as stepper:
        token = (await desk.token(till)).body["access_token"]
        stepper.by(HOUR)
        await refused(token)
        await refused(token)

    assert await log_of(till) == [
        ("operation", "invalid_token", "The access token has expired; ask for a new one.")
    ] * 2  # fmt: skip


async def test_a_program_that_was_shut_out_is_told_at_both_doors(desk: Desk, till: Till) -> None:
    token = (await desk.token(till)).body["access_token"]
    async with storage.transaction() as tx:
        await oauth.revoke_client(tx, till.client_id)

    await refused(token)
    answer = await desk.token(till)

    assert answer.body["error_description"] == "Client authentication failed."  # As for one that never was.
    assert await log_of(till) == [
        ("operation", "invalid_token", "The access token's client may not come any more."),
        ("token", "invalid_client", "The program was shut out."),
    ]


async def test_a_suspended_partners_program_is_told(desk: Desk, till: Till) -> None:
    async with storage.transaction() as tx:
        await partners.suspend_partner(tx, till.partner_id)

    await desk.token(till)

    assert await log_of(till) == [("token", "invalid_client", "The partner is suspended.")]


async def test_what_we_did_not_sign_is_nobodys(desk: Desk, till: Till) -> None:
    """Else anybody who knows a public client id could fill its partner's log."""
    token = (await desk.token(till)).body["access_token"]
    head, body, signature = token.split(".")
    forged = ".".join((head, body, signature[:-8] + ("A" * 8 if signature[-8:] != "A" * 8 else "B" * 8)))

    for sent in (forged, "hp-" + token, "x" * 5000, till.client_id):
        await refused(sent)

    assert await log_of(till) == []

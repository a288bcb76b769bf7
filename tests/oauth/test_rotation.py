"""A new secret, by one of the partner's people: shown once, throttled, written down, and the old one's time chosen."""

from __future__ import annotations

import pytest

from server import members, oauth, partners, storage
from server.kernel import clock
from server.kernel.clock import HOUR
from server.kernel.errors import BadInput, NotFound
from server.members import NewMember, Principal, TooManyAttempts
from server.oauth import rotation
from server.partners import Seat, requests
from tests.oauth.conftest import Desk, Till, register


async def person(partner_id: int | None, seat: Seat = "owner") -> Principal:
    """Somebody with a seat, who signed in a moment ago; None: with none."""
    async with storage.transaction() as tx:
        (member_id,) = await members.add_members(
            tx, [NewMember(display_name="Linnea", language="sv", timezone="Europe/Stockholm")]
        )
        if partner_id is not None:
            await partners.add_person(tx, partner_id=partner_id, member_id=member_id, seat=seat, name="Linnea")
    signed_in = await members.start_session(member_id)
    return Principal(kind="person", member_id=member_id, session_id=signed_in.session_id)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was changed just now is seen at once, not within a second."""
    monkeypatch.setattr("server.partners.changes.RECHECK_SECONDS", -1.0)


async def statuses(desk: Desk, till: Till, *secrets: str) -> list[int]:
    return [(await desk.token(Till(till.client_id, secret, till.partner_id))).status for secret in secrets]


@pytest.mark.parametrize("seat", ["owner", "developer"])
async def test_the_old_secret_lives_on_for_the_chosen_time(desk: Desk, till: Till, seat: Seat) -> None:
    linnea = await person(till.partner_id, seat)

    new = await oauth.rotate(linnea, till.client_id, old_lives_hours=2)

    assert await statuses(desk, till, till.secret, new) == [200, 200]
    with clock.stepped() as steps:
        steps.by(2 * HOUR + 1)
        assert await statuses(desk, till, till.secret, new) == [401, 200]


async def test_the_old_secret_ends_at_once_where_that_is_chosen(desk: Desk, till: Till) -> None:
    linnea = await person(till.partner_id)

    new = await oauth.rotate(linnea, till.client_id, old_lives_hours=0)

    assert await statuses(desk, till, till.secret, new) == [401, 200]


async def test_the_old_secret_is_ended_before_its_time(desk: Desk, till: Till) -> None:
    linnea = await person(till.partner_id)
    new = await oauth.rotate(linnea, till.client_id, old_lives_hours=720)
    client = await oauth.client_of(till.client_id)
    assert client is not None
    assert len((await oauth.secrets_of([client]))[client.id]) == 2

    await oauth.end_old_secret(linnea, till.client_id)

    assert await statuses(desk, till, till.secret, new) == [401, 200]
    assert [secret.expires_at for secret in (await oauth.secrets_of([client]))[client.id]] == [None]


async def test_what_was_done_is_written_down_without_the_secret(desk: Desk, till: Till) -> None:
    linnea = await person(till.partner_id)
    new = await oauth.rotate(linnea, till.client_id, old_lives_hours=24)
    await oauth.end_old_secret(linnea, till.client_id)

    lines = (await partners.audit_of(till.partner_id, first=10, after=None)).items

    assert [(line.act, line.member_id, line.about, line.hours) for line in lines] == [
        ("old_secret_ended", linnea.member_id, till.client_id, None),
        ("secret_rotated", linnea.member_id, till.client_id, 24),
        ("owner_added", None, "Linnea", None),
    ]
    held = [str(tuple(row)) for table in ("partner_audit", "oauth_secret", "partner_request")
            for row in await storage.rows(f"SELECT * FROM {table}")]  # fmt: skip
    assert new not in "".join(held)


async def test_who_has_no_seat_finds_no_program(desk: Desk, till: Till) -> None:
    other = await register(code="loppis")
    strangers = [await person(None), await person(other.partner_id)]

    for stranger in strangers:
        with pytest.raises(NotFound):
            await oauth.rotate(stranger, till.client_id, old_lives_hours=0)
        with pytest.raises(NotFound):
            await oauth.end_old_secret(stranger, till.client_id)
        with pytest.raises(NotFound):
            await oauth.rotate(stranger, "hp-ingen", old_lives_hours=0)

    assert await statuses(desk, till, till.secret) == [200]


async def test_a_seat_that_was_lost_a_moment_ago_rotates_nothing(
    desk: Desk, till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept in memory may be a second old; the transaction asks the table."""
    linnea = await person(till.partner_id)
    await partners.seats_of(linnea.member_id or 0)
    monkeypatch.setattr("server.partners.changes.RECHECK_SECONDS", 60.0)
    await partners.seats_of(linnea.member_id or 0)
    async with storage.transaction() as tx:
        await partners.remove_person(tx, partner_id=till.partner_id, member_id=linnea.member_id or 0, name="Linnea")
    assert await partners.seats_of(linnea.member_id or 0) != ()

    with pytest.raises(NotFound):
        await oauth.rotate(linnea, till.client_id, old_lives_hours=0)

    assert await statuses(desk, till, till.secret) == [200]


async def test_a_revoked_program_gets_no_new_secret(desk: Desk, till: Till) -> None:
    linnea = await person(till.partner_id)
    async with storage.transaction() as tx:
        await oauth.revoke_client(tx, till.client_id)

    with pytest.raises(NotFound):
        await oauth.rotate(linnea, till.client_id, old_lives_hours=0)


async def test_rotating_is_throttled_for_each_program_and_by_nobody_elses_tries(desk: Desk, till: Till) -> None:
    linnea, stranger = await person(till.partner_id), await person(None)
    for _ in range(20):
        with pytest.raises(NotFound):
            await oauth.rotate(stranger, till.client_id, old_lives_hours=0)

    with clock.stepped():
        for _ in range(rotation.ROTATIONS.burst):
            newest = await oauth.rotate(linnea, till.client_id, old_lives_hours=1)
        with pytest.raises(TooManyAttempts):
            await oauth.rotate(linnea, till.client_id, old_lives_hours=1)

    assert await statuses(desk, till, newest) == [200]


@pytest.mark.parametrize("hours", [-1, 721])
async def test_the_old_secrets_time_has_bounds(desk: Desk, till: Till, hours: int) -> None:
    linnea = await person(till.partner_id)

    with pytest.raises(BadInput) as refused:
        await oauth.rotate(linnea, till.client_id, old_lives_hours=hours)

    assert refused.value.field == "oldLivesHours"


async def test_a_till_that_still_shows_its_old_secret_is_known(desk: Desk, till: Till) -> None:
    linnea = await person(till.partner_id)
    requests._log._waiting.clear()
    new = await oauth.rotate(linnea, till.client_id, old_lives_hours=24)
    await statuses(desk, till, new)
    await requests.flush()
    before = (await partners.uses_of([till.client_id]))[till.client_id]

    await statuses(desk, till, till.secret)
    await requests.flush()

    after = (await partners.uses_of([till.client_id]))[till.client_id]
    assert before.old_secret_at is None
    assert after.old_secret_at == after.used_at

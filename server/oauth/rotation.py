"""A partner's person changes a program's secret: a new one, shown once, while the old one lives on for a while.

Both verbs want a fresh sign-in (`members.require_fresh`): a phone stays signed in for months, and what is handed out
here speaks for the whole partner.
"""

from __future__ import annotations

from server import members, partners, storage
from server.kernel.clock import HOUR, MINUTE
from server.kernel.errors import NotFound
from server.members import Principal, throttle
from server.members.errors import BadField
from server.storage import Tx

from . import queries, service
from .models import Client

OVERLAP_HOURS_LIMIT = 30 * 24
ROTATIONS = throttle.Limit("secret rotation", burst=5, every=10 * MINUTE)  # Of one program, by whoever it is.


async def rotate(by: Principal, client_id: str, *, old_lives_hours: int) -> str:
    """The new secret. The one before it works for so many hours more (0: not at all), any older one ends now.

    Raises NotFound for a program that is not one of the person's partners', or revoked; BadInput, StaleSignIn,
    TooManyAttempts.
    """
    if not 0 <= old_lives_hours <= OVERLAP_HOURS_LIMIT:
        raise BadField(
            "oldLivesHours",
            sv=f"Den gamla hemligheten kan leva vidare 0 till {OVERLAP_HOURS_LIMIT} timmar.",
            en=f"oldLivesHours must be from 0 to {OVERLAP_HOURS_LIMIT}: at most 30 days.",
        )
    member_id = await _may_change(by, client_id)

    async def work(tx: Tx) -> str:
        client = await _seated(tx, member_id, client_id)
        secret = await service.rotate_secret(tx, client_id, overlap=old_lives_hours * HOUR)
        await partners.write_down(
            tx, partner_id=client.partner_id, member_id=member_id, act="secret_rotated", about=client_id,
            hours=old_lives_hours,
        )  # fmt: skip
        return secret

    return await storage.write(work)


async def end_old_secret(by: Principal, client_id: str) -> None:
    """Only the newest secret works from now on. Raises NotFound, StaleSignIn, TooManyAttempts."""
    member_id = await _may_change(by, client_id)

    async def work(tx: Tx) -> None:
        client = await _seated(tx, member_id, client_id)
        await service.retire_old_secrets(tx, client_id)
        await partners.write_down(
            tx, partner_id=client.partner_id, member_id=member_id, act="old_secret_ended", about=client_id
        )

    await storage.write(work)


async def _may_change(by: Principal, client_id: str) -> int:
    """The person's id, once they may try. Nothing is counted against the program before: a stranger must not use up
    its attempts, nor a forgotten browser."""
    client, member_id = await queries.client_of(client_id), by.member_id or 0
    mine = {person.partner_id for person in await partners.seats_of(member_id)}
    if client is None or client.partner_id not in mine:
        raise NotFound("The client")
    await members.require_fresh(by)
    await throttle.take((ROTATIONS, client_id))
    return member_id


async def _seated(tx: Tx, member_id: int, client_id: str) -> Client:
    """The program, where the member has a seat at its partner in this very moment."""
    client = await queries.client_of(client_id, via=tx)
    if client is None or client.revoked_at is not None:
        raise NotFound("The client")
    if await partners.seat_in(tx, partner_id=client.partner_id, member_id=member_id) is None:
        raise NotFound("The client")
    return client

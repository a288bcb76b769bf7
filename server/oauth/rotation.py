"""A partner's person changes a program's secret: a new one, shown once, while the old one lives on for a while."""

from __future__ import annotations

from server import partners, storage
from server.kernel.clock import HOUR, MINUTE
from server.kernel.errors import NotFound
from server.members import throttle
from server.members.errors import BadField
from server.storage import Tx

from . import queries, service
from .models import Client

OVERLAP_HOURS_LIMIT = 30 * 24
ROTATIONS = throttle.Limit("secret rotation", burst=5, every=10 * MINUTE)  # Of one program, by whoever it is.


async def rotate(member_id: int, client_id: str, *, old_lives_hours: int) -> str:
    """The new secret. The one before it works for so many hours more (0: not at all), any older one ends now.

    Raises NotFound for a program that is not one of the member's partners', or revoked; BadInput, TooManyAttempts.
    """
    if not 0 <= old_lives_hours <= OVERLAP_HOURS_LIMIT:
        raise BadField(
            "oldLivesHours",
            sv=f"Den gamla hemligheten kan leva vidare 0 till {OVERLAP_HOURS_LIMIT} timmar.",
            en=f"oldLivesHours must be from 0 to {OVERLAP_HOURS_LIMIT}: at most 30 days.",
        )
    await _own_client(member_id, client_id)
    await throttle.take((ROTATIONS, client_id))

    async def work(tx: Tx) -> str:
        client = await _seated(tx, member_id, client_id)
        secret = await service.rotate_secret(tx, client_id, overlap=old_lives_hours * HOUR)
        await partners.write_down(
            tx, partner_id=client.partner_id, member_id=member_id, act="secret_rotated", about=client_id,
            hours=old_lives_hours,
        )  # fmt: skip
        return secret

    return await storage.write(work)


async def end_old_secret(member_id: int, client_id: str) -> None:
    """Only the newest secret works from now on. Raises NotFound, TooManyAttempts."""
    await _own_client(member_id, client_id)
    await throttle.take((ROTATIONS, client_id))

    async def work(tx: Tx) -> None:
        client = await _seated(tx, member_id, client_id)
        await service.retire_old_secrets(tx, client_id)
        await partners.write_down(
            tx, partner_id=client.partner_id, member_id=member_id, act="old_secret_ended", about=client_id
        )

    await storage.write(work)


async def _own_client(member_id: int, client_id: str) -> None:
    """Before anything is counted against a program: a stranger must not use up its attempts."""
    client = await queries.client_of(client_id)
    mine = {person.partner_id for person in await partners.seats_of(member_id)}
    if client is None or client.partner_id not in mine:
        raise NotFound("The client")


async def _seated(tx: Tx, member_id: int, client_id: str) -> Client:
    """The program, where the member has a seat at its partner in this very moment."""
    client = await queries.client_of(client_id, via=tx)
    if client is None or client.revoked_at is not None:
        raise NotFound("The client")
    if await partners.seat_in(tx, partner_id=client.partner_id, member_id=member_id) is None:
        raise NotFound("The client")
    return client

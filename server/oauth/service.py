"""Verbs that write clients and secrets. Each takes the transaction that it is a part of."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from server import partners
from server.kernel import clock, ids
from server.kernel.clock import DAY
from server.kernel.errors import BadInput, NotFound
from server.storage import Tx

from . import queries, rules
from .models import Client, OAuthClientRow, OAuthSecretRow

SECRET_BYTES = 32
SECRET_OVERLAP = 7 * DAY  # How long the old secret works after a rotation: time to visit every till.
NAME_LIMIT = 80


async def create_client(
    tx: Tx,
    *,
    partner_id: int,
    shop_code: str | None,
    name: str,
    scopes: Iterable[str],
    grants: Iterable[str] = ("client_credentials",),
) -> tuple[str, str]:
    """A new confidential client of a partner, for one of its shops or for all: (client_id, secret).

    The secret is in no table and cannot be shown again. Raises NotFound (partner or shop), BadInput.
    """
    name = name.strip()
    if not 0 < len(name) <= NAME_LIMIT or not name.isprintable():
        raise BadInput("name", f"A client's name is 1–{NAME_LIMIT} printable characters.")
    await _check_owner(tx, partner_id, shop_code)
    client_id, row_id = f"hp-{secrets.token_hex(10)}", ids.new_id()
    await tx.insert(
        OAuthClientRow,
        ("id", "client_id", "partner_id", "shop_code", "name", "scopes", "grants", "created_at"),
        [
            (
                row_id,
                client_id,
                partner_id,
                shop_code,
                name,
                rules.spaced(rules.checked_scopes(scopes)),
                rules.spaced(rules.checked_grants(grants)),
                clock.now(),
            )
        ],
    )
    return client_id, await _add_secret(tx, row_id)


async def rotate_secret(tx: Tx, client_id: str, *, overlap: int = SECRET_OVERLAP) -> str:
    """A second secret. The one before it works for `overlap` more, any older one ends now. Raises NotFound."""
    client, now = await _locked(tx, client_id), clock.now()
    newest = await tx.value("SELECT max(id) FROM oauth_secret WHERE client_row_id = :client", client=client.id)
    await tx.execute("DELETE FROM oauth_secret WHERE client_row_id = :c AND id < :newest", c=client.id, newest=newest)
    await tx.execute(
        "UPDATE oauth_secret SET expires_at = :then "
        "WHERE client_row_id = :c AND (expires_at IS NULL OR expires_at > :then)",
        then=now + overlap,
        c=client.id,
    )
    return await _add_secret(tx, client.id)


async def retire_old_secrets(tx: Tx, client_id: str) -> None:
    """Only the newest secret works from now on. Raises NotFound."""
    client = await _locked(tx, client_id)
    await tx.execute(
        "DELETE FROM oauth_secret WHERE client_row_id = :client AND id < "
        "(SELECT max(id) FROM oauth_secret WHERE client_row_id = :client)",
        client=client.id,
    )


async def revoke_client(tx: Tx, client_id: str) -> None:
    """No new tokens from now on, and within two seconds no process takes the old ones. Raises NotFound."""
    client = await _locked(tx, client_id)
    await tx.execute(
        "UPDATE oauth_client SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL", now=clock.now(), id=client.id
    )
    await tx.execute("DELETE FROM oauth_secret WHERE client_row_id = :id", id=client.id)
    await partners.touch(tx)


async def _check_owner(tx: Tx, partner_id: int, shop_code: str | None) -> None:
    if await partners.partner_of(partner_id, via=tx) is None:
        raise NotFound("The partner")
    if shop_code is not None and shop_code not in {shop.code for shop in await partners.shops_of(partner_id, via=tx)}:
        raise NotFound("The shop")


async def _locked(tx: Tx, client_id: str) -> Client:
    """The client, its row locked: rotations and revocations of one client wait for each other."""
    await tx.row("SELECT id FROM oauth_client WHERE client_id = :client_id {lock}", client_id=client_id)
    client = await queries.client_of(client_id, via=tx)
    if client is None:
        raise NotFound("The client")
    return client


async def _add_secret(tx: Tx, client_row_id: int) -> str:
    """Letters that need no escaping in a form or a Basic header, so that every client library sends the same."""
    secret = f"hps_{secrets.token_urlsafe(SECRET_BYTES)}"
    await tx.insert(
        OAuthSecretRow,
        ("id", "client_row_id", "digest", "created_at"),
        [(ids.new_id(), client_row_id, rules.digest(secret), clock.now())],
    )
    return secret

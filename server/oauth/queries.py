"""Reads of clients and their secrets. `via` is the transaction to read in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from server import storage
from server.kernel import clock
from server.storage import Reader, Row

from .models import Client, Secret

_COLUMNS = "c.id, c.client_id, c.partner_id, c.shop_code, c.name, c.scopes, c.grants, c.created_at, c.revoked_at"


async def client_of(client_id: str, *, via: Reader | None = None) -> Client | None:
    """A client by its public id, revoked or not."""
    rows = await _rows(via, f"SELECT {_COLUMNS} FROM oauth_client c WHERE client_id = :client_id", client_id=client_id)
    return _client(rows[0]) if rows else None


async def living_client(client_id: str, *, via: Reader | None = None) -> Client | None:
    """A client that may come: not revoked, and its partner not suspended."""
    sql = (
        f"SELECT {_COLUMNS} FROM oauth_client c JOIN partner p ON p.id = c.partner_id "
        "WHERE c.client_id = :client_id AND c.revoked_at IS NULL AND p.status = 'active'"
    )
    rows = await _rows(via, sql, client_id=client_id)
    return _client(rows[0]) if rows else None


async def clients_of(partner_id: int, *, via: Reader | None = None) -> list[Client]:
    """A partner's clients, also the revoked ones, oldest first."""
    sql = f"SELECT {_COLUMNS} FROM oauth_client c WHERE c.partner_id = :partner_id ORDER BY c.id"
    return [_client(row) for row in await _rows(via, sql, partner_id=partner_id)]


async def digests_of(client: Client) -> tuple[list[str], list[str]]:
    """The digests of a client's secrets: those that work, two at most, and those that a newer one has ended."""
    now = clock.now()
    living: list[str] = []
    ended: list[str] = []
    sql = "SELECT digest, expires_at FROM oauth_secret WHERE client_row_id = :client ORDER BY id"
    for row in await storage.rows(sql, client=client.id):
        works = row["expires_at"] is None or row["expires_at"] > now
        (living if works else ended).append(row["digest"])
    return living, ended


async def secrets_of(clients: Collection[Client]) -> dict[int, list[Secret]]:
    """The secrets of clients that work now, oldest first, by the client's row."""
    found: dict[int, list[Secret]] = {client.id: [] for client in clients}
    for row in await storage.rows(
        "SELECT client_row_id, created_at, expires_at FROM oauth_secret WHERE client_row_id {in clients bigint} "
        "AND (expires_at IS NULL OR expires_at > :now) ORDER BY id",
        clients=sorted(found),
        now=clock.now(),
    ):
        found[row["client_row_id"]].append(Secret(row["created_at"], row["expires_at"]))
    return found


async def _rows(via: Reader | None, sql: str, **params: Any) -> list[Row]:
    return await (via.rows(sql, **params) if via else storage.rows(sql, **params))


def _client(row: Row) -> Client:
    return Client(
        row["id"],
        row["client_id"],
        row["partner_id"],
        row["shop_code"],
        row["name"],
        frozenset(row["scopes"].split()),
        frozenset(row["grants"].split()),
        row["created_at"],
        row["revoked_at"],
    )

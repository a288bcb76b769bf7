"""The authorization server over a real socket, with a partner's till registered."""

from __future__ import annotations

import asyncio
import base64
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import uvicorn
from starlette.applications import Starlette

from server import oauth, partners, storage
from server.settings import Settings

SCOPES = ("activities:write", "members:read")

# For what asks nothing of the database's kind.
one_database = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Till:
    """A client as its owner knows it."""

    client_id: str
    secret: str
    partner_id: int


@dataclass(frozen=True)
class Reply:
    status: int
    body: dict[str, Any]
    headers: dict[str, str]


@dataclass
class Desk:
    """The authorization server as a program sees it: an address."""

    url: str
    http: aiohttp.ClientSession = field(repr=False)

    async def ask(
        self, data: dict[str, str] | list[tuple[str, str]] | str | bytes, *, headers: dict[str, str] | None = None,
        query: str = "",
    ) -> Reply:  # fmt: skip
        given = {"content-type": "application/x-www-form-urlencoded"} | (headers or {})
        body = data if isinstance(data, str | bytes) else aiohttp.FormData(data)()
        async with self.http.post(f"{self.url}/oauth/token{query}", data=body, headers=given) as response:
            return Reply(response.status, await response.json(), {k.lower(): v for k, v in response.headers.items()})

    async def token(self, till: Till, **more: str) -> Reply:
        """Client credentials over Basic."""
        return await self.ask({"grant_type": "client_credentials", **more}, headers=basic(till.client_id, till.secret))

    async def read(self, path: str) -> Reply:
        async with self.http.get(self.url + path) as response:
            return Reply(response.status, await response.json(), {k.lower(): v for k, v in response.headers.items()})


def basic(client_id: str, secret: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[str]:
    await storage.connect(migrated_url)
    yield migrated_url
    await storage.close()


@pytest.fixture
async def desk(database: str) -> AsyncIterator[Desk]:
    """A uvicorn on a free port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings = Settings(public_url=f"http://127.0.0.1:{listener.getsockname()[1]}")
    await oauth.start(settings)
    app = Starlette(routes=oauth.routes(settings))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    async with aiohttp.ClientSession() as http:
        yield Desk(settings.public_url, http)
    server.should_exit = True
    await serving


@pytest.fixture
async def till(desk: Desk) -> Till:
    return await register(code="garderoben")


async def register(
    *, code: str, scopes: tuple[str, ...] = SCOPES, grants: tuple[str, ...] = ("client_credentials",)
) -> Till:
    """A partner with a shop, and a client for the shop."""
    async with storage.transaction() as tx:
        partner = await partners.create_partner(tx, code=code, name=code.title())
        await partners.add_shop(tx, partner_id=partner.id, code="sodra", name="Södra torget")
        client_id, secret = await oauth.create_client(
            tx, partner_id=partner.id, shop_code="sodra", name="Kassa 1", scopes=scopes, grants=grants
        )
    return Till(client_id, secret, partner.id)

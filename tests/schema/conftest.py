"""The sample schema behind the real gate, on a real server, with a member's session and a till's token."""

from __future__ import annotations

import asyncio
import io
import itertools
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from schema.build import HemmaplanSchema
from schema.engine.operations import Operations
from schema.problems import TABLE
from schema.transport.door import COOKIE
from schema.transport.frames import FrameProtocol
from schema.transport.http import GraphQLHTTP
from schema.transport.websocket import MESSAGE_LIMIT_BYTES, PROTOCOL, GraphQLSocket
from server import members, oauth, partners, storage
from server.members import NewMember, Role
from server.security import Gate
from server.settings import Settings
from tests.schema.sample import Moved, Mutation, Paid, Query, Subscription, Taken, TakenProblem

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any
    headers: dict[str, str]
    cookies: list[str]

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.body["errors"]]


class House:
    """The server as the world sees it: an address."""

    def __init__(self, url: str, http: aiohttp.ClientSession, endpoint: GraphQLSocket) -> None:
        self.url, self.http, self.endpoint = url, http, endpoint

    async def post(self, body: Any, /, **headers: str) -> Reply:
        """A POST of JSON, or of bytes as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"content-type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
        async with self.http.post(self.url, data=io.BytesIO(data), headers=given) as response:
            return await _reply(response)

    async def ask(self, query: str, variables: dict[str, Any] | None = None, **headers: str) -> Reply:
        return await self.post({"query": query, "variables": variables}, **headers)

    async def get(self, query_string: dict[str, str], **headers: str) -> Reply:
        given = {k.replace("_", "-"): v for k, v in headers.items()}
        async with self.http.get(self.url, params=query_string, headers=given) as response:
            return await _reply(response)

    def connect(self, *, protocol: str | None = PROTOCOL, window: int | None = None, **headers: str) -> connect:
        """A WebSocket that has said nothing yet. `window`: how many bytes it takes in without being read."""
        given: dict[str, Any] = {}
        if window is not None:
            given["sock"] = socket.socket()
            given["sock"].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
            given["sock"].connect(("127.0.0.1", int(self.url.split(":")[2].split("/")[0])))
            given["sock"].setblocking(False)
        return connect(
            self.url.replace("http:", "ws:"),
            subprotocols=[Subprotocol(protocol)] if protocol else None,
            additional_headers={k.replace("_", "-"): v for k, v in headers.items()},
            ping_interval=None,
            **given,
        )


async def _reply(response: aiohttp.ClientResponse) -> Reply:
    text = await response.text()
    body = json.loads(text) if "json" in response.headers["content-type"] else text
    headers = {k.lower(): v for k, v in response.headers.items()}
    return Reply(response.status, body, headers, response.headers.getall("set-cookie", []))


async def told(wire: ClientConnection) -> dict[str, Any]:
    """The next message."""
    return json.loads(await asyncio.wait_for(wire.recv(), 5))  # type: ignore[no-any-return]


async def tell(wire: ClientConnection, type_: str, **more: Any) -> None:
    await wire.send(json.dumps({"type": type_, **more}))


async def begun(wire: ClientConnection, **payload: Any) -> ClientConnection:
    """The socket after its handshake."""
    await tell(wire, "connection_init", payload=payload)
    assert await told(wire) == {"type": "connection_ack"}
    return wire


async def close_code(wire: ClientConnection) -> int | None:
    """How the server closes the socket."""
    await asyncio.wait_for(wire.wait_closed(), 8)
    return wire.close_code


async def eventually(condition: Any, *, seconds: float = 5.0) -> None:
    """Returns when the condition holds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with _serving(tmp_path_factory.mktemp("house"), demo=False) as house:
        yield house


@pytest.fixture(scope="module")
async def demo_house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with _serving(tmp_path_factory.mktemp("demo"), demo=True) as house:
        yield house


@asynccontextmanager
async def _serving(folder: Path, *, demo: bool) -> AsyncIterator[House]:
    await storage.connect(f"sqlite:///{folder / 'hemmaplan.sqlite3'}")
    await storage.migrate()
    listener = socket.create_server(("127.0.0.1", 0))
    settings = Settings(public_url=f"http://127.0.0.1:{listener.getsockname()[1]}", demo=demo)
    await oauth.start(settings)
    schema = HemmaplanSchema(
        Query,
        Mutation,
        Subscription,
        types=(Moved, Paid),
        problems={**TABLE, Taken: lambda error, language: TakenProblem(message=str(error), key=error.key)},
    )
    operations = Operations(schema)
    endpoint = GraphQLSocket(operations, settings)
    routes = [
        *oauth.routes(settings),
        Route("/graphql", GraphQLHTTP(operations, settings)),
        WebSocketRoute("/graphql", endpoint),
    ]
    app = Gate(Starlette(routes=routes), settings)
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        ws=FrameProtocol,
        ws_max_size=MESSAGE_LIMIT_BYTES,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        yield House(f"{settings.public_url}/graphql", http, endpoint)
    server.should_exit = True
    await serving
    await storage.close()


@dataclass(frozen=True)
class Person:
    member_id: int
    session_id: int
    cookie: str


async def person(name: str, *roles: Role) -> Person:
    """Somebody who is signed in."""
    async with storage.transaction() as tx:
        (member_id,) = await members.add_members(
            tx, [NewMember(display_name=name, language="sv", timezone="Europe/Stockholm")]
        )
        for role in roles:
            await members.grant_role(tx, member_id, role)
    signed_in = await members.start_session(member_id)
    return Person(member_id, signed_in.session_id, f"{COOKIE}={signed_in.token}")


@dataclass(frozen=True)
class Till:
    client_id: str
    bearer: str


async def till(house: House, *scopes: str) -> Till:
    """A partner's program with a token."""
    async with storage.transaction() as tx:
        partner = await partners.create_partner(tx, code=f"garderoben-{next(_numbers)}", name="Garderoben")
        client_id, secret = await oauth.create_client(
            tx, partner_id=partner.id, shop_code=None, name="Kassa 1", scopes=scopes or ("members:read",)
        )
    form = {"grant_type": "client_credentials", "scope": " ".join(scopes)} if scopes else {}
    async with house.http.post(
        house.url.replace("/graphql", "/oauth/token"),
        data={"grant_type": "client_credentials", **form},
        headers={"authorization": aiohttp.encode_basic_auth(client_id, secret)},
    ) as response:
        answer = await response.json()
    return Till(client_id, f"Bearer {answer['access_token']}")

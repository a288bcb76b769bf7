"""A phone that follows its member's timeline over graphql-transport-ws."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

FOLLOW = "subscription($after: Int) { memberEvents(after: $after) { __typename position } }"
ANSWER_SECONDS = 30


class Follower:
    """`positions` grows as events come; a phone that asked from 0 on should see 1, 2, 3 … and each once."""

    def __init__(self, wire: ClientConnection) -> None:
        self._wire = wire
        self.positions: list[int] = []
        self.messages: list[dict[str, Any]] = []  # Whatever was no event.

    async def begin(self, after: int | None) -> None:
        await self._tell("connection_init")
        acknowledged = json.loads(await asyncio.wait_for(self._wire.recv(), ANSWER_SECONDS))
        assert acknowledged["type"] == "connection_ack", acknowledged
        await self._tell("subscribe", id="1", payload={"query": FOLLOW, "variables": {"after": after}})

    async def listen(self) -> None:
        """Until the socket closes."""
        with suppress(ConnectionClosed):
            async for text in self._wire:
                message = json.loads(text)
                if message["type"] == "next" and "errors" not in message["payload"]:
                    self.positions.append(message["payload"]["data"]["memberEvents"]["position"])
                elif message["type"] == "ping":
                    await self._tell("pong")
                else:
                    self.messages.append(message)

    async def reaches(self, position: int, *, seconds: float) -> None:
        """Waits until an event with that position came. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not self.positions or self.positions[-1] < position:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def _tell(self, type_: str, **more: Any) -> None:
        await self._wire.send(json.dumps({"type": type_, **more}))


@asynccontextmanager
async def following(url: str, cookie: str, *, after: int | None = 0) -> AsyncIterator[Follower]:
    """A socket of a signed-in member that follows from a position on."""
    address = url.replace("http:", "ws:") + "/graphql"
    async with connect(
        address, subprotocols=[Subprotocol("graphql-transport-ws")], origin=None,
        additional_headers={"cookie": cookie, "origin": url}, ping_interval=None, open_timeout=ANSWER_SECONDS,
    ) as wire:  # fmt: skip
        follower = Follower(wire)
        await follower.begin(after)
        listening = asyncio.create_task(follower.listen())
        try:
            yield follower
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening

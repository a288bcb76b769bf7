"""GraphQL over a WebSocket: the `graphql-transport-ws` protocol over plain ASGI messages.

A browser is known by its session cookie (the gate has compared its Origin), a program by `Authorization: Bearer …` in
a header or in connection_init's payload; `language` may stand there, too. Queries and mutations run here as well.

Close codes: 4400 what is no message of the protocol (binary frames, malformed JSON, unknown types) · 4401 before
connection_init, a token that is not taken, or the session ended: sign in again · 4403 the token expired or was revoked
while the socket was open: come back with a new one · 4406 another subprotocol · 4408 no connection_init in time ·
4409 an id that is in use · 4429 a second connection_init · 1009 a message too large · 1013 too slow, or silent, or the
person's roles changed: come back and ask for the rest. A token in the address: 401, and no socket.
"""

from __future__ import annotations

import asyncio
import time

import structlog

from schema.engine.operations import Operations
from schema.transport.connection import MESSAGE_LIMIT_BYTES, PROTOCOL, Connection, Receive, Scope, Send
from schema.transport.sharing import Sharing
from server import members
from server.settings import Settings

SWEEP_SECONDS = 2.0
SWEEP_SLICE = 50  # Sockets looked at before others get the event loop.
__all__ = ["MESSAGE_LIMIT_BYTES", "PROTOCOL", "GraphQLSocket"]

log = structlog.get_logger(__name__)


class GraphQLSocket:
    """The endpoint, an ASGI app. Give it to a `WebSocketRoute`."""

    def __init__(self, operations: Operations, settings: Settings) -> None:
        self.operations, self.settings = operations, settings
        self.sharing = Sharing(operations)
        self._open: set[Connection] = set()
        self._of_session: dict[int, set[Connection]] = {}
        members.on_session_ended(self._end_sessions)
        self._sweeping: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = Connection(self, scope, receive, send)
        self._open.add(connection)
        if self._sweeping is None or self._sweeping.done():
            self._sweeping = asyncio.ensure_future(self._sweep())
        try:
            await connection.serve()
        finally:
            self._open.discard(connection)
            if not self._open and self._sweeping is not None:
                self._sweeping.cancel()
                self._sweeping = None

    def __len__(self) -> int:
        """How many sockets are open."""
        return len(self._open)

    def hold(self, session_id: int, connection: Connection) -> None:
        """The socket ends with its session: in the very moment, where this process ends it."""
        self._of_session.setdefault(session_id, set()).add(connection)

    def release(self, session_id: int, connection: Connection) -> None:
        connections = self._of_session.get(session_id, set())
        connections.discard(connection)
        if not connections:
            self._of_session.pop(session_id, None)

    def _end_sessions(self, session_ids: frozenset[int]) -> None:
        for session_id in session_ids:
            for connection in tuple(self._of_session.get(session_id, ())):
                connection.end(4401, "The session has ended")

    async def _sweep(self) -> None:
        """Now and then, for all sockets by one task: pings, and whether tokens are still taken."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            now = time.monotonic()
            for number, connection in enumerate(tuple(self._open), 1):
                if number % SWEEP_SLICE == 0:
                    await asyncio.sleep(0)
                try:
                    connection.keep_alive(now)
                    await connection.recheck()
                except Exception:
                    log.exception("graphql.socket_not_swept")

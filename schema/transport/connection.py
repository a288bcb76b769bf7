"""One socket's conversation in graphql-transport-ws, from handshake to end. `websocket` says what codes mean."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any, Literal, Protocol

import msgspec

from schema.context import LANGUAGES, Context, Language, language_of
from schema.engine.operations import MUTATION, QUERY, SUBSCRIPTION, Asked, Operations, Refused
from schema.engine.running import Running
from schema.errors import Refusal
from schema.transport.door import BadToken, Headers, RolesChanged, Visitor, visitor, with_token
from schema.transport.frames import EXTENSION, Text
from schema.transport.http import INVALID_TOKEN, address_of, request_id_of, token_in_address
from schema.transport.outbox import Outbox
from schema.transport.sharing import Sharing
from server import members
from server.security import may_use_demo
from server.settings import Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PROTOCOL = "graphql-transport-ws"
MESSAGE_LIMIT_BYTES = 64 * 1024  # Give the server the same: `ws_max_size`.
INIT_SECONDS = 5.0
CLOSE_SECONDS = 2.0
PING_SECONDS = 25.0
SILENCE_SECONDS = 80.0  # Three pings that nobody answered.
OPERATIONS_LIMIT = 50  # Running at once on a socket.
ID_LIMIT = 128
BY_SOCKET = frozenset({QUERY, MUTATION, SUBSCRIPTION})

_PING = Text('{"type":"ping"}')
_PONG = Text('{"type":"pong"}')
_ACK = Text('{"type":"connection_ack"}')


class Endpoint(Protocol):
    """What all sockets have in common."""

    operations: Operations
    settings: Settings
    sharing: Sharing

    def hold(self, session_id: int, connection: Connection) -> None:
        """The socket ends with its session: in the very moment, where this process ends it."""

    def release(self, session_id: int, connection: Connection) -> None: ...


class Incoming(msgspec.Struct):
    """A client's message."""

    type: Literal["connection_init", "ping", "pong", "subscribe", "complete"]
    id: str | None = None
    payload: dict[str, Any] | None = None


_decode = msgspec.json.Decoder(Incoming).decode


class _Close(Exception):
    """The socket must be closed, and why."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Connection:
    """One socket."""

    def __init__(self, endpoint: Endpoint, scope: Scope, receive: Receive, send: Send) -> None:
        self._endpoint, self._scope, self._receive, self._send = endpoint, scope, receive, send
        self._headers: Headers = dict(scope["headers"])
        self._outbox = Outbox(send, self._too_slow, scope.get("extensions", {}).get(EXTENSION))
        self.put = self._outbox.put
        self.operations = endpoint.operations
        self._running: dict[str, Running] = {}
        self._mutations: set[asyncio.Task[None]] = set()
        self._visitor: Visitor | None = None
        self._language: Language = "sv"
        self._request_id = request_id_of(scope)
        self._watching: asyncio.Task[None] | None = None
        task = asyncio.current_task()
        assert task is not None
        self._task: asyncio.Task[Any] = task
        self._ending: _Close | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._initialized = False
        self._heard_at = self._pinged_at = time.monotonic()

    async def serve(self) -> None:
        """The socket from its handshake to its end."""
        try:
            if (await self._receive())["type"] != "websocket.connect":
                return
            if token_in_address(self._scope):
                await self._refuse()
                return
            if PROTOCOL not in self._scope["subprotocols"]:
                await self._send({"type": "websocket.accept"})
                raise _Close(4406, "Subprotocol not acceptable")
            await self._send({"type": "websocket.accept", "subprotocol": PROTOCOL})
            self._patience = asyncio.get_running_loop().call_later(INIT_SECONDS, self.end, 4408, "Not initialised")
            await self._converse()
        except _Close as close:
            await self._close(close)
        except asyncio.CancelledError:
            if self._ending is None:
                raise
            self._task.uncancel()
            await self._close(self._ending)
        finally:
            if self._patience is not None:
                self._patience.cancel()
            self._outbox.stop()
            self._stop_all()

    def forget(self, running: Running) -> None:
        """An operation has ended by itself."""
        if self._running.get(running.key) is running:
            del self._running[running.key]

    def end(self, code: int, reason: str) -> None:
        """Close the socket, from wherever this is found out: its reader stops reading."""
        if self._ending is None:
            self._ending = _Close(code, reason)
            self._outbox.shut()
            self._task.cancel()

    def keep_alive(self, now: float) -> None:
        if not self._initialized:
            return
        if now - self._heard_at > SILENCE_SECONDS:
            self.end(1013, "Silent for too long: come back")
        elif now - self._pinged_at > PING_SECONDS:
            self._pinged_at = now
            self._outbox.put(_PING)

    async def recheck(self) -> None:
        """Whether the token is still taken, and the roles that the socket came with still hold."""
        if self._visitor is None:
            return
        try:
            await self._visitor.recheck()
        except BadToken:
            self.end(4403, "The token has expired or was revoked")
        except RolesChanged:
            self.end(1013, "What you may do has changed: come back")

    async def _converse(self) -> None:
        """Messages until the peer leaves."""
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                return
            await self._hear(message)

    async def _hear(self, message: Message) -> None:
        self._heard_at = time.monotonic()
        text = message.get("text")
        if text is None:
            raise _Close(4400, "Send text, not binary frames")
        if len(text) > MESSAGE_LIMIT_BYTES:
            raise _Close(1009, "Message too large")
        try:
            incoming = _decode(text)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            raise _Close(4400, "Invalid message received") from None
        if incoming.type == "ping":
            self._outbox.put(_PONG)
        elif incoming.type == "connection_init":
            await self._init(incoming.payload or {})
        elif incoming.type == "subscribe":
            self._subscribe(incoming)
        elif incoming.type == "complete":
            running = self._running.pop(incoming.id or "", None)
            if running is not None:
                running.stop()

    async def _init(self, payload: dict[str, Any]) -> None:
        if self._initialized:
            raise _Close(4429, "Too many initialisation requests")
        self._initialized = True
        if self._patience is not None:
            self._patience.cancel()
        address = address_of(self._scope)
        authorization = payload.get("Authorization", payload.get("authorization"))
        try:
            if isinstance(authorization, str):
                self._visitor = await with_token(authorization, address)
            else:
                self._visitor = await visitor(self._endpoint.settings, self._headers, address)
        except BadToken:
            raise _Close(4401, "Unauthorized") from None
        principal = self._visitor.principal
        accepted = self._headers.get(b"accept-language", b"").decode("latin-1")
        wanted = payload.get("language")
        self._language = next(
            (language for language in LANGUAGES if language == wanted), language_of(accepted, principal.language)
        )
        if principal.session_id is not None:
            self._endpoint.hold(principal.session_id, self)
            self._watching = asyncio.ensure_future(self._watch(principal.session_id))
        self._outbox.put(_ACK)

    async def _watch(self, session_id: int) -> None:
        """Hears of what another process ends, and of what time ends."""
        await members.watch_session(session_id)
        self.end(4401, "The session has ended")

    def _subscribe(self, incoming: Incoming) -> None:
        if self._visitor is None:
            raise _Close(4401, "Unauthorized")
        key = incoming.id
        if not key or len(key) > ID_LIMIT or incoming.payload is None:
            raise _Close(4400, "Invalid message received")
        if key in self._running:
            raise _Close(4409, f"Subscriber for {key[:40]} already exists")
        try:
            asked = msgspec.convert(incoming.payload, Asked)
        except msgspec.ValidationError:
            raise _Close(4400, "Invalid message received") from None
        running = Running(self, key)
        context = self.context()
        try:
            if len(self._running) + len(self._mutations) >= OPERATIONS_LIMIT:
                raise Refusal("RATE_LIMITED", f"At most {OPERATIONS_LIMIT} operations may run on a socket.")
            begun = self.operations.begin(asked, context, BY_SOCKET)
            group = self._endpoint.sharing.group(asked, begun, context) if begun.kind is SUBSCRIPTION else None
        except Refused as refused:
            running.refuse(refused.errors, context)
            return
        except Refusal as refusal:
            running.refuse([refusal], context)
            return
        if begun.kind is MUTATION:
            task = asyncio.ensure_future(running.answer(begun, context))
            self._mutations.add(task)  # Whoever leaves cancels nothing that was begun.
            task.add_done_callback(self._mutations.discard)
            return
        self._running[key] = running
        if group is not None:
            running.share(group)
        elif begun.kind is SUBSCRIPTION:
            running.task = asyncio.ensure_future(running.stream(begun, context))
        else:
            running.task = asyncio.ensure_future(running.answer(begun, context))

    def context(self) -> Context:
        """A context for one operation, or for one event of a subscription."""
        assert self._visitor is not None
        return Context(
            self._visitor.principal,
            language=self._language,
            request_id=self._request_id,
            transport="socket",
            user_agent=self._headers.get(b"user-agent", b"").decode("latin-1"),
            demo=may_use_demo(self._scope),
        )

    def _too_slow(self) -> None:
        self.end(1013, "Too slow: come back and ask for the rest")

    async def _refuse(self) -> None:
        """401 instead of a handshake, where the server can say so."""
        if "websocket.http.response" not in self._scope.get("extensions", {}):
            await self._send({"type": "websocket.close", "code": 4401, "reason": "Unauthorized"})
            return
        headers = [INVALID_TOKEN, (b"content-length", b"0")]
        await self._send({"type": "websocket.http.response.start", "status": 401, "headers": headers})
        await self._send({"type": "websocket.http.response.body", "body": b""})

    async def _close(self, close: _Close) -> None:
        self._stop_all()
        message = {"type": "websocket.close", "code": close.code, "reason": close.reason}
        with suppress(Exception):
            if close.code == 1013:  # What is queued will not be read; only the last word matters.
                self._outbox.stop()
                await asyncio.wait_for(self._send(message), CLOSE_SECONDS)
            else:
                await self._outbox.close(message, seconds=CLOSE_SECONDS)

    def _stop_all(self) -> None:
        for running in tuple(self._running.values()):
            running.stop()
        self._running.clear()
        if self._watching is not None:
            self._watching.cancel()
            self._watching = None
        if self._visitor is not None and self._visitor.principal.session_id is not None:
            self._endpoint.release(self._visitor.principal.session_id, self)

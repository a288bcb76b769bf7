"""GraphQL over HTTP: one operation a request, and a GraphQL body whatever happens.

POST carries JSON; GET answers queries only, and shows the explorer to those who may look into the schema. The gate
(`server.security`) has refused other sites and bodies that are too large before a request comes here. Plain ASGI: an
award passes here too.

Statuses: 400 what is no GraphQL request · 401 a bearer token that is not taken · 405 · 413 · 415 · 500 a bug outside
the resolvers · 200 else, also with errors; but a client that accepts `application/graphql-response+json` gets 400
where nothing ran.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

import msgspec
import structlog
from graphql import GraphQLError, OperationType

from schema.context import Context, language_of
from schema.engine.operations import MUTATION, QUERY, Asked, Operations, Refused, failed, refused
from schema.errors import Refusal
from schema.request_log import note_refused
from schema.transport import explorer
from schema.transport.door import BadToken, Headers, Visitor, set_cookie, visitor
from server import storage
from server.security import may_use_demo
from server.settings import Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BODY_LIMIT_BYTES = 4 * 1024 * 1024
BY_POST = frozenset({QUERY, MUTATION})
BY_GET = frozenset({QUERY})
JSON_TYPE = b"application/json; charset=utf-8"
RESPONSE_TYPE = b"application/graphql-response+json; charset=utf-8"
INVALID_TOKEN = (b"www-authenticate", b'Bearer error="invalid_token"')

log = structlog.get_logger(__name__)
_decode = msgspec.json.Decoder(Asked).decode


class GraphQLHTTP:
    """The endpoint, an ASGI app. Give it to a `Route`, not to a `Mount`."""

    def __init__(self, operations: Operations, settings: Settings) -> None:
        self._operations, self._settings = operations, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = request_id_of(scope)
        headers: Headers = dict(scope["headers"])
        try:
            body = await _body(headers, receive)  # What goes wrong in here is the gate's or the server's to answer.
            answer = await self._guarded(scope, headers, body, request_id)
        except _Wrong as wrong:
            answer = _Answer(wrong.status, failed(wrong.refusal, request_id), wrong.headers)
        await _send(send, answer)

    async def _guarded(self, scope: Scope, headers: Headers, body: bytes, request_id: str) -> _Answer:
        try:
            return await self._answer(scope, headers, body, request_id)
        except _Wrong:
            raise
        except Exception as error:
            masked = failed(GraphQLError("", original_error=error), request_id)
            away = isinstance(error, storage.Retryable)
            return _Answer(HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.INTERNAL_SERVER_ERROR, masked)

    async def _answer(self, scope: Scope, headers: Headers, body: bytes, request_id: str) -> _Answer:
        if token_in_address(scope):
            raise _unauthorized("A token never travels in an address, where logs and histories keep it.")
        try:
            who = await visitor(self._settings, headers, address_of(scope))
        except BadToken:
            raise _unauthorized("The token has expired, was revoked, or is not ours.") from None
        context = Context(
            who.principal,
            language=language_of(headers.get(b"accept-language", b"").decode("latin-1"), who.principal.language),
            request_id=request_id,
            user_agent=headers.get(b"user-agent", b"").decode("latin-1"),
            demo=may_use_demo(scope),
        )
        method = scope["method"]
        if method == "POST":
            try:
                asked = _read(headers, body)
            except _Wrong as wrong:
                if context.asker == "client":
                    note_refused(context, [wrong.refusal])
                raise
            return await self._run(asked, context, who, BY_POST, headers)
        if method in ("GET", "HEAD"):
            query_string = _query_string(scope)
            if "query" not in query_string and b"text/html" in headers.get(b"accept", b"") and context.trusted:
                return _Answer(HTTPStatus.OK, explorer.PAGE, explorer.HEADERS, explorer.TYPE)
            return await self._run(_asked_by_get(query_string), context, who, BY_GET, headers)
        raise _Wrong(HTTPStatus.METHOD_NOT_ALLOWED, "Send a POST, or a query by GET.", (b"allow", b"GET, POST"))

    async def _run(
        self, asked: Asked, context: Context, who: Visitor, allowed: frozenset[OperationType], headers: Headers
    ) -> _Answer:
        newer = b"application/graphql-response+json" in headers.get(b"accept", b"")
        kind = RESPONSE_TYPE if newer else JSON_TYPE
        try:
            begun = self._operations.begin(asked, context, allowed)
        except Refused as refusal:
            status = HTTPStatus.BAD_REQUEST if newer else HTTPStatus.OK
            return _Answer(status, refused(refusal, context), (), kind)
        body = await self._operations.run(begun, context)
        cookie = context.cookie
        if cookie is None:
            return _Answer(HTTPStatus.OK, body, (), kind)
        value = set_cookie(self._settings, cookie.token, cookie.max_age).encode("latin-1")
        return _Answer(HTTPStatus.OK, body, ((b"set-cookie", value),), kind)


def token_in_address(scope: Scope) -> bool:
    """Whether a token stands where it must never stand."""
    return "access_token" in _query_string(scope)


def _query_string(scope: Scope) -> dict[str, list[str]]:
    raw = scope["query_string"]
    return parse_qs(raw.decode("latin-1"), keep_blank_values=True) if raw else {}


def request_id_of(scope: Scope) -> str:
    """The id that the log and the answer give the request."""
    return str(scope.get("state", {}).get("request_id", ""))


def address_of(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


class _Answer:
    __slots__ = ("body", "headers", "kind", "status")

    def __init__(
        self,
        status: HTTPStatus,
        body: bytes,
        headers: tuple[tuple[bytes, bytes], ...] = (),
        kind: bytes = JSON_TYPE,
    ) -> None:
        self.status, self.body, self.headers, self.kind = status, body, headers, kind


class _Wrong(Exception):
    """What was sent is no GraphQL request that we take."""

    def __init__(self, status: HTTPStatus, message: str, *headers: tuple[bytes, bytes]) -> None:
        super().__init__(message)
        self.status, self.headers = status, headers
        self.refusal = Refusal("UNAUTHENTICATED" if status == HTTPStatus.UNAUTHORIZED else "BAD_INPUT", message)


def _unauthorized(message: str) -> _Wrong:
    return _Wrong(HTTPStatus.UNAUTHORIZED, message, INVALID_TOKEN)


def _read(headers: Headers, body: bytes) -> Asked:
    kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if kind != b"application/json":
        raise _Wrong(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the operation as application/json.")
    try:
        return _decode(body)
    except RecursionError:
        raise _Wrong(HTTPStatus.BAD_REQUEST, "The JSON nests too deep.") from None
    except msgspec.ValidationError as error:
        if body.lstrip()[:1] == b"[":
            raise _Wrong(HTTPStatus.BAD_REQUEST, "Send one operation a request: batches are not taken.") from None
        raise _Wrong(HTTPStatus.BAD_REQUEST, f"This is no GraphQL request: {error}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _Wrong(HTTPStatus.BAD_REQUEST, f"The body is no JSON: {error}.") from None


def _asked_by_get(query_string: dict[str, list[str]]) -> Asked:
    if any(len(values) > 1 for values in query_string.values()):
        raise _Wrong(HTTPStatus.BAD_REQUEST, "Each parameter may be sent once.")
    query = query_string.get("query", [""])[0]
    if not query:
        raise _Wrong(HTTPStatus.BAD_REQUEST, "Send the operation in `query`.")
    variables: dict[str, Any] | None = None
    if query_string.get("variables", [""])[0]:
        try:
            variables = msgspec.json.decode(query_string["variables"][0], type=dict[str, Any])
        except (msgspec.MsgspecError, RecursionError):
            raise _Wrong(HTTPStatus.BAD_REQUEST, "`variables` must be a JSON object.") from None
    name = query_string.get("operationName", [""])[0] or None
    return Asked(query=query, variables=variables, operation_name=name)


async def _body(headers: Headers, receive: Receive) -> bytes:
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > BODY_LIMIT_BYTES:
        raise _Wrong(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {BODY_LIMIT_BYTES} bytes may be sent at once.")
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        return body
    parts, taken = [body], len(body)
    while message.get("more_body", False):
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Wrong(HTTPStatus.BAD_REQUEST, "The body ended too early.")
        parts.append(message.get("body", b""))
        taken += len(parts[-1])
        if taken > BODY_LIMIT_BYTES:
            raise _Wrong(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {BODY_LIMIT_BYTES} bytes may be sent at once.")
    return b"".join(parts)


async def _send(send: Send, answer: _Answer) -> None:
    headers = [
        (b"content-type", answer.kind),
        (b"content-length", str(len(answer.body)).encode()),
        (b"cache-control", b"no-store"),
        *answer.headers,
    ]
    await send({"type": "http.response.start", "status": int(answer.status), "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})

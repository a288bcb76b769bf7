"""The gate before every request: who may knock, how much may be carried in, what browsers are told.

Plain ASGI, one layer, no awaits of its own: an award passes here too.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

from server.settings import Network, Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

GRAPHQL_BODY_LIMIT_BYTES = 4 * 1024 * 1024  # A thousand activities of four kilobytes each.
FORM_BODY_LIMIT_BYTES = 64 * 1024
HEAR_OUT_SECONDS = 2.0
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Where programs come with their own credentials and never with a cookie.
PROGRAMS_PATHS = frozenset({"/oauth/token", "/oauth/revoke", "/oauth/introspect"})
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
# Each says that a proxy stands between: whoever asks is elsewhere, though the connection is this machine's own.
PROXIES_HEADERS = (
    b"x-forwarded-for", b"forwarded", b"x-real-ip", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-server",
    b"via", b"cf-connecting-ip", b"true-client-ip",
)  # fmt: skip
LAN_COOKIE = "hemmaplan_lan"
DEMO_FLAG = "hemmaplan.demo"

_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
    (b"x-frame-options", b"DENY"),
)
_HSTS = (b"strict-transport-security", b"max-age=31536000")
# For whatever is no page of ours: nothing runs, nothing is framed. A page sends a policy of its own.
_NO_PAGE_POLICY = b"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"


class Gate:
    """Refuses what comes from other sites or is too large, and writes the headers that every answer has."""

    def __init__(self, app: App, settings: Settings, lan_keys: LanKeys | None = None) -> None:
        self._app = app
        self._settings = settings
        self._own_origin = origin_of(settings.public_url)
        self._always = (*_HEADERS, _HSTS) if settings.secure else _HEADERS
        self._lan_keys = lan_keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if self._settings.demo:
            scope[DEMO_FLAG] = at_this_machine(scope) or bool(self._lan_keys and self._lan_keys.admits(headers))
        if scope["type"] == "websocket":
            if b"origin" in headers and not self._is_own(headers[b"origin"], scope, headers):
                await send({"type": "websocket.close", "code": 1008, "reason": "origin"})
                return
            await self._app(scope, receive, send)
            return
        send = self._with_headers(send)
        limit = GRAPHQL_BODY_LIMIT_BYTES if scope["path"] == "/graphql" else FORM_BODY_LIMIT_BYTES
        if scope["method"] not in SAFE_METHODS and self._from_elsewhere(scope, headers):
            await _refuse(scope, send, 403, "FORBIDDEN", "This came from another site, and was not carried out.")
            return
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > limit:
            await _hear_out(receive, limit)
            await _refuse(scope, send, 413, "BAD_INPUT", f"At most {limit} bytes may be sent at once.")
            return
        if b"transfer-encoding" not in headers:
            await self._app(scope, receive, send)
            return
        await self._counted(scope, receive, send, limit)

    async def _counted(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        """A body that does not say how long it is, is counted while it comes."""
        taken = 0
        begun = too_large = False

        async def counted() -> Message:
            nonlocal taken, too_large
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                too_large = True
                raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            if too_large and not begun:
                return  # What the app makes of the exception; the answer is given below.
            begun = True
            await send(message)

        try:
            await self._app(scope, counted, noted)
        except _TooLarge:
            if begun:
                raise
        if too_large and not begun:
            await _hear_out(receive, limit)
            await _refuse(scope, send, 413, "BAD_INPUT", f"At most {limit} bytes may be sent at once.")

    def _from_elsewhere(self, scope: Scope, headers: dict[bytes, bytes]) -> bool:
        """Whether a browser carries this for another site. Programs send neither header and no cookie: not they."""
        if b"cookie" not in headers and (b"authorization" in headers or scope["path"] in PROGRAMS_PATHS):
            return False
        site = headers.get(b"sec-fetch-site")
        if site is not None:
            return site not in (b"same-origin", b"none")
        origin = headers.get(b"origin")
        return origin is not None and not self._is_own(origin, scope, headers)

    def _is_own(self, origin: bytes, scope: Scope, headers: dict[bytes, bytes]) -> bool:
        text = origin.decode("latin-1")
        scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
        return text == self._own_origin or text == f"{scheme}://{headers.get(b'host', b'').decode('latin-1')}"

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = list(message.get("headers", ()))
                names = {name.lower() for name, _ in sent}
                sent += [header for header in self._always if header[0] not in names]
                if b"content-security-policy" not in names:
                    sent.append((b"content-security-policy", _NO_PAGE_POLICY))
                if b"cache-control" not in names:
                    sent.append((b"cache-control", b"no-store"))
                message["headers"] = sent
            await send(message)

        return sending


class LanKeys:
    """The demo on a phone: `--lan` prints one key; the first to bring it gets a cookie, and the key is used up."""

    def __init__(self) -> None:
        self.key: str | None = secrets.token_urlsafe(12)
        self._cookies: set[str] = set()

    def exchange(self, key: str) -> str | None:
        """A cookie's value for the key, once."""
        if self.key is None or not secrets.compare_digest(key.encode(), self.key.encode()):
            return None
        self.key = None
        cookie = secrets.token_urlsafe(24)
        self._cookies.add(cookie)
        return cookie

    def admits(self, headers: dict[bytes, bytes]) -> bool:
        for part in headers.get(b"cookie", b"").decode("latin-1").split(";"):
            name, _, value = part.strip().partition("=")
            if name == LAN_COOKIE:
                return value in self._cookies
        return False


def may_use_demo(scope: Scope) -> bool:
    """Whether the asker may try the demo's people with one tap: at this machine, or holding --lan's cookie."""
    return bool(scope.get(DEMO_FLAG, False))


def at_this_machine(scope: Scope) -> bool:
    """Whether a request comes from this very machine, by no proxy, and asks for it by a loopback name: a page of
    another site that had its name pointed here would ask by that name."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    if any(name in headers for name in PROXIES_HEADERS):
        return False
    try:
        host = urlsplit(f"//{headers.get(b'host', b'').decode('latin-1')}").hostname
    except ValueError:  # A bracket that is never closed.
        return False
    return host in LOOPBACK_NAMES and is_within(scope.get("client"), None)


def is_within(client: tuple[str, int] | None, networks: Iterable[Network] | None) -> bool:
    """Whether a peer's address lies in one of the networks (None: is a loopback address)."""
    if client is None:
        return False
    try:
        address = ip_address(client[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if networks is None:
        return address.is_loopback
    return any(address in network for network in networks)


def origin_of(url: str) -> str:
    """https://poang.example.se:443/x → https://poang.example.se"""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, usual) else "")


class _TooLarge(Exception):
    pass


async def _hear_out(receive: Receive, limit: int) -> None:
    """Let the peer finish, within bounds: a socket that is closed while it sends would lose the answer."""
    taken = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(HEAR_OUT_SECONDS):
            while taken <= limit:
                message = await receive()
                taken += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return


async def _refuse(scope: Scope, send: Send, status: int, code: str, message: str) -> None:
    """In the language of the path: GraphQL's errors, or RFC 9457."""
    if scope["path"] == "/graphql":
        kind, body = b"application/json", {"errors": [{"message": message, "extensions": {"code": code}}]}
    else:
        kind, body = b"application/problem+json", {"title": message, "status": status}  # type: ignore[dict-item]
    content = json.dumps(body).encode()
    headers = [(b"content-type", kind), (b"content-length", str(len(content)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})

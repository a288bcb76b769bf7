"""Who is asking, over HTTP or on a socket: a browser by its session cookie, a program by its bearer token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server import members, oauth
from server.kernel import clock
from server.members import Principal
from server.oauth import Bearer
from server.settings import Settings

COOKIE = "hemmaplan_session"
SECURE_COOKIE = "__Host-hemmaplan_session"  # A browser takes it over TLS only, from this host only, for all paths.
BEARER = "bearer "

Headers = Mapping[bytes, bytes]


class BadToken(Exception):
    """A bearer token was sent that is no token of ours, has expired or was revoked."""


class RolesChanged(Exception):
    """A person may no longer do what they might when they came; who they are holds."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the door, and what lets them in."""

    principal: Principal
    bearer: Bearer | None = None

    async def recheck(self) -> None:
        """For what outlives a request. Raises BadToken where the token would no longer be taken, RolesChanged where a
        person has not the very roles that they came with; that their session ends is watched."""
        if self.bearer is None:
            if not await members.still_holds(self.principal):
                raise RolesChanged
            return
        try:
            await oauth.recheck(self.bearer)
        except oauth.InvalidToken as error:
            raise BadToken(str(error)) from error

    @property
    def seconds_left(self) -> float | None:
        """How long the token lives; None for a session, which is watched instead."""
        return None if self.bearer is None else (self.bearer.expires_at - clock.now()) / clock.SECOND


async def visitor(settings: Settings, headers: Headers, address: str) -> Visitor:
    """Who sends these headers. Raises BadToken; a cookie that is nobody's makes a stranger."""
    authorization = headers.get(b"authorization")
    if authorization is not None:
        return await with_token(authorization.decode("latin-1"), address)
    return await with_cookie(settings, headers, address)


async def with_token(authorization: str, address: str) -> Visitor:
    """The program that sends `Bearer …`. Raises BadToken for anything else."""
    if authorization[: len(BEARER)].lower() != BEARER:
        raise BadToken("This is no bearer token.")
    try:
        bearer = await oauth.bearer_of_token(authorization[len(BEARER) :].strip(), address=address)
    except oauth.InvalidToken as error:
        raise BadToken(str(error)) from error
    return Visitor(bearer.principal, bearer)


async def with_cookie(settings: Settings, headers: Headers, address: str) -> Visitor:
    """The person whose session cookie this is, or a stranger."""
    token = cookie_in(headers, SECURE_COOKIE if settings.secure else COOKIE)
    principal = await members.principal_of_session(token, address=address) if token else None
    return Visitor(principal if principal is not None else Principal(kind="stranger", address=address))


def cookie_in(headers: Headers, name: str) -> str | None:
    """A cookie's value."""
    for part in headers.get(b"cookie", b"").decode("latin-1").split(";"):
        found, _, value = part.strip().partition("=")
        if found == name:
            return value or None
    return None


def set_cookie(settings: Settings, token: str, max_age: int) -> str:
    """The Set-Cookie header's value; an empty token takes the cookie away."""
    name = SECURE_COOKIE if settings.secure else COOKIE
    secure = "; Secure" if settings.secure else ""
    return f"{name}={token}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}"

"""Access tokens: RFC 9068 JWTs, signed here and verified here.

A token is believed for its minutes, its client for a second: whoever is revoked or suspended is refused in every
process within two. Verified signatures are kept for seconds, by digest, for a till sends the same token with every
award.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import ECKey

from server import partners, storage
from server.kernel import clock
from server.kernel.clock import SECOND, Instant
from server.members import Principal
from server.settings import Settings

from . import queries
from .errors import InvalidToken
from .keys import ACCESS_TOKEN_LIFETIME, Keys, ensure_key, load_keys
from .models import Bearer, Client

ALGORITHMS = ["ES256"]
TYPES = ("at+jwt", "application/at+jwt")
TOKEN_LENGTH_LIMIT = 4096
VERIFIED_LIMIT = 4096
VERIFIED_SECONDS = 30.0
KEYS_AGAIN_SECONDS = 1.0  # A token with an unknown kid makes the keys be read anew, but no oftener than this.


async def start(settings: Settings) -> None:
    """Makes the signing key where there is none, and takes the issuer from the public URL. After storage is open."""
    global _desk
    await ensure_key()
    _desk = Desk(settings.public_url)


def desk() -> Desk:
    """This process's issuing and checking. Raises RuntimeError before `start`."""
    if _desk is None or _desk.engine is not storage.engine():
        raise RuntimeError("oauth.start comes first.")
    return _desk


def issuer() -> str:
    """The address that programs are given: the public URL. Raises RuntimeError before `start`."""
    return desk().issuer


async def principal_of_token(token: str, *, address: str = "") -> Principal:
    """Who a bearer token speaks for, `address` being the peer's. Raises InvalidToken."""
    return (await bearer_of_token(token, address=address)).principal


async def bearer_of_token(token: str, *, address: str = "") -> Bearer:
    """The same with the instant of its expiry, for what outlives a request. Raises InvalidToken, and then the partner
    finds the call in its request log, where the token was signed here: nobody else can fill a partner's log."""
    try:
        return await desk().bearer(token, address)
    except InvalidToken as error:
        if error.client_id is not None:
            await _note_refused(error.client_id, str(error))
        raise


async def recheck(bearer: Bearer) -> None:
    """For an open socket, now and then: raises InvalidToken where the token would no longer be taken."""
    if bearer.expires_at <= clock.now():
        raise InvalidToken("expired")
    principal = bearer.principal
    assert principal.client_id is not None
    client = await desk().client(principal.client_id, await partners.version())
    if client is None or not principal.scopes <= client.scopes:
        raise InvalidToken("revoked")


async def _note_refused(client_id: str, why: str) -> None:
    client = await queries.client_of(client_id)  # Also one that was revoked: its partner wonders why it is silent.
    if client is not None:
        partners.requests.note(
            partners.Call(
                client.partner_id, client_id, clock.now(), "operation", None, 1, 1, 0, "error", "invalid_token", why
            )
        )


@dataclass(slots=True)
class Verified:
    """A token whose signature was good: its claims, how long that is remembered, and who it was at which version and
    address."""

    client_id: str
    scopes: frozenset[str]
    expires_at: Instant
    until: float
    version: int = -1
    bearer: Bearer | None = None


class Desk:
    """What one process remembers of keys, clients and tokens. All of it can be read again from the database."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.resource = f"{issuer}/graphql"
        self.engine = storage.engine()
        self._keys: Keys | None = None
        self._keys_version = -1
        self._keys_read_at = 0.0
        self._clients: dict[str, tuple[int, Client]] = {}
        self._verified: OrderedDict[bytes, Verified] = OrderedDict()

    async def bearer(self, token: str, address: str = "") -> Bearer:
        if len(token) > TOKEN_LENGTH_LIMIT:
            raise InvalidToken("malformed")
        name = hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
        version = await partners.version()
        known = self._verified.get(name)
        if known is None or known.until < time.monotonic():
            known = await self._verify(token)
            self._remember(name, known)
        if known.expires_at <= clock.now():
            raise InvalidToken("expired", client_id=known.client_id)
        if known.bearer is None or known.version != version or known.bearer.principal.address != address:
            known.bearer, known.version = await self._bearer_of(known, version, address), version
        return known.bearer

    async def client(self, client_id: str, version: int) -> Client | None:
        """A living client as it was when the version was read, or later; None is not remembered."""
        kept = self._clients.get(client_id)
        if kept is not None and kept[0] == version:
            return kept[1]
        client = await queries.living_client(client_id)
        if client is None:
            self._clients.pop(client_id, None)
        else:
            self._clients[client_id] = (version, client)
        return client

    async def keys(self) -> Keys:
        """The keys, read anew where one was rotated."""
        version = await partners.version()
        if self._keys is None or self._keys_version != version:
            return await self._read_keys(version)
        return self._keys

    def issue(self, keys: Keys, *, client_id: str, scope: str) -> str:
        """A signed access token for a client that speaks for itself."""
        seconds = clock.now() // SECOND
        claims = {
            "iss": self.issuer,
            "aud": self.resource,
            "sub": client_id,
            "client_id": client_id,
            "scope": scope,
            "iat": seconds,
            "exp": seconds + ACCESS_TOKEN_LIFETIME // SECOND,
            "jti": secrets.token_urlsafe(16),
        }
        header = {"alg": "ES256", "typ": "at+jwt", "kid": keys.signing.kid}
        return jwt.encode(header, claims, keys.signing, algorithms=ALGORITHMS)

    async def _read_keys(self, version: int) -> Keys:
        self._keys_read_at = time.monotonic()
        self._keys = await load_keys()
        self._keys_version = version
        return self._keys

    async def _bearer_of(self, known: Verified, version: int, address: str) -> Bearer:
        client = await self.client(known.client_id, version)
        if client is None:
            raise InvalidToken("revoked", client_id=known.client_id)
        principal = Principal(
            kind="client",
            partner_id=client.partner_id,
            shop_code=client.shop_code,
            client_id=client.client_id,
            scopes=known.scopes & client.scopes,
            address=address,
        )
        return Bearer(principal, known.expires_at)

    async def _verify(self, token: str) -> Verified:
        keys = await self.keys()
        try:
            decoded = _decoded(token, keys)
        except UnknownKey:
            if time.monotonic() - self._keys_read_at < KEYS_AGAIN_SECONDS:
                raise InvalidToken("signature") from None
            keys = await self._read_keys(self._keys_version)
            try:
                decoded = _decoded(token, keys)
            except UnknownKey:
                raise InvalidToken("signature") from None
        return self._checked(decoded)

    def _checked(self, decoded: jwt.Token) -> Verified:
        """The claims that RFC 9068 (section 4) wants looked at."""
        now = clock.now()
        registry = jwt.JWTClaimsRegistry(
            now=now // SECOND,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.resource},
            exp={"essential": True},
        )
        claims: dict[str, Any] = decoded.claims
        client_id, scope, exp = claims.get("client_id"), claims.get("scope"), claims.get("exp")
        if str(decoded.header.get("typ")).lower() not in TYPES:
            raise InvalidToken("malformed")
        if not (isinstance(client_id, str) and isinstance(scope, str) and isinstance(exp, int)):
            raise InvalidToken("malformed")
        try:
            registry.validate(claims)
        except ExpiredTokenError:
            raise InvalidToken("expired", client_id=client_id) from None
        except JoseError:
            raise InvalidToken("not_for_here", client_id=client_id) from None
        if claims.get("sub") != client_id:  # A token that speaks for a member: nothing here issues one.
            raise InvalidToken("not_for_here", client_id=client_id)
        return Verified(client_id, frozenset(scope.split()), exp * SECOND, time.monotonic() + VERIFIED_SECONDS)

    def _remember(self, name: bytes, known: Verified) -> None:
        self._verified[name] = known
        self._verified.move_to_end(name)
        while len(self._verified) > VERIFIED_LIMIT:
            self._verified.popitem(last=False)


class UnknownKey(Exception):
    """The token names a key that this process does not have (yet)."""


def _decoded(token: str, keys: Keys) -> jwt.Token:
    def key_of(signature: Any) -> ECKey:
        key = keys.verifying.get(str(signature.headers().get("kid")))
        if key is None:
            raise UnknownKey
        return key

    try:
        return jwt.decode(token, key_of, algorithms=ALGORITHMS)
    except UnknownKey:
        raise
    except JoseError as error:
        raise InvalidToken("signature" if error.error == "bad_signature" else "malformed") from None
    except (ValueError, TypeError, RecursionError):
        raise InvalidToken("malformed") from None


_desk: Desk | None = None

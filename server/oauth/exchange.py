"""The token endpoint's decisions, by Authlib over memory.

Authlib's server is synchronous and asks for rows in the middle of its work. So the rows that a request names are read
first (`load`), Authlib decides over them (`decide`), and what it wrote is stored afterwards. Client credentials
consume nothing, so their rows are read outside a transaction; a grant that consumes a code or a refresh token loads
with a lock inside the transaction that stores.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator

from server import partners
from server.kernel import clock
from server.kernel.clock import SECOND
from server.kernel.errors import RateLimited
from server.members import throttle

from . import queries, rules
from .keys import ACCESS_TOKEN_LIFETIME, Keys
from .models import Client
from .tokens import Desk

logging.getLogger("authlib").setLevel(logging.INFO)  # At DEBUG it writes whole tokens into the log.
log = logging.getLogger(__name__)

TOKEN_PATH = "/oauth/token"
JWKS_PATH = "/oauth/jwks.json"
METADATA_PATH = "/.well-known/oauth-authorization-server"

# Basic is what RFC 6749 asks for; the body is for the many tills and web shops whose platform offers nothing else.
# RFC 9700 (2.5) would rather have keys than shared secrets: a third method may stand here one day.
AUTH_METHODS = ("client_secret_basic", "client_secret_post")

GUESSES_OF_CLIENT = throttle.Limit("oauth client", burst=10, every=6 * SECOND)  # From one network: nobody who knows
# a till's public client id can shut out that till from elsewhere.
GUESSES_FROM_NETWORK = throttle.Limit("oauth network", burst=100, every=SECOND)  # A chain's tills may share an address.

_DESCRIPTIONS = {
    "invalid_client": "Client authentication failed.",
    "invalid_scope": "A scope was asked for that is unknown or that this client is not registered for.",
    "unsupported_grant_type": "This server does not offer that grant_type.",
    "unauthorized_client": "This client may not use that grant_type.",
    "invalid_target": "The resource is not one that this server issues tokens for.",
    "insecure_transport": "Tokens are given over https only, or on the machine itself.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer with a JSON body."""

    status: int
    body: Mapping[str, Any]
    headers: Sequence[tuple[str, str]] = ()


async def exchange(form: rules.Form, *, desk: Desk, address: str) -> Answer:
    """The answer to a token request. Whatever goes wrong is an answer too."""
    began = time.perf_counter()
    known = await queries.client_of(form.client_id) if form.client_id else None
    client = await queries.living_client(known.client_id) if known else None
    guesses = _guesses(form, client, address)
    try:
        await throttle.take(*guesses)  # Before any secret is looked at, so that no right guess slips through.
    except RateLimited as error:
        return _noted(known, too_many(error), began)
    memory = Memory(client, *(await queries.digests_of(client) if client else ([], [])))
    answer = decide(form, memory, desk=desk, keys=await desk.keys())
    if client is not None and not memory.wrong_secret:
        await throttle.give_back(*guesses)
    # The name only of a client that is there: people paste secrets into the wrong field.
    log.info("token for %s: %s", client.client_id if client else "nobody known", answer.body.get("error", "issued"))
    return _noted(known, answer, began, old_secret=memory.old_secret, why=_why(known, memory))


@dataclass(slots=True)
class Memory:
    """The rows that a request names, and what Authlib found out about them."""

    client: Client | None
    digests: list[str]
    ended: list[str]
    wrong_secret: bool = False
    ended_secret: bool = False  # A wrong one that was right once.
    old_secret: bool = False  # The right one, but not the newest: a till that nobody has visited yet.


def decide(form: rules.Form, memory: Memory, *, desk: Desk, keys: Keys) -> Answer:
    """Authlib's answer over memory."""
    try:
        request = Request(form, uri=desk.issuer + TOKEN_PATH)
        if "grant_type" not in form.fields:
            return refusal("invalid_request", "grant_type is missing.")
        if form.fields.get("resource", desk.resource) != desk.resource:
            return refusal("invalid_target")
    except OAuth2Error as error:
        return refusal(error.error)
    answer: Answer = Server(memory, desk, keys).create_token_response(request)
    return answer


def refusal(error: str, description: str = "", *, status: int = 400) -> Answer:
    """An error as RFC 6749 (5.2) wants it: 401 with a challenge where the client is not who it says."""
    headers = [("Cache-Control", "no-store"), ("Pragma", "no-cache")]
    if error == "invalid_client":
        status = 401
        headers.append(("WWW-Authenticate", 'Basic realm="oauth", charset="UTF-8"'))
    return Answer(
        status, {"error": error, "error_description": _DESCRIPTIONS.get(error, description) or description}, headers
    )


def too_many(error: RateLimited) -> Answer:
    """Too many wrong secrets. OAuth has no word for it but this one of the authorization endpoint."""
    answer = refusal("temporarily_unavailable", "Too many wrong attempts; come again later.", status=429)
    return Answer(answer.status, answer.body, [*answer.headers, ("Retry-After", str(error.retry_after))])


def metadata(issuer: str) -> dict[str, Any]:
    """RFC 8414: what is registered below, and nothing else."""
    return {
        "issuer": issuer,
        "token_endpoint": issuer + TOKEN_PATH,
        "jwks_uri": issuer + JWKS_PATH,
        "scopes_supported": list(rules.SCOPES),
        "response_types_supported": [],  # Required by name; none until there is an authorization endpoint.
        "grant_types_supported": [grant.GRANT_TYPE for grant in GRANTS],
        "token_endpoint_auth_methods_supported": list(AUTH_METHODS),
    }


def _why(known: Client | None, memory: Memory) -> str | None:
    """What the log tells the partner's own people, where whoever asked was told no more than that they may not."""
    if known is not None and memory.client is None:
        return "The program was shut out." if known.revoked_at is not None else "The partner is suspended."
    if memory.ended_secret:
        return "The secret has ended: a newer one has taken its place."
    return "The secret is wrong." if memory.wrong_secret else None


def _noted(
    client: Client | None, answer: Answer, began: float, *, old_secret: bool = False, why: str | None = None
) -> Answer:
    """The answer, written into the request log of the partner whose program it is."""
    if client is not None:
        error = answer.body.get("error")
        partners.requests.note(
            partners.Call(
                client.partner_id, client.client_id, clock.now(), "token", None, 1, 0 if error is None else 1,
                round((time.perf_counter() - began) * 1_000_000), "ok" if error is None else "error",
                error or "TokenIssued", why or answer.body.get("error_description"), old_secret=old_secret,
            )
        )  # fmt: skip
    return answer


def _guesses(form: rules.Form, client: Client | None, address: str) -> list[throttle.Taken]:
    """Where this attempt counts. A client that is not there has no bucket: its names are endless."""
    if form.client_id is None:
        return []
    network = throttle.network(address)
    buckets: list[throttle.Taken] = [(GUESSES_FROM_NETWORK, network)]
    if client is not None:
        buckets.append((GUESSES_OF_CLIENT, f"{client.client_id} {network}"))
    return buckets


# What Authlib is given


class ClientCredentials(ClientCredentialsGrant):  # type: ignore[misc]  # Authlib is untyped
    TOKEN_ENDPOINT_AUTH_METHODS = AUTH_METHODS


GRANTS = (ClientCredentials,)


class Request(OAuth2Request):  # type: ignore[misc]
    """A form that has been read. Raises InsecureTransportError for http that leaves the machine."""

    def __init__(self, form: rules.Form, *, uri: str) -> None:
        super().__init__("POST", uri, headers={"Authorization": form.authorization} if form.authorization else {})
        self.payload = BasicOAuth2Payload(form.fields)

    @property
    def form(self) -> dict[str, str]:
        fields: dict[str, str] = self.payload.data
        return fields


class RegisteredClient(ClientMixin):  # type: ignore[misc]
    """A client as Authlib asks about it."""

    def __init__(self, client: Client, memory: Memory) -> None:
        self._client, self._memory = client, memory

    def get_client_id(self) -> str:
        return self._client.client_id

    def get_allowed_scope(self, scope: str | None) -> str | None:
        return rules.allowed_scope(self._client.scopes, scope)

    def check_client_secret(self, client_secret: str) -> bool:
        right = rules.matches(client_secret, self._memory.digests)
        self._memory.wrong_secret = not right
        self._memory.ended_secret = not right and rules.matches(client_secret, self._memory.ended)
        self._memory.old_secret = right and not rules.matches(client_secret, self._memory.digests[-1:])
        return right

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in AUTH_METHODS

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in self._client.grants


class Server(AuthorizationServer):  # type: ignore[misc]
    """Authlib's server for one request."""

    def __init__(self, memory: Memory, desk: Desk, keys: Keys) -> None:
        super().__init__(scopes_supported=rules.SCOPES)
        self._memory, self._desk, self._keys = memory, desk, keys
        for grant in GRANTS:
            self.register_grant(grant)
        self.register_token_generator(
            "default", BearerTokenGenerator(self._access_token, expires_generator=ACCESS_TOKEN_LIFETIME // SECOND)
        )

    def query_client(self, client_id: str) -> RegisteredClient | None:
        client = self._memory.client
        return RegisteredClient(client, self._memory) if client and client.client_id == client_id else None

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        """An access token is its own proof: nothing is kept."""

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: Request) -> Request:
        return request

    def handle_response(self, status: int, body: Mapping[str, Any], headers: Sequence[tuple[str, str]]) -> Answer:
        return Answer(status, body, headers)

    def handle_error_response(self, request: OAuth2Request, error: OAuth2Error) -> Answer:
        return refusal(error.error, error.get_error_description() or "", status=error.status_code)

    def _access_token(self, client: RegisteredClient, grant_type: str, user: None, scope: str) -> str:
        return self._desk.issue(self._keys, client_id=client.get_client_id(), scope=scope)

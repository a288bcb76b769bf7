"""Scopes, secrets and forms. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote

from server.kernel.errors import BadInput

SCOPES: Final = (
    "activities:write",
    "activities:import",
    "points:award",
    "members:read",
    "members:enroll",
    "rewards:redeem",
    "webhooks:manage",
)
GRANT_TYPES: Final = ("authorization_code", "client_credentials", "refresh_token")  # What a client may be kept for.

BODY_LIMIT_BYTES = 8 * 1024
FIELD_LIMIT = 20
CREDENTIAL_LIMIT = 200


# Scopes


def checked_scopes(scopes: Iterable[str]) -> frozenset[str]:
    """The scopes. Raises BadInput where there are none or one is unknown."""
    chosen = frozenset(scopes)
    if unknown := sorted(chosen.difference(SCOPES)):
        raise BadInput("scopes", f"{', '.join(unknown)} is no scope; the scopes are {', '.join(SCOPES)}.")
    if not chosen:
        raise BadInput("scopes", f"A client needs at least one of {', '.join(SCOPES)}.")
    return chosen


def checked_grants(grants: Iterable[str]) -> frozenset[str]:
    """The grant types. Raises BadInput where there are none or one is unknown."""
    chosen = frozenset(grants)
    if not chosen or not chosen.issubset(GRANT_TYPES):
        raise BadInput("grants", f"A client's grants are some of {', '.join(GRANT_TYPES)}.")
    return chosen


def spaced(words: Iterable[str]) -> str:
    """Scopes or grants as they are kept and sent: sorted, apart by one space."""
    return " ".join(sorted(words))


def allowed_scope(registered: frozenset[str], asked: str | None) -> str | None:
    """What a token is given: all that is registered where nothing was asked (RFC 6749, 3.3, lets a server have such
    a default), else exactly what was asked, or None where that is more than is registered."""
    if not asked:
        return spaced(registered)
    wanted = frozenset(asked.split())
    return spaced(wanted) if wanted and wanted <= registered else None


# Secrets


def digest(secret: str) -> str:
    """SHA-256 of a secret or token, in hexadecimal."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def matches(secret: str, digests: Iterable[str]) -> bool:
    """Whether a secret is one of those kept. Compares with all of them, in constant time."""
    sent, found = digest(secret), False
    for kept in digests:
        found |= hmac.compare_digest(sent, kept)
    return found


# Forms


class BadForm(Exception):
    """A token request that cannot be read: `error` is RFC 6749's word for it."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status


@dataclass(frozen=True, slots=True)
class Form:
    """A token request: its parameters, each once and none empty, and the client that it names."""

    fields: dict[str, str]
    client_id: str | None
    authorization: str | None


def parsed_form(*, content_type: str, authorization: str | None, query: str, body: bytes) -> Form:
    """The request as RFC 6749 (2.3, 3.2) wants it. Raises BadForm."""
    if query:
        raise BadForm("invalid_request", "Parameters belong in the body, never in the address.")
    if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise BadForm("invalid_request", "The body must be application/x-www-form-urlencoded.")
    fields = _fields(body)
    if not authorization:
        return Form(fields, fields.get("client_id"), None)
    client_id = _basic_client(authorization)
    if "client_secret" in fields or fields.get("client_id", client_id) != client_id:
        raise BadForm("invalid_request", "Send the client's credentials once: in the header or in the body.")
    return Form(fields, client_id, authorization)


def _fields(body: bytes) -> dict[str, str]:
    if len(body) > BODY_LIMIT_BYTES:
        raise BadForm("invalid_request", f"The body is longer than {BODY_LIMIT_BYTES} bytes.", status=413)
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELD_LIMIT)
    except ValueError:
        raise BadForm("invalid_request", "The body cannot be read as a form in UTF-8.") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise BadForm("invalid_request", "A parameter is there more than once.")
    if any(not value.isprintable() for value in fields.values()):
        raise BadForm("invalid_request", "A parameter holds control characters.")
    if any(len(fields.get(name, "")) > CREDENTIAL_LIMIT for name in ("client_id", "client_secret")):
        raise BadForm("invalid_client", "Client authentication failed.", status=401)
    return {name: value for name, value in fields.items() if value}  # An empty value counts as none (RFC 6749, 3.2).


def _basic_client(authorization: str) -> str:
    """The client that a Basic header names. What passes here, Authlib reads alike."""
    scheme, _, encoded = authorization.partition(" ")
    refused = BadForm("invalid_client", "Client authentication failed.", status=401)
    if scheme.lower() != "basic":
        raise refused
    try:
        client_id, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        raise refused from None
    client_id, secret = unquote(client_id), unquote(secret)
    if not colon or not client_id or not secret or max(len(client_id), len(secret)) > CREDENTIAL_LIMIT:
        raise refused
    if not (client_id.isprintable() and secret.isprintable()):
        raise refused
    return client_id

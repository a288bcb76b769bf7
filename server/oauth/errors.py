"""What the authorization server says to the rest of the house. Its HTTP errors are RFC 6749's, made in exchange.py."""

from __future__ import annotations

from typing import Literal

from server.kernel.errors import Unauthenticated

Reason = Literal["malformed", "signature", "expired", "not_for_here", "revoked"]

_MESSAGES: dict[Reason, str] = {
    "malformed": "The access token cannot be read.",
    "signature": "The access token was not signed by this server.",
    "expired": "The access token has expired; ask for a new one.",
    "not_for_here": "The access token was issued by or for another server.",
    "revoked": "The access token's client may not come any more.",
}


class InvalidToken(Unauthenticated):
    """An access token that opens nothing. `reason` says why, for the log and for the tests; `client_id` whose it is,
    where our own signature says so."""

    def __init__(self, reason: Reason, *, client_id: str | None = None) -> None:
        super().__init__(_MESSAGES[reason])
        self.reason, self.client_id = reason, client_id

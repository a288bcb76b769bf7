"""The keys that sign access tokens: made at first start, kept in the database, shared by all processes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc.jwk import ECKey

from server import partners, storage
from server.kernel import clock
from server.kernel.clock import MINUTE, Instant
from server.storage import Reader, Tx

from .models import OAuthKeyRow

ACCESS_TOKEN_LIFETIME = 10 * MINUTE
RETIREMENT = ACCESS_TOKEN_LIFETIME + MINUTE  # Another process may sign with the old key for a second or two more.


@dataclass(frozen=True, slots=True)
class Keys:
    """The key that signs, and all that still verify, by kid."""

    signing: ECKey
    verifying: Mapping[str, ECKey]

    def public(self) -> list[dict[str, Any]]:
        """The verifying keys as public JWKs (RFC 7517)."""
        return [key.as_dict(private=False) for key in self.verifying.values()]


async def ensure_key() -> None:
    """Makes the first key where there is none. Of two processes that start at once, one makes it."""
    async with storage.transaction() as tx:
        if not await tx.row("SELECT 1 FROM oauth_key"):
            await _add(tx, number=1)


async def rotate_key(tx: Tx) -> None:
    """A new key signs from now on; the tokens of the old ones live out their minutes."""
    now = clock.now()
    await tx.execute("DELETE FROM oauth_key WHERE retired_at <= :now", now=now)
    await tx.execute("UPDATE oauth_key SET retired_at = :then WHERE retired_at IS NULL", then=now + RETIREMENT)
    await _add(tx, number=1 + int(await tx.value("SELECT max(number) FROM oauth_key") or 0))
    await partners.touch(tx)


async def load_keys(*, via: Reader | None = None) -> Keys:
    """All keys that have not retired. Raises RuntimeError before `ensure_key`."""
    sql = "SELECT number, private_jwk, retired_at FROM oauth_key ORDER BY number"
    rows = await (via.rows(sql) if via else storage.rows(sql))
    now: Instant = clock.now()
    living = [
        ECKey.import_key(json.loads(row["private_jwk"]))
        for row in rows
        if row["retired_at"] is None or row["retired_at"] > now
    ]
    if not living:
        raise RuntimeError("oauth.start comes first: there is no key to sign with.")
    return Keys(living[-1], {str(key.kid): key for key in living})


async def _add(tx: Tx, *, number: int) -> None:
    """The kid is the key's thumbprint (RFC 7638)."""
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, private=True, auto_kid=True)
    jwk = json.dumps(key.as_dict(private=True), sort_keys=True, separators=(",", ":"))
    await tx.insert(
        OAuthKeyRow, ("number", "private_jwk", "created_at"), [(number, jwk, clock.now())], conflict="DO NOTHING"
    )

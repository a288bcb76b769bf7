"""The authorization server: which programs may speak for a partner, and the tokens that they do it with.

    await oauth.start(settings)                              # after storage is open
    async with storage.transaction() as tx:
        client_id, secret = await oauth.create_client(tx, partner_id=…, shop_code=None, name="Till 1", scopes=[…])
    bearer = await oauth.bearer_of_token(token)              # .principal, .expires_at; raises InvalidToken

Sockets that outlive a request call `recheck(bearer)` now and then, and close at `bearer.expires_at`.
"""

from .errors import InvalidToken
from .http import routes
from .keys import ACCESS_TOKEN_LIFETIME, rotate_key
from .models import Bearer, Client, Secret
from .queries import client_of, clients_of, secrets_of
from .rotation import OVERLAP_HOURS_LIMIT, end_old_secret, rotate
from .rules import SCOPES
from .service import create_client, retire_old_secrets, revoke_client, rotate_secret
from .tokens import bearer_of_token, issuer, principal_of_token, recheck, start

__all__ = [
    "ACCESS_TOKEN_LIFETIME", "OVERLAP_HOURS_LIMIT", "SCOPES", "Bearer", "Client", "InvalidToken", "Secret",
    "bearer_of_token", "client_of", "clients_of", "create_client", "end_old_secret", "issuer", "principal_of_token",
    "recheck", "retire_old_secrets", "revoke_client", "rotate", "rotate_key", "rotate_secret", "routes", "secrets_of",
    "start",
]  # fmt: skip

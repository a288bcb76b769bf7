"""Tables of the authorization server, and the plain shapes that leave the package."""

from __future__ import annotations

from dataclasses import dataclass

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from server.kernel.clock import Instant
from server.members import Principal


class OAuthClientRow(Model):
    """A program that a partner registered. `scopes` and `grants` are sorted and apart by spaces."""

    id = fields.BigIntField(primary_key=True, generated=False)
    client_id = fields.TextField()
    partner_id = fields.BigIntField()
    shop_code = fields.TextField(null=True)
    name = fields.TextField()
    scopes = fields.TextField()
    grants = fields.TextField()
    created_at = fields.BigIntField()
    revoked_at = fields.BigIntField(null=True)

    class Meta:
        table = "oauth_client"
        unique_together = (("client_id",),)
        indexes = (Index(fields=("partner_id",), name="oauth_client_partner"),)


class OAuthSecretRow(Model):
    """A client's secret, as its SHA-256: 256 random bits need no slow hash, for there is no dictionary to try."""

    id = fields.BigIntField(primary_key=True, generated=False)
    client_row_id = fields.BigIntField()
    digest = fields.TextField()
    created_at = fields.BigIntField()
    expires_at = fields.BigIntField(null=True)

    class Meta:
        table = "oauth_secret"
        indexes = (Index(fields=("client_row_id",), name="oauth_secret_client"),)


class OAuthKeyRow(Model):
    """A key that signs access tokens. The one with the highest number signs; the others verify until they retire."""

    number = fields.BigIntField(primary_key=True, generated=False)
    private_jwk = fields.TextField()
    created_at = fields.BigIntField()
    retired_at = fields.BigIntField(null=True)

    class Meta:
        table = "oauth_key"


@dataclass(frozen=True, slots=True)
class Client:
    """A registered client, without its secrets."""

    id: int
    client_id: str
    partner_id: int
    shop_code: str | None
    name: str
    scopes: frozenset[str]
    grants: frozenset[str]
    created_at: Instant
    revoked_at: Instant | None


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret that works, without itself. `expires_at`: where a newer one has taken its place."""

    created_at: Instant
    expires_at: Instant | None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who a token speaks for, and the instant from which it does no more."""

    principal: Principal
    expires_at: Instant

"""A partner's programs in its portal: what they may, when they were heard of, and their secrets changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import strawberry

from schema.access import SignedIn, access
from schema.context import Info
from schema.partners import places
from schema.portal_types import (
    EndOldSecretResult,
    OldSecretEnded,
    PortalClient,
    PortalSecret,
    RotateSecretInput,
    RotateSecretResult,
    SecretRotated,
)
from schema.scalars import DateTime
from server import oauth, partners
from server.partners import Use


@strawberry.type
class PortalMutation:
    @strawberry.mutation(
        description="Give a program of one's partner a new secret. It is shown once. Wants a fresh sign-in.",
        metadata=access(SignedIn()),
    )
    async def rotate_secret(
        self, info: Info, input: Annotated[RotateSecretInput, strawberry.argument(description="Which, and how.")]
    ) -> RotateSecretResult:
        secret = await oauth.rotate(
            info.context.principal, input.client_id, old_lives_hours=input.old_lives_hours
        )
        return SecretRotated(secret=secret, client=await _client(input.client_id))

    @strawberry.mutation(
        description="End the old secret of a program of one's partner now. Wants a fresh sign-in.",
        metadata=access(SignedIn()),
    )
    async def end_old_secret(
        self, info: Info, client_id: Annotated[str, strawberry.argument(description="The program's public id.")]
    ) -> EndOldSecretResult:
        await oauth.end_old_secret(info.context.principal, client_id)
        return OldSecretEnded(client=await _client(client_id))


async def _client(client_id: str) -> PortalClient:
    client = await oauth.client_of(client_id)
    assert client is not None  # It was changed a moment ago.
    return (await clients_told([client]))[0]


async def clients_told(clients: Sequence[oauth.Client]) -> list[PortalClient]:
    uses = await partners.uses_of([client.client_id for client in clients])
    secrets = await oauth.secrets_of(clients)
    await places.ready([client.partner_id for client in clients])
    return [_told(client, uses.get(client.client_id), secrets[client.id]) for client in clients]


def _told(client: oauth.Client, use: Use | None, secrets: Sequence[oauth.Secret]) -> PortalClient:
    return PortalClient(
        client_id=client.client_id,
        name=client.name,
        shop=places.shop(client.partner_id, client.shop_code),
        scopes=sorted(client.scopes),
        created_at=DateTime(client.created_at),
        revoked_at=None if client.revoked_at is None else DateTime(client.revoked_at),
        last_used_at=None if use is None else DateTime(use.used_at),
        old_secret_used_at=None if use is None or use.old_secret_at is None else DateTime(use.old_secret_at),
        secrets=[
            PortalSecret(
                created_at=DateTime(secret.created_at),
                ends_at=None if secret.expires_at is None else DateTime(secret.expires_at),
            )
            for secret in secrets
        ],
    )

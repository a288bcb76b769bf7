"""The key under which a member asks for something: sent again, it answers what came of it the first time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

from server import storage
from server.kernel import clock, ids
from server.kernel.ids import Id
from server.storage import Tx

from .contents import Ref
from .errors import BadText, KeyConflict
from .models import CommunityKey

KEY_LIMIT = 128
Work = Callable[[Tx], Awaitable[Ref]]
ATTEMPTS = 4  # Of a write that met a deadlock, or an equal key at the same moment.


async def once(member_id: Id, key: str, said: list[Any], work: Work) -> tuple[Ref, bool]:
    """What `work` came to, and whether this very call did it. `said` is what the key is compared by: the same again
    does nothing, anything else raises KeyConflict. A refusal claims no key."""
    if not (1 <= len(key) <= KEY_LIMIT and key.isprintable()):
        raise BadText(
            "key",
            sv=f"key ska vara 1 till {KEY_LIMIT} tecken som går att skriva ut.",
            en=f"key must be 1 to {KEY_LIMIT} printable characters.",
        )
    digest = hashlib.blake2b(json.dumps(said, ensure_ascii=True).encode(), digest_size=16).hexdigest()

    async def claim(tx: Tx) -> tuple[Ref, bool]:
        standing = await tx.row(
            "SELECT digest, target_kind, target_id FROM community_key WHERE member_id = :member AND key = :key",
            member=member_id,
            key=key,
        )
        if standing is not None:
            if standing[0] != digest:
                raise KeyConflict(key)
            return (standing[1], standing[2]), False
        ref = await work(tx)
        await tx.insert(
            CommunityKey,
            ("id", "member_id", "key", "digest", "target_kind", "target_id", "used_at"),
            [(ids.new_id(), member_id, key, digest, *ref, clock.now())],
        )
        return ref, True

    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await storage.write(claim)
        except (storage.Retryable, storage.UniqueViolation):
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")

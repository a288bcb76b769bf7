"""Links that work once. They travel in a mail or as a QR code; the table keeps only their hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from server.kernel import clock, ids
from server.kernel.clock import DAY, HOUR
from server.storage import Tx

from . import tokens
from .errors import LinkExpired
from .models import MemberLink

Purpose = Literal["verify", "recover", "complete"]
LASTS = {"verify": 7 * DAY, "recover": HOUR, "complete": 90 * DAY}
PATHS = {"verify": "/verify", "recover": "/reset", "complete": "/complete"}


class LinkDraft(NamedTuple):
    """A link to make. `email`: the address that it goes to, or None where it is shown on a screen."""

    member_id: int
    purpose: Purpose
    email: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was just used."""

    member_id: int
    email: str | None


async def issue(tx: Tx, drafts: Sequence[LinkDraft]) -> list[str]:
    """A token for each draft, in order. Earlier links of the same member and purpose stop working."""
    now = clock.now()
    made = [tokens.new_token() for _ in drafts]
    await tx.execute(
        "DELETE FROM member_link WHERE id IN (SELECT l.id FROM {rows v member_id:bigint purpose:text} "
        "JOIN member_link l ON l.member_id = v.member_id AND l.purpose = v.purpose WHERE l.used_at IS NULL)",
        v=[(draft.member_id, draft.purpose) for draft in drafts],
    )
    await tx.insert(
        MemberLink,
        ("id", "token_hash", "member_id", "purpose", "email", "created_at", "expires_at"),
        [
            (ids.new_id(), tokens.digest(token), draft.member_id, draft.purpose, draft.email, now,
             now + LASTS[draft.purpose])
            for token, draft in zip(made, drafts, strict=True)
        ],
    )  # fmt: skip
    return made


async def use(tx: Tx, token: str, purpose: Purpose) -> Link:
    """Uses a link up: of several at once, one gets it. Raises LinkExpired."""
    row = await tx.row(
        "UPDATE member_link SET used_at = :now WHERE token_hash = :hash AND purpose = :purpose "
        "AND used_at IS NULL AND expires_at > :now RETURNING member_id, email",
        now=clock.now(), hash=tokens.digest(token), purpose=purpose,
    )  # fmt: skip
    if row is None:
        raise LinkExpired
    return Link(row["member_id"], row["email"])


def path(purpose: Purpose, token: str) -> str:
    """The link without its host. The token is in the fragment: no server, log or referrer ever sees it."""
    return f"{PATHS[purpose]}#token={token}"


async def forget_expired(tx: Tx) -> int:
    """Drops links that ended a week ago or more. How many there were."""
    return await tx.execute("DELETE FROM member_link WHERE expires_at < :then", then=clock.now() - 7 * DAY)

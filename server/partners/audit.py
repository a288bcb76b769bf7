"""What was changed about a partner's programs and people, by whom: lines that are added and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from server import storage
from server.kernel import clock, ids
from server.kernel.clock import Instant
from server.kernel.paging import Page, decode_cursor, encode_cursor
from server.storage import Tx

from .models import PartnerAuditRow

Act = Literal["secret_rotated", "old_secret_ended", "owner_added", "developer_added", "person_removed"]


@dataclass(frozen=True, slots=True)
class AuditLine:
    """`about` is a client's id, or the person's name; `hours`: how long an old secret lives on."""

    id: int
    member_id: int | None
    at: Instant
    act: Act
    about: str
    hours: int | None


async def write_down(
    tx: Tx, *, partner_id: int, member_id: int | None, act: Act, about: str, hours: int | None = None
) -> None:
    """A line, in the transaction that does what it says."""
    await tx.insert(
        PartnerAuditRow,
        ("id", "partner_id", "member_id", "at", "act", "about", "hours"),
        [(ids.new_id(), partner_id, member_id, clock.now(), act, about[:80], hours)],
    )


async def audit_of(partner_id: int, *, first: int, after: str | None) -> Page[AuditLine]:
    """A partner's lines, newest first."""
    rows = await storage.rows(
        "SELECT id, member_id, at, act, about, hours FROM partner_audit "
        "WHERE partner_id = :partner_id AND id < :below ORDER BY id DESC LIMIT :limit",
        partner_id=partner_id,
        below=decode_cursor(after, int)[0] if after else 2**63 - 1,
        limit=first + 1,
    )
    lines = [
        AuditLine(row["id"], row["member_id"], row["at"], row["act"], row["about"], row["hours"])
        for row in rows[:first]
    ]
    return Page(lines, [encode_cursor(line.id) for line in lines], len(rows) > first, after is not None)

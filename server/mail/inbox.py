"""The mail that was kept: what the demo's inbox shows, where nothing leaves the machine."""

from __future__ import annotations

from dataclasses import dataclass

from server import storage
from server.kernel.clock import Instant
from server.kernel.paging import Page, decode_cursor, encode_cursor, page_size


@dataclass(frozen=True, slots=True)
class Message:
    id: int
    to: str
    subject: str
    text: str
    link: str | None
    created_at: Instant


async def inbox(first: int | None = None, after: str | None = None) -> Page[Message]:
    """Kept mail, the newest first. Raises BadInput for a page size or cursor that is none."""
    size = page_size(first)
    before = decode_cursor(after, int)[0] if after else 2**63 - 1
    rows = await storage.rows(
        "SELECT id, recipient, subject, text, link, created_at FROM mail_message "
        "WHERE state = 'kept' AND id < :before ORDER BY id DESC LIMIT :size",
        before=before,
        size=size + 1,
    )
    messages = [
        Message(row["id"], row["recipient"], row["subject"], row["text"], row["link"], row["created_at"])
        for row in rows[:size]
    ]
    return Page(messages, [encode_cursor(message.id) for message in messages], has_next=len(rows) > size)

"""Delivering a mail, as a job: again where the mail server is away, never again where it refused for good."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog

from server import storage
from server.jobs import Job
from server.kernel import clock
from server.storage import Row, Tx

from .outbox import DELIVER, post

SMTP_SECONDS = 30
PERMANENT = 500  # RFC 5321, 4.2.1: replies from 500 on will not change by asking again.

log = structlog.get_logger(__name__)

__all__ = ["DELIVER", "deliver"]


async def deliver(job: Job) -> None:
    """The job. A mail may leave twice where this process dies in between; its Message-ID is then the same.

    Raises aiosmtplib.SMTPException or OSError where it is worth trying again.
    """
    message_id = int(job.payload["message"])
    row = await storage.row("SELECT * FROM mail_message WHERE id = :id AND state = 'waiting'", id=message_id)
    if row is None or post().smtp_url is None:
        return
    try:
        await aiosmtplib.send(_composed(row), timeout=SMTP_SECONDS, **_server(post().smtp_url or ""))
    except (aiosmtplib.SMTPException, OSError) as error:
        problem = _told(error)
        if not _is_final(error):
            await storage.write(lambda tx: _note(tx, message_id, state="waiting", problem=problem))
            raise
        log.warning("mail.refused", message=message_id, problem=problem)
        await storage.write(lambda tx: _note(tx, message_id, state="failed", problem=problem))
        return
    await storage.write(lambda tx: _note(tx, message_id, state="sent", problem=None))


def _composed(row: Row) -> EmailMessage:
    message = EmailMessage()
    name, address = parseaddr(post().sender)
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = Address(addr_spec=row["recipient"])
    message["Subject"] = row["subject"]
    message["Date"] = format_datetime(clock.to_datetime(row["created_at"]))
    message["Message-ID"] = f"<{row['id']}@{urlsplit(post().public_url).hostname or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note answers.
    message["Content-Language"] = row["language"]
    message.set_content(row["text"])
    message.add_alternative(row["html"], subtype="html")
    return message


def _server(url: str) -> dict[str, Any]:
    """smtps://user:password@host:465 is TLS at once; smtp:// upgrades, and must where a password would go over it."""
    parts = urlsplit(url)
    tls = parts.scheme == "smtps"
    return {
        "hostname": parts.hostname,
        "port": parts.port or (465 if tls else 587 if parts.username else 25),
        "username": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "use_tls": tls,
        "start_tls": None if tls or not parts.username else True,
    }


def _is_final(error: Exception) -> bool:
    """Whether the mail itself was refused. A wrong password is ours to mend, so that mail waits."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(_is_final(each) for each in error.recipients)
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return False
    return isinstance(error, aiosmtplib.SMTPResponseException) and error.code >= PERMANENT


def _told(error: Exception) -> str:
    """What the server said, without addresses or secrets of ours: its code, and the kind of the error."""
    code = f" {error.code}" if isinstance(error, aiosmtplib.SMTPResponseException) else ""
    return f"{type(error).__name__}{code}"


async def _note(tx: Tx, message_id: int, *, state: str, problem: str | None) -> None:
    """What came of an attempt. A mail that needs no other attempt keeps neither its words nor its link."""
    await tx.execute(
        "UPDATE mail_message SET state = :state::text, problem = :problem::text, attempts = attempts + 1, "
        "sent_at = CASE WHEN :state::text = 'sent' THEN :now::bigint END, "
        "text = CASE WHEN :state::text = 'waiting' THEN text ELSE '' END, "
        "html = CASE WHEN :state::text = 'waiting' THEN html ELSE '' END, "
        "link = CASE WHEN :state::text = 'waiting' THEN link END WHERE id = :id",
        state=state, problem=problem, now=clock.now(), id=message_id,
    )  # fmt: skip

"""Writing a mail: within the transaction of what it tells of, so that neither comes without the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from server import jobs
from server.kernel import clock, ids
from server.storage import Tx

from .models import MailMessage
from .templates import Language, Template, render

DELIVER = "mail.deliver"


@dataclass(frozen=True, slots=True)
class Post:
    """How mail leaves. Without `smtp_url` it does not: it is kept, and the inbox shows it."""

    public_url: str = "http://127.0.0.1:8000"
    sender: str = "Hemmaplan <noreply@localhost>"
    smtp_url: str | None = None

    @property
    def programme(self) -> str:
        """The name that mails are signed with: the sender's own."""
        name, address = parseaddr(self.sender)
        return name or address.partition("@")[2]


_post = Post()


def configure(post: Post) -> None:
    """At start, from the settings."""
    global _post
    _post = post


def post() -> Post:
    return _post


def address_of(path: str) -> str:
    """A path on this server as a whole address, as it stands in mail and in QR codes."""
    return f"{_post.public_url}{path}"


async def send(
    tx: Tx, *, to: str, template: Template, language: Language, context: Mapping[str, Any], link: str | None = None
) -> int:
    """The mail's id. `link` is a path on this server; where the template has a button and no link, the front page.

    Raises jinja2.UndefinedError where the context lacks what the template names.
    """
    address = f"{_post.public_url}{link or '/'}"
    words = render(template, language, {"programme": _post.programme, **context}, link=address)
    message_id = ids.new_id()
    state = "kept" if _post.smtp_url is None else "waiting"
    await tx.insert(
        MailMessage,
        ("id", "recipient", "template", "language", "subject", "text", "html", "link", "state", "attempts",
         "created_at"),
        [(message_id, to, template, language, words.subject, words.text, words.html, address, state, 0, clock.now())],
    )  # fmt: skip
    if state == "waiting":
        await jobs.enqueue(tx, DELIVER, {"message": str(message_id)})
    return message_id

"""Mail: one port, `send`, that writes within the caller's transaction; a job delivers.

await mail.send(tx, to="elsa@…", template="recovery", language="sv", context={"name": "Elsa"}, link="/reset#token=…")
"""

from server.jobs import Handler

from .delivery import DELIVER, deliver
from .inbox import Message, inbox
from .outbox import Post, address_of, configure, send
from .templates import Template

JOBS: dict[str, Handler] = {DELIVER: deliver}
"""What the worker runs for this package, by kind."""

__all__ = ["DELIVER", "JOBS", "Message", "Post", "Template", "address_of", "configure", "deliver", "inbox", "send"]

"""The outbox."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class MailMessage(Model):
    """A mail. What it said, links too, is erased when it has left; where nothing leaves, the inbox page shows it."""

    id = fields.BigIntField(primary_key=True, generated=False)
    recipient = fields.CharField(max_length=254)
    template = fields.TextField()
    language = fields.CharField(max_length=2)
    subject = fields.TextField()
    text = fields.TextField()
    html = fields.TextField()
    link = fields.TextField(null=True)
    state = fields.CharField(max_length=7)  # waiting: for delivery · sent · kept: nothing leaves · failed: for good
    attempts = fields.IntField(default=0)
    problem = fields.TextField(null=True)  # What the mail server answered last.
    created_at = fields.BigIntField()
    sent_at = fields.BigIntField(null=True)

    class Meta:
        table = "mail_message"
        indexes = (Index(fields=("state", "id"), name="mail_message_state"),)
        constraints = (
            CheckConstraint("state IN ('waiting', 'sent', 'kept', 'failed')", name="mail_message_state_known"),
        )

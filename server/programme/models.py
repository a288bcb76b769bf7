"""The programme's table: every version that was ever published, as it was written."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class ProgrammeVersion(Model):
    """One version. Never changed or deleted: entries in the ledger refer to its number."""

    number = fields.IntField(primary_key=True, generated=False)  # 1, 2, 3 …
    code = fields.CharField(max_length=40)
    holds_from = fields.BigIntField()
    file = fields.CharField(max_length=255)  # What its text was called, for messages.
    document = fields.TextField()
    part = fields.IntField(default=0)  # Which of the document's versions: 0 its own tables, 1 its first [[version]] …
    digest = fields.CharField(max_length=64)  # SHA-256 of the document, hexadecimal
    published_at = fields.BigIntField()
    published_by = fields.BigIntField(null=True)  # A member; null: from a terminal.

    class Meta:
        table = "programme_version"

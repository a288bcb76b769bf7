"""The programme's tables: every version that was ever published, as it was written; and the drafts of the next one."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
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


class ProgrammeDraft(Model):
    """A version that is being written. What it said when it ended is kept."""

    id = fields.BigIntField(primary_key=True, generated=False)
    name = fields.CharField(max_length=80)
    text = fields.TextField()
    revision = fields.IntField()  # Counts its saves.
    state = fields.CharField(max_length=9)
    made_by = fields.BigIntField()
    made_at = fields.BigIntField()
    changed_by = fields.BigIntField()
    changed_at = fields.BigIntField()

    class Meta:
        table = "programme_draft"
        indexes = (Index(fields=("state", "changed_at"), name="programme_draft_state"),)
        constraints = (
            CheckConstraint(check="state IN ('open', 'published', 'discarded')", name="programme_draft_state_known"),
        )


class DraftAct(Model):
    """Who did what with a draft. Never changed or deleted."""

    id = fields.BigIntField(primary_key=True, generated=False)
    draft_id = fields.BigIntField()
    act = fields.CharField(max_length=9)  # saved, published, discarded
    member_id = fields.BigIntField()
    at = fields.BigIntField()
    revision = fields.IntField()
    version = fields.IntField(null=True)  # The first that a publication brought.

    class Meta:
        table = "programme_draft_act"
        indexes = (Index(fields=("draft_id", "id"), name="programme_draft_act_draft"),)

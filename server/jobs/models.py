"""The table of durable work."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Job(Model):
    """One piece of work that must happen, at least once, after the transaction that asked for it."""

    id = fields.BigIntField(primary_key=True, generated=False)
    kind = fields.CharField(max_length=120)
    payload = fields.TextField()  # JSON
    key = fields.CharField(max_length=200, null=True, unique=True)  # Equal keys: one job. Forgotten after KEEP_DONE.
    run_at = fields.BigIntField(null=True)  # When it may next be claimed (while it runs: its lease ends); null: never.
    attempts = fields.IntField(default=0)
    locked_by = fields.CharField(max_length=80, null=True)
    last_error = fields.TextField(null=True)
    done_at = fields.BigIntField(null=True)
    dead_at = fields.BigIntField(null=True)  # Given up after the last attempt; kept until a person decides.
    created_at = fields.BigIntField()

    class Meta:
        table = "job"
        indexes = (
            Index(fields=("run_at", "id"), name="job_run_at"),
            Index(fields=("done_at",), name="job_done_at"),
            Index(fields=("dead_at",), name="job_dead_at"),
        )

"""Simulations that were asked for, how far each has come, and what it came to."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class Simulation(Model):
    """What was recorded, lived through once more under a draft. waiting: for its turn · running · done · failed ·
    cancelled."""

    id = fields.BigIntField(primary_key=True, generated=False)
    draft_id = fields.BigIntField()
    name = fields.CharField(max_length=80)
    text = fields.TextField()  # The draft as it was when this was asked for.
    since = fields.BigIntField()
    state = fields.CharField(max_length=9)
    total = fields.BigIntField(default=0)  # Activities to live through …
    done = fields.BigIntField(default=0)  # … and how many of them were.
    result = fields.TextField(null=True)  # JSON, as compared.Comparison is written.
    trouble = fields.TextField(null=True)  # JSON: why it failed, by language.
    asked_by = fields.BigIntField()
    asked_at = fields.BigIntField()
    beat_at = fields.BigIntField()  # When the process that works at it last said so.
    ended_at = fields.BigIntField(null=True)

    class Meta:
        table = "simulation"
        indexes = (Index(fields=("asked_at",), name="simulation_asked"),)
        constraints = (
            CheckConstraint(
                check="state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="simulation_state"
            ),
        )

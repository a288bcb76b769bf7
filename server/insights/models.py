"""Corrections by hand: who asked for them, and who agreed."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class Adjustment(Model):
    """What a manager asked to have corrected. alone: below the limit, recorded at once · waiting: for a second manager
    · agreed · declined."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    currency = fields.CharField(max_length=40)
    points = fields.BigIntField()  # Signed, minor units.
    reason = fields.TextField()
    asked_by = fields.BigIntField()
    key = fields.CharField(max_length=128)
    state = fields.CharField(max_length=8)
    asked_at = fields.BigIntField()
    decided_by = fields.BigIntField(null=True)
    decided_at = fields.BigIntField(null=True)
    activity_id = fields.BigIntField(null=True)

    class Meta:
        table = "adjustment"
        unique_together = (("asked_by", "key"),)
        indexes = (
            Index(fields=("state", "id"), name="adjustment_state"),
            Index(fields=("member_id", "id"), name="adjustment_member"),
        )
        constraints = (
            CheckConstraint(check="points <> 0", name="adjustment_points"),
            CheckConstraint(check="state IN ('alone', 'waiting', 'agreed', 'declined')", name="adjustment_state_known"),
            CheckConstraint(check="decided_by IS NULL OR decided_by <> asked_by OR state = 'declined'",
                            name="adjustment_two_managers"),
        )  # fmt: skip

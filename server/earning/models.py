"""How much of a cap a member has used."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class CapUsage(Model):
    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    rule = fields.CharField(max_length=80)
    period = fields.CharField(max_length=16)
    used = fields.BigIntField()

    class Meta:
        table = "earning_cap_usage"
        unique_together = (("member_id", "rule", "period"),)
        constraints = (CheckConstraint(check="used >= 0", name="earning_cap_usage_used"),)

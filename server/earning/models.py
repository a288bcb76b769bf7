"""How much of a cap is used."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class CapUsage(Model):
    """By one member. `rule` is the cap's counter: a rule's code, “cap:” and a shared one's; “@” and a shop, “%” and a
    partner where it is apart for each; “#” at the end where it counts times."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    rule = fields.CharField(max_length=160)
    period = fields.CharField(max_length=16)
    used = fields.BigIntField()

    class Meta:
        table = "earning_cap_usage"
        unique_together = (("member_id", "rule", "period"),)
        constraints = (CheckConstraint(check="used >= 0", name="earning_cap_usage_used"),)


class SharedUsage(Model):
    """By all who draw on it. `code` as `rule` above."""

    id = fields.BigIntField(primary_key=True, generated=False)
    code = fields.CharField(max_length=160)
    period = fields.CharField(max_length=16)
    used = fields.BigIntField()

    class Meta:
        table = "earning_shared_usage"
        unique_together = (("code", "period"),)
        constraints = (CheckConstraint(check="used >= 0", name="earning_shared_usage_used"),)

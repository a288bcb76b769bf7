"""What was estimated, activity by activity, and the sums of it."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

_PROOF = "proof IN ('own', 'partner')"


class Impact(Model):
    """What one activity was estimated to save, with the edition and the arithmetic. Rows are added, never changed: a
    reversal has a row of its own, below zero."""

    id = fields.BigIntField(primary_key=True, generated=False)  # The activity's.
    member_id = fields.BigIntField()
    action = fields.CharField(max_length=40)
    proof = fields.CharField(max_length=8)  # own: the member said so · partner: a partner saw it
    micro_kg = fields.BigIntField()  # Micro-kilograms of CO₂e
    quantity = fields.BigIntField()  # Micro-units of the fact that was multiplied
    edition = fields.CharField(max_length=20)  # Of the factors; empty where no kilograms are counted.
    arithmetic = fields.TextField()  # JSON
    version = fields.IntField()
    occurred_at = fields.BigIntField()
    posted_at = fields.BigIntField()

    class Meta:
        table = "impact"
        constraints = (CheckConstraint(check=_PROOF, name="impact_proof"),)


class ImpactTotal(Model):
    """A member's sum of one action by one edition, changed under the member's lock."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    action = fields.CharField(max_length=40)
    proof = fields.CharField(max_length=8)
    edition = fields.CharField(max_length=20)
    micro_kg = fields.BigIntField()
    times = fields.BigIntField()
    since = fields.BigIntField()  # When the first of it happened.

    class Meta:
        table = "impact_total"
        unique_together = (("member_id", "action", "proof", "edition"),)
        constraints = (CheckConstraint(check=_PROOF, name="impact_total_proof"),)


class ImpactSum(Model):
    """Everybody's sum of one action by one edition: a row that many share, written once a batch."""

    id = fields.BigIntField(primary_key=True, generated=False)
    action = fields.CharField(max_length=40)
    proof = fields.CharField(max_length=8)
    edition = fields.CharField(max_length=20)
    micro_kg = fields.BigIntField()
    times = fields.BigIntField()
    since = fields.BigIntField()

    class Meta:
        table = "impact_sum"
        unique_together = (("action", "proof", "edition"),)
        constraints = (CheckConstraint(check=_PROOF, name="impact_sum_proof"),)

"""What happened, and the keys under which senders reported it."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class Activity(Model):
    """Something that happened, once. Kinds that begin with @ are the house's own (@award, @reversal, @due, @join)."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    sender = fields.CharField(max_length=48)  # partner:7, member:9, staff:4, system:due
    partner_id = fields.BigIntField(null=True)
    shop = fields.CharField(max_length=40, null=True)
    client_id = fields.CharField(max_length=64, null=True)
    key = fields.CharField(max_length=128)
    kind = fields.CharField(max_length=40)
    facts = fields.TextField()  # JSON of typed facts
    notes = fields.TextField(default="{}")  # JSON: what each room did, so that a reversal can take back what was given
    version = fields.IntField()
    reverses_id = fields.BigIntField(null=True)
    reversed = fields.IntField(default=0)  # Millionths of it that were taken back.
    occurred_at = fields.BigIntField()
    posted_at = fields.BigIntField()

    class Meta:
        table = "activity"
        indexes = (("member_id", "kind", "id"), ("partner_id", "id"))
        constraints = (CheckConstraint(check="reversed BETWEEN 0 AND 1000000", name="activity_reversed"),)


class ActivityKey(Model):
    """A key that a sender chose; never partitioned by time, kept as long as the ledger."""

    id = fields.BigIntField(primary_key=True, generated=False)  # The activity's.
    sender = fields.CharField(max_length=48)
    key = fields.CharField(max_length=128)
    digest = fields.CharField(max_length=32)
    member_id = fields.BigIntField()
    balances = fields.TextField()  # JSON: the member's balances after it, by currency

    class Meta:
        table = "activity_key"
        unique_together = (("sender", "key"),)

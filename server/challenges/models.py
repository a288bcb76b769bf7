"""How far a member has come in a challenge."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class ChallengeProgress(Model):
    """One member's progress in one challenge in one period. Amounts are micro-units."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    challenge = fields.CharField(max_length=40)
    period = fields.CharField(max_length=32)  # 2026-W47, rolling, fixed, or the joining's instant
    amount = fields.BigIntField(default=0)
    marks = fields.TextField(default="{}")  # JSON: distinct values, or amounts by day of a rolling window
    starts_at = fields.BigIntField()
    ends_at = fields.BigIntField(null=True)
    joined_at = fields.BigIntField(null=True)
    left_at = fields.BigIntField(null=True)
    completed_at = fields.BigIntField(null=True)
    completed_by = fields.BigIntField(null=True)  # The activity that completed it.
    paid = fields.BigIntField(default=0)  # What its completion paid, in minor units.

    class Meta:
        table = "challenge_progress"
        unique_together = (("member_id", "challenge", "period"),)
        indexes = (("member_id", "ends_at"),)


class SharedGoal(Model):
    """What all have come to together in one period of a challenge. Amounts are micro-units."""

    id = fields.BigIntField(primary_key=True, generated=False)
    challenge = fields.CharField(max_length=40)
    period = fields.CharField(max_length=32)
    amount = fields.BigIntField(default=0)
    members = fields.IntField(default=0)  # How many have a part in it.
    turn = fields.IntField(default=0)  # How often the target was reached or undone.
    starts_at = fields.BigIntField()
    ends_at = fields.BigIntField(null=True)
    reached_at = fields.BigIntField(null=True)

    class Meta:
        table = "challenge_goal"
        unique_together = (("challenge", "period"),)

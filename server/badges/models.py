"""Who holds which badge, and how far the counters have come."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model


class BadgeAward(Model):
    """A badge given. Revoked when its cause is undone; it may then be given again."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    badge = fields.CharField(max_length=40)
    activity_id = fields.BigIntField()
    cause = fields.CharField(max_length=80)  # challenge:tredje_gangen, tier:stamgast, counter, hand
    version = fields.IntField()
    awarded_at = fields.BigIntField()
    revoked_at = fields.BigIntField(null=True)
    revoked_by = fields.BigIntField(null=True)  # The activity that undid its cause.

    class Meta:
        table = "badge_award"
        indexes = (("member_id", "id"), ("activity_id",), ("revoked_by",))
        constraints = (
            UniqueConstraint(fields=("member_id", "badge"), name="badge_award_held", condition="revoked_at IS NULL"),
        )


class BadgeCounter(Model):
    """How far a counter has come. It stops when its badge is given; a reversal counts again from the activities."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    badge = fields.CharField(max_length=40)
    amount = fields.BigIntField()
    marks = fields.TextField(default="{}")

    class Meta:
        table = "badge_counter"
        unique_together = (("member_id", "badge"),)


class BadgeShare(Model):
    """How many of those who are active hold a badge, as it was counted last."""

    badge = fields.CharField(max_length=40, primary_key=True)
    holders = fields.IntField()
    active = fields.IntField()
    counted_at = fields.BigIntField()

    class Meta:
        table = "badge_share"

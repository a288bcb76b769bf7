"""How far members have come to what a sum brings."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class MilestoneStanding(Model):
    """What one member earned towards one milestone in one of its periods, and the steps that this reached. Sums are
    minor units of what the milestone counts.

    Kept as long as the activities are: what is undone or reported however late is set against it. One row a member,
    milestone and period in which something was earned."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    milestone = fields.CharField(max_length=40)
    period = fields.CharField(max_length=16)
    ends_at = fields.BigIntField(null=True)  # None: a lifetime.
    earned = fields.BigIntField()
    steps = fields.IntField()  # Reached, and not lost again.
    given = fields.IntField()  # Of these, how many brought their gift.
    marks = fields.TextField()  # JSON: the newest steps, each as [sum, what it gave as gifts.Present.row(), or null]

    class Meta:
        table = "milestone_standing"
        unique_together = (("member_id", "milestone", "period"),)


class ClosingStanding(Model):
    """What one member earned in one period of a closing, and what its close gave. Kept as long as the activities are,
    as above."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    closing = fields.CharField(max_length=40)
    period = fields.CharField(max_length=16)
    starts_at = fields.BigIntField()
    ends_at = fields.BigIntField()
    earned = fields.BigIntField()
    closed_at = fields.BigIntField(null=True)
    bracket = fields.BigIntField(null=True)  # The bracket that it ended in, by its least sum; none: in none of them.
    streak = fields.IntField(default=0)  # The how many-th period in a row, up to what the bracket asks for.
    given = fields.TextField()  # JSON: each gift as [its bracket's least sum, gifts.Present.row()]

    class Meta:
        table = "closing_standing"
        unique_together = (("member_id", "closing", "period"),)

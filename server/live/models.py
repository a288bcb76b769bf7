"""The tables of a member's timeline."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class TimelineHead(Model):
    """One row a member: the newest position, and *the member's lock*: who holds it numbers the events."""

    member_id = fields.BigIntField(primary_key=True, generated=False)
    position = fields.BigIntField(default=0)
    due_at = fields.BigIntField(null=True)  # When time alone next brings something; null: it never will.

    class Meta:
        table = "timeline_head"
        indexes = (Index(fields=("due_at",), name="timeline_head_due_at"),)


class TimelineEvent(Model):
    """One row an activity and member: the events numbered first_position … last_position, in order."""

    id = fields.BigIntField(primary_key=True, generated=False)  # Ordered by time, so trimming needs no other index.
    member_id = fields.BigIntField()
    first_position = fields.BigIntField()
    last_position = fields.BigIntField()
    activity_id = fields.BigIntField(null=True)
    occurred_at = fields.BigIntField()
    posted_at = fields.BigIntField()
    events = fields.TextField()  # A JSON list of objects, each with its "type".

    class Meta:
        table = "timeline_event"
        unique_together = (("member_id", "last_position"),)

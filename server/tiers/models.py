"""Where a member stands on the ladder."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class TierStanding(Model):
    """The tier that a member holds, and what counts towards it now."""

    member_id = fields.BigIntField(primary_key=True, generated=False)
    tier = fields.CharField(max_length=40)
    qualifying = fields.BigIntField(default=0)  # What was earned inside the ladder's window, in minor units.
    since = fields.BigIntField()
    leaves_at = fields.BigIntField(null=True)  # When the oldest of it next leaves the window.

    class Meta:
        table = "tier_standing"

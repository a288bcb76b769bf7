"""Where a member stands on the ladder."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class TierStanding(Model):
    """The tier that a member holds, and what counts and was given towards it."""

    member_id = fields.BigIntField(primary_key=True, generated=False)
    tier = fields.CharField(max_length=40)
    since = fields.BigIntField()
    until = fields.BigIntField(null=True)  # counting.FOREVER: for good; null: everybody's, or while a window says so.
    leaves_at = fields.BigIntField(null=True)  # When time alone next changes something of it.
    state = fields.TextField()  # JSON of counting.Counted

    class Meta:
        table = "tier_standing"


class TierOffer(Model):
    """A tier that one member offers another by a perk. One that lapsed stays open in its row."""

    id = fields.BigIntField(primary_key=True, generated=False)  # The activity's that made it.
    giver_id = fields.BigIntField()
    taker_id = fields.BigIntField()
    perk = fields.CharField(max_length=40)
    tier = fields.CharField(max_length=40)
    state = fields.CharField(max_length=10)
    made_at = fields.BigIntField()
    expires_at = fields.BigIntField()
    answered_at = fields.BigIntField(null=True)

    class Meta:
        table = "tier_offer"
        indexes = (("giver_id", "id"), ("taker_id", "id"))
        constraints = (
            CheckConstraint(check="state IN ('open', 'accepted', 'declined', 'withdrawn')", name="tier_offer_state"),
        )

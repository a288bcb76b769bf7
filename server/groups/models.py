"""The households' tables."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Household(Model):
    id = fields.BigIntField(primary_key=True, generated=False)
    owner_id = fields.BigIntField()  # Who invites, and lets others go.
    owned_from = fields.BigIntField()  # Since when it is this one.
    made_at = fields.BigIntField()

    class Meta:
        table = "household"


class HouseholdMember(Model):
    """Who is in which: in one at most."""

    member_id = fields.BigIntField(primary_key=True, generated=False)
    household_id = fields.BigIntField()
    joined_at = fields.BigIntField()

    class Meta:
        table = "household_member"
        indexes = (("household_id",),)


class HouseholdInvite(Model):
    """Who is asked to come; gone once it is answered."""

    id = fields.BigIntField(primary_key=True, generated=False)
    household_id = fields.BigIntField()
    member_id = fields.BigIntField()
    asked_at = fields.BigIntField()

    class Meta:
        table = "household_invite"
        unique_together = (("household_id", "member_id"),)
        indexes = (("member_id",),)

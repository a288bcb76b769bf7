"""Which days members have had."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class OccasionMet(Model):
    """The newest period for which a member has met an occasion: the year of a day, or the last day before idleness.
    Met is also who got nothing by it: of another tier, or held out."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    occasion = fields.CharField(max_length=40)
    period = fields.CharField(max_length=16)
    met_at = fields.BigIntField()

    class Meta:
        table = "occasion_met"
        unique_together = (("member_id", "occasion"),)

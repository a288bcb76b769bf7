"""The standings of the boards."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Standing(Model):
    """A member's score on a board in a season. The index gives the top and the neighbours."""

    id = fields.BigIntField(primary_key=True, generated=False)
    board = fields.CharField(max_length=40)
    season = fields.CharField(max_length=16)
    member_id = fields.BigIntField()
    score = fields.BigIntField()
    reached_at = fields.BigIntField()  # When the score came to what it is.
    change = fields.BigIntField()  # Grows with each change, so that a reader which missed some can read them again.

    class Meta:
        table = "standing"
        unique_together = (("member_id", "board", "season"),)
        # And standing_order, in the migrations: (board, season, score DESC, reached_at, member_id).
        indexes = (("change",),)

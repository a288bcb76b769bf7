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


class FinalSeason(Model):
    """A season whose places are final, all of them written."""

    id = fields.BigIntField(primary_key=True, generated=False)
    board = fields.CharField(max_length=40)
    season = fields.CharField(max_length=16)
    ties = fields.CharField(max_length=12)  # The rule by which it was ranked.
    members = fields.IntField()
    frozen_at = fields.BigIntField()

    class Meta:
        table = "board_season"
        unique_together = (("board", "season"),)


class FinalPlace(Model):
    """A member's final place. `place` is the order, from 1 and without a gap; `rank` by the rule for ties."""

    id = fields.BigIntField(primary_key=True, generated=False)
    board = fields.CharField(max_length=40)
    season = fields.CharField(max_length=16)
    place = fields.IntField()
    member_id = fields.BigIntField()
    rank = fields.IntField()
    score = fields.BigIntField()
    reached_at = fields.BigIntField()

    class Meta:
        table = "board_place"
        unique_together = (("board", "season", "place"), ("member_id", "board", "season"))

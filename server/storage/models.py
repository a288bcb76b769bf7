"""Storage's own table."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Counter(Model):
    """Named counters, such as the processes that ever started: each draws the number that its ids carry."""

    name = fields.CharField(max_length=64, primary_key=True)
    value = fields.BigIntField()

    class Meta:
        table = "counter"

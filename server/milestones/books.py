"""By which rulebook what was earned counts: by the one that priced it."""

from __future__ import annotations

from server import programme
from server.ledger.events import PointsPosted
from server.programme.effect import Batch
from server.programme.rulebook import Rulebook


def counting(batch: Batch, fact: PointsPosted) -> Rulebook:
    """What an earlier version had not counted is not taken off either when it is undone."""
    if fact.version is not None:
        return programme.rulebook_numbered(fact.version)
    original = batch.originals.get(fact.activity.reverses_id or 0)
    if original is not None:
        return batch.rulebooks[original.version]
    return fact.activity.rulebook


def concerned(batch: Batch) -> list[Rulebook]:
    """Every rulebook that something of the batch may count by."""
    return [batch.rulebook, batch.current, *batch.rulebooks.values()]

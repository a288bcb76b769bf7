"""What caps and budgets left out of activities: read from what the activities remember."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from server import storage
from server.kernel.ids import Id
from server.programme import Limited
from server.programme.effect import from_json

from .effects import CUT


def limited_of(notes: Mapping[str, Any]) -> tuple[Limited, ...]:
    """What was left out of one activity, rule by rule in the order in which they were asked."""
    cut: dict[tuple[str, str], Limited] = {}
    for row in notes.get(CUT, ()):  # A multiplier may be cut once for each rule of which it makes more.
        one = Limited(*row)
        before = cut.get((one.code, one.currency))
        missing = one.wanted - one.given + (before.wanted if before is not None else 0)
        cut[one.code, one.currency] = replace(before or one, wanted=missing)
    return tuple(_whole(one, notes) for one in cut.values())


def _whole(one: Limited, notes: Mapping[str, Any]) -> Limited:
    """With all that the rule gave, though some of it was not cut; `wanted` is what is missing so far."""
    rows = (*notes.get("earning", ()), *notes.get("bestowed", ()))
    given = sum(row[2] for row in rows if (row[0], row[1]) == (one.code, one.currency))
    return replace(one, wanted=one.wanted + given, given=given)


async def limited_by_activity(activity_ids: Collection[Id]) -> dict[Id, tuple[Limited, ...]]:
    """Those of which something was."""
    rows = await storage.rows(
        f"SELECT id, notes FROM activity WHERE id {{in ids bigint}} AND notes LIKE '%\"{CUT}\"%'",
        ids=sorted(set(activity_ids)),
    )
    return {row[0]: limited_of(from_json(row[1])) for row in rows}

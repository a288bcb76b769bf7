"""What texts said before they were edited. Nothing of it is ever changed; who may read it is for the caller to ask."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from server import storage
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.storage import Reader

EARLIER_LIMIT = 20  # Of one text: who edits more often has said all that anybody will read.
Moment = tuple[Id, Id]
"""A text, and the id of something that was said of it: ids are ordered by time."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a text said until an instant."""

    body: str
    until: Instant


async def earlier(target_ids: Collection[Id]) -> Mapping[Id, Sequence[Earlier]]:
    """What texts said before, the latest first. For their authors and moderators."""
    found: dict[Id, list[Earlier]] = {}
    for row in await storage.rows(
        "SELECT target_id, body, replaced_at FROM (SELECT e.id, e.target_id, e.body, e.replaced_at, "
        "row_number() OVER (PARTITION BY e.target_id ORDER BY e.id DESC) AS place FROM post_edit e "
        "WHERE e.target_id {in ids bigint}) AS numbered WHERE place <= :most ORDER BY id DESC",
        ids=sorted(set(target_ids)),
        most=EARLIER_LIMIT,
    ):
        found.setdefault(row[0], []).append(Earlier(row[1], row[2]))
    return found


async def as_it_stood(moments: Collection[Moment], *, via: Reader | None = None) -> Mapping[Moment, str]:
    """What a text said when something was said of it; only for texts that have been edited since."""
    sql = (
        "SELECT e.target_id, v.moment, e.body FROM {rows v target:bigint moment:bigint} JOIN post_edit e ON e.id = "
        "(SELECT min(n.id) FROM post_edit n WHERE n.target_id = v.target AND n.id > v.moment)"
    )
    asked = sorted(set(moments))
    rows = await (via.rows(sql, v=asked) if via else storage.rows(sql, v=asked))
    return {(row[0], row[1]): row[2] for row in rows}

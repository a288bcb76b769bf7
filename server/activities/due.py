"""What time alone brings, for members whom nothing else visits."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from server import live, storage
from server.jobs import Again, Job
from server.kernel import clock
from server.kernel.ids import Id

from .batch import apply_due

SLICE = 100  # Members of one transaction.
EVERYBODY_SLICE = 500  # Members who are only marked.

log = logging.getLogger(__name__)
_at_fault: set[Id] = set()  # Whom this round could not visit: they wait for the next one, and hold up nobody.


async def visit_due() -> int:
    """Applies one slice of what has fallen due; how many members. 0: nobody is left, and the round is over."""
    rows = await storage.rows(
        "SELECT member_id FROM timeline_head WHERE due_at <= :now AND NOT member_id {in faulty bigint} "
        "ORDER BY due_at LIMIT :limit",
        now=clock.now(),
        faulty=sorted(_at_fault),
        limit=SLICE,
    )
    if not rows:
        _at_fault.clear()
        return 0
    await _visit([row[0] for row in rows])
    return len(rows)


async def visit_everybody(job: Job) -> Again | None:
    """One slice of all members, where a version of the programme begins to hold: they fall due now, and are asked what
    time brings them by it."""
    found = await live.members_after(job.payload["after"], EVERYBODY_SLICE)
    if not found:
        return None
    now = clock.now()

    async def work(tx: storage.Tx) -> None:
        await live.fall_due(tx, found, now)

    await storage.write(work)
    return Again({**job.payload, "after": found[-1]})


async def _visit(members: Sequence[Id]) -> None:
    """Where one of them is at fault, that one alone is left out: found by halving."""
    try:
        fold = await storage.write(lambda tx: apply_due(tx, members))
    except (storage.Retryable, storage.StorageFull):
        raise
    except Exception:
        if len(members) == 1:
            log.exception("Time could not pass for member %d.", members[0])
            _at_fault.add(members[0])
            return
        await _visit(members[: len(members) // 2])
        await _visit(members[len(members) // 2 :])
        return
    if fold is not None:
        await fold.committed()

"""A text that its author deletes leaves nothing to decide about, where nobody waits for an answer."""

from __future__ import annotations

from server.community.events import ContentDeleted
from server.kernel import clock
from server.storage import Tx

from . import records
from .committing import Told, committed
from .records import Case


async def close_deleted(fact: ContentDeleted) -> None:
    """Its open case ends by itself. One that somebody reported stays: whoever did is owed an answer, and what the
    text earned still follows from what is decided. So does an appeal."""

    async def work(tx: Tx, told: Told) -> None:
        case_id = await tx.value(
            "SELECT id FROM moderation_case WHERE target_id = :target AND state = 'open'", target=fact.content_id
        )
        case = await records.lock_case(tx, case_id) if case_id is not None else None
        if case is not None and case.state == "open":
            await close_unasked(tx, told, case)

    await committed(work)


async def close_unasked(tx: Tx, told: Told, case: Case) -> bool:
    """Closes the case of a deleted text where nobody reported it; whether it did."""
    if case.report_count:
        return False
    await tx.execute(
        "UPDATE moderation_case SET state = 'closed', waits = 0, claimed_by = NULL, claimed_until = NULL, "
        "decided_at = :now WHERE id = :id",
        now=clock.now(), id=case.id,
    )  # fmt: skip
    told.cases.append(case.id)
    return True

"""One transaction of moderation's: tried again where others were in the way, and told of once it is durable.

Rows are locked in one order everywhere: the case, then members by the heads of their timelines, then the text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from server import community, live, storage
from server.community import Ref
from server.kernel import clock, ids
from server.kernel.ids import Id
from server.live import TimelineRow
from server.storage import Retryable, Tx, UniqueViolation

from .models import Notice

T = TypeVar("T")
NoticeKind = Literal["held", "decided", "undone", "appeal", "reported", "idea"]

ATTEMPTS = 5
RETRY_SECONDS = 0.02  # Doubled each time.
TOPIC = "cases"


@dataclass(frozen=True, slots=True)
class Letter:
    """What one member is told. `data` goes into the event beside the notice's id: codes and numbers, no words."""

    member_id: Id
    kind: NoticeKind
    case_id: Id | None
    decision_id: Id | None
    data: dict[str, Any]
    answer_id: Id | None = None  # To an idea.


@dataclass(slots=True)
class Told:
    """What the world hears of once the transaction is durable."""

    rows: list[TimelineRow] = field(default_factory=list)
    refs: list[Ref] = field(default_factory=list)
    cases: list[Id] = field(default_factory=list)


async def committed(work: Callable[[Tx, Told], Awaitable[T]]) -> T:
    """What `work` answers. It may await nothing but the transaction, and may be run several times."""
    wait = RETRY_SECONDS
    for attempt in range(1, ATTEMPTS + 1):
        told = Told()
        try:
            answer = await storage.write(lambda tx, told=told: work(tx, told))  # type: ignore[misc]
            break
        except (Retryable, UniqueViolation):  # Another was first: what it wrote is read the next time.
            if attempt == ATTEMPTS:
                raise
            await asyncio.sleep(wait)
            wait *= 2
    await live.publish(told.rows)
    if told.refs:
        await community.tell(told.refs)
    for case_id in told.cases:
        tell_of_case(case_id)
    return answer


def tell_of_case(case_id: Id) -> None:
    """The moderators' pages read the queue anew."""
    live.publish_topic(TOPIC, {"case": case_id})


async def send(tx: Tx, told: Told, letters: Sequence[Letter]) -> None:
    """Notices, and an event of each in its member's timeline, in the very transaction that makes them true: a decision
    without its notice, or a notice of what was never decided, cannot be.

    The timeline's heads are locked here, as the recorder locks them, so positions stay without a gap. The recorder
    itself would be a second transaction, and nothing of this posts to the ledger: the points follow by the facts that
    the community announces."""
    heads = await live.lock(tx, {letter.member_id for letter in letters})
    positions = {member_id: position for member_id, (position, _) in heads.items()}
    now = clock.now()
    notices, rows = [], []
    for letter in letters:
        if letter.member_id not in positions:
            continue
        notice_id = ids.new_id()
        notices.append(
            (notice_id, letter.member_id, letter.kind, letter.case_id, letter.decision_id, letter.answer_id, now)
        )
        positions[letter.member_id] += 1
        position = positions[letter.member_id]
        event = {"type": "NoticePosted", "notice": notice_id, "kind": letter.kind, **letter.data}
        rows.append(
            TimelineRow(
                ids.new_id(), letter.member_id, position, position, None, now, now, live.encode_events([event])
            )
        )
    columns = ("id", "member_id", "kind", "case_id", "decision_id", "answer_id", "sent_at")
    await tx.insert(Notice, columns, notices)
    await live.append(tx, rows)
    told.rows += rows

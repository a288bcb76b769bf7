"""Telling all who took part that what they did together was reached, or undone: in slices, each member once."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from server import challenges
from server.jobs import Again, Job
from server.kernel.errors import DomainError

from .errors import Overloaded
from .intents import Intent, SettleGoal, Source

SLICE = 200  # Members of one call to the recorder.

log = logging.getLogger(__name__)
RecordMany = Callable[[Sequence[Intent]], Awaitable[list[Any]]]


async def settle(job: Job, record_many: RecordMany) -> Again | None:
    """One slice of the members whom a goal concerns. Ends where the goal was reached or undone again since: then
    another job goes towards what holds now."""
    code, period, turn = job.payload["challenge"], job.payload["period"], job.payload["turn"]
    goal = (await challenges.shared_goals([(code, period)])).get((code, period))
    if goal is None or goal.turn != turn:
        return None
    concerned = await challenges.concerned_by(goal, after=job.payload.get("after", 0), limit=SLICE)
    if not concerned:
        return None
    source = Source.system("challenges")
    answers = await record_many([
        SettleGoal(
            source=source, key=f"{code}:{period}:{turn}:{member_id}", member=("id", member_id), challenge=code,
            period=period, turn=turn, occurred_at=goal.reached_at,
        )
        for member_id in concerned
    ])  # fmt: skip
    for member_id, answer in zip(concerned, answers, strict=True):
        if isinstance(answer, Overloaded) or (isinstance(answer, Exception) and not isinstance(answer, DomainError)):
            raise answer
        if isinstance(answer, DomainError):
            log.warning("Member %d was not told of the goal “%s”: %s", member_id, code, answer)
    return Again({**job.payload, "after": concerned[-1]})

"""Simulations that people ask for: one after the other in each process, with how far each has come told as it goes.

A simulation is a job that looks after work in the background: whichever process takes the job up begins, and says every
few seconds that it is at it; where nobody has said so for a while, its process is gone, and it is begun anew.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from server import jobs, live, programme, storage
from server.jobs import Again, Handler, Job, Periodic
from server.kernel import clock, ids
from server.kernel.clock import DAY, SECOND, Instant
from server.kernel.errors import BadInput, Forbidden, NotFound
from server.kernel.ids import Id
from server.members import Principal
from server.programme import ProgrammeErrors
from server.storage import Row, Tx

from . import compared
from .compared import Comparison
from .models import Simulation as SimulationTable
from .simulate import SimulationFailed, simulate

TOPIC = "simulations"
"""Where it is heard that a simulation has come further."""
KEPT = 30 * DAY
WAITING_LIMIT = 20  # Asked for and not at their end.
TOLD_EVERY = SECOND
LOOKED_AT_EVERY = 3 * SECOND
GONE = 60 * SECOND  # Without a word for so long, its process is taken to be gone.
_JOB = "simulation"

log = logging.getLogger(__name__)
_COLUMNS = ("id", "draft_id", "name", "text", "since", "state", "total", "done", "result", "trouble", "asked_by",
            "asked_at", "beat_at", "ended_at")  # fmt: skip
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM simulation"
_running: dict[Id, asyncio.Task[None]] = {}  # Of this process: one at most.


@dataclass(frozen=True, slots=True)
class Asked:
    """A simulation as it stands: waiting, running, done, failed or cancelled. `total` and `done` count activities.
    `trouble`: why it failed, by language; `mistakes`: (line, message, remedy) where the draft cannot hold."""

    id: Id
    draft_id: Id
    name: str
    text: str
    since: Instant
    state: str
    total: int
    done: int
    result: Comparison | None
    trouble: Mapping[str, str] | None
    mistakes: tuple[tuple[int, str, str], ...]
    asked_by: Id
    asked_at: Instant
    ended_at: Instant | None


class CalledOff(Exception):
    """Somebody called the simulation off."""


async def ask(by: Principal, draft_id: Id, *, since: Instant) -> Asked:
    """Simulates a draft as it stands. Raises NotFound, BadInput, ProgrammeErrors where it has mistakes by itself."""
    asker = _asker(by)
    draft = await programme.draft_of(draft_id)
    if draft is None:
        raise NotFound("The draft")
    if not 0 <= since <= clock.now():
        raise BadInput("since", "since must be a time that has been: what was recorded from then on is compared.")
    programme.parse(draft.text, draft.file)
    row = (ids.new_id(), draft_id, draft.name, draft.text, since, "waiting", 0, 0, None, None, asker, clock.now(),
           clock.now(), None)  # fmt: skip

    async def work(tx: Tx) -> None:
        waiting = await tx.value("SELECT COUNT(*) FROM simulation WHERE state IN ('waiting', 'running')")
        if int(waiting or 0) >= WAITING_LIMIT:
            raise BadInput("draft", f"{WAITING_LIMIT} simulations wait already: call one off first.")
        await tx.insert(SimulationTable, _COLUMNS, [row])
        await jobs.enqueue(tx, _JOB, {"simulation": row[0]}, key=f"{_JOB}:{row[0]}")

    await storage.write(work)
    jobs.wake()
    return await _read(row[0])


async def call_off(by: Principal, simulation_id: Id) -> Asked:
    """It goes no further; one that has ended stays as it is. Raises NotFound."""
    _asker(by)
    async with storage.transaction() as tx:
        await tx.execute(
            "UPDATE simulation SET state = 'cancelled', ended_at = :now WHERE id = :id "
            "AND state IN ('waiting', 'running')",
            id=simulation_id, now=clock.now(),
        )  # fmt: skip
    _tell(simulation_id)
    return await _read(simulation_id)


async def asked(*, first: int) -> list[Asked]:
    """The newest first."""
    rows = await storage.rows(f"{_SELECT} ORDER BY asked_at DESC, id DESC LIMIT :first", first=first)
    return [_asked(row) for row in rows]


async def asked_by_id(simulation_ids: Collection[Id]) -> dict[Id, Asked]:
    rows = await storage.rows(f"{_SELECT} WHERE id {{in ids bigint}}", ids=sorted(set(simulation_ids)))
    return {row[0]: _asked(row) for row in rows}


async def stop() -> None:
    """Ends what runs in this process; it is begun anew by whichever process takes it up."""
    running = list(_running.values())
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


# Working


async def _look_after(job: Job) -> Again | None:
    simulation_id = int(job.payload["simulation"])
    row = await storage.row("SELECT state, beat_at FROM simulation WHERE id = :id", id=simulation_id)
    if row is None or row[0] not in ("waiting", "running"):
        return None
    gone = row[0] == "running" and row[1] < clock.now() - GONE
    if simulation_id not in _running and not _running and (row[0] == "waiting" or gone):
        task = asyncio.create_task(_live(simulation_id), name=f"simulation {simulation_id}")
        _running[simulation_id] = task
        task.add_done_callback(lambda _: _running.pop(simulation_id, None))
    return Again(job.payload, clock.now() + LOOKED_AT_EVERY)


async def _live(simulation_id: Id) -> None:
    asked = await _begun(simulation_id)
    if asked is None:
        return
    told_at = 0

    async def progress(done: int, total: int) -> None:
        nonlocal told_at
        if clock.now() - told_at >= TOLD_EVERY or done == total:
            told_at = clock.now()
            await _progressed(simulation_id, done, total)

    try:
        comparison = await simulate(asked.text, f"{asked.name}.toml", since=asked.since, progress=progress)
        await _end(simulation_id, "done", result=compared.encode(comparison).decode())
    except CalledOff:
        log.info("Simulation %d was called off.", simulation_id)
    except ProgrammeErrors as wrong:
        mistakes = [[error.line, error.message, error.remedy] for error in wrong.errors]
        await _end(simulation_id, "failed", trouble={**_CANNOT_HOLD, "mistakes": mistakes})
    except (SimulationFailed, OSError) as fault:
        log.error("Simulation %d failed: %s", simulation_id, fault)
        await _end(simulation_id, "failed", trouble=_FAILED)


async def _begun(simulation_id: Id) -> Asked | None:
    """None: it was called off, or another process has begun."""
    async with storage.transaction() as tx:
        begun = await tx.execute(
            "UPDATE simulation SET state = 'running', done = 0, beat_at = :now WHERE id = :id "
            "AND (state = 'waiting' OR (state = 'running' AND beat_at < :gone))",
            id=simulation_id, now=clock.now(), gone=clock.now() - GONE,
        )  # fmt: skip
    _tell(simulation_id)
    return await _read(simulation_id) if begun else None


async def _progressed(simulation_id: Id, done: int, total: int) -> None:
    async with storage.transaction() as tx:
        running = await tx.execute(
            "UPDATE simulation SET done = :done, total = :total, beat_at = :now WHERE id = :id AND state = 'running'",
            id=simulation_id, done=done, total=total, now=clock.now(),
        )  # fmt: skip
    if not running:
        raise CalledOff
    _tell(simulation_id)


async def _end(simulation_id: Id, state: str, *, result: str | None = None, trouble: object = None) -> None:
    async with storage.transaction() as tx:
        await tx.execute(
            "UPDATE simulation SET state = :state, result = :result, trouble = :trouble, ended_at = :now "
            "WHERE id = :id AND state = 'running'",
            id=simulation_id, state=state, result=result, now=clock.now(),
            trouble=json.dumps(trouble, ensure_ascii=False) if trouble is not None else None,
        )  # fmt: skip
    _tell(simulation_id)


async def _forget(job: Job) -> None:
    """Results are kept for KEPT."""
    async with storage.transaction() as tx:
        await tx.execute("DELETE FROM simulation WHERE asked_at < :oldest", oldest=clock.now() - KEPT)


def _asker(by: Principal) -> Id:
    if by.kind != "person" or by.member_id is None or not by.is_any_of("editor", "manager"):
        raise Forbidden("Only an editor or a manager writes drafts.")
    return by.member_id


def _tell(simulation_id: Id) -> None:
    live.publish_topic(TOPIC, {"simulations": [simulation_id]})


async def _read(simulation_id: Id) -> Asked:
    row = await storage.row(f"{_SELECT} WHERE id = :id", id=simulation_id)
    if row is None:
        raise NotFound("The simulation")
    return _asked(row)


def _asked(row: Row) -> Asked:
    trouble = json.loads(row[9]) if row[9] is not None else None
    mistakes = tuple((line, message, remedy) for line, message, remedy in (trouble or {}).pop("mistakes", ()))
    result = compared.decode(row[8]) if row[8] is not None else None
    return Asked(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], result, trouble, mistakes, row[10],
                 row[11], row[13])  # fmt: skip


_CANNOT_HOLD = {
    "sv": "Utkastet går inte att lägga efter det som gällde före. Rätta det som står nedan och prova igen.",
    "en": "The draft does not fit after what held before. Put right what stands below and try again.",
}
_FAILED = {
    "sv": "Det gick inte att prova utkastet; felet är vårt. Inget ändrades. Försök igen om en stund.",
    "en": "The draft could not be tried, and the fault is ours. Nothing was changed. Try again in a while.",
}

JOBS: Mapping[str, Handler] = {_JOB: _look_after}
PERIODICS = (Periodic("forget-simulations", DAY, _forget),)

"""The queue in the database: put in, claimed for a while, settled.

`run_at` is the one column that says when a job may be claimed. A claim moves it to the end of the lease, so a worker
that dies gives its jobs back by doing nothing; a job that is done or dead has none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from server import storage
from server.kernel import clock, ids
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.storage import Tx

from .errors import LeaseLost
from .models import Job as JobTable

LEASE = 60 * clock.SECOND  # Renewed while the job runs.
KEEP_DONE = 8 * clock.DAY  # How long a done job's key is remembered.
TRIM_SLICE = 2_000
ERROR_LENGTH = 2_000

Payload = Mapping[str, Any]
_encode = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed job, as its handler sees it."""

    id: Id
    kind: str
    payload: Payload
    key: str | None
    attempts: int  # This one counted.
    created_at: Instant
    claim: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A job to put in."""

    kind: str
    payload: Payload
    key: str | None = None
    run_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class DeadJob:
    """A job that was given up, for a person to look at."""

    id: Id
    kind: str
    payload: Payload
    attempts: int
    last_error: str
    dead_at: Instant
    created_at: Instant


@dataclass(frozen=True, slots=True)
class Counts:
    """How the queue stands. `oldest_due_at`: since when the job waits that has waited longest."""

    due: int
    later: int  # Not due yet, or running.
    dead: int
    oldest_due_at: Instant | None


# Putting in


async def enqueue(
    tx: Tx, kind: str, payload: Payload, *, key: str | None = None, run_at: Instant | None = None
) -> bool:
    """Asks for work, in the caller's transaction; None: as soon as it commits. False: a job with that key is there, or
    was within KEEP_DONE."""
    return await enqueue_many(tx, [Draft(kind, payload, key, run_at)]) == 1


async def enqueue_many(tx: Tx, drafts: Sequence[Draft]) -> int:
    """The same for many, in one statement; how many are new."""
    now = clock.now()
    unique = {draft.key or object(): draft for draft in reversed(drafts)}
    rows = [
        (ids.new_id(), draft.kind, _encode(draft.payload).decode(), draft.key, draft.run_at or now, 0, now)
        for draft in reversed(unique.values())
    ]
    columns = ("id", "kind", "payload", "key", "run_at", "attempts", "created_at")
    return await tx.insert(JobTable, columns, rows, conflict="DO NOTHING")


# Working


async def claim(kinds: Collection[str], *, count: int, claim: str) -> list[Job]:
    """Takes at most `count` due jobs for the length of a lease. `claim` is a name that is never used twice."""
    now = clock.now()
    wanted = sorted(kinds)
    # Outside a transaction first: an idle worker must not take the one writer's place on SQLite.
    if not await storage.rows(
        "SELECT 1 FROM job WHERE run_at <= :now AND kind {in kinds text} LIMIT 1", now=now, kinds=wanted
    ):
        return []

    async def take(tx: Tx) -> list[Any]:
        # Materialized: PostgreSQL may otherwise run the inner query again and lock more rows than the limit.
        return await tx.rows(
            "WITH due AS MATERIALIZED (SELECT id FROM job WHERE run_at <= :now AND kind {in kinds text} "
            "ORDER BY run_at, id LIMIT :count {skip_locked}) "
            "UPDATE job SET attempts = attempts + 1, run_at = :until, locked_by = :claim "
            "WHERE id IN (SELECT id FROM due) RETURNING id, kind, payload, key, attempts, created_at",
            now=now,
            kinds=wanted,
            count=count,
            until=now + LEASE,
            claim=claim,
        )

    rows = await storage.write(take)
    return sorted(
        (
            Job(row["id"], row["kind"], _decode(row["payload"]), row["key"], row["attempts"], row["created_at"], claim)
            for row in rows
        ),
        key=lambda job: job.id,
    )


async def renew(jobs: Collection[Job]) -> int:
    """Lengthens the leases of jobs that still run; how many are still ours."""
    until = clock.now() + LEASE

    async def lengthen(tx: Tx) -> int:
        return await tx.execute(
            "UPDATE job SET run_at = :until WHERE id {in ids bigint} AND locked_by {in claims text}",
            until=until,
            ids=[job.id for job in jobs],
            claims=sorted({job.claim for job in jobs}),
        )

    return await storage.write(lengthen)


async def finish(tx: Tx, job: Job) -> None:
    """Marks a job done inside its handler's own transaction, so that its effect happens exactly once. Raises LeaseLost
    where another worker has it by now. (A job that is only returned from is done too, but may be done twice.)"""
    if await settle_done(tx, [job]) != 1:
        raise LeaseLost


async def settle_done(tx: Tx, jobs: Sequence[Job]) -> int:
    """Done. Only those with a key leave a row, which keeps the key; how many were still ours."""
    keyed = [(job.id, job.claim) for job in jobs if job.key is not None]
    plain = [(job.id, job.claim) for job in jobs if job.key is None]
    settled = 0
    if keyed:
        settled += await tx.execute(
            "UPDATE job SET done_at = :now, run_at = NULL, locked_by = NULL, last_error = NULL "
            "FROM {rows v id:bigint claim:text} WHERE job.id = v.id AND job.locked_by = v.claim",
            now=clock.now(),
            v=keyed,
        )
    if plain:
        settled += await tx.execute(
            "DELETE FROM job WHERE id {in ids bigint} "
            "AND (id, locked_by) IN (SELECT v.id, v.claim FROM {rows v id:bigint claim:text})",
            ids=[job_id for job_id, _ in plain],
            v=plain,
        )
    return settled


async def settle_failed(tx: Tx, failed: Sequence[tuple[Job, str, Instant]]) -> None:
    """Not yet: each is tried again at its instant."""
    await tx.execute(
        "UPDATE job SET run_at = v.run_at, last_error = v.error, locked_by = NULL "
        "FROM {rows v id:bigint claim:text run_at:bigint error:text} WHERE job.id = v.id AND job.locked_by = v.claim",
        v=[(job.id, job.claim, run_at, error[:ERROR_LENGTH]) for job, error, run_at in failed],
    )


async def settle_dead(tx: Tx, dead: Sequence[tuple[Job, str]]) -> None:
    """Given up: kept until `revive` or `bury`."""
    await tx.execute(
        "UPDATE job SET run_at = NULL, dead_at = :now, last_error = v.error, locked_by = NULL "
        "FROM {rows v id:bigint claim:text error:text} WHERE job.id = v.id AND job.locked_by = v.claim",
        now=clock.now(),
        v=[(job.id, job.claim, error[:ERROR_LENGTH]) for job, error in dead],
    )


async def settle_again(tx: Tx, again: Sequence[tuple[Job, Payload, Instant, int]]) -> None:
    """On purpose once more: with this payload, at this instant, with so many attempts counted."""
    await tx.execute(
        "UPDATE job SET run_at = v.run_at, payload = v.payload, attempts = v.attempts, locked_by = NULL "
        "FROM {rows v id:bigint claim:text payload:text run_at:bigint attempts:bigint} "
        "WHERE job.id = v.id AND job.locked_by = v.claim",
        v=[(job.id, job.claim, _encode(payload).decode(), run_at, n) for job, payload, run_at, n in again],
    )


# Looking after


async def counts() -> Counts:
    now = clock.now()
    row = await storage.row(
        "SELECT (SELECT count(*) FROM job WHERE run_at <= :now) AS due, "
        "(SELECT count(*) FROM job WHERE run_at > :now) AS later, "
        "(SELECT count(*) FROM job WHERE dead_at IS NOT NULL) AS dead, "
        "(SELECT min(run_at) FROM job) AS oldest",
        now=now,
    )
    assert row is not None
    oldest = row["oldest"]
    return Counts(row["due"], row["later"], row["dead"], oldest if oldest is not None and oldest <= now else None)


async def dead_jobs(limit: int = 100) -> list[DeadJob]:
    """The jobs that were given up, newest first."""
    rows = await storage.rows(
        "SELECT id, kind, payload, attempts, last_error, dead_at, created_at FROM job "
        "WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, id DESC LIMIT :limit",
        limit=limit,
    )
    return [
        DeadJob(
            row["id"], row["kind"], _decode(row["payload"]), row["attempts"], row["last_error"] or "", row["dead_at"],
            row["created_at"],
        )
        for row in rows
    ]  # fmt: skip


async def revive(tx: Tx, job_id: Id) -> bool:
    """A dead job is tried again from the beginning. False: there is no such dead job."""
    return await tx.execute(
        "UPDATE job SET run_at = :now, dead_at = NULL, attempts = 0 WHERE id = :id AND dead_at IS NOT NULL",
        now=clock.now(),
        id=job_id,
    ) == 1


async def bury(tx: Tx, job_id: Id) -> bool:
    """A dead job is forgotten. False: there is no such dead job."""
    return await tx.execute("DELETE FROM job WHERE id = :id AND dead_at IS NOT NULL", id=job_id) == 1


async def trim() -> int:
    """Forgets one slice of the keys of jobs done more than KEEP_DONE ago; how many."""
    edge = clock.now() - KEEP_DONE

    async def forget(tx: Tx) -> int:
        return await tx.execute(
            "DELETE FROM job WHERE id IN (SELECT id FROM job WHERE done_at < :edge ORDER BY done_at LIMIT :slice)",
            edge=edge,
            slice=TRIM_SLICE,
        )

    return await storage.write(forget)

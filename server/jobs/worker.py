"""A worker: claims jobs, runs them side by side, settles what became of them, and keeps the schedules.

Any number of workers, in any number of processes, share one queue. What ended while a settlement was being committed
is settled together in the next one.
"""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from server import storage
from server.kernel import clock
from server.kernel.clock import Instant
from server.storage import Tx

from . import queue, rules
from .errors import Hopeless, LeaseLost
from .queue import Draft, Job, Payload

CONCURRENCY = 8
POLL_SECONDS = 0.5
RUN_SECONDS_LIMIT = 600.0  # A handler that needs longer goes in slices: it returns Again.
GRACE_SECONDS = 10.0
TROUBLE_SECONDS = 1.0  # Pause after the database did not answer.

log = logging.getLogger(__name__)
_awake: set[asyncio.Event] = set()


@dataclass(frozen=True, slots=True)
class Again:
    """Returned by a handler whose work is not at its end: to run again, from a payload that says how far it came."""

    payload: Payload
    run_at: Instant | None = None


Handler = Callable[[Job], Awaitable[Again | None]]


@dataclass(frozen=True, slots=True)
class Periodic:
    """Work that time alone brings: once each `every` microseconds among all workers. A slot that passed while nobody
    worked is not made up for. The payload is {"slot": the slot's first instant}."""

    name: str
    every: int
    run: Handler
    offset: int = 0

    def __post_init__(self) -> None:
        if not clock.SECOND <= self.every < queue.KEEP_DONE:
            raise ValueError("A period is from a second to less than the eight days for which keys are remembered.")

    @property
    def kind(self) -> str:
        return f"schedule:{self.name}"


@dataclass(frozen=True, slots=True)
class _Ended:
    """What became of a job: nothing else said, it is done."""

    job: Job
    error: str | None = None
    hopeless: bool = False
    again: Again | None = None
    released: bool = False


def in_slices(work: Callable[[], Awaitable[int]]) -> Handler:
    """A handler that repeats short work, such as trimming, until it finds nothing more to do."""

    async def handle(job: Job) -> None:
        while await work():
            pass

    return handle


def wake() -> None:
    """Tells this process's workers that a job was committed just now, so that none waits for the next look."""
    for event in _awake:
        event.set()


async def work_off(handlers: Mapping[str, Handler]) -> int:
    """Does all that is due now, one after the other, and what that brings; how many jobs. For whoever holds the clock:
    the instant at which it stands is over only when nothing is left to do. What fails raises."""
    worked = 0
    while taken := await queue.claim(handlers, count=CONCURRENCY, claim=f"off-{secrets.token_hex(6)}"):
        for job in taken:
            await _settle_one(job, await handlers[job.kind](job))
            worked += 1
    return worked


async def _settle_one(job: Job, again: Again | None) -> None:
    async def write(tx: Tx) -> None:
        if again is None:
            await queue.settle_done(tx, [job])
        else:
            await queue.settle_again(tx, [(job, again.payload, again.run_at or clock.now(), 0)])

    await storage.write(write)


class Worker:
    """Runs `handlers` by kind; jobs of other kinds are left for workers that know them."""

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        *,
        periodics: Sequence[Periodic] = (),
        concurrency: int = CONCURRENCY,
    ) -> None:
        upkeep = Periodic("forget-done-jobs", clock.HOUR, in_slices(queue.trim))
        self._periodics = (*periodics, upkeep)
        self._handlers = {**handlers, **{periodic.kind: periodic.run for periodic in self._periodics}}
        self._concurrency = concurrency
        self._name = secrets.token_hex(6)
        self._claims = 0
        self._slots: dict[str, Instant] = {}
        self._running: dict[asyncio.Task[None], Job] = {}
        self._ended: list[_Ended] = []
        self._wake = asyncio.Event()
        self._something_ended = asyncio.Event()
        self._writing = asyncio.Lock()  # Settling and renewing touch the same rows.
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begins to work, in tasks of its own."""
        _awake.add(self._wake)
        self._tasks = [
            asyncio.create_task(self._claim_for_ever(), name="jobs: claim"),
            asyncio.create_task(self._settle_for_ever(), name="jobs: settle"),
            asyncio.create_task(self._renew_for_ever(), name="jobs: renew"),
        ]

    async def stop(self, grace: float = GRACE_SECONDS) -> None:
        """Claims nothing more, lets what runs end within `grace` seconds, gives the rest back, and settles."""
        self._stopping = True
        _awake.discard(self._wake)
        self._wake.set()
        if not self._tasks:
            return
        await asyncio.gather(self._tasks[0], return_exceptions=True)
        if self._running:
            await asyncio.wait(self._running, timeout=grace)
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        for task in self._tasks[1:]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._ended:
            try:
                await self._settle()
            except Exception:
                log.exception("%d jobs could not be settled; their leases end by themselves.", len(self._ended))

    # Claiming

    async def _claim_for_ever(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                await self._open_slots()
                free = self._concurrency - len(self._running)
                taken = await self._claim(free) if free else []
            except Exception:
                log.exception("The queue did not answer.")
                await asyncio.sleep(TROUBLE_SECONDS)
                continue
            for job in taken:
                task = asyncio.create_task(self._run(job), name=f"job {job.kind}")
                self._running[task] = job
                task.add_done_callback(self._leave)
            if len(taken) < free or not free:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), POLL_SECONDS * random.uniform(0.8, 1.2))

    async def _claim(self, free: int) -> list[Job]:
        self._claims += 1
        return await queue.claim(self._handlers, count=free, claim=f"{self._name}-{self._claims}")

    async def _open_slots(self) -> None:
        """Puts in the jobs of slots that have begun; a key makes each of them one, whoever is first."""
        now = clock.now()
        slots = {p.kind: rules.slot_of(now, p.every, p.offset) for p in self._periodics}
        new = {kind: slot for kind, slot in slots.items() if self._slots.get(kind) != slot}
        if not new:
            return
        drafts = [Draft(kind, {"slot": slot}, key=f"{kind}:{slot}") for kind, slot in new.items()]

        async def put(tx: Tx) -> int:
            return await queue.enqueue_many(tx, drafts)

        await storage.write(put)
        self._slots.update(new)

    def _leave(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        self._wake.set()

    # Running

    async def _run(self, job: Job) -> None:
        if job.attempts > rules.ATTEMPT_LIMIT:
            # Nobody said that the attempts before failed: whoever ran them is gone, perhaps because of this job.
            self._end(_Ended(job, error="Its workers ended before it did.", hopeless=True))
            return
        try:
            async with asyncio.timeout(RUN_SECONDS_LIMIT):
                again = await self._handlers[job.kind](job)
            self._end(_Ended(job, again=again))
        except asyncio.CancelledError:
            if self._stopping:
                self._end(_Ended(job, released=True))
            else:
                self._end(self._failure(job, "CancelledError: it cancelled itself."))
            raise
        except LeaseLost:
            log.warning("Job %d (%s) was taken over by another worker.", job.id, job.kind)
        except Hopeless as error:
            log.error("Job %d (%s) is hopeless: %s", job.id, job.kind, error)
            self._end(_Ended(job, error=str(error), hopeless=True))
        except Exception as error:
            log.warning("Job %d (%s) failed at attempt %d.", job.id, job.kind, job.attempts, exc_info=True)
            self._end(self._failure(job, f"{type(error).__name__}: {error}"))

    def _failure(self, job: Job, error: str) -> _Ended:
        last = job.attempts >= rules.ATTEMPT_LIMIT
        if last:
            log.error("Job %d (%s) is given up after %d attempts: %s", job.id, job.kind, job.attempts, error)
        return _Ended(job, error=error, hopeless=last)

    def _end(self, ended: _Ended) -> None:
        self._ended.append(ended)
        self._something_ended.set()

    # Settling

    async def _settle_for_ever(self) -> None:
        while True:
            await self._something_ended.wait()
            self._something_ended.clear()
            try:
                await self._settle()
            except Exception:
                log.exception("%d jobs could not be settled; trying again.", len(self._ended))
                self._something_ended.set()
                await asyncio.sleep(TROUBLE_SECONDS)

    async def _settle(self) -> None:
        """Writes what became of all that ended so far, in one transaction."""
        settling = list(self._ended)
        now = clock.now()

        async def write(tx: Tx) -> None:
            done = [e.job for e in settling if not (e.error is not None or e.again or e.released)]
            await queue.settle_done(tx, done)
            if dead := [(e.job, e.error or "") for e in settling if e.hopeless]:
                await queue.settle_dead(tx, dead)
            failed = [
                (e.job, e.error, now + rules.pause_after(e.job.attempts, random.random()))
                for e in settling
                if e.error is not None and not e.hopeless
            ]
            if failed:
                await queue.settle_failed(tx, failed)
            again = [(e.job, e.again.payload, e.again.run_at or now, 0) for e in settling if e.again]
            again += [(e.job, e.job.payload, now, e.job.attempts - 1) for e in settling if e.released]
            if again:
                await queue.settle_again(tx, again)

        async with self._writing:
            await storage.write(write)
        del self._ended[: len(settling)]
        if any(e.again for e in settling):
            self._wake.set()

    async def _renew_for_ever(self) -> None:
        while True:
            await asyncio.sleep(queue.LEASE / clock.SECOND / 3)
            running = list(self._running.values())
            if not running:
                continue
            try:
                async with self._writing:
                    await queue.renew(running)
            except Exception:
                log.exception("The leases of %d jobs could not be renewed.", len(running))

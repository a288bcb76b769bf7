"""Workers on a real queue: nothing lost, nothing run twice without need, nothing for ever."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import Any

import pytest

from server import jobs, storage
from server.jobs import Again, Hopeless, Job, Periodic, Worker, queue, rules
from server.kernel import clock

from .conftest import put, until, until_true


class Desk:
    """Handlers that keep what they saw."""

    def __init__(self) -> None:
        self.seen: list[Any] = []

    async def note(self, job: Job) -> None:
        self.seen.append(job.payload["n"])


async def test_a_job_runs_once_after_the_commit_and_leaves_no_row(database: str) -> None:
    desk = Desk()
    worker = Worker({"note": desk.note})
    await worker.start()

    await put("note", payload={"n": 1})

    await until(lambda: desk.seen == [1])
    await worker.stop()
    assert desk.seen == [1]
    assert await storage.value("SELECT count(*) FROM job WHERE kind = 'note'") == 0


async def test_a_transaction_that_fails_asks_for_nothing(database: str) -> None:
    async def ask_and_fail() -> None:
        async with storage.transaction() as tx:
            await jobs.enqueue(tx, "note", {"n": 1})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ask_and_fail()

    assert (await jobs.counts()).due == 0


async def test_equal_keys_are_one_job_also_when_it_is_done(database: str) -> None:
    desk = Desk()
    worker = Worker({"note": desk.note})
    async with storage.transaction() as tx:
        twice = [queue.Draft("note", {"n": 1}, key="k"), queue.Draft("note", {"n": 2}, key="k")]
        assert await jobs.enqueue_many(tx, [*twice, queue.Draft("note", {"n": 3})]) == 2
    assert not await put("note", payload={"n": 4}, key="k")

    await worker.start()
    await until(lambda: len(desk.seen) == 2)
    await worker.stop()
    assert not await put("note", payload={"n": 5}, key="k")

    assert sorted(desk.seen) == [1, 3]


async def test_keys_of_done_jobs_are_forgotten_after_a_while(database: str) -> None:
    worker = Worker({"note": Desk().note})
    await put("note", payload={"n": 1}, key="k")
    await worker.start()
    await until_true(lambda: storage.value("SELECT 1 FROM job WHERE key = 'k' AND done_at IS NOT NULL"))
    await worker.stop()

    assert await jobs.trim() == 0
    with clock.stepped() as step:
        step.to(clock.now() + queue.KEEP_DONE + clock.SECOND)
        assert await jobs.trim() >= 1

    assert await put("note", payload={"n": 2}, key="k")


async def test_a_job_waits_for_its_time(database: str) -> None:
    desk = Desk()
    worker = Worker({"note": desk.note})
    await worker.start()
    await put("note", payload={"n": 1}, run_at=clock.now() + 400 * clock.MILLISECOND)

    await asyncio.sleep(0.2)
    assert desk.seen == []
    await until(lambda: desk.seen == [1])
    await worker.stop()


async def test_3000_jobs_and_4_workers_none_twice(database: str) -> None:
    seen: Counter[int] = Counter()

    async def note(job: Job) -> None:
        seen[job.payload["n"]] += 1

    async with storage.transaction() as tx:
        await jobs.enqueue_many(tx, [queue.Draft("note", {"n": n}) for n in range(3_000)])
    workers = [Worker({"note": note}, concurrency=50) for _ in range(4)]
    for worker in workers:
        await worker.start()
    await until(lambda: len(seen) == 3_000, 60)
    for worker in workers:
        await worker.stop()

    assert set(seen.values()) == {1}
    assert await storage.value("SELECT count(*) FROM job WHERE kind = 'note'") == 0


async def test_a_failure_is_tried_again_later_and_says_why(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "PAUSE_FIRST", 50 * clock.MILLISECOND)
    attempts: list[int] = []

    async def flaky(job: Job) -> None:
        attempts.append(job.attempts)
        if job.attempts < 3:
            raise ConnectionError("the shop is closed")

    worker = Worker({"flaky": flaky})
    await worker.start()
    await put("flaky")

    await until(lambda: len(attempts) == 1)
    await asyncio.sleep(0.02)
    why = await storage.value("SELECT last_error FROM job WHERE kind = 'flaky'")
    await until(lambda: len(attempts) == 3)
    await worker.stop()
    assert attempts == [1, 2, 3]
    assert why in (None, "ConnectionError: the shop is closed")
    assert await storage.value("SELECT count(*) FROM job WHERE kind = 'flaky'") == 0


async def test_after_the_last_attempt_it_is_dead_visible_and_can_be_revived(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "PAUSE_FIRST", 1)
    monkeypatch.setattr(rules, "ATTEMPT_LIMIT", 3)
    ran: list[int] = []

    async def broken(job: Job) -> None:
        ran.append(job.attempts)
        raise ValueError("never")

    worker = Worker({"broken": broken})
    await worker.start()
    await put("broken", payload={"to": "x"})
    await until_true(jobs.dead_jobs)

    (dead,) = await jobs.dead_jobs()
    assert ran == [1, 2, 3]
    assert (dead.kind, dead.payload, dead.attempts, dead.last_error) == ("broken", {"to": "x"}, 3, "ValueError: never")
    assert (await jobs.counts()).dead == 1
    async with storage.transaction() as tx:
        assert await jobs.revive(tx, dead.id)
        assert not await jobs.revive(tx, dead.id)
    jobs.wake()
    await until(lambda: len(ran) == 6)
    await until_true(jobs.dead_jobs)
    await worker.stop()
    async with storage.transaction() as tx:
        assert await jobs.bury(tx, dead.id)
    assert await jobs.dead_jobs() == []


async def test_hopeless_work_dies_at_once(database: str) -> None:
    async def hopeless(job: Job) -> None:
        raise Hopeless("there is no such address")

    worker = Worker({"hopeless": hopeless})
    await worker.start()
    await put("hopeless")
    await until_true(jobs.dead_jobs)
    await worker.stop()

    (dead,) = await jobs.dead_jobs()
    assert (dead.attempts, dead.last_error) == (1, "there is no such address")


async def test_long_work_goes_in_slices(database: str) -> None:
    slices: list[tuple[int, int]] = []

    async def long(job: Job) -> Again | None:
        at = job.payload["at"]
        slices.append((at, job.attempts))
        return Again({"at": at + 100}) if at < 300 else None

    worker = Worker({"long": long})
    await worker.start()
    await put("long", payload={"at": 0})
    await until(lambda: len(slices) == 4)
    await worker.stop()

    assert slices == [(0, 1), (100, 1), (200, 1), (300, 1)]
    assert await storage.value("SELECT count(*) FROM job WHERE kind = 'long'") == 0


async def test_jobs_of_kinds_that_a_worker_does_not_know_are_left(database: str) -> None:
    desk = Desk()
    worker = Worker({"note": desk.note})
    await put("tomorrow's kind")
    await put("note", payload={"n": 1})
    await worker.start()
    await until(lambda: desk.seen == [1])
    await worker.stop()

    assert await storage.value("SELECT attempts FROM job WHERE kind = 'tomorrow''s kind'") == 0


async def test_stopping_lets_work_end_and_gives_back_what_does_not(database: str) -> None:
    ended: list[str] = []

    async def short(job: Job) -> None:
        await asyncio.sleep(0.2)
        ended.append("short")

    async def endless(job: Job) -> None:
        await asyncio.sleep(3600)

    worker = Worker({"short": short, "endless": endless})
    await put("short")
    await put("endless")
    await worker.start()
    await until(lambda: len(worker._running) == 2)

    await worker.stop(grace=0.5)

    assert ended == ["short"]
    row = await storage.row("SELECT attempts, locked_by, run_at FROM job WHERE kind = 'endless'")
    assert row is not None
    assert (row["attempts"], row["locked_by"]) == (0, None)
    assert row["run_at"] <= clock.now()
    assert await storage.value("SELECT count(*) FROM job WHERE kind = 'short'") == 0


async def test_what_a_dead_worker_held_is_taken_over_and_its_late_word_is_not_heard(database: str) -> None:
    await put("note", payload={"n": 1})
    (held,) = await queue.claim(["note"], count=1, claim="dead-1")
    assert await queue.claim(["note"], count=1, claim="other-1") == []

    with clock.stepped() as step:
        step.to(clock.now() + queue.LEASE + 1)
        (taken,) = await queue.claim(["note"], count=1, claim="other-2")
    async with storage.transaction() as tx:
        assert await queue.settle_done(tx, [held]) == 0
        await queue.settle_dead(tx, [(held, "late word")])
    with pytest.raises(jobs.LeaseLost):
        async with storage.transaction() as tx:
            await jobs.finish(tx, held)

    assert (taken.id, taken.attempts) == (held.id, 2)
    assert await jobs.dead_jobs() == []
    async with storage.transaction() as tx:
        await jobs.finish(tx, taken)
    assert await storage.value("SELECT count(*) FROM job WHERE kind = 'note'") == 0


async def test_a_job_that_kills_its_workers_dies_itself(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "ATTEMPT_LIMIT", 2)
    desk = Desk()
    await put("note", payload={"n": 1})
    with clock.stepped() as step:
        step.to(clock.now() - clock.HOUR)
        await storage.write(lambda tx: tx.execute("UPDATE job SET run_at = :now", now=clock.now()))
        for n in range(2):
            assert len(await queue.claim(["note"], count=1, claim=f"killed-{n}")) == 1
            step.by(queue.LEASE + 1)

    worker = Worker({"note": desk.note})
    await worker.start()
    await until_true(jobs.dead_jobs)
    await worker.stop()

    assert desk.seen == []


async def test_a_running_job_keeps_its_lease(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "LEASE", clock.SECOND)  # Renewed each third of it, also on a machine that is busy.
    ran: list[int] = []

    async def slow(job: Job) -> None:
        ran.append(job.attempts)
        await asyncio.sleep(2.5)

    workers = [Worker({"slow": slow}) for _ in range(2)]
    await put("slow")
    for worker in workers:
        await worker.start()
    await until(lambda: bool(ran))
    await asyncio.sleep(2.6)
    for worker in workers:
        await worker.stop()

    assert ran == [1]


async def test_a_handler_that_finishes_in_its_own_transaction_is_done(database: str) -> None:
    async def write(job: Job) -> None:
        async with storage.transaction() as tx:
            await jobs.enqueue(tx, "effect", {}, run_at=clock.now() + clock.HOUR)
            await jobs.finish(tx, job)

    worker = Worker({"write": write})
    await worker.start()
    await put("write", key="w")
    await until_true(lambda: storage.value("SELECT 1 FROM job WHERE key = 'w' AND done_at IS NOT NULL"))
    await worker.stop()

    assert await storage.value("SELECT count(*) FROM job WHERE kind = 'effect'") == 1


async def test_a_schedule_runs_once_a_slot_among_all_workers(database: str) -> None:
    slots: list[int] = []

    async def tick(job: Job) -> None:
        slots.append(job.payload["slot"])

    workers = [Worker({}, periodics=[Periodic("tick", clock.SECOND, tick)]) for _ in range(3)]
    for worker in workers:
        await worker.start()
    started = time.monotonic()
    await until(lambda: len(slots) >= 3)
    for worker in workers:
        await worker.stop()

    assert len(set(slots)) == len(slots)
    assert all(slot % clock.SECOND == 0 for slot in slots)
    assert time.monotonic() - started > 1.0


def test_a_period_is_not_longer_than_keys_are_remembered() -> None:
    with pytest.raises(ValueError):
        Periodic("moon", 28 * clock.DAY, Desk().note)


async def test_a_handler_that_cancels_itself_has_failed(database: str) -> None:
    async def odd(job: Job) -> None:
        raise asyncio.CancelledError

    worker = Worker({"odd": odd})
    await worker.start()
    await put("odd")
    await until_true(lambda: storage.value("SELECT last_error FROM job WHERE kind = 'odd'"))
    await worker.stop()

    assert await storage.value("SELECT attempts FROM job WHERE kind = 'odd'") == 1

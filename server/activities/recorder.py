"""Group commit: one recorder a process. While one batch commits, the next gathers.

When idle, a batch is one activity and waits for nothing; under load it is up to BATCH_LIMIT, and each award costs a
share of one transaction and one fsync.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from server import storage
from server.kernel.errors import DomainError

from . import queries
from .acceptance import Replay, Result, SameAs
from .batch import Done, record_batch
from .errors import Overloaded, Stopping, Unrecordable
from .intents import Intent
from .outcome import Outcome

BATCH_LIMIT = 256
QUEUE_LIMIT = 8_192  # Activities that wait. Beyond it a sender is asked to come back.
CALL_LIMIT = 1_000  # Activities of one call.
ATTEMPTS = 8  # Of a batch that met a deadlock or a lost connection.
RETRY_SECONDS = 0.05  # Doubled each time: all attempts together take about six seconds.
OVERLOADED_SECONDS = 1

log = logging.getLogger(__name__)

Answer = Outcome | Exception
Counter = Callable[[Mapping[str, int], float], None]
"""Is told how many of a batch were recorded, replayed, refused, or failed by no fault of their sender's; and the
seconds from the batch's first statement to its answers."""


@dataclass(slots=True, eq=False)
class _Waiting:
    intent: Intent
    answer: asyncio.Future[Answer]


@dataclass(slots=True)
class _Call:
    """Answers as they come, for a call of many."""

    answers: list[asyncio.Future[Answer]] = field(default_factory=list)


class Recorder:
    """Takes intents, answers outcomes. One a process; `start` and `stop` belong to the lifespan."""

    def __init__(self) -> None:
        self._queue: deque[_Waiting] = deque()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._listeners: list[Callable[[Outcome], None]] = []
        self._counters: list[Counter] = []

    def start(self) -> None:
        if self._task is None:
            self._stopping = False
            self._wake = asyncio.Event()
            self._task = asyncio.create_task(self._run(), name="recorder")

    async def stop(self) -> None:
        """Takes nothing new, finishes what it took, and ends."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task
            self._task = None

    def listen(self, listener: Callable[[Outcome], None]) -> None:
        """Calls `listener` with each new outcome, after it was committed. It must not raise or wait."""
        self._listeners.append(listener)

    def count(self, counter: Counter) -> None:
        """Calls `counter` once for each batch, after its answers. It must not raise or wait."""
        self._counters.append(counter)

    @property
    def waiting(self) -> int:
        """How many activities wait."""
        return len(self._queue)

    async def record(self, intent: Intent) -> Outcome:
        """Records one. Raises the DomainError that refuses it, Overloaded, Unrecordable (a bug, logged)."""
        (answer,) = await self.record_many([intent])
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def record_many(self, intents: Sequence[Intent]) -> list[Answer]:
        """Records each, answered in order; a call is not atomic, and a caller who leaves cancels nothing.

        Raises Overloaded where there is no room for all of them, with none taken.
        """
        if storage.in_transaction():
            raise RuntimeError("Inside a transaction the recorder would wait for itself.")
        if self._task is None or self._stopping:
            raise Stopping(OVERLOADED_SECONDS)
        if len(self._queue) + len(intents) > QUEUE_LIMIT:
            raise Overloaded(OVERLOADED_SECONDS)
        loop = asyncio.get_running_loop()
        waiting = [_Waiting(intent, loop.create_future()) for intent in intents]
        self._queue.extend(waiting)
        self._wake.set()
        return [await asyncio.shield(one.answer) for one in waiting]

    async def _run(self) -> None:
        while True:
            if not self._queue:
                if self._stopping:
                    return
                self._wake.clear()
                await self._wake.wait()
                continue
            batch = [self._queue.popleft() for _ in range(min(BATCH_LIMIT, len(self._queue)))]
            try:
                await self._record(batch)
            except Exception as fault:  # The recorder itself never dies: each caller hears of it.
                log.exception("A batch of %d could not be recorded.", len(batch))
                _answer(batch, dict.fromkeys(range(len(batch)), fault))

    async def _record(self, batch: list[_Waiting]) -> None:
        """Records a batch; where one of it is at fault, that one alone is refused."""
        began = time.perf_counter()
        try:
            done = await self._commit([one.intent for one in batch])
        except (storage.Retryable, storage.StorageFull) as fault:
            answer: Answer = Overloaded(5) if isinstance(fault, storage.Retryable) else fault
            log.error("The database does not take a batch of %d: %s", len(batch), fault)
            _answer(batch, dict.fromkeys(range(len(batch)), answer))
            self._tell([], failed=len(batch), began=began)
            return
        except Exception as fault:
            if len(batch) == 1:
                log.exception("An activity could not be recorded; key %s.", batch[0].intent.key)
                unrecordable = Unrecordable(str(fault))
                unrecordable.__cause__ = fault
                _answer(batch, {0: unrecordable})
                self._tell([], failed=1, began=began)
                return
            half = len(batch) // 2
            await self._record(batch[:half])
            await self._record(batch[half:])
            return
        for fold in done.folds:
            try:
                await fold.committed()
            except Exception:  # It is durable, whoever could not be told.
                log.exception("What was recorded could not be told to everybody at once.")
        answers = await self._answers(done)
        _answer(batch, answers)
        for answer in answers.values():
            if isinstance(answer, Outcome) and not answer.replayed:
                self._hear(answer)
        self._tell(list(answers.values()), failed=0, began=began)
        if done.later:
            await self._record([batch[place] for place in done.later])

    def _hear(self, outcome: Outcome) -> None:
        for listener in self._listeners:
            try:
                listener(outcome)
            except Exception:
                log.exception("A listener failed at %s.", outcome.activity.key)

    def _tell(self, answers: Sequence[Answer], *, failed: int, began: float) -> None:
        outcomes = [answer for answer in answers if isinstance(answer, Outcome)]
        replayed = sum(outcome.replayed for outcome in outcomes)
        told = {
            "recorded": len(outcomes) - replayed, "replayed": replayed, "refused": len(answers) - len(outcomes),
            "failed": failed,
        }  # fmt: skip
        for counter in self._counters:
            counter(told, time.perf_counter() - began)

    async def _commit(self, intents: list[Intent]) -> Done:
        wait = RETRY_SECONDS
        tried: list[Done] = []

        async def work(tx: storage.Tx) -> Done:
            tried.append(await record_batch(tx, intents))
            return tried[-1]

        for attempt in range(1, ATTEMPTS + 1):
            try:
                done = await storage.write(work)
                for earlier in tried[:-1]:
                    _claim(done, earlier)
                return done
            except (storage.Retryable, storage.UniqueViolation) as again:
                # A unique index says that another process was first: what it wrote is read the next time.
                if attempt == ATTEMPTS or (isinstance(again, storage.UniqueViolation) and attempt == 3):
                    raise
                log.info("A batch of %d is tried again: %s", len(intents), again)
                await asyncio.sleep(wait)
                wait *= 2
        raise AssertionError("unreachable")

    async def _answers(self, done: Done) -> dict[int, Answer]:
        replays = [result for result in done.results.values() if isinstance(result, Replay)]
        first: Mapping[int, Answer] = {}
        if replays:
            try:
                first = await queries.outcomes_of({r.activity_id: r.balances for r in replays})
            except storage.StorageError as fault:  # The others are committed, and must hear of that.
                log.error("%d replays could not be read: %s", len(replays), fault)
                first = {replay.activity_id: Overloaded(OVERLOADED_SECONDS) for replay in replays}

        def answer(result: Result) -> Answer:
            if isinstance(result, Replay):
                return first[result.activity_id]
            if isinstance(result, SameAs):
                twin = answer(done.results[result.place])
                return twin if isinstance(twin, Exception) else _replayed(twin)
            assert isinstance(result, Outcome | DomainError)
            return result

        return {place: answer(result) for place, result in done.results.items()}


def _claim(done: Done, earlier: Done) -> None:
    """Where an earlier attempt was committed after all, and only the answer was lost: what looks like replays are its
    own activities, known by the ids that it made. They are answered, and told of, as what they are: new."""
    own = {
        place: first
        for place, first in earlier.results.items()
        if isinstance(first, Outcome)
        and isinstance(found := done.results.get(place), Replay)
        and found.activity_id == first.activity.id
    }
    if own:
        done.results |= own
        done.folds = [*earlier.folds, *done.folds]


def _replayed(outcome: Outcome) -> Outcome:
    return Outcome(outcome.activity, True, outcome.entries, outcome.badges, outcome.revoked, outcome.balances,
                   limited=outcome.limited)  # fmt: skip


def _answer(batch: Sequence[_Waiting], answers: dict[int, Answer]) -> None:
    for place, answer in answers.items():
        if not batch[place].answer.done():
            batch[place].answer.set_result(answer)

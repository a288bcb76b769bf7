"""The request log: what a partner's programs asked and were answered, so that whoever builds a till sees it.

A call is noted in memory (`note`, no await) and written a second later with all others, outside any award's
transaction. Kept for 30 days, and read by `searching`. Of many calls that went alike in one second the first are
listed, the rest is one line that counts them: a till that never rests costs the database no more than one that rests.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter, deque
from collections.abc import Iterable
from typing import Literal, NamedTuple

import structlog

from server import storage
from server.kernel import clock, ids
from server.kernel.clock import DAY, Instant
from server.storage import Tx

from .models import PartnerClientUseRow, PartnerRequestRow

KEPT = 30 * DAY
FLUSH_SECONDS = 1.0
LISTED_A_FLUSH = 50  # Calls of one program and outcome that get lines of their own; the rest is counted.
WAITING_LIMIT = 10_000  # Calls noted and not written yet, where the database is away. What comes then is not logged.
TRIM_SLICE = 2_000
WHY_LIMIT = 300

Outcome = Literal["ok", "problem", "error"]

log = structlog.get_logger(__name__)

_SECRET = re.compile(r"hps_[\w-]+|eyJ[\w-]+(?:\.[\w-]+)*|(?i:bearer|basic)\s+[\w+/=.~-]{8,}")
_ADDRESS = re.compile(r"[^\s@<>\"“”'(),;:]+@[^\s@<>\"“”'(),;:]+")


class Call(NamedTuple):
    """A call, or one refused thing of a call of many. `micros` is how long it took; `why` what the program was told."""

    partner_id: int
    client_id: str
    at: Instant
    verb: str
    key: str | None
    items: int
    refused: int
    micros: int
    outcome: Outcome
    answer: str
    why: str | None = None
    calls: int = 1
    old_secret: bool = False


def note(call: Call) -> None:
    """Notes a call. Never waits and never fails; where too many wait already, this one is left out."""
    _log.note(call)


def start() -> None:
    """This process begins to write what is noted."""
    _log.start()


async def stop() -> None:
    """Writes what is left, and stops."""
    await _log.stop()


async def flush() -> int:
    """Writes what was noted, now; how many lines. Raises what storage raises, with nothing lost."""
    return await _log.flush()


async def trim() -> int:
    """Forgets one slice of what is older than 30 days; how many lines. 0: nothing is left to forget."""
    edge = ids.first_id_at(clock.now() - KEPT)
    async with storage.transaction() as tx:
        return await tx.execute(
            "DELETE FROM partner_request WHERE id IN ("
            "SELECT id FROM partner_request WHERE id < :edge ORDER BY id LIMIT :slice)",
            edge=edge,
            slice=TRIM_SLICE,
        )


def redacted(text: str | None) -> str | None:
    """The text as the log keeps it: no secret or token, no e-mail address, and no longer than it helps."""
    if text is None:
        return None
    return _ADDRESS.sub("…@…", _SECRET.sub("…", text))[:WHY_LIMIT]


def condensed(calls: Iterable[Call]) -> list[Call]:
    """The first calls of each program and outcome as they are; those beyond LISTED_A_FLUSH as one line for each verb
    and answer, with how many they were."""
    listed: list[Call] = []
    counted: dict[tuple[str, str, str], list[Call]] = {}
    seen: Counter[tuple[str, Outcome]] = Counter()
    for call in calls:
        seen[call.client_id, call.outcome] += 1
        if seen[call.client_id, call.outcome] <= LISTED_A_FLUSH:
            listed.append(call)
        else:
            counted.setdefault((call.client_id, call.verb, call.answer), []).append(call)
    return listed + [_together(alike) for alike in counted.values()]


def _together(alike: list[Call]) -> Call:
    return alike[-1]._replace(
        key=None,
        why=None,
        calls=sum(call.calls for call in alike),
        items=sum(call.items for call in alike),
        refused=sum(call.refused for call in alike),
        micros=sum(call.micros for call in alike) // len(alike),
    )


class _Log:
    """What one process has noted and not written yet."""

    def __init__(self) -> None:
        self._waiting: deque[Call] = deque()
        self._left_out = 0
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def note(self, call: Call) -> None:
        if len(self._waiting) >= WAITING_LIMIT:
            self._left_out += 1
            return
        self._waiting.append(call)
        if not self._wake.is_set():
            self._wake.set()

    def start(self) -> None:
        if self._task is None:
            self._wake = asyncio.Event()
            self._task = asyncio.create_task(self._run(), name="request log")

    async def stop(self) -> None:
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None
        try:
            await self.flush()
        except storage.StorageError as fault:
            log.warning("request_log.not_written", said=str(fault))

    async def flush(self) -> int:
        calls = [self._waiting.popleft() for _ in range(len(self._waiting))]
        self._wake.clear()
        if not calls:
            return 0
        rows = [
            (ids.new_id(), call.partner_id, call.client_id, call.at, call.verb, redacted(call.key), call.calls,
             call.items, call.refused, call.micros, call.outcome, call.answer, redacted(call.why))
            for call in condensed(calls)
        ]  # fmt: skip
        uses = _uses(calls)

        async def work(tx: Tx) -> None:
            await tx.insert(PartnerRequestRow, _COLUMNS, rows)
            await tx.insert(PartnerClientUseRow, ("client_id", "used_at", "old_secret_at"), uses, conflict=_USED)

        try:
            await storage.write(work)
        except BaseException:
            self._waiting.extendleft(reversed(calls))
            raise
        return len(rows)

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(FLUSH_SECONDS)
            try:
                await self.flush()
            except Exception as fault:
                log.warning("request_log.not_written", said=str(fault), waiting=len(self._waiting))
                self._wake.set()
            if self._left_out:
                log.warning("request_log.left_out", calls=self._left_out)
                self._left_out = 0


def _uses(calls: Iterable[Call]) -> list[tuple[str, Instant, Instant | None]]:
    used: dict[str, Instant] = {}
    old: dict[str, Instant] = {}
    for call in calls:
        used[call.client_id] = max(call.at, used.get(call.client_id, 0))
        if call.old_secret:
            old[call.client_id] = max(call.at, old.get(call.client_id, 0))
    return [(client_id, at, old.get(client_id)) for client_id, at in sorted(used.items())]


_COLUMNS = ("id", "partner_id", "client_id", "at", "verb", "key", "calls", "items", "refused", "micros", "outcome",
            "answer", "why")  # fmt: skip
_USED = (
    "(client_id) DO UPDATE SET "
    "used_at = CASE WHEN excluded.used_at > partner_client_use.used_at THEN excluded.used_at "
    "ELSE partner_client_use.used_at END, "
    "old_secret_at = COALESCE(excluded.old_secret_at, partner_client_use.old_secret_at)"
)
_log = _Log()

"""Ranks among many processes: sorted sets in Redis or Valkey.

For each board and season a set of members by score, a set of the different scores, and the newest changes by member,
so that a change that arrives late cannot undo a newer one. Each process tells of its own commits at once and without
waiting; one process at a time reads again what changed lately and mends what was missed. What Redis does not hold, it
is given anew from the standings, and until then rows are counted.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import defaultdict, deque
from collections.abc import Sequence
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from server import storage
from server.kernel import clock, ids
from server.kernel.ids import Id

from .ranks import Move, count_ahead, count_levels_ahead

CATCH_UP_SECONDS = 5.0
OVERLAP = 10 * clock.SECOND  # Longer than a transaction is open, and than clocks differ.
READ_SLICE = 5_000  # Standings of one read.
TELL_SLICE = 500  # Standings of one script, so that Redis is never held for long.
BUFFER_LIMIT = 50_000  # Moves that wait for Redis; then the oldest give way, and catching up finds them.
RECENT_LIMIT = 100_000  # Members of a board whose newest change is remembered.
KEPT_SECONDS = 40 * 86_400  # A board that nobody moves or counts for so long is given anew when asked for.
BUILD_SECONDS = 30  # How long a builder may be silent.
RETRY_FIRST_SECONDS, RETRY_LAST_SECONDS = 0.05, 1.0

Key = tuple[str, str]
Told = tuple[Id, int, int]  # member, score, change

log = logging.getLogger(__name__)

# Sorted sets hold doubles, exact to 2^53: scores end there, and changes lose their lowest bits (half a millisecond).
CHANGE_SHIFT = 10

_APPLY = """
local scores, levels, recent, building = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
if not redis.call('ZSCORE', scores, 'whole') and redis.call('EXISTS', building) == 0 then return 0 end
for i = 3, #ARGV, 3 do
  local member, score, change = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2])
  local seen = redis.call('ZSCORE', recent, member)
  if not seen or change >= tonumber(seen) then
    redis.call('ZADD', recent, ARGV[i + 2], member)
    local old = redis.call('ZSCORE', scores, member)
    if not old or tonumber(old) ~= tonumber(score) then
      redis.call('ZADD', scores, score, member)
      redis.call('ZADD', levels, score, score)
      if old and redis.call('ZCOUNT', scores, old, old) == 0 then
        redis.call('ZREM', levels, string.format('%.0f', tonumber(old)))
      end
    end
  end
end
local extra = redis.call('ZCARD', recent) - tonumber(ARGV[1])
if extra > 0 then redis.call('ZREMRANGEBYRANK', recent, 0, extra - 1) end
for i = 1, 3 do redis.call('EXPIRE', KEYS[i], ARGV[2]) end
return 1
"""

# The mark of a whole set stands in the set itself, so that it cannot outlive it; nobody's score is below it.
_FINISH = """
if redis.call('GET', KEYS[4]) ~= ARGV[1] then return 0 end
redis.call('ZADD', KEYS[1], '-inf', 'whole')
redis.call('ZADD', KEYS[2], '-inf', 'whole')
for i = 1, 3 do redis.call('EXPIRE', KEYS[i], ARGV[2]) end
redis.call('DEL', KEYS[4])
return 1
"""

_RENEW = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""


class RedisRanks:
    """Counts that all processes share. Where Redis does not answer, rows are counted instead."""

    def __init__(self, url: str, *, namespace: str = "hemmaplan") -> None:
        self._redis: Redis = Redis.from_url(
            url, retry=Retry(NoBackoff(), 0), socket_timeout=5, socket_connect_timeout=2, decode_responses=True
        )
        self._prefix = f"{namespace}:ranks"
        self._apply = self._redis.register_script(_APPLY)
        self._finish = self._redis.register_script(_FINISH)
        self._renew = self._redis.register_script(_RENEW)
        self._moves: deque[Move] = deque(maxlen=BUFFER_LIMIT)
        self._something_moved = asyncio.Event()
        self._builds: dict[Key, asyncio.Task[None]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        self._tasks = [
            asyncio.create_task(self._tell_for_ever(), name="ranks: tell"),
            asyncio.create_task(self._catch_up_for_ever(), name="ranks: catch up"),
        ]

    async def close(self) -> None:
        tasks = [*self._tasks, *self._builds.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._redis.aclose()

    def follow(self, moves: Sequence[Move]) -> None:
        self._moves.extend(moves)
        self._something_moved.set()

    async def ahead(self, board: str, season: str, score: int) -> int:
        counted = await self._count((board, season), 0, score)
        return await count_ahead(board, season, score) if counted is None else counted

    async def levels_ahead(self, board: str, season: str, score: int) -> int:
        counted = await self._count((board, season), 1, score)
        return await count_levels_ahead(board, season, score) if counted is None else counted

    async def forget(self, board: str, season: str) -> None:
        await self._redis.delete(*self._keys((board, season)))

    async def built(self) -> None:
        """Waits for the sets that are being given anew."""
        await asyncio.gather(*self._builds.values(), return_exceptions=True)

    async def catch_up(self) -> int:
        """Reads again what changed since a little before the last time, and tells Redis; how many standings."""
        since = await self._redis.get(f"{self._prefix}:through")
        overlap = ids.first_id_at(clock.now()) - ids.first_id_at(clock.now() - OVERLAP)
        after = int(since) - overlap if since is not None else ids.first_id_at(clock.now() - OVERLAP)
        read = 0
        while True:
            rows = await storage.rows(
                "SELECT board, season, member_id, score, change FROM standing "
                "WHERE change > :after ORDER BY change LIMIT :limit",
                after=after,
                limit=READ_SLICE,
            )
            if rows:
                told: defaultdict[Key, list[Told]] = defaultdict(list)
                for row in rows:
                    told[row[0], row[1]].append((row[2], row[3], row[4]))
                await self._tell(told)
                after = rows[-1][4]
                read += len(rows)
                await self._redis.set(f"{self._prefix}:through", after)
            elif since is None:
                await self._redis.set(f"{self._prefix}:through", after)
            if len(rows) < READ_SLICE:
                return read

    # Counting

    def _keys(self, key: Key) -> list[str]:
        """The names of scores, levels, recent changes and the builder's mark, all in one slot of a cluster."""
        tag = f"{self._prefix}:{{{key[0]}/{key[1]}}}"
        return [f"{tag}:scores", f"{tag}:levels", f"{tag}:recent", f"{tag}:building"]

    async def _count(self, key: Key, which: int, score: int) -> int | None:
        """How many of a set are above a score; None where Redis cannot say."""
        name = self._keys(key)[which]
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.zscore(name, "whole")
                pipeline.zcount(name, f"({score}", "+inf")
                whole, count = await pipeline.execute()
        except (RedisError, OSError) as error:
            log.warning("Ranks are counted in the database: %s", error)
            return None
        if whole is None:
            self._begin_build(key)
            return None
        return int(count)

    # Telling

    async def _tell_for_ever(self) -> None:
        pause = RETRY_FIRST_SECONDS
        while True:
            await self._something_moved.wait()
            self._something_moved.clear()
            told: defaultdict[Key, list[Told]] = defaultdict(list)
            while self._moves:
                move = self._moves.popleft()
                told[move.board, move.season].append((move.member_id, move.score, move.change))
            try:
                await self._tell(told)
                pause = RETRY_FIRST_SECONDS
            except (RedisError, OSError) as error:
                # Not tried again: catching up reads what is true by then.
                log.warning("Redis was not told of %d boards: %s", len(told), error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, RETRY_LAST_SECONDS)

    async def _tell(self, told: dict[Key, list[Told]]) -> None:
        for key, changes in told.items():
            keys = self._keys(key)
            for start in range(0, len(changes), TELL_SLICE):
                args: list[Any] = [RECENT_LIMIT, KEPT_SECONDS]
                for member_id, score, change in changes[start : start + TELL_SLICE]:
                    args += (member_id, score, change >> CHANGE_SHIFT)
                await self._apply(keys=keys, args=args)

    async def _catch_up_for_ever(self) -> None:
        lead, milliseconds = f"{self._prefix}:lead", int(CATCH_UP_SECONDS * 900)
        while True:
            await asyncio.sleep(CATCH_UP_SECONDS)
            try:
                if await self._redis.set(lead, "1", nx=True, px=milliseconds):
                    await self.catch_up()
            except (RedisError, OSError, storage.StorageError) as error:
                log.warning("Ranks could not catch up: %s", error)

    # Building

    def _begin_build(self, key: Key) -> None:
        if key in self._builds:
            return
        task = asyncio.create_task(self._build(key), name=f"ranks: build {key[0]}")
        self._builds[key] = task
        task.add_done_callback(lambda _: self._builds.pop(key, None))

    async def _build(self, key: Key) -> None:
        """Gives Redis a board's standings anew. Only one process does; changes that are told of meanwhile are kept."""
        keys, token = self._keys(key), secrets.token_hex(8)
        try:
            if not await self._redis.set(keys[3], token, nx=True, ex=BUILD_SECONDS):
                return
            # From here on everybody's changes are applied, and what is read below was committed before or is told too.
            await self._redis.delete(*keys[:3])
            member_id = -1
            while rows := await storage.rows(
                "SELECT member_id, score, change FROM standing WHERE board = :board AND season = :season "
                "AND member_id > :after ORDER BY member_id LIMIT :limit",
                board=key[0],
                season=key[1],
                after=member_id,
                limit=READ_SLICE,
            ):
                await self._tell({key: [(row[0], row[1], row[2]) for row in rows]})
                if not await self._renew(keys=keys[3:], args=[token, BUILD_SECONDS * 1000]):
                    return
                member_id = rows[-1][0]
            await self._finish(keys=keys, args=[token, KEPT_SECONDS])
        except (RedisError, OSError, storage.StorageError) as error:
            log.warning("The ranks of %s in %s could not be given to Redis: %s", *key, error)

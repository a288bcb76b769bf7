"""Two `serve` processes on PostgreSQL and Redis: what one records the other shows, also while Redis is away."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from tests.journeys import books
from tests.journeys.follower import following
from tests.journeys.prepared import Prepared, prepare
from tests.journeys.services import OwnRedis
from tests.journeys.serving import Serve, command
from tests.journeys.storm import Storm
from tests.journeys.till import Till

pytestmark = [pytest.mark.postgres, pytest.mark.redis]

AWAY_SECONDS = 10.0
RECORDED_MEANWHILE = 20  # If awards waited for Redis, there would be two or three.
SOON_SECONDS = 30  # An event takes milliseconds; a loaded machine may take longer, and never 30 s.


@dataclass(frozen=True)
class Pair:
    prepared: Prepared
    first: Serve
    second: Serve
    tills: tuple[Till, Till]  # One at each.

    async def position(self, who: int) -> int:
        """The newest event's, as the database has it."""
        sql = f"SELECT position FROM timeline_head WHERE member_id = {self.prepared.people[who].id}"
        ((row,),) = await books.read(self.prepared.database, sql)
        return int(row[0])

    def purchase(self, key: str, who: int = 0) -> dict[str, object]:
        card = self.prepared.people[who].card
        return {"key": key, "member": {"card": card}, "kind": "purchase", "facts": {"amount": "10.00"}}


@pytest.fixture
async def pair(
    postgres_url: str, killable_redis: OwnRedis, home: Path, http: aiohttp.ClientSession, processes: list[Serve]
) -> Pair:
    prepared = await prepare(postgres_url)
    first, second = (Serve(home, postgres_url, redis=killable_redis.url, name=name) for name in ("first", "second"))
    processes += [first, second]
    await asyncio.gather(first.started(), second.started())
    return Pair(prepared, first, second, (prepared.till(http, first.url), prepared.till(http, second.url)))


async def test_a_member_on_the_second_sees_what_the_first_recorded(pair: Pair) -> None:
    member = pair.prepared.people[0]

    async with following(pair.second.url, member.cookie) as follower:
        for number in range(5):
            await pair.tills[0].record([pair.purchase(f"receipt-{number}")])
            head = await pair.position(0)
            await follower.reaches(head, seconds=SOON_SECONDS)

        assert follower.positions == list(range(1, head + 1))
        assert follower.messages == []


@pytest.mark.slow
@pytest.mark.parametrize("how", ["frozen", "gone"])
async def test_nothing_is_lost_while_redis_is_away(pair: Pair, killable_redis: OwnRedis, how: str) -> None:
    member = pair.prepared.people[0]

    async with following(pair.second.url, member.cookie) as follower:
        await pair.tills[0].record([pair.purchase("before")])
        await follower.reaches(await pair.position(0), seconds=SOON_SECONDS)
        if how == "frozen":
            killable_redis.freeze()
        else:
            killable_redis.kill()
        recorded = await _record_for(AWAY_SECONDS, pair)
        if how == "frozen":
            killable_redis.thaw()
        else:
            killable_redis.start()
            await killable_redis.ready()
        head = await pair.position(0)
        await follower.reaches(head, seconds=SOON_SECONDS)

        assert recorded > RECORDED_MEANWHILE
        assert follower.positions == list(range(1, head + 1))
        assert follower.messages == []
    await pair.first.ready()
    await pair.second.ready()
    assert await books.audit(pair.prepared.database) == []


async def test_both_award_the_same_members_at_once(pair: Pair, home: Path) -> None:
    storm = Storm(pair.prepared, pair.tills, random.Random(3))

    async with following(pair.first.url, pair.prepared.people[0].cookie) as follower:
        selling = asyncio.create_task(storm.run(8))
        await storm.acknowledges(400)
        selling.cancel()
        with suppress(asyncio.CancelledError):
            await selling
        await storm.settle()
        head = await pair.position(0)
        await follower.reaches(head, seconds=SOON_SECONDS)

        assert follower.positions == list(range(1, head + 1))
    assert await storm.mistakes() == []
    assert "deadlock" not in (pair.first.said() + pair.second.said()).lower()
    assert await _deadlocks(pair.prepared.database) == 0
    assert command(home, pair.prepared.database, "reconcile").stdout.strip() == "Everything agrees."


async def _record_for(seconds: float, pair: Pair) -> int:
    """One purchase after the other through the first process; how many were acknowledged."""
    ends, recorded = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        (answer,) = await pair.tills[0].record([pair.purchase(f"away-{recorded}")])
        assert answer["__typename"] == "ActivityRecorded"
        recorded += 1
        await asyncio.sleep(0.05)
    return recorded


async def _deadlocks(database: str) -> int:
    """What PostgreSQL itself counted."""
    ((row,),) = await books.read(database, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    return int(row[0])

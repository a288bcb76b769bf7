"""The same life in one batch, one by one, and through two processes leaves equal rows, on both databases."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from server.kernel import clock
from server.kernel.clock import DAY, HOUR, SECOND, Instant
from tests.journeys import books
from tests.journeys.likeness import Likeness, differences, likeness
from tests.journeys.prepared import Person, Prepared, prepare
from tests.journeys.serving import Serve
from tests.journeys.till import RECORD_MANY, Till, ask

PEOPLE = 6
AWARD = """mutation($i: AwardPointsInput!) { awardPoints(input: $i) { __typename } }"""
REVERSE = """mutation($i: ReverseActivityInput!) { reverseActivity(input: $i) { __typename } }"""

Input = dict[str, Any]


@dataclass(frozen=True)
class Life:
    """What happens to whom, each part in the order of time. Who is the number of a person."""

    purchases: list[tuple[int, Input]]
    rides: list[tuple[int, Input]]
    corrections: list[tuple[int, str, Input]]  # awards and reversals, which go one by one however one sends
    more: list[tuple[int, Input]]


async def test_one_batch_one_by_one_and_two_processes_leave_equal_rows(
    sqlite_url: str, postgres_url: str, redis_url: str, tmp_path: Path, http: aiohttp.ClientSession,
    processes: list[Serve],
) -> None:  # fmt: skip
    life = _life(clock.now())

    together = await _lived(life, sqlite_url, tmp_path / "a", http, processes, as_batches)
    singly = await _lived(life, f"sqlite:///{tmp_path / 'singly.sqlite3'}", tmp_path / "b", http, processes, one_by_one)
    apart = await _lived(life, postgres_url, tmp_path / "c", http, processes, through_two, redis=redis_url)

    assert sum(together["activity"].values()) > 200
    assert sum(together["badge_award"].values()) > PEOPLE
    assert not (found := differences(together, singly)), "\n".join(found[:10])
    assert not (found := differences(together, apart)), "\n".join(found[:10])


def test_a_difference_is_seen() -> None:
    one: Likeness = {"standing": Counter([("score=1",), ("score=2",)])}
    other: Likeness = {"standing": Counter([("score=1",), ("score=3",)])}

    assert differences(one, one) == []
    assert len(differences(one, other)) == 2


async def as_batches(sellers: Sequence[Seller], part: Sequence[tuple[int, Input]]) -> None:
    """All of it in one call."""
    await sellers[0].record(part)


async def one_by_one(sellers: Sequence[Seller], part: Sequence[tuple[int, Input]]) -> None:
    for one in part:
        await sellers[0].record([one])


async def through_two(sellers: Sequence[Seller], part: Sequence[tuple[int, Input]]) -> None:
    """Each person's in their order, from one process to the other and back; all people at once."""

    async def of(who: int) -> None:
        for number, one in enumerate([one for one in part if one[0] == who]):
            await sellers[number % len(sellers)].record([one])

    async with asyncio.TaskGroup() as group:
        for who in range(PEOPLE):
            group.create_task(of(who))


Way = Callable[[Sequence["Seller"], Sequence[tuple[int, Input]]], Awaitable[None]]


@dataclass
class Seller:
    """Sends to one process: a till, or the people themselves."""

    http: aiohttp.ClientSession
    till: Till
    people: tuple[Person, ...]

    async def record(self, part: Sequence[tuple[int, Input]]) -> None:
        for_till = [self._input(who, one) for who, one in part if one["kind"] != "ride"]
        if for_till:
            await self.till.record(for_till)
        for person in self.people:
            own = [self._input(who, one) for who, one in part if one["kind"] == "ride" and self.people[who] is person]
            if own:
                await ask(self.http, self.till.url, RECORD_MANY, {"i": own}, cookie=person.cookie)

    def _input(self, who: int, one: Input) -> Input:
        return {**one, "member": {"card": self.people[who].card}}


async def _lived(
    life: Life, database: str, home: Path, http: aiohttp.ClientSession, processes: list[Serve], way: Way,
    *, redis: str | None = None,
) -> Likeness:  # fmt: skip
    prepared = await prepare(database, people=PEOPLE)
    began = clock.now() - SECOND
    async with _serving(prepared, home, http, processes, redis) as sellers:
        await way(sellers, life.purchases)
        await way(sellers, life.rides)
        for who, query, one in life.corrections:
            member = {"member": {"card": prepared.people[who].card}} if query == AWARD else {}
            answer = await sellers[0].till.ask(query, {"i": {**one, **member}})
            assert answer.popitem()[1]["__typename"] in ("PointsAwarded", "ActivityReversed")
        await way(sellers, life.more)
    ended = clock.now()
    assert await books.audit(database) == []
    return await likeness(database, began=began, ended=ended)


@asynccontextmanager
async def _serving(
    prepared: Prepared, home: Path, http: aiohttp.ClientSession, processes: list[Serve], redis: str | None
) -> AsyncIterator[list[Seller]]:
    """One process, or two where there is a bus; stopped in order afterwards."""
    started = [Serve(home, prepared.database, redis=redis, name=f"serve-{n}") for n in range(2 if redis else 1)]
    processes += started
    await asyncio.gather(*(serve.started() for serve in started))
    yield [Seller(http, prepared.till(http, serve.url), prepared.people) for serve in started]
    await asyncio.gather(*(serve.stop() for serve in started))


def _life(now: Instant) -> Life:
    chance = random.Random(11)
    purchases = _purchases(chance, 150, first=now - 20 * DAY, last=now - 5 * DAY, begin=0)
    # Sent twice in a row, and mistakes among what is right: neither may leave a row.
    again = [one for n, one in enumerate(purchases) for one in [one] * (2 if n % 17 == 0 else 1)]
    wrong = {"key": "wrong", "kind": "purchase", "occurredAt": clock.to_iso(now - 10 * DAY), "facts": {"amount": "-1"}}
    rides = [
        (who, {"key": f"ride-{who}-{n}", "kind": "ride", "facts": {"km": "2.5"},
               "occurredAt": clock.to_iso(now - 4 * DAY + n * 7 * HOUR)})
        for n in range(6) for who in range(PEOPLE)
    ]  # fmt: skip
    corrections: list[tuple[int, str, Input]] = []
    for n, (who, one) in enumerate(purchases[::9]):
        share = chance.choice(("1", "0.5", "0.333333"))
        corrections.append(
            (who, REVERSE, {"key": f"back-{n}", "activityKey": one["key"], "share": share, "reason": "Returned"})
        )
        award = {"key": f"award-{n}", "currency": "points", "points": 10 + n, "reason": "Thanks"}
        corrections.append((chance.randrange(PEOPLE), AWARD, award))
    more = _purchases(chance, 60, first=now - 3 * DAY, last=now - HOUR, begin=len(purchases))
    return Life([*again[:40], (0, wrong), *again[40:]], rides, corrections, more)


def _purchases(
    chance: random.Random, count: int, *, first: Instant, last: Instant, begin: int
) -> list[tuple[int, Input]]:
    instants = sorted(chance.sample(range(first // SECOND, last // SECOND), count))
    return [
        (chance.randrange(PEOPLE), {
            "key": f"receipt-{begin + n}", "kind": "purchase", "occurredAt": clock.to_iso(instant * SECOND),
            "facts": {"amount": f"{chance.randrange(0, 9_000) / 100:.2f}"},
        })
        for n, instant in enumerate(instants)
    ]  # fmt: skip

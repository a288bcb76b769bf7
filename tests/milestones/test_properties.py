"""Random lives: what waits is what the sums say, and when everything is undone nothing is left."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from server import storage
from server.kernel import clock, periods
from server.kernel.clock import Instant
from tests.activities.world import START, World, world_on
from tests.milestones.documents import CHECKS, HEAD, MONTH, entry
from tests.milestones.gifts import open_ones

ZONE = "Europe/Stockholm"
POINTS = entry("milestone", "points", 'counts = "level"\nevery = 700\ngives = [{ points = 13, currency = "level" }]')
LONG = HEAD + CHECKS.replace("percent", "valid_days = 900\npercent") + MONTH.replace(
    'valid_until_end_of = "month"', "valid_days = 900"
)  # fmt: skip
BRACKETS = ((1000, 2000, 2, "v20"), (2000, 4000, 1, "v25"), (4000, 6000, 1, "v50"), (6000, 8000, 1, "v75"),
            (8000, 10**12, 1, "v150"))  # fmt: skip


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=LONG + POINTS) as world:
        yield world


class Life:
    """Purchases at their time, and returns of shares of them, over some months; `visits`: whether a worker is awake."""

    def __init__(self, world: World, seed: int, *, visits: bool) -> None:
        self.world, self.chance, self.visits = world, random.Random(seed), visits
        self.bought: dict[str, tuple[Instant, int, int]] = {}  # When, for how much, and which share is back.

    async def go_on(self) -> None:
        world, chance = self.world, self.chance
        world.later(chance.choice([0, 0.1, 1, 7, 20]))
        if self.visits:
            await world.time_passes()
        returnable = [key for key, (_, _, back) in self.bought.items() if back < 1_000_000]
        if returnable and chance.random() < 0.35:
            await self.give_back(chance.choice(returnable), chance.choice([1_000_000, 500_000, 250_000]))
        else:
            amount = chance.choice([300, 999, 1000, 1500, 2500, 5000, 9000])
            purchase = world.purchase(str(amount))
            await world.record(purchase)
            self.bought[purchase.key] = (clock.now(), amount, 0)

    async def give_back(self, key: str, share: int) -> None:
        at, amount, back = self.bought[key]
        share = min(share, 1_000_000 - back)
        await self.world.record(self.world.reversal(key, share))
        self.bought[key] = (at, amount, back + share)

    def kept(self) -> list[tuple[Instant, int]]:
        return [(at, amount - _part(amount, back)) for at, amount, back in self.bought.values()]

    def expected(self) -> Counter[str]:
        """What a naive reading of the sums gives."""
        total = sum(points for _, points in self.kept())
        found = Counter(("c35", "c50")[n % 2] for n in range(total // 10_000))
        months: Counter[str] = Counter()
        for at, points in self.kept():
            months[periods.period_key("month", at, ZONE)] += points
        this = periods.period_key("month", clock.now(), ZONE)
        row: tuple[str, int] = ("", 0)
        for month in _months("2026-03", this):
            bracket = next((one for one in BRACKETS if one[0] <= months[month] < one[1]), None)
            if bracket is None:
                row = ("", 0)
                continue
            goes_on = row[0] == bracket[3] and row[1] < bracket[2]
            row = (bracket[3], row[1] + 1 if goes_on else 1)
            if row[1] == bracket[2]:
                found[bracket[3]] += 1
        return found


def _part(amount: int, share: int) -> int:
    whole, rest = divmod(amount * share, 1_000_000)
    return whole + (2 * rest >= 1_000_000)


def _months(first: str, below: str) -> list[str]:
    found, (year, month) = [], map(int, first.split("-"))
    while f"{year:04d}-{month:02d}" < below:
        found.append(f"{year:04d}-{month:02d}")
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("visits", [True, False], ids=["awake", "asleep"])
async def test_what_waits_is_what_the_sums_say_and_undoing_leaves_nothing(
    world: World, seed: int, visits: bool
) -> None:
    life = Life(world, seed, visits=visits)
    for _ in range(30):
        await life.go_on()
        if visits:
            assert Counter(await open_ones(world)) == life.expected()
    await world.time_passes()
    assert Counter(await open_ones(world)) == life.expected()

    for key in list(life.bought):
        if life.bought[key][2] < 1_000_000:
            await life.give_back(key, 1_000_000)

    assert await open_ones(world) == []
    assert await world.balance() == await world.balance(currency="level") == 0
    assert await storage.value("SELECT COUNT(*) FROM milestone_standing WHERE earned <> 0 OR steps <> 0") == 0
    assert await storage.value("SELECT COUNT(*) FROM closing_standing WHERE earned <> 0 OR given <> '[]'") == 0
    assert await world.settled() == []
    assert clock.now() > START

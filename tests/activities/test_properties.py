"""Properties over random lives: nothing is lost or paid twice, and how things were sent makes no difference."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from server import storage
from server.activities import Intent, Outcome
from server.kernel.clock import HOUR
from tests.activities.world import PROGRAMME, START, World, world_on

# What is made afresh in each database, or says when it was written.
_OWN = {"id", "member_id", "activity_id", "account_id", "debit_account_id", "credit_account_id", "posted_at",
        "balances", "earned_at", "expires_at", "reached_at", "change", "since", "leaves_at", "completed_by",
        "revoked_by", "revoked_at", "partner_id", "due_at", "published_at", "events", "reverses_id",
        "digest"}  # fmt: skip
_TABLES = ("activity", "activity_key", "ledger_entry", "ledger_lot", "ledger_account", "challenge_progress",
           "badge_award", "badge_counter", "tier_standing", "standing", "timeline_event", "timeline_head",
           "earning_cap_usage", "partner_budget")  # fmt: skip

LATE = PROGRAMME.replace('senders = ["member"]', 'senders = ["member"]\ndays_back = 30')  # Lives are told afterwards.


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=LATE) as world:
        yield world


def life(world: World, seed: int, length: int = 60) -> list[Intent]:
    """Purchases, rides, awards and reversals of three members, in the order of time."""
    chance = random.Random(seed)
    intents: list[Intent] = []
    sold: list[str] = []
    for n in range(length):
        who, at = chance.randrange(3), START - 200 * HOUR + n * HOUR
        what = chance.random()
        if what < 0.6 or not sold:
            amount = f"{chance.randrange(0, 300)}.{chance.randrange(100):02}"
            intents.append(world.purchase(amount, who, key=f"k{n}", occurred_at=at))
            sold.append(f"k{n}")
        elif what < 0.75:
            intents.append(world.ride(who, key=f"k{n}", occurred_at=at))
        elif what < 0.85:
            intents.append(world.award(chance.randrange(1, 40), who, key=f"k{n}"))
        else:
            share = chance.choice([1_000_000, 500_000, 333_333])
            intents.append(world.reversal(chance.choice(sold), share, key=f"k{n}"))
    return intents


async def rows_of(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that the recorder writes, without ids and instants of writing; members by number."""
    found = {}
    for table in _TABLES:
        rows = await storage.rows(f"SELECT * FROM {table}")
        told = []
        for row in rows:
            columns = [str(name) for name in row.keys() if name not in _OWN]  # noqa: SIM118
            whose = [world.members.index(row["member_id"])] if "member_id" in row.keys() else []  # noqa: SIM118
            told.append((*whose, *(_named(world, row[name]) for name in columns)))
        found[table] = sorted(told, key=repr)
    return found


def _named(world: World, value: Any) -> Any:
    """A sender's name without the number that its database gave it."""
    if not isinstance(value, str | int):
        return value
    text = str(value)
    for place, member in enumerate(world.members):
        text = text.replace(str(member), f"member {place}")
    for code, partner in world.partner_ids.items():
        text = text.replace(str(partner), code)
    return text


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_points_in_are_points_out_and_replays_change_nothing(world: World, seed: int) -> None:
    intents = life(world, seed)
    first = [answer for intent in intents for answer in await world.many([intent])]
    before = await rows_of(world)

    again = await world.many(intents)

    assert await rows_of(world) == before
    assert await world.settled() == []
    for one, other in zip(first, again, strict=True):
        assert type(one) is type(other)
        if isinstance(one, Outcome):
            assert other.replayed
            assert other.entries == one.entries
            assert other.balances == one.balances


@pytest.mark.parametrize("seed", [4, 5])
async def test_awarding_and_reversing_everything_comes_back_to_the_start(world: World, seed: int) -> None:
    sales = [world.purchase(str(n * 7 % 90), n % 3, key=f"s{n}") for n in range(20)]
    await world.many(sales)

    for n in random.Random(seed).sample(range(20), 20):
        await world.record(world.reversal(f"s{n}"))

    assert [await world.balance(who) for who in range(3)] == [0, 0, 0]
    assert [await world.badges(who) for who in range(3)] == [set(), set(), set()]
    assert set((await world.standings()).values()) == {0}
    assert await storage.value("SELECT SUM(amount) FROM challenge_progress") == 0
    assert await world.settled() == []


def purchases(world: World) -> list[list[Intent]]:
    """What occurred in the order in which it is sent."""
    return [[intent for intent in life(world, 6, 80) if type(intent).__name__ == "RecordActivity"]]


def sales_and_returns(world: World) -> list[list[Intent]]:
    """Everything that can be sent, at one instant; what is undone was sent in the part before."""
    chance, parts, sold = random.Random(7), [], []
    for part in range(4):
        intents: list[Intent] = []
        for n in range(30):
            who, what, key = chance.randrange(3), chance.random(), f"{part}-{n}"
            if what < 0.45 or not sold:
                intents.append(world.purchase(f"{chance.randrange(200)}.50", who, key=key))
            elif what < 0.6:
                intents.append(world.ride(who, key=key))
            elif what < 0.75:
                intents.append(world.award(chance.randrange(1, 200), who, key=key))
            else:
                share = chance.choice([1_000_000, 500_000, 333_333])
                intents.append(world.reversal(chance.choice(sold), share, key=key))
        sold += [intent.key for intent in intents if type(intent).__name__ in ("RecordActivity", "AwardPoints")
                 and intent.source.kind == "partner"]  # fmt: skip
        parts.append(intents)
    return parts


@pytest.mark.parametrize("parts", [purchases, sales_and_returns])
async def test_one_by_one_and_in_batches_the_same_rows_come_out(
    migrated_url: str, parts: Callable[[World], list[list[Intent]]]
) -> None:
    async with world_on(migrated_url, text=LATE) as world:
        for part in parts(world):
            for intent in part:
                await world.many([intent])
        singly = await rows_of(world)
        async with storage.transaction() as tx:
            for table in _TABLES:
                if table not in ("partner_budget", "timeline_head", "ledger_account"):
                    await tx.execute(f"DELETE FROM {table}")
            await tx.execute("DELETE FROM ledger_account WHERE owner_kind = 'member'")
            await tx.execute("UPDATE timeline_head SET position = 0, due_at = NULL")
            await tx.execute("UPDATE partner_budget SET remaining = granted")
        for part in parts(world):
            await world.many(part)
        together = await rows_of(world)

    assert together == singly

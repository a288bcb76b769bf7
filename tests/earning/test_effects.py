"""Earning on a real database: batches, replays, reversals, and a budget that two processes draw on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from schema.budgets import budgets_told
from server import programme, storage
from server.activities import Outcome, Recorder
from server.kernel.clock import DAY
from tests.activities.world import PROGRAMME, START, World, world_on
from tests.earning.document import multiplier, words

CAMPAIGN = (
    multiplier('currency = "points"\nfactor = 2\nbudget = 25', "campaign")
    + '\n[[earn]]\ncode = "first"\nkind = "purchase"\ncurrency = "points"\npoints = 5\n'
    'cap = { times = 1, per = "lifetime" }\ngives = [{ reward = "cup" }]\n' + words("first")
)  # fmt: skip


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=PROGRAMME + CAMPAIGN, members_count=4) as world:
        yield world


async def used() -> list[tuple[str, str, int]]:
    rows = await storage.rows("SELECT code, period, used FROM earning_shared_usage ORDER BY code, period")
    return [(row[0], row[1], row[2]) for row in rows]


async def test_a_campaign_ends_with_its_budget_and_begins_again_when_some_comes_back(world: World) -> None:
    first = await world.record(world.purchase("10", key="a"))
    second = await world.record(world.purchase("10", key="b", who=1))
    third = await world.record(world.purchase("10", who=2))

    assert [(entry.rule, entry.points) for entry in first.entries if entry.currency == "points"] == [
        ("shop", 10), ("campaign", 10), ("first", 5), ("campaign", 5)
    ]  # fmt: skip
    assert [entry.points for entry in second.entries if entry.rule == "campaign"] == [10]
    assert [entry.rule for entry in third.entries if entry.currency == "points"] == ["shop", "first"]
    assert await used() == [("campaign", "lifetime", 25)]
    (told,) = await budgets_told(programme.current(), "sv")
    assert (told.name, told.says.replace("\N{NO-BREAK SPACE}", " "), told.left, told.share, told.empty) == (
        "Campaign", "Använt: 25 poäng av 25 poäng", "Slut", 1.0, True,
    )  # fmt: skip

    await world.record(world.reversal("a", 500_000))
    (told,) = await budgets_told(programme.current(), "en")
    assert (told.left.replace("\N{NO-BREAK SPACE}", " "), told.empty) == ("8 points left", False)
    fourth = await world.record(world.purchase("30", who=3))

    assert await used() == [("campaign", "lifetime", 25)]
    assert [entry.points for entry in fourth.entries if entry.rule == "campaign"] == [8]  # 5 and 3 came back.


async def test_one_batch_draws_what_one_by_one_would(world: World) -> None:
    answers = await world.many([world.purchase("9", who=n % 4, occurred_at=START - n * DAY) for n in range(6)])

    assert all(isinstance(answer, Outcome) for answer in answers)
    assert await used() == [("campaign", "lifetime", 25)]
    assert await storage.value(
        "SELECT SUM(points) FROM ledger_entry WHERE rule = 'campaign' AND reason = 'earned'"
    ) == 25


async def test_a_first_purchase_gives_its_voucher_once_and_takes_it_back(world: World) -> None:
    await world.record(world.purchase("10", key="a"))
    again = await world.record(world.purchase("10", key="a"))
    await world.record(world.purchase("10"))

    assert again.replayed
    vouchers = "SELECT state FROM reward_voucher WHERE member_id = :member ORDER BY id"
    assert [row[0] for row in await storage.rows(vouchers, member=world.members[0])] == ["open"]

    await world.record(world.reversal("a"))
    await world.record(world.purchase("10"))

    assert [row[0] for row in await storage.rows(vouchers, member=world.members[0])] == ["cancelled", "open"]


@pytest.mark.parametrize("migrated_url", ["postgres"], indirect=True)
async def test_a_budget_is_never_overdrawn_by_two_recorders(migrated_url: str) -> None:
    async with world_on(migrated_url, text=PROGRAMME + CAMPAIGN, members_count=24) as world:
        recorders = [Recorder() for _ in range(2)]
        for recorder in recorders:
            recorder.start()
        try:
            await asyncio.gather(*(
                recorders[who % 2].record(world.purchase("3", who=who)) for who in range(24)
            ))  # fmt: skip
        finally:
            for recorder in recorders:
                await recorder.stop()

        assert await used() == [("campaign", "lifetime", 25)]
        assert await storage.value("SELECT SUM(points) FROM ledger_entry WHERE rule = 'campaign'") == 25
        assert await storage.value("SELECT COUNT(*) FROM ledger_entry WHERE rule = 'shop'") == 24

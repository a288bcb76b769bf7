"""What rules say that they gave is compared with the vouchers and tiers that there are: every damage is told."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server import activities, storage
from server.activities import ConfirmVoucher
from server.kernel import clock
from tests.activities.world import PROGRAMME, World, world_on
from tests.earning.document import words
from tests.milestones.documents import entry

CUP = 'gives = [{ reward = "cup" }]'
TEXT = (
    PROGRAMME
    + '\n[[earn]]\ncode = "first"\nkind = "purchase"\ncurrency = "points"\ncap = { times = 1, per = "lifetime" }\n'
    + 'gives = [{ reward = "cup" }, { tier = "second", months = 3 }]\n' + words("first")
    + entry("milestone", "hundreds", f'counts = "level"\nevery = 100\n{CUP}')
    + entry("closing", "month", 'counts = "level"\nper = "month"\nbrackets = [{ from = 50, reward = "cup" }]')
    + entry("occasion", "year", f'on = "anniversary"\n{CUP}')
)  # fmt: skip


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    """One who bought, used a gift, closed a month and had a year; and one of whom all was undone."""
    async with world_on(migrated_url, text=TEXT) as world:
        await world.record(world.purchase("250", key="a"))
        await world.record(world.purchase("120", 1, key="b"))
        await _use_one(world)
        await world.record(world.reversal("b"))
        await world.record(world.reversal("a", 700_000))  # Below both its steps, the first of which brought a gift.
        world.at(clock.from_iso("2026-04-02T12:00:00Z"))
        await world.time_passes()
        world.at(clock.from_iso("2026-08-16T12:00:00Z"))
        await world.time_passes()
        yield world


async def _use_one(world: World) -> None:
    rows = await storage.rows(
        "SELECT id FROM reward_voucher WHERE member_id = :member AND state = 'open' ORDER BY id LIMIT 1",
        member=world.members[0],
    )
    confirming = world.confirming(rows[0][0])
    assert isinstance(confirming, ConfirmVoucher)
    await world.record(confirming)


async def test_a_life_agrees(world: World) -> None:
    rules = await storage.rows("SELECT DISTINCT rule FROM reward_voucher ORDER BY rule")

    assert [row[0] for row in rules] == ["closing:month", "first", "milestone:hundreds", "occasion:year"]
    assert await world.settled() == []


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE reward_voucher SET state = 'cancelled' WHERE member_id = :first AND rule = 'first'",
         [("a voucher that a rule gave is there", "first", "cup", 1, 0)]),
        ("DELETE FROM reward_voucher WHERE member_id = :first AND rule = 'closing:month'",
         [("a voucher that a rule gave is there", "closing:month", "cup", 1, 0)]),
        ("UPDATE closing_standing SET given = '[]' WHERE member_id = :first",
         [("a voucher that is there was given", "closing:month", "cup", 0, 1)]),
        ("UPDATE reward_voucher SET rule = 'milestone:nothing' WHERE member_id = :first AND rule = 'first'",
         [("a voucher that a rule gave is there", "first", "cup", 1, 0),
          ("a voucher that is there was given", "milestone:nothing", "cup", 0, 1)]),
        ("UPDATE reward_voucher SET state = 'open' WHERE member_id = :second AND rule = 'first'",
         [("a voucher that is there was given", "first", "cup", 0, 1)]),
        ("DELETE FROM occasion_met WHERE member_id = :first",
         [("a voucher that is there was given", "occasion:year", "cup", 0, 1)]),
        ("UPDATE tier_standing SET state = REPLACE(state, '\"first\"', '\"other\"') WHERE member_id = :first",
         [("a tier that a rule gave is there", "first", "second", 1, 0),
          ("a tier that is there was given", "other", "second", 0, 1)]),
        ("UPDATE activity SET reversed = 1000000 WHERE key = 'a'",
         [("a voucher that is there was given", "first", "cup", 0, 1),
          ("a tier that is there was given", "first", "second", 0, 1)]),
    ],
)  # fmt: skip
async def test_every_damage_is_told(world: World, damage: str, told: list[tuple[str, str, str, int, int]]) -> None:
    async with storage.transaction() as tx:
        await tx.execute("UPDATE reward_voucher SET state = 'used' WHERE state = 'lapsed'")
        await tx.execute(damage, first=world.members[0], second=world.members[1])

    found = await activities.reconcile()

    assert [(one.check, one.rule, one.gift, one.said, one.there) for one in found] == told

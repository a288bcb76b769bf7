"""What caps and budgets say is used is compared with what the activities remember, on both databases."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest

from server import earning, storage
from tests.activities.world import World, world_on
from tests.milestones.documents import HEAD

TEXT = HEAD + """
[[earn]]
code = "bonus"
kind = "purchase"
rate = "1"
of = "amount"
caps = [{ points = 100, times = 5, per = "lifetime" }, { points = 1000, per = "lifetime", each = [] }]
sv = { name = "Bonus", why = "Bonus" }
en = { name = "Bonus", why = "Bonus" }
"""


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=TEXT) as world:
        await world.record(world.purchase("75", key="a"))
        await world.record(world.purchase("75"))  # The cap leaves 25 of it.
        await world.record(world.purchase("30", 1, key="b"))
        await world.record(world.reversal("a", 333_333))
        await world.record(world.reversal("b"))
        yield world


async def test_a_life_agrees(world: World) -> None:
    assert await earning.reconcile() == []
    assert await storage.value("SELECT used FROM earning_shared_usage") == 75


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE earning_cap_usage SET used = used + 1 WHERE member_id = :member AND rule NOT LIKE '%#'",
         [("used of a cap = activities", True, 76, 75)]),
        ("DELETE FROM earning_cap_usage WHERE member_id = :member AND rule LIKE '%#'",
         [("used of a cap = activities", True, 0, 2)]),
        ("UPDATE earning_shared_usage SET used = 70", [("used of a budget = activities", False, 70, 75)]),
        ("DELETE FROM earning_shared_usage", [("used of a budget = activities", False, 0, 75)]),
    ],
)  # fmt: skip
async def test_each_damage_is_told_and_left_as_it_is(
    world: World, damage: str, told: list[tuple[str, bool, int, int]]
) -> None:
    named = {"member": world.members[0]} if ":member" in damage else {}
    async with storage.transaction() as tx:
        await tx.execute(damage, **named)

    found = await earning.reconcile()

    assert [(one.check, bool(one.member_id), one.kept, one.counted) for one in found] == told
    assert await earning.reconcile() == found


async def test_a_counter_that_no_activity_knows_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["server.earning.reconcile"], "MEMBERS_AT_ONCE", 1)
    async with storage.transaction() as tx:
        await tx.execute(
            "INSERT INTO earning_cap_usage (id, member_id, rule, period, used) VALUES (1, :member, 'old', 'all', 3)",
            member=world.members[2],
        )

    assert await earning.reconcile() == [
        earning.Misused("used of a cap = activities", world.members[2], "old", "all", 3, 0)
    ]


async def test_what_is_bought_between_two_looks_is_no_difference(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, bought = storage.rows, list[str]()

    async def rows(sql: str, /, **named: Any) -> list[storage.Row]:
        if "FROM earning_cap_usage" in sql and not bought:
            bought.append("meanwhile")
            await world.record(world.purchase("20"))
        return await read(sql, **named)

    monkeypatch.setattr(storage, "rows", rows)

    assert await earning.reconcile() == []
    assert bought

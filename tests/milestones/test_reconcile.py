"""What stands of milestones and closings is compared with the entries, on both databases: every damage is told."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest

from server import milestones, storage
from server.kernel import clock
from tests.activities.world import World, world_on
from tests.milestones.documents import HEAD, entry

MARCH_CLOSES = clock.from_iso("2026-03-31T22:00:00Z")
APRIL_CLOSES = clock.from_iso("2026-04-30T22:00:00Z")
TEXT = (
    HEAD
    + entry("milestone", "hundreds", 'counts = "level"\nevery = 100\ngives = [{ points = 5, currency = "points" }]')
    + entry("closing", "month", 'counts = "level"\nper = "month"\n'
            'brackets = [{ from = 150, in_a_row = 2, points = 50, currency = "points" }]')
)  # fmt: skip


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    """March and April of two members, with something undone and something late."""
    async with world_on(migrated_url, text=TEXT) as world:
        await world.record(world.purchase("250", key="a"))
        await world.record(world.purchase("99", 1))
        await world.record(world.reversal("a", 100_000))
        world.at(MARCH_CLOSES + clock.DAY)
        await world.time_passes()
        await world.record(world.purchase("60", 0, occurred_at=MARCH_CLOSES - clock.DAY))
        await world.record(world.purchase("160"))
        world.at(APRIL_CLOSES)
        await world.time_passes()
        yield world


async def test_a_life_agrees(world: World) -> None:
    assert await milestones.reconcile() == []
    assert await storage.value("SELECT SUM(points) FROM ledger_entry WHERE rule = 'closing:month'") == 50


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE milestone_standing SET earned = earned + 7 WHERE member_id = :first",
         [("a milestone's sum = entries", "hundreds", "lifetime", 452, 445)]),
        ("DELETE FROM milestone_standing WHERE member_id = :second",
         [("a milestone's sum = entries", "hundreds", "lifetime", 0, 99)]),
        ("UPDATE milestone_standing SET given = 3 WHERE member_id = :first",
         [("steps that gave = gifts", "hundreds", "lifetime", 3, 4)]),
        ("UPDATE milestone_standing SET steps = 0, given = 0, marks = '[]' WHERE member_id = :first",
         [("a milestone's points = entries", "hundreds", "points", 0, 20)]),
        ("UPDATE milestone_standing SET marks = REPLACE(marks, '[400,', '[900,') WHERE member_id = :first",
         [("no step above its sum", "hundreds", "lifetime", 4, 3)]),
        ("UPDATE closing_standing SET earned = 1 WHERE member_id = :second",
         [("a closing's sum = entries", "month", "2026-03", 1, 99)]),
        ("UPDATE closing_standing SET bracket = NULL WHERE member_id = :first AND period = '2026-03'",
         [("a period's bracket = its sum's", "month", "2026-03", 0, 150),
          ("in a row = the periods before", "month", "2026-04", 2, 1)]),
        ("UPDATE closing_standing SET streak = 1 WHERE member_id = :first AND period = '2026-04'",
         [("in a row = the periods before", "month", "2026-04", 1, 2)]),
        ("UPDATE closing_standing SET given = '[]' WHERE member_id = :first",
         [("a closing's points = entries", "month", "points", 0, 50)]),
        ("UPDATE ledger_entry SET points = 100 WHERE member_id = :second AND currency = 'level'",
         [("a closing's sum = entries", "month", "2026-03", 99, 100),
          ("a milestone's sum = entries", "hundreds", "lifetime", 99, 100)]),
    ],
)  # fmt: skip
async def test_each_damage_is_told_and_left_as_it_is(
    world: World, damage: str, told: list[tuple[str, str, str, int, int]]
) -> None:
    named = {"first": world.members[0], "second": world.members[1]}
    async with storage.transaction() as tx:
        await tx.execute(damage, **{name: value for name, value in named.items() if f":{name}" in damage})

    found = await milestones.reconcile()

    assert [(one.check, one.code, one.period, one.kept, one.counted) for one in found] == told
    assert {one.member_id for one in found} == {named["first" if ":first" in damage else "second"]}
    assert await milestones.reconcile() == found


async def test_members_are_compared_in_slices(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["server.milestones.reconcile"], "MEMBERS_AT_ONCE", 1)
    async with storage.transaction() as tx:
        await tx.execute("UPDATE milestone_standing SET earned = earned + 1")

    assert [one.member_id for one in await milestones.reconcile()] == world.members[:2]


async def test_what_is_bought_between_two_looks_is_no_difference(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, bought = storage.rows, list[str]()

    async def rows(sql: str, /, **named: Any) -> list[storage.Row]:
        if "FROM milestone_standing" in sql and not bought:
            bought.append("meanwhile")
            await world.record(world.purchase("20"))
        return await read(sql, **named)

    monkeypatch.setattr(storage, "rows", rows)

    assert await milestones.reconcile() == []
    assert bought

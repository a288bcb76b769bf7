"""Four numbers, each the count of its rows."""

from __future__ import annotations

from server import insights, programme, storage
from server.insights import Returning
from server.kernel.clock import DAY
from tests.activities.world import START
from tests.insights.conftest import Office


async def test_members_are_those_with_a_card(office: Office) -> None:
    async with storage.transaction() as tx:
        await tx.execute("UPDATE member SET status = 'closed' WHERE id = :id", id=office.world.members[2])

    first = await insights.members_rows(first=3, after=None)
    rest = await insights.members_rows(first=3, after=first.cursors[-1])

    assert await insights.members_count() == 4
    assert (first.has_next, rest.has_next) == (True, False)
    shown = [row.member_id for row in (*first.items, *rest.items)]
    assert shown == [office.world.members[n] for n in (4, 3, 1, 0)]


async def test_a_week_begins_on_monday_and_what_was_undone_is_not_counted(office: Office) -> None:
    world = office.world
    await world.record(world.purchase("10", 0))
    await world.record(world.purchase("20", 0))
    undone = world.purchase("10", 1)
    await world.record(undone)
    await world.record(world.reversal(undone.key))
    await world.record(world.purchase("10", 2, occurred_at=START - 3 * DAY))  # Last Sunday's receipt.
    book = programme.current()

    rows = (await insights.active_rows(book, first=10, after=None)).items

    assert [(row.member_id, row.number) for row in rows] == [(world.members[0], 2)]
    assert await insights.active_count(book) == len(rows)
    world.later(7)
    assert await insights.active_count(book) == 0


async def test_outstanding_points_are_worth_what_the_best_reward_gives(office: Office) -> None:
    world = office.world
    await world.record(world.purchase("250", 0))
    await world.record(world.purchase("50", 1))
    book = programme.current()

    (points,) = await insights.outstanding(book)
    rows = (await insights.outstanding_rows(book, "points", first=10, after=None)).items

    assert (points.currency, points.points, points.members) == ("points", 300, 2)
    assert points.best is not None
    assert (points.best.code, points.worth) == ("bun", 30000)  # 300 points are a bun of SEK 300.
    assert sum(row.number for row in rows) == 300


async def test_a_second_purchase_counts_within_sixty_days_for_those_who_had_the_time(office: Office) -> None:
    world = office.world
    book = programme.current()
    await world.record(world.purchase("10", 0))
    await world.record(world.purchase("10", 1))
    world.later(59)
    await world.record(world.purchase("10", 0))
    await world.record(world.purchase("10", 2))
    assert await insights.returning(book) == Returning(0, 0)  # Nobody's sixty days are over.
    world.later(2)
    await world.record(world.purchase("10", 1))

    assert await insights.returning(book) == Returning(buyers=2, returned=1)
    rows = (await insights.returning_rows(book, first=10, after=None)).items
    assert [(row.member_id, row.until is not None) for row in rows] == [
        (world.members[0], True), (world.members[1], False),
    ]  # fmt: skip


async def test_a_purchase_that_was_undone_is_nobodys_first(office: Office) -> None:
    world = office.world
    undone = world.purchase("10", 0)
    await world.record(undone)
    await world.record(world.reversal(undone.key))
    world.later(61)

    assert await insights.returning(programme.current()) == Returning(0, 0)

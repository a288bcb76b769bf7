"""Seasons that are over: their places are final, and can be worked out again from the ledger alone."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import AsyncIterator

import pytest

from server import leaderboards, programme, storage
from server.jobs import Job
from server.kernel import clock, periods
from server.kernel.clock import DAY, HOUR, MINUTE
from server.leaderboards import final as freezing
from server.leaderboards import season_named
from server.programme.rulebook import Board
from tests.activities.world import PROGRAMME, World, world_on

ZONE = "Europe/Stockholm"
SETTLING = 12 * HOUR
TEXT = PROGRAMME.replace(
    """code = "week"
currency = "points"
window = "week"
""",
    """code = "week"
currency = "points"
window = "week"
ties = "competition"
settling_hours = 12
""",
)
SUNDAY_NIGHT = clock.from_iso("2026-03-08T22:59:00Z")  # A minute before Stockholm's Monday.


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=TEXT, members_count=6) as world:
        await leaderboards.open_ranks(None)
        yield world
        await leaderboards.close_ranks()


async def freeze() -> None:
    await leaderboards.freeze_seasons(Job(1, "schedule:boards.freeze", {}, None, 1, clock.now(), "x"))


async def final(world: World, season: str = "2026-W10") -> list[tuple[int, int, int]] | None:
    """Who stood where: member, rank, score."""
    found = await leaderboards.final_season("week", season)
    if found is None:
        return None
    page = await leaderboards.final_standings(found, first=100)
    assert found.members == len(page.items)
    return [(world.members.index(one.member_id), one.rank, one.score) for one in page.items]


async def from_the_ledger(world: World, season: str) -> list[tuple[int, int, int]]:
    """The same from the entries alone: what was earned in the season and posted, or taken back, before it closed."""
    board = programme.current().boards["week"]
    closes_at = season_named(board, ZONE, season).closes_at  # type: ignore[union-attr]
    scores: defaultdict[int, int] = defaultdict(int)
    reached: dict[int, int] = {}
    for row in await storage.rows(
        "SELECT member_id, occurred_at, posted_at, sign * points FROM ledger_entry "
        "WHERE currency = 'points' AND reason <> 'expired' AND member_id IS NOT NULL ORDER BY posted_at, id"
    ):
        if periods.period_key("week", row[1], ZONE) == season and row[2] < closes_at:
            scores[row[0]] += row[3]
            reached[row[0]] = row[2]
    order = sorted(((-score, reached[m], m) for m, score in scores.items() if score > 0))
    return [
        (world.members.index(m), 1 + sum(1 for other, *_ in order if other < score), -score) for score, _, m in order
    ]


async def test_places_are_final_once_the_season_has_closed_and_not_before(world: World) -> None:
    world.at(SUNDAY_NIGHT)
    await world.record(world.purchase("90", 1))
    await world.record(world.purchase("90", 2))
    await world.record(world.purchase("100", 0))
    world.at(SUNDAY_NIGHT + MINUTE + SETTLING)
    await freeze()
    assert await final(world) is None  # What was posted at the last moment may still be on its way.

    world.later(0.01)
    await freeze()

    assert await final(world) == [(0, 1, 100), (1, 2, 90), (2, 2, 90)]
    assert await final(world) == await from_the_ledger(world, "2026-W10")


async def test_a_receipt_that_was_late_counts_until_the_season_closes(world: World) -> None:
    world.at(SUNDAY_NIGHT + MINUTE + SETTLING - 1)
    await world.record(world.purchase("50", 0, occurred_at=SUNDAY_NIGHT))
    world.clock.by(1)
    await world.record(world.purchase("70", 1, occurred_at=SUNDAY_NIGHT))
    world.later(1)

    await freeze()

    assert await final(world) == [(0, 1, 50)]
    assert await world.balance(1) == 70  # The points are theirs; only the board is closed.


async def test_what_is_taken_back_later_moves_no_final_place(world: World) -> None:
    await world.record(world.purchase("50", 0, key="a"))
    await world.record(world.purchase("40", 1))
    world.later(6)
    await freeze()
    before = await final(world)

    await world.record(world.reversal("a"))
    await freeze()

    assert await final(world) == before == [(0, 1, 50), (1, 2, 40)]
    assert await world.balance(0) == 0


async def test_what_is_taken_back_before_it_closes_does(world: World) -> None:
    await world.record(world.purchase("50", 0, key="a"))
    await world.record(world.purchase("40", 1))
    world.later(4)
    await world.record(world.reversal("a", 500_000))
    world.later(2)

    await freeze()

    assert await final(world) == [(1, 1, 40), (0, 2, 25)]


async def test_an_interrupted_job_goes_on_where_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freezing, "SLICE", 2)
    await world.many([world.purchase(amount, who) for who, amount in enumerate(("9", "5", "5", "5", "3", "1"))])
    world.later(6)
    board = programme.current().boards["week"]

    assert await freezing._freeze_slice(board, "2026-W10")
    assert await final(world) is None  # Half of it is nothing.
    await freeze()
    await freeze()

    assert await final(world) == [(0, 1, 9), (1, 2, 5), (2, 2, 5), (3, 2, 5), (4, 5, 3), (5, 6, 1)]


async def test_every_season_that_closed_is_made_final(world: World) -> None:
    for _ in range(4):
        await world.record(world.purchase("10"))
        world.later(7)

    await freeze()

    assert [await final(world, f"2026-W{week}") for week in (10, 11, 12, 13)] == [[(0, 1, 10)]] * 4
    over = await leaderboards.past_seasons("week")
    assert [past.season.code for past in over] == ["2026-W13", "2026-W12", "2026-W11", "2026-W10"]
    assert all(past.final is not None and past.final.members == 1 for past in over)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_random_weeks_are_what_the_ledger_says(world: World, seed: int) -> None:
    chance, sent = random.Random(seed), []
    for n in range(70):
        if sent and chance.random() < 0.25:
            await world.many([world.reversal(chance.choice(sent), chance.choice([1_000_000, 500_000]))])
        else:
            late = chance.choice([0, 0, 0, chance.randrange(4 * DAY)])
            await world.record(
                world.purchase(
                    str(chance.randrange(1, 90)), chance.randrange(6), key=f"{seed}-{n}", occurred_at=clock.now() - late
                )
            )
            sent.append(f"{seed}-{n}")
        world.later(chance.choice([0.01, 0.3, 0.7]))
    world.later(14)

    await freeze()

    rows = await storage.rows("SELECT season FROM board_season WHERE members > 0 ORDER BY season")
    assert len(rows) >= 3
    for (season,) in (tuple(row) for row in rows):
        assert await final(world, season) == await from_the_ledger(world, season)


@pytest.mark.parametrize(
    ("window", "code", "starts"),
    [
        ("week", "2026-W13", "2026-03-22T23:00:00Z"),
        ("week", "2026-W14", "2026-03-29T22:00:00Z"),  # The clock was set forward on the Sunday before.
        ("week", "2026-W53", "2026-12-27T23:00:00Z"),
        ("week", "2025-W53", None),
        ("week", "2026-13", None),
        ("month", "2026-03", "2026-02-28T23:00:00Z"),
        ("month", "2026-13", None),
        ("month", "2026-3", None),
        ("year", "2026", "2025-12-31T23:00:00Z"),
        ("day", "2026-03-29", "2026-03-28T23:00:00Z"),
        ("day", "2026-03", None),
        ("week", "−" * 400, None),
    ],
)
def test_a_seasons_code_says_when_it_is(window: str, code: str, starts: str | None) -> None:
    board = Board("b", "points", window, "first", {})  # type: ignore[arg-type]

    season = season_named(board, ZONE, code)

    assert (season.starts_at if season is not None else None) == (clock.from_iso(starts) if starts else None)

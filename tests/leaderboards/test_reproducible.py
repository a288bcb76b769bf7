"""Whatever happens afterwards, the places of a season that is over are what the ledger's entries alone come to."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from server import activities, leaderboards, members, programme, storage
from server.jobs import Job
from server.kernel import clock
from server.kernel.clock import DAY, HOUR
from server.leaderboards import Misplaced
from tests.activities.world import PROGRAMME, World, world_on

BOARD = """[[board]]
code = "week"
currency = "points"
window = "week"
"""
SETTLING = f"{BOARD}settling_hours = 12\n"
TEXTS = """sv = { name = "Säsongen", tie = "Delad plats." }
en = { name = "The season", tie = "A shared place." }
"""
QUARTER = f"""
[[board]]
code = "quarter"
currency = "level"
window = "quarter"
ties = "competition"
settling_hours = 48
{TEXTS}
[[board]]
code = "year"
currency = "points"
window = "year"
ties = "dense"
{TEXTS}"""
SPRING = f"""
[[board]]
code = "spring"
currency = "points"
window = "seasons"
{TEXTS}
[[board.seasons]]
from = 2026-03-03
until = 2026-03-08
sv = {{ name = "Vårveckan" }}
en = {{ name = "The week of spring" }}

[[board.seasons]]
from = 2026-03-16
until = 2026-03-31
sv = {{ name = "Slutspurten" }}
en = {{ name = "The final spurt" }}
"""


@asynccontextmanager
async def lived(url: str, text: str) -> AsyncIterator[World]:
    async with world_on(url, text=text, members_count=6) as world:
        await leaderboards.open_ranks(None)
        try:
            yield world
        finally:
            await leaderboards.close_ranks()


async def freeze() -> None:
    await leaderboards.freeze_seasons(Job(1, "schedule:boards.freeze", {}, None, 1, clock.now(), "x"))


async def places(world: World, board: str, season: str) -> list[tuple[int, int, int]] | None:
    """Who stood where: member, rank, score."""
    found = await leaderboards.final_season(board, season)
    if found is None:
        return None
    page = await leaderboards.final_standings(found, first=100)
    return [(world.members.index(one.member_id), one.rank, one.score) for one in page.items]


async def frozen(world: World) -> dict[tuple[str, str], list[tuple[int, int, int]] | None]:
    rows = await storage.rows("SELECT board, season FROM board_season ORDER BY board, season")
    return {(row[0], row[1]): await places(world, row[0], row[1]) for row in rows}


async def some_life(world: World, chance: random.Random, sent: list[str], steps: int) -> None:
    """Purchases, some of them told late; reversals, whole and half; names that come and go from the boards."""
    for _ in range(steps):
        dice = chance.random()
        who = chance.randrange(6)
        if sent and dice < 0.25:
            await world.many([world.reversal(chance.choice(sent), chance.choice([1_000_000, 500_000]))])
        elif dice < 0.35:
            seen = chance.choice(["name", "alias", "hidden"])
            change = members.ProfileChange(alias=f"Alias {chance.randrange(10**9)}", board_visibility=seen)
            await members.update_profile(world.members[who], change)
        else:
            key, late = f"life-{len(sent)}", chance.choice([0, 0, 0, chance.randrange(4 * DAY)])
            amount = str(chance.choice([5, 10, 20, chance.randrange(1, 90)]))  # Equals are common.
            await world.many([world.purchase(amount, who, key=key, occurred_at=clock.now() - late)])
            sent.append(key)
        world.later(chance.choice([0.01, 0.3, 0.7]))


@pytest.mark.parametrize("seed", [1, 2])
async def test_frozen_places_are_those_of_the_ledger_whatever_comes_after(migrated_url: str, seed: int) -> None:
    """Reversals, late reports, aliases, points that expire; and versions that change a board, or drop it."""
    chance, sent = random.Random(seed), list[str]()
    first = PROGRAMME.replace(BOARD, SETTLING) + QUARTER + SPRING
    second = first.replace("settling_hours = 12", "settling_hours = 36").replace('ties = "dense"', 'ties = "first"')
    third = second.replace(QUARTER, "")
    async with lived(migrated_url, first) as world:
        await some_life(world, chance, sent, 25)
        await programme.publish(second, "second.toml")
        world.later(0.1)
        await some_life(world, chance, sent, 25)
        await freeze()
        before = await frozen(world)
        await programme.publish(third, "third.toml")
        world.later(0.1)
        await some_life(world, chance, sent, 15)
        world.later(100)
        await activities.visit_due()  # What is left of the points has expired.
        await some_life(world, chance, sent, 12)
        world.later(40)
        await freeze()

        after = await frozen(world)
        assert len(before) > 1
        assert {key: after[key] for key in before} == before
        assert {board for board, _ in after} == {"week", "quarter", "spring"}  # The year is not over.
        assert {("quarter", "2026-Q1"), ("spring", "from-2026-03-03")} < set(after)
        assert await leaderboards.reconcile() == []


async def test_what_stands_otherwise_than_the_ledger_says_is_told(migrated_url: str) -> None:
    async with lived(migrated_url, PROGRAMME) as world:
        await world.many([world.purchase(amount, who) for who, amount in enumerate(("50", "40", "30"))])
        world.later(8)
        await freeze()
        assert await leaderboards.reconcile() == []

        async with storage.transaction() as tx:
            await tx.execute("UPDATE board_place SET rank = 3 WHERE place = 2")
            await tx.execute("DELETE FROM board_place WHERE place = 3")
            await tx.execute("UPDATE board_season SET members = 2")
            await tx.execute("UPDATE standing SET score = 51 WHERE score = 50")

        def told(check: str, who: int | None, kept: int, counted: int) -> Misplaced:
            member = world.members[who] if who is not None else 0
            return Misplaced(check, "week", "2026-W10", member, kept, counted)

        assert await leaderboards.reconcile() == [
            told("standing = entries", 0, 51, 50),
            told("final place = entries", 2, 0, 3),
            told("final rank = entries", 1, 3, 2),
            told("final rank = entries", 2, 0, 3),
            told("final score = entries", 2, 0, 30),
            told("members with a place = entries", None, 2, 3),
        ]


async def test_between_two_named_seasons_nothing_counts_and_the_last_one_is_shown(migrated_url: str) -> None:
    async with lived(migrated_url, PROGRAMME + SPRING) as world:
        board = programme.current().boards["spring"]

        def shown() -> str:
            return leaderboards.season_shown(board, "Europe/Stockholm", clock.now()).code

        world.at(clock.from_iso("2026-03-02T22:59:00Z"))
        await world.record(world.purchase("9", 0))
        assert shown() == "from-2026-03-03"  # It begins in a minute.
        world.at(clock.from_iso("2026-03-02T23:00:00Z"))
        await world.record(world.purchase("30", 0))
        world.at(clock.from_iso("2026-03-08T22:59:59Z"))
        await world.record(world.purchase("40", 1))
        world.at(clock.from_iso("2026-03-08T23:00:00Z"))
        await world.record(world.purchase("500", 2))
        assert shown() == "from-2026-03-03"
        world.later(1)
        await freeze()

        assert await places(world, "spring", "from-2026-03-03") == [(1, 1, 40), (0, 2, 30)]
        world.at(clock.from_iso("2026-03-15T23:00:00Z"))
        assert shown() == "from-2026-03-16"
        assert await leaderboards.reconcile() == []


async def test_seasons_of_a_window_that_the_board_had_before_become_final_too(migrated_url: str) -> None:
    """Their codes are of another form, and their rules those that held."""
    monthly = PROGRAMME.replace('window = "week"\n', 'window = "month"\nties = "dense"\n')
    async with lived(migrated_url, PROGRAMME) as world:
        await world.many([world.purchase("50", 0, key="a"), world.purchase("50", 1)])
        await programme.publish(monthly, "monthly.toml")
        world.later(0.1)
        await world.many([world.purchase("20", 0), world.purchase("20", 1)])
        await world.record(world.reversal("a", 500_000))  # Of the week, by the version that counted weeks.
        world.later(40)
        await freeze()

        assert await places(world, "week", "2026-W10") == [(1, 1, 50), (0, 2, 25)]
        assert await places(world, "week", "2026-03") == [(0, 1, 20), (1, 1, 20)]
        assert [past.season.code for past in await leaderboards.past_seasons("week")] == ["2026-W10", "2026-03"]
        assert [past.board.ties for past in await leaderboards.past_seasons("week")] == ["first", "dense"]
        assert await leaderboards.reconcile() == []


async def test_a_season_closes_when_the_last_of_its_versions_says_so(migrated_url: str) -> None:
    """A Monday's receipt is waited for by the version of Monday, a Sunday's by that of Sunday."""
    async with lived(migrated_url, PROGRAMME.replace(BOARD, SETTLING)) as world:
        monday = clock.now()
        await world.record(world.purchase("10", 0))
        await programme.publish(PROGRAMME, "later.toml")  # Which waits no longer.
        world.at(clock.from_iso("2026-03-08T22:00:00Z"))
        sunday = clock.now()
        world.at(sunday + 2 * HOUR)
        await world.record(world.purchase("20", 0, occurred_at=monday))
        await world.record(world.purchase("400", 1, occurred_at=sunday))
        await freeze()
        assert await places(world, "week", "2026-W10") is None
        world.later(1)
        await freeze()

        assert await places(world, "week", "2026-W10") == [(0, 1, 30)]
        assert await leaderboards.reconcile() == []

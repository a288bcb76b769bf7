"""Random lives on random ladders: the tier at each instant is what had occurred up to it, however it was told."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server import programme, storage, tiers
from server.kernel import clock
from server.kernel.clock import DAY, HOUR, Instant
from server.programme.rulebook import Ladder
from server.tiers import rules
from server.tiers.counting import FOREVER, Counted, Grant, Terms, add, of_history
from tests.activities.world import START, World, world_on
from tests.tiers.ladders import ZONE, book_of, document
from tests.tiers.naive import Life

WINDOWS = (
    '"year"', '"quarter"', '"month"', '"membership_year"', '{ months = 3, from = "joining_month" }', '"lifetime"',
    "{ days = 30 }", "{ months = 2 }",
)  # fmt: skip


def written(chance: random.Random) -> str:
    """A document with some ladder."""
    window = chance.choice(WINDOWS)
    slides, ever = window.startswith("{ days") or window.endswith("2 }"), window == '"lifetime"'
    periods, months = (0 if slides or ever else chance.randrange(3)), (0 if ever else chance.choice((0, 1, 3)))
    keeps = f"keeps = {{ periods = {periods}, months = {months} }}" if periods or months else ""
    own = chance.choice(("", ", within = { days = 20 }", ", within = { months = 1 }", ', within = "month"'))
    lands = 'lands_on = "middle"' if not ever and (months or not slides) else ""
    years = ", years = 2" if not slides and not ever else ""
    return document(
        f"within = {window}\n{keeps}",
        first="",
        low=f"reach = [ {{ level = 30 }}, {{ nights = 3{own} }} ]",
        middle="reach = [ { level = 60, nights = 1 }, { flights = 5 } ]\n"
               f"lifetime = [ {{ level = 260{years} }} ]",
        high=f"reach = [ {{ level = 100 }}, {{ flights = 9{own} }} ]\n{lands}",
        top='given_only = true\n' + (lands and 'lands_on = "high"'),
    )  # fmt: skip


def ladder_of(text: str) -> Ladder:
    ladder = book_of(text).ladder
    assert ladder is not None
    return ladder


def deeds(chance: random.Random, count: int) -> Iterator[tuple[Instant, dict[str, int]]]:
    """In the order of time, over some eighteen months."""
    at = START - 100 * DAY
    for _ in range(count):
        at += int(chance.choice((HOUR, 5 * DAY, 15 * DAY, 60 * DAY)) * (0.5 + chance.random()))
        yield at, {unit: chance.randrange(1, most) for unit, most in (("level", 50), ("nights", 3), ("flights", 4))
                   if chance.random() < 0.6}  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9))
def test_the_tier_is_what_living_through_every_day_comes_to(seed: int) -> None:
    chance = random.Random(seed)
    terms = Terms(ladder_of(written(chance)), ZONE, START - 500 * DAY)
    earned = dict(deeds(chance, 14))
    now = max(earned) + chance.randrange(200) * DAY
    given_at = chance.choice(list(earned))
    tier = chance.choice(("low", "high", "top"))
    grants = [Grant(tier, given_at, rules.given_end(terms, given_at, chance.choice((0, 2))), "gift", 1)]

    counted = of_history(terms, earned, now=now, before=Counted(grants=grants))
    standing = rules.assess(terms, counted, now)

    life = Life(terms.ladder, ZONE, terms.joined_at, earned, grants)
    code = terms.ladder.tiers[standing.place].code
    assert code == life.tier_at(now)
    until = rules.slides_until(terms, standing.place, earned, now) if standing.slides else standing.until
    if until is not None and until < FOREVER:
        assert life.tier_at(until - 1) == code
        assert terms.ladder.place(life.tier_at(until)) < standing.place


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9))
def test_one_by_one_comes_to_the_same_sums_as_all_at_once(seed: int) -> None:
    chance = random.Random(seed)
    terms = Terms(ladder_of(written(chance)), ZONE, START - 500 * DAY)
    earned = dict(deeds(chance, 14))
    counted, now = Counted.fresh(terms), max(earned)

    for at, units in earned.items():
        for unit, points in units.items():
            add(counted, terms, unit, points, at, now=at)
        if (shrinks_at := counted.shrinks_at) is not None and shrinks_at <= now:
            break
    else:
        whole = of_history(terms, earned, now=now, before=Counted())
        assert (counted.sums, counted.sliding, counted.met) == (whole.sums, whole.sliding, whole.met)
    assert Counted.from_json(counted.as_json()).as_json() == counted.as_json()


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_is_told_late_or_undone_the_tier_is_what_stands(migrated_url: str, seed: int) -> None:
    chance = random.Random(seed)
    text = written(chance)
    async with world_on(migrated_url, text=text, members_count=1) as world:
        ladder = programme.current().ladder
        assert ladder is not None
        told: dict[str, Instant] = {}
        for number, (at, units) in enumerate(deeds(chance, 18)):
            world.at(max(at, clock.now()) + chance.choice((0, HOUR, 12 * DAY)))
            if chance.random() < 0.5:
                await world.time_passes()
            key = f"k{number}"
            await world.record(
                world.purchase("0", key=key, kind="deed", facts=units, occurred_at=at, source=world.till(imports=True))
            )
            told[key] = at
            if chance.random() < 0.3:
                undone = chance.choice(list(told))
                share = chance.choice((1_000_000, 500_000))
                await world.many([world.reversal(undone, share)])
            if number % 3 == 0:
                await _stands(world, ladder)
        world.later(40)
        await world.time_passes()
        await _stands(world, ladder)


async def _stands(world: World, ladder: Ladder) -> None:
    member, now = world.members[0], clock.now()
    joined_at = await storage.value("SELECT joined_at FROM member WHERE id = :member", member=member)
    earned: defaultdict[Instant, dict[str, int]] = defaultdict(dict)
    for row in await storage.rows(
        "SELECT occurred_at, currency, SUM(sign * points) FROM ledger_entry WHERE member_id = :member "
        "AND currency <> 'points' GROUP BY occurred_at, currency",
        member=member,
    ):
        earned[row[0]][row[1]] = int(row[2])
    life = Life(ladder, ZONE, joined_at, earned)

    holding = (await tiers.holdings_of([member], ladder, ZONE))[member]

    expected = life.tier_at(now)
    assert holding.tier == expected
    if not await storage.value("SELECT COUNT(*) FROM timeline_head WHERE due_at <= :now", now=now):
        assert (await world.tier() or "first") == expected
    if holding.until is not None:
        assert life.tier_at(holding.until - 1) == expected
        assert ladder.place(life.tier_at(holding.until)) < ladder.place(expected)


@pytest.mark.parametrize("seed", range(4))
async def test_what_is_recorded_and_undone_leaves_the_tier_as_it_was(migrated_url: str, seed: int) -> None:
    chance = random.Random(1000 + seed)
    async with world_on(migrated_url, text=written(chance), members_count=1) as world:
        ladder = programme.current().ladder
        assert ladder is not None
        for at, units in deeds(chance, 6):
            world.at(at)
            await world.record(world.purchase("0", kind="deed", facts=units))
        before = (await tiers.holdings_of(world.members, ladder, ZONE))[world.members[0]]
        await world.record(world.purchase("0", key="k", kind="deed", facts={"level": 500, "nights": 9, "flights": 50}))

        await world.record(world.reversal("k"))

        after = (await tiers.holdings_of(world.members, ladder, ZONE))[world.members[0]]
        assert (after.tier, after.until, _bare(after.sums)) == (before.tier, before.until, _bare(before.sums))


def _bare(sums: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    return {name: {unit: points for unit, points in units.items() if points} for name, units in sums.items()}

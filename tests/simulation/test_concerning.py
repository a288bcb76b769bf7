"""Whom a stricter change concerns, counted today in the tables."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server import programme, simulation, storage
from server.activities import Source, TransferPoints
from server.programme import Rulebook
from server.rewards.models import RewardBeneficiaries
from server.simulation import today
from tests.activities.world import PROGRAMME, World, world_on

TEXT = PROGRAMME.replace("expires_months = 2", "expires_months = 2\ntransfer = { least = 1 }", 1)


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    """Three members: one with much, who saves for a cup; one with little; one who did nothing."""
    async with world_on(migrated_url, text=TEXT) as world:
        await world.record(world.purchase("180.00", 0))
        await world.record(world.purchase("30.00", 1))
        await world.record(world.joining("two_doors", 1))
        await world.redeem("cup", 0)
        await world.record(TransferPoints(
            source=Source.system("test"), key="sent", member=("id", world.members[0]), to=world.members[1],
            currency="points", points=7,
        ))  # fmt: skip
        await world.record(world.pinning("cup", 0))
        yield world


def book(text: str, number: int = 2) -> Rulebook:
    return programme.compile(programme.parse(text, "after.toml"), number)


async def told(after: str, section: str, code: str) -> list[str]:
    was, will = book(TEXT), book(after)
    changes = [one for one in programme.plan(was, will) if (one.section, one.code) == (section, code)]
    assert changes, "the plan says nothing of it"
    found = [await simulation.concerning(change, was, will) for change in changes]
    return [texts["en"].replace("\u00a0", " ") for texts in found if texts is not None]


def changed(before: str, after: str) -> str:
    assert before in TEXT, before
    return TEXT.replace(before, after, 1)


async def test_who_has_points_is_told_beside_a_shorter_time(world: World) -> None:
    balance = [await world.balance(who) for who in (0, 1)]

    found = await told(changed("expires_months = 2", "expires_months = 1"), "currency", "points")

    assert found == [f"2 members with {sum(balance)} points today."]


async def test_who_gave_points_is_told_where_that_ends(world: World) -> None:
    found = await told(changed("\ntransfer = { least = 1 }", ""), "currency", "points")

    assert found == ["1 member gave others 7 points this year."]


async def test_who_saves_for_a_reward_is_told_where_it_costs_more(world: World) -> None:
    cup = book(TEXT).rewards["cup"]
    balance = await world.balance(0)
    assert balance >= cup.points
    dearer = TEXT.replace(f'code = "cup"\npoints = {cup.points}', f'code = "cup"\npoints = {balance + 1}', 1)

    found = await told(dearer, "reward", "cup")

    assert found == ["1 member saving for it today. 1 of them have enough now, and not for the new price."]


async def test_what_a_rule_gave_lately_is_told_where_it_gives_less(world: World) -> None:
    less = changed('kind = "purchase"\nrate = "1"', 'kind = "purchase"\nrate = "0.5"')

    (found,) = await told(less, "earn", book(TEXT).earning["purchase"][0].code)

    assert found == "2 members got 210 points by it in the last 30 days."


async def test_who_is_in_the_middle_of_a_challenge_is_told_where_it_asks_for_more(world: World) -> None:
    before = book(TEXT).challenges["two_doors"]
    assert before.join != "automatic"
    start = TEXT.index('code = "two_doors"')
    harder = TEXT[:start] + TEXT[start:].replace("target = 2", "target = 3", 1)

    found = await told(harder, "challenge", "two_doors")

    assert found == ["1 member in the middle of it today."]


async def test_who_holds_a_level_is_told_where_it_asks_for_more(world: World) -> None:
    second = TEXT.index('code = "second"')
    end = TEXT.index("\n", TEXT.index("from = ", second))
    line = TEXT[TEXT.index("from = ", second) : end]
    least = int(line.removeprefix("from = "))
    await world.record(world.purchase(f"{least}.00", 2))
    raised = TEXT.replace(line, f"from = {least * 10}", 1)

    found = await told(raised, "tier", "second")

    held = len([who for who in range(3) if await world.tier(who) == "second"])
    assert held > 0
    assert found[0].startswith(f"{held} member")
    assert f"{held} of them have not come to the new limit so far." in found[0]


async def test_who_went_above_a_lower_cap_is_told_of_the_last_whole_period(world: World) -> None:
    capped = 'kind = "purchase"\nrate = "1"\ncap = {{ points = {points}, per = "day" }}'
    before, after = (changed('kind = "purchase"\nrate = "1"', capped.format(points=n)) for n in (1000, 100))
    await programme.publish(before, "test.toml")
    world.later(1)
    await world.record(world.purchase("150.00", 0))
    await world.record(world.purchase("50.00", 1))
    world.later(1)
    was, will = book(before), book(after)

    (change,) = programme.plan(was, will)
    found = await simulation.concerning(change, was, will)

    assert found is not None
    assert found["sv"].replace("\u00a0", " ") == "1 medlem kom över det nya taket i går."


async def test_what_is_not_stricter_concerns_nobody(world: World) -> None:
    was, will = book(TEXT), book(changed('rate = "1"', 'rate = "2"'))

    found = [await simulation.concerning(change, was, will) for change in programme.plan(was, will)]

    assert found
    assert set(found) == {None}


async def test_a_line_in_a_charitys_code_is_no_letter_of_anothers(world: World) -> None:
    async with storage.transaction() as tx:
        await tx.insert(
            RewardBeneficiaries, ("member_id", "charities", "chosen_at"),
            [(world.members[0], '["club_a"]', 1), (world.members[1], '["clubxa"]', 1)],
        )  # fmt: skip

    assert (await today.choosing("club_a"), await today.choosing("clubxa"), await today.choosing("club")) == (1, 1, 0)

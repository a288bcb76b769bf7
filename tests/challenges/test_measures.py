"""Sequences, days of weeks, and coming back to what was left, on both databases."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server import challenges, members, programme, storage
from server.activities import RecordActivity, Source
from server.challenges import Place
from server.challenges.errors import AlreadyJoined, NotJoined
from server.earning.errors import OwnWordFull
from server.kernel import clock
from server.kernel.clock import DAY
from tests.activities.world import World

STOCKHOLM = "Europe/Stockholm"


async def place_of(world: World, code: str, who: int = 0) -> Place:
    member = await members.member_of(world.members[who])
    assert member is not None
    rows = (await challenges.progress_of([member.id])).get(member.id, [])
    found = challenges.places(programme.current(), rows, timezone=member.timezone, now=clock.now())
    return next(place for place in found if place.challenge.code == code)


async def amount_of(world: World, code: str) -> int:
    return (await place_of(world, code)).amount // 1_000_000


def liked(world: World, key: str, who: int = 0) -> RecordActivity:
    return RecordActivity(
        source=Source.system("community"), key=key, member=("id", world.members[who]), kind="liked"
    )


async def ride(world: World, local: datetime, zone: str = STOCKHOLM, **changes: Any) -> None:
    world.at(clock.from_datetime(local.replace(tzinfo=ZoneInfo(zone))))
    await world.record(world.ride(**changes))


async def travel(world: World, zone: str) -> None:
    async with storage.transaction() as tx:
        await tx.execute("UPDATE member SET timezone = :zone WHERE id = :id", zone=zone, id=world.members[0])


# Sequences


async def test_a_sequence_is_done_in_any_order_and_gives_its_badge_once(world: World) -> None:
    await world.record(liked(world, "like-1"))
    await world.record(world.purchase("49.99"))
    assert await amount_of(world, "begin") == 1

    done = await world.record(world.purchase("50"))
    again = await world.record(liked(world, "like-2"))

    assert "begin" in done.completed
    assert "begun" in await world.badges()
    assert again.badges == ()


async def test_a_step_that_is_undone_is_open_again_unless_another_stands_in(world: World) -> None:
    await world.record(liked(world, "like"))
    await world.record(world.purchase("50", key="a"))
    await world.record(world.purchase("60", key="b"))

    await world.record(world.reversal("a"))
    assert "begun" in await world.badges()

    await world.record(world.reversal("b"))
    assert "begun" not in await world.badges()
    assert await amount_of(world, "begin") == 1


async def test_a_step_is_not_half_undone(world: World) -> None:
    await world.record(liked(world, "like"))
    await world.record(world.purchase("50", key="a"))

    await world.record(world.reversal("a", 500_000))

    assert "begun" in await world.badges()


# Days of weeks


@pytest.mark.parametrize("first_monday", [date(2026, 3, 16), date(2026, 10, 12)])
async def test_days_are_the_walls_over_the_change_of_the_clock(world: World, first_monday: date) -> None:
    """Both changes of 2026 are on a Sunday (29 March, 25 October), within these four weeks."""
    world.at(clock.from_datetime(datetime.combine(first_monday, datetime.min.time(), ZoneInfo(STOCKHOLM))))
    await world.record(world.joining("rides"))
    chance = random.Random(str(first_monday))
    for week in range(4):
        for day, (hour, minute) in zip((1, 5, 6), ((0, 30), (23, 30), (2, 30)), strict=True):
            morning = datetime.combine(first_monday + timedelta(days=7 * week + day), datetime.min.time())
            await ride(world, morning.replace(hour=hour, minute=minute))
            if chance.random() < 0.5:  # Once more on the same day, whichever hour of it comes twice.
                world.clock.by(10 * clock.MINUTE)
                with pytest.raises(OwnWordFull):
                    await world.record(world.ride())

    place = await place_of(world, "rides")
    assert (place.standing, place.amount) == ("done", 4_000_000)
    assert await world.balance() > 80


async def test_one_day_in_tokyo_and_los_angeles_is_one_day(world: World) -> None:
    await world.record(world.joining("rides"))
    await travel(world, "Asia/Tokyo")
    await ride(world, datetime(2026, 3, 9, 7), "Asia/Tokyo")  # Still Sunday in Stockholm, whose days the caps follow.
    await travel(world, "America/Los_Angeles")

    await ride(world, datetime(2026, 3, 9, 9), "America/Los_Angeles")  # Eighteen hours later, and Monday again.

    assert (await place_of(world, "rides")).beside == 1
    await ride(world, datetime(2026, 3, 10, 9), "America/Los_Angeles")
    await ride(world, datetime(2026, 3, 11, 9), "America/Los_Angeles")
    place = await place_of(world, "rides")
    assert (place.beside, place.amount) == (3, 1_000_000)


async def test_a_week_without_enough_days_is_a_rest_and_the_next_one_breaks_the_row(world: World) -> None:
    world.at(clock.from_iso("2026-03-09T06:00:00Z"))
    await world.record(world.joining("rides"))
    for day in (9, 10, 11):
        await ride(world, datetime(2026, 3, day, 12))
    assert await amount_of(world, "rides") == 1

    world.at(clock.from_iso("2026-03-25T12:00:00Z"))  # The week between was the rest.
    assert await amount_of(world, "rides") == 1

    world.at(clock.from_iso("2026-03-30T12:00:00Z"))
    assert await amount_of(world, "rides") == 0


async def test_a_ride_taken_back_takes_its_day_and_the_reward_with_it(world: World) -> None:
    world.at(clock.from_iso("2026-03-09T06:00:00Z"))
    await world.record(world.joining("rides"))
    for week in range(4):
        for day in range(3):
            await ride(world, datetime(2026, 3, 9, 12) + timedelta(days=7 * week + day), key=f"{week}-{day}")
    assert (await place_of(world, "rides")).standing == "done"
    before = await world.balance()

    await world.record(world.reversal("3-2", source=world.by_hand()))
    place = await place_of(world, "rides")
    assert (place.standing, place.amount, place.beside) == ("running", 3_000_000, 2)
    assert before - await world.balance() == 90

    await world.record(world.ride())
    assert (await place_of(world, "rides")).standing == "done"
    assert await world.balance() == before


async def test_what_is_told_is_what_a_fresh_reading_says(world: World) -> None:
    world.at(clock.from_iso("2026-03-09T06:00:00Z"))
    await world.record(world.joining("rides"))
    chance = random.Random(7)
    for day in range(40):
        if chance.random() < 0.5:
            await ride(world, datetime(2026, 3, 9, 12) + timedelta(days=day))
            place = await place_of(world, "rides")
            told = [e for e in await world.events() if e["type"].startswith("Challenge") and e["challenge"] == "rides"]
            assert (told[-1]["amount"], told[-1]["beside"]) == (place.amount, place.beside)


# Leaving and coming back


@pytest.mark.parametrize("code", ["rides", "often"])
async def test_who_comes_back_in_time_goes_on(world: World, code: str) -> None:
    await world.record(world.joining(code))
    await world.many([world.purchase("10"), world.ride()])
    await world.record(world.leaving(code))
    assert (await place_of(world, code)).standing == "joinable"
    world.later(1)
    await world.many([world.purchase("10"), world.ride()])  # While away: does not count.
    world.later(1)

    await world.record(world.joining(code))

    place = await place_of(world, code)
    assert place.standing == "running"
    assert (place.amount if code == "often" else place.beside * 1_000_000) == 1_000_000


@pytest.mark.parametrize(("code", "days"), [("rides", 71), ("often", 28)])
async def test_who_comes_back_too_late_begins_anew(world: World, code: str, days: int) -> None:
    await world.record(world.joining(code))
    await world.many([world.purchase("10"), world.ride()])
    await world.record(world.leaving(code))
    world.later(days)

    await world.record(world.joining(code))

    place = await place_of(world, code)
    assert (place.standing, place.amount, place.beside) == ("running", 0, 0)


async def test_what_a_challenge_forgets_is_forgotten(world: World) -> None:
    await world.record(world.joining("two_doors"))
    await world.record(world.purchase("10"))
    await world.record(world.leaving("two_doors"))

    await world.record(world.joining("two_doors"))

    assert await amount_of(world, "two_doors") == 0


async def test_what_is_undone_while_one_is_away_is_undone_when_one_comes_back(world: World) -> None:
    await world.record(world.joining("often"))
    await world.record(world.purchase("10", key="a"))
    await world.record(world.purchase("10", key="b"))
    await world.record(world.leaving("often"))
    told = len(await world.events())
    await world.record(world.reversal("a"))
    assert not [e for e in (await world.events())[told:] if e.get("challenge") == "often"]

    await world.record(world.joining("often"))

    assert await amount_of(world, "often") == 1


async def test_joining_and_leaving_twice_with_one_key_is_once(world: World) -> None:
    joining = world.joining("often")
    first = await world.record(joining)
    again = await world.record(joining)
    assert (first.replayed, again.replayed) == (False, True)
    with pytest.raises(AlreadyJoined):
        await world.record(world.joining("often"))

    leaving = world.leaving("often")
    await world.record(leaving)
    assert (await world.record(leaving)).replayed
    with pytest.raises(NotJoined):
        await world.record(world.leaving("often"))


async def test_time_goes_by_without_anything_being_written(world: World) -> None:
    await world.record(world.joining("rides"))
    await world.record(world.ride())
    before = await storage.rows("SELECT amount, marks FROM challenge_progress WHERE challenge = 'rides'")

    world.at(clock.now() + 30 * DAY)
    await place_of(world, "rides")

    after = await storage.rows("SELECT amount, marks FROM challenge_progress WHERE challenge = 'rides'")
    assert [tuple(row) for row in before] == [tuple(row) for row in after]

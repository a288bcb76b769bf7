"""Days that bring something by themselves: each once, in the member's own zone, also where nobody visited in time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from server import jobs, members, programme, storage
from server.activities import JOBS
from server.kernel import clock
from server.kernel.clock import DAY, HOUR, Instant
from server.members import NewMember, ProfileChange
from tests.activities.world import START, World, world_on
from tests.milestones.documents import HEAD, TIERS, entry, reward
from tests.milestones.gifts import open_ones, vouchers

CAKE = reward("cake", "face = 30")
GIVES = 'gives = [{ reward = "cake" }]'
BY_TIER = '[{ tier = "gold", days = 7 }, { tier = "reserve", days = 30 }, { days = 1 }]'
BIRTHDAY = HEAD + TIERS + CAKE + entry("occasion", "birthday", f'on = "birthday"\n{GIVES}\ndays = {BY_TIER}')
Opening = Callable[[str], AbstractAsyncContextManager[World]]


@pytest.fixture
def on(migrated_url: str) -> Opening:
    return lambda text: world_on(migrated_url, text=text)


@pytest.fixture
async def world(on: Opening) -> AsyncIterator[World]:
    async with on(BIRTHDAY) as world:
        yield world


async def newcomer(world: World, birthday: str | None = None, timezone: str = "Europe/Stockholm") -> int:
    """Somebody new, who never does anything; where they stand among the members."""
    async with storage.transaction() as tx:
        new = NewMember(display_name="Newcomer", language="sv", timezone=timezone, birthday=birthday)
        world.members += await members.add_members(tx, [new])
    return len(world.members) - 1


async def given_at(world: World, moment: str | Instant, who: int) -> list[str]:
    """What waits for a member once everybody was visited at a moment."""
    world.at(clock.from_iso(moment) if isinstance(moment, str) else moment)
    await world.time_passes()
    return [reward for reward, _ in await vouchers(world, who)]


async def until(world: World, who: int) -> str:
    rows = await storage.rows(
        "SELECT expires_at FROM reward_voucher WHERE member_id = :member ORDER BY id", member=world.members[who]
    )
    return clock.to_iso(rows[-1][0])


@pytest.mark.parametrize(
    ("spent", "ends"),
    [
        (None, "2026-06-10T22:00:00Z"),  # Green: the day alone.
        ("500", "2026-06-16T22:00:00Z"),
        ("2500", "2026-07-09T22:00:00Z"),
    ],
)
async def test_a_birthday_comes_to_somebody_who_never_did_anything_for_as_long_as_their_tier_says(
    world: World, spent: str | None, ends: str
) -> None:
    who = await newcomer(world, "1990-06-10")
    if spent is not None:
        await world.record(world.purchase(spent, who))

    assert await given_at(world, "2026-06-09T21:59:59Z", who) == []
    assert await given_at(world, "2026-06-09T22:00:00Z", who) == ["cake"]
    assert await until(world, who) == ends
    assert await given_at(world, "2026-06-20T12:00:00Z", who) == ["cake"]
    assert await given_at(world, "2027-06-09T21:59:59Z", who) == ["cake"]
    assert await given_at(world, "2027-06-09T22:00:00Z", who) == ["cake", "cake"]


async def test_points_of_a_day_come_through_the_ledger(on: Opening) -> None:
    async with on(HEAD + entry("occasion", "birthday", 'on = "birthday"\ngives = [{ points = 250 }]')) as world:
        who = await newcomer(world, "1990-06-10")
        await given_at(world, "2026-06-09T22:00:00Z", who)

        assert await world.balance(who) == 250
        assert await world.settled() == []


@pytest.mark.parametrize(
    ("year", "comes"), [("2026", "2026-02-27T23:00:00Z"), ("2028", "2028-02-28T23:00:00Z")]
)
async def test_born_on_29_february(world: World, year: str, comes: str) -> None:
    world.at(clock.from_iso(f"{year}-01-15T12:00:00Z"))
    who = await newcomer(world, "2000-02-29")
    await world.time_passes()

    assert await given_at(world, clock.from_iso(comes) - 1, who) == []
    assert await given_at(world, comes, who) == ["cake"]
    assert await given_at(world, f"{year}-03-02T12:00:00Z", who) == ["cake"]


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
async def test_days_on_which_the_clock_is_changed(world: World, day: str) -> None:
    who = await newcomer(world, f"1990{day[4:]}")
    starts = {"2026-03-29": "2026-03-28T23:00:00Z", "2026-10-25": "2026-10-24T22:00:00Z"}[day]
    ends = {"2026-03-29": "2026-03-29T22:00:00Z", "2026-10-25": "2026-10-25T23:00:00Z"}[day]

    assert await given_at(world, clock.from_iso(starts) - 1, who) == []
    assert await given_at(world, starts, who) == ["cake"]
    assert await until(world, who) == ends


@pytest.mark.parametrize(
    ("lived", "moves", "moved_at"),
    [
        ("Asia/Tokyo", "America/Los_Angeles", "2026-06-08T20:00:00Z"),  # The day before, there.
        ("Asia/Tokyo", "America/Los_Angeles", "2026-06-09T18:00:00Z"),  # On the day, and it has it once more.
        ("America/Los_Angeles", "Asia/Tokyo", "2026-06-09T10:00:00Z"),
        ("America/Los_Angeles", "Asia/Tokyo", "2026-06-10T06:59:59Z"),  # The day before here, the day itself there.
        ("Pacific/Niue", "Pacific/Kiritimati", "2026-06-09T23:00:00Z"),
    ],
)
@pytest.mark.parametrize("days", ["1", "7"])
async def test_who_moves_about_their_birthday_has_it_once(
    on: Opening, lived: str, moves: str, moved_at: str, days: str
) -> None:
    text = HEAD + CAKE + entry("occasion", "birthday", f'on = "birthday"\n{GIVES}\ndays = {days}')
    async with on(text) as world:
        who = await newcomer(world, "1990-06-10", lived)
        for hours in range(0, 24 * 8, 3):  # The worker is there every third hour.
            then = clock.from_iso("2026-06-06T01:00:00Z") + hours * HOUR
            if clock.now() < clock.from_iso(moved_at) <= then:
                world.at(clock.from_iso(moved_at))
                await world.time_passes()
                await members.update_profile(world.members[who], ProfileChange(timezone=moves))
                await world.time_passes()
            await given_at(world, then, who)

        assert [reward for reward, _ in await vouchers(world, who)] == ["cake"]


@pytest.mark.parametrize(
    ("days", "visited", "expected", "ends"),
    [
        ("1", "2026-06-10T21:59:59Z", ["cake"], "2026-06-10T22:00:00Z"),
        ("1", "2026-06-10T22:00:00Z", [], None),
        ("7", "2026-06-16T21:59:59Z", ["cake"], "2026-06-16T22:00:00Z"),
        ("7", "2026-06-12T12:00:00Z", ["cake"], "2026-06-16T22:00:00Z"),
        ("7", "2026-06-16T22:00:00Z", [], None),
    ],
)
async def test_a_day_that_nobody_visited_comes_as_long_as_its_window_lasts(
    on: Opening, days: str, visited: str, expected: list[str], ends: str | None
) -> None:
    text = HEAD + CAKE + entry("occasion", "birthday", f'on = "birthday"\n{GIVES}\ndays = {days}')
    async with on(text) as world:
        who = await newcomer(world, "1990-06-10")

        assert await given_at(world, visited, who) == expected

        if ends is not None:
            assert await until(world, who) == ends


async def test_who_joins_after_the_day_waits_for_the_next_one(on: Opening) -> None:
    text = HEAD + CAKE + entry("occasion", "birthday", f'on = "birthday"\n{GIVES}\ndays = 30')
    async with on(text) as world:
        after, on_it = await newcomer(world, "1990-03-03"), await newcomer(world, "1990-03-04")

        assert await given_at(world, START + HOUR, after) == []
        assert await given_at(world, START + HOUR, on_it) == ["cake"]


async def test_an_anniversary_is_the_day_one_joined_in_later_years(on: Opening) -> None:
    text = HEAD + CAKE + entry("occasion", "years", f'on = "anniversary"\n{GIVES}')
    async with on(text) as world:
        world.at(clock.from_iso("2028-02-29T12:00:00Z"))
        who = await newcomer(world)

        assert await given_at(world, "2028-02-29T13:00:00Z", who) == []
        assert await given_at(world, "2029-02-27T22:59:59Z", who) == []
        assert await given_at(world, "2029-02-27T23:00:00Z", who) == ["cake"]


async def test_a_date_comes_to_everybody_of_a_tier(on: Opening) -> None:
    body = f'on = {{ month = 12, day = 24 }}\nonly = {{ tier = ["gold", "reserve"] }}\n{GIVES}'
    async with on(HEAD + TIERS + CAKE + entry("occasion", "eve", body)) as world:
        await world.record(world.purchase("500", 0))

        assert await given_at(world, "2026-12-23T22:59:59Z", 0) == []
        assert await given_at(world, "2026-12-23T23:00:00Z", 0) == ["cake"]
        assert await vouchers(world, 1) == []

        await world.record(world.purchase("500", 1))  # Gold on the day itself: it had been met already.
        assert await given_at(world, "2026-12-24T12:00:00Z", 1) == []


IDLE = HEAD + CAKE + entry("occasion", "back", f'on = {{ idle_days = 90, kinds = ["purchase"] }}\n{GIVES}')


async def test_ninety_idle_days_bring_one_gift_and_an_activity_begins_them_anew(on: Opening) -> None:
    async with on(IDLE) as world:
        who = await newcomer(world)
        await world.record(world.purchase("10", who))  # 4 March, and 90 days later it is 2 June.
        await world.record(world.ride(who))

        assert await given_at(world, "2026-06-01T21:59:59Z", who) == []
        assert await given_at(world, "2026-06-01T22:00:00Z", who) == ["cake"]
        assert await given_at(world, "2026-12-24T12:00:00Z", who) == ["cake"]

        await world.record(world.purchase("10", who))
        assert await given_at(world, "2027-03-23T22:59:59Z", who) == ["cake"]
        assert await given_at(world, "2027-03-23T23:00:00Z", who) == ["cake", "cake"]


async def test_other_kinds_do_not_end_idleness_and_those_who_never_came_are_idle_since_they_joined(
    on: Opening,
) -> None:
    async with on(IDLE) as world:
        who = await newcomer(world)
        world.at(clock.from_iso("2026-05-20T10:00:00Z"))
        await world.record(world.ride(who))

        assert await given_at(world, "2026-06-01T21:59:59Z", who) == []
        assert await given_at(world, "2026-06-01T22:00:00Z", who) == ["cake"]


async def test_idleness_comes_late_where_nobody_visited_as_long_as_it_lasts(on: Opening) -> None:
    async with on(IDLE) as world:
        away, back = await newcomer(world), await newcomer(world)
        world.at(clock.from_iso("2026-06-20T10:00:00Z"))

        await world.record(world.purchase("10", back))  # Due before done: they were idle until now.
        assert await given_at(world, "2026-06-20T11:00:00Z", away) == ["cake"]
        assert await open_ones(world, back) == ["cake"]


async def test_who_is_held_out_is_drawn_and_gets_nothing(on: Opening) -> None:
    body = f'on = "birthday"\n{GIVES}\nholdout = "0.5"\nseed = "spring"'
    async with on(HEAD + CAKE + entry("occasion", "birthday", body)) as world:
        born = [await newcomer(world, "1990-06-10") for _ in range(60)]
        await given_at(world, "2026-06-09T22:00:00Z", born[0])
        first = [bool(await vouchers(world, who)) for who in born]
        await given_at(world, "2027-06-09T22:00:00Z", born[0])

        assert 15 < sum(first) < 45
        assert [len(await vouchers(world, who)) for who in born] == [2 * given for given in first]


async def test_a_version_that_brings_an_occasion_visits_everybody(on: Opening) -> None:
    later = f"{CAKE}{entry('occasion', 'eve', f'on = {{ month = 3, day = 20 }}{chr(10)}{GIVES}')}"
    later = later.replace("[[occasion]]", "[[version.occasion]]").replace("[[reward]]", "[[version.reward]]")
    async with on(HEAD) as world:
        await programme.publish(f"{HEAD}\n[[version]]\nholds_from = 2026-03-10\n{later}", "test.toml")
        assert await storage.value("SELECT COUNT(*) FROM timeline_head WHERE due_at IS NOT NULL") == 0

        world.at(clock.from_iso("2026-03-09T23:00:00Z"))
        await jobs.work_off(JOBS)
        assert await storage.value("SELECT COUNT(*) FROM timeline_head WHERE due_at IS NULL") == 0

        assert await given_at(world, "2026-03-19T22:59:59Z", 0) == []
        assert await given_at(world, "2026-03-19T23:00:00Z", 0) == ["cake"]
        assert await vouchers(world, 1) == await vouchers(world, 2) == [("cake", "open")]


async def test_a_day_before_the_version_held_was_not_its_day(on: Opening) -> None:
    later = f"{CAKE}{entry('occasion', 'eve', f'on = {{ month = 3, day = 9 }}{chr(10)}days = 30{chr(10)}{GIVES}')}"
    later = later.replace("[[occasion]]", "[[version.occasion]]").replace("[[reward]]", "[[version.reward]]")
    async with on(f"{HEAD}\n[[version]]\nholds_from = 2026-03-10\n{later}") as world:
        assert await given_at(world, "2026-03-12T12:00:00Z", 0) == []
        assert await given_at(world, START + 375 * DAY, 0) == ["cake"]


async def test_a_programme_without_occasions_visits_nobody(on: Opening) -> None:
    async with on(HEAD) as world:
        await newcomer(world, "1990-06-10")

        assert await storage.value("SELECT COUNT(*) FROM timeline_head WHERE due_at IS NOT NULL") == 0

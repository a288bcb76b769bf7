"""A member's own word follows one cap in all that it moves, and is given and taken back while it is fresh."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from server import storage
from server.activities import Outcome, ToldTooLate, UndoneTooLate
from server.earning.errors import OwnWordFull
from server.kernel import clock
from server.kernel.clock import DAY
from tests.activities.world import PROGRAMME, World, world_on

FAR = """
[[badge]]
code = "far"
given = { measure = "sum", kind = "ride", fact = "km", target = 20 }
sv = { name = "Långt", text = "Två mil." }
en = { name = "Far", text = "Twenty kilometers." }

[[challenge]]
code = "often_by_bike"
join = "automatic"
measure = "count"
kind = "ride"
target = 5
within = "week"
sv = { name = "Fem", text = "Fem.", step = "{n} av 5", done = "Klart." }
en = { name = "Five", text = "Five.", step = "{n} of 5", done = "Done." }

[[kind]]
code = "walk"
senders = ["member"]
days_back = 0
facts.km = { type = "decimal", min = "0.1", max = 10 }
sv = { name = "Promenad" }
en = { name = "Walk" }

[[earn]]
code = "walk"
kind = "walk"
rate = "1"
of = "km"
rounding = "down"
cap = { points = 10, per = "week" }
sv = { name = "Gå", why = "1 poäng per km" }
en = { name = "Walk", why = "1 point per km" }

[[action]]
code = "walked"
kind = "walk"
of = "km"
proof = "own word"
sv = { name = "Gick", impact = "Vi räknar inga kilo här än." }
en = { name = "Walked", impact = "We count no kilograms here yet." }
"""


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=PROGRAMME + FAR) as world:
        yield world


async def test_ten_rides_of_a_minute_count_as_one_in_points_badges_and_challenges(world: World) -> None:
    rides = [world.ride(facts={"km": "10"}) for _ in range(10)]
    answers = await world.many(rides)
    one_more = await world.many([world.ride(facts={"km": "10"})])

    assert [type(answer) for answer in [*answers, *one_more]] == [Outcome] + 10 * [OwnWordFull]
    assert await world.balance() == 10
    assert "far" not in await world.badges()
    assert await storage.value(
        "SELECT amount FROM challenge_progress WHERE challenge = 'often_by_bike'"
    ) == 1_000_000
    assert await storage.value("SELECT COUNT(*) FROM activity WHERE kind = 'ride'") == 1
    world.later(1)
    await world.record(world.ride(facts={"km": "10"}))
    assert "far" in await world.badges()


async def test_what_was_refused_claims_no_key_and_counts_when_there_is_room(world: World) -> None:
    await world.record(world.ride(key="first"))
    with pytest.raises(OwnWordFull):
        await world.record(world.ride(key="second"))

    assert (await world.record(world.ride(key="first"))).replayed
    await world.record(world.reversal("first", source=world.by_hand()))

    assert not (await world.record(world.ride(key="second"))).replayed
    assert await world.balance() == 10


async def test_the_last_that_fits_a_cap_fits_in_part(world: World) -> None:
    await world.record(_walk(world, "6"))
    part = await world.record(_walk(world, "8"))

    assert [entry.points for entry in part.entries] == [4]
    with pytest.raises(OwnWordFull) as full:
        await world.record(_walk(world, "1"))
    assert full.value.period == "week"


async def test_too_little_to_count_is_not_kept_for_a_badge(world: World) -> None:
    with pytest.raises(OwnWordFull) as little:
        await world.record(_walk(world, "0.9"))

    assert little.value.period is None
    assert await storage.value("SELECT COUNT(*) FROM activity WHERE kind = 'walk'") == 0


async def test_thirty_days_back_in_one_go_are_two(world: World) -> None:
    now = clock.now()

    answers = await world.many([world.ride(occurred_at=now - n * DAY) for n in range(30)])

    assert [type(answer) for answer in answers] == [Outcome] * 2 + [ToldTooLate] * 28
    assert await world.balance() == 20


async def test_yesterday_is_the_members_own_day_and_can_be_taken_back_as_long_as_it_can_be_told(world: World) -> None:
    world.at(clock.from_iso("2026-03-04T22:30:00Z"))  # 23:30 in Stockholm
    evening = clock.now()
    await world.record(world.ride(key="evening"))
    world.at(clock.from_iso("2026-03-05T22:59:59Z"))
    late = await world.record(world.ride(key="other", occurred_at=evening - 12 * clock.HOUR, who=1))
    await world.record(world.reversal("evening", 500_000, source=world.by_hand()))

    world.at(clock.from_iso("2026-03-05T23:00:00Z"))

    assert [entry.points for entry in late.entries] == [10]
    with pytest.raises(ToldTooLate) as told:
        await world.record(world.ride(who=2, occurred_at=evening))
    with pytest.raises(UndoneTooLate) as undone:
        await world.record(world.reversal("evening", 500_000, source=world.by_hand()))
    assert {clock.to_iso(refused.value.oldest) for refused in (told, undone)} == {"2026-03-04T23:00:00Z"}


async def test_a_kind_may_say_today_alone(world: World) -> None:
    with pytest.raises(ToldTooLate) as refused:
        await world.record(_walk(world, "2", occurred_at=clock.now() - DAY))

    assert refused.value.texts == {
        "sv": "Det var för länge sedan: sådant berättar man samma dag. Inget ändrades.",
        "en": "That was too long ago: such things are told the same day. Nothing was changed.",
    }


async def test_a_partners_receipt_is_neither_capped_so_nor_so_soon_too_late(world: World) -> None:
    await world.record(world.purchase("10", occurred_at=clock.now() - 20 * DAY))

    assert await world.balance() == 10


def _walk(world: World, km: str, **changes: Any) -> Any:
    return world.ride(kind="walk", facts={"km": km}, **changes)

"""What is estimated when something is done, and what a reversal takes back of it; on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from server import activities, programme, storage, sustainability
from server.activities import RecordActivity, UndoneTooLate
from server.earning.errors import OwnWordFull
from server.kernel import clock
from server.kernel.clock import DAY, HOUR
from server.programme import factors
from tests.activities.world import World
from tests.sustainability.conftest import TEXT

RIDE = 510_000  # 3 km


def walk(world: World, km: str | None, **changes: Any) -> RecordActivity:
    return world.ride(kind="walk", facts={} if km is None else {"km": km}, **changes)


def returned(world: World, packs: int, **changes: Any) -> RecordActivity:
    return world.purchase("0", **{"kind": "returned", "facts": {"packs": packs}, **changes})


async def sums(world: World, member: int = 0) -> dict[tuple[str, str], tuple[int, int]]:
    found = await sustainability.totals_of([world.members[member]])
    return {
        (total.action, total.proof): (total.micro_kg, total.times) for total in found.get(world.members[member], [])
    }


async def test_a_ride_is_kept_with_its_edition_and_its_arithmetic(world: World) -> None:
    done = await world.record(world.ride())

    kept = (await sustainability.impacts_of_activities([done.activity.id]))[done.activity.id]

    assert (kept.action, kept.proof, kept.micro_kg, kept.edition) == ("bike", "own", RIDE, "2026-11")
    assert kept.arithmetic == {
        "quantity": 3_000_000, "baseline": ["car_petrol_pkm", 170_000], "chosen": ["bike_pkm", 0],
    }  # fmt: skip
    assert await sums(world) == {("bike", "own"): (RIDE, 1)}
    assert await everybody() == {("bike", "own"): (RIDE, 1)}


async def test_the_member_is_told_after_the_points(world: World) -> None:
    await world.record(world.ride())

    told = [event for event in await world.events() if event["type"] in ("PointsPosted", "ImpactRecorded")]

    assert [event["type"] for event in told] == ["PointsPosted", "ImpactRecorded"]
    assert told[1] == {"type": "ImpactRecorded", "action": "bike", "proof": "own", "micro_kg": RIDE, "version": 1}


async def test_a_second_ride_of_the_day_is_refused_and_saves_nothing(world: World) -> None:
    await world.record(world.ride())
    with pytest.raises(OwnWordFull):
        await world.record(world.ride())
    world.later(1)
    await world.record(world.ride())

    assert await world.balance() == 20
    assert await sums(world) == {("bike", "own"): (2 * RIDE, 2)}


async def test_what_a_cap_cuts_off_is_not_counted(world: World) -> None:
    await world.record(walk(world, "6"))
    half = await world.record(walk(world, "8"))

    kept = (await sustainability.impacts_of_activities([half.activity.id]))[half.activity.id]

    assert await world.balance() == 10
    assert (kept.quantity, kept.micro_kg) == (4_000_000, 680_000)
    assert await sums(world) == {("walked", "own"): (1_700_000, 2)}


async def test_an_own_word_and_what_a_partner_saw_stand_apart(world: World) -> None:
    await world.record(walk(world, "2"))
    await world.record(walk(world, "3", source=world.till()))

    assert await sums(world) == {("walked", "own"): (340_000, 1), ("walked", "partner"): (510_000, 1)}


async def test_points_that_round_to_nothing_do_not_take_the_kilograms_with_them(world: World) -> None:
    await world.record(returned(world, 4))

    assert await world.balance() == 0
    assert await sums(world) == {("deposit", "partner"): (264_000, 1)}


async def test_without_a_figure_the_deed_counts_and_no_kilograms(world: World) -> None:
    lent = await world.record(world.purchase("0", kind="borrowed", facts={}))

    kept = (await sustainability.impacts_of_activities([lent.activity.id]))[lent.activity.id]

    assert (kept.micro_kg, kept.edition, kept.arithmetic) == (0, "", {})
    assert await sums(world) == {("loan", "partner"): (0, 1)}
    assert "ImpactRecorded" not in [event["type"] for event in await world.events()]


async def test_who_does_not_say_how_far_gets_no_kilograms(world: World) -> None:
    await world.record(walk(world, None, source=world.till()))

    assert await sums(world) == {}


async def test_the_same_again_counts_once(world: World) -> None:
    ride = world.ride(key="ride")
    await world.record(ride)

    again = await world.record(ride)

    assert again.replayed
    assert await sums(world) == {("bike", "own"): (RIDE, 1)}


@pytest.mark.parametrize("shares", [[1_000_000], [333_333, 333_333, 333_334], [1, 999_999]])
async def test_shares_taken_back_come_to_exactly_what_was_given(world: World, shares: list[int]) -> None:
    await world.record(returned(world, 7, key="k"))

    for share in shares:
        await world.record(world.reversal("k", share))

    assert await sums(world) == {}
    assert await everybody() == {}
    assert await storage.value("SELECT SUM(micro_kg) FROM impact") == 0
    assert await storage.value("SELECT COUNT(*) FROM impact") == 1 + len(shares)


async def test_half_taken_back_leaves_half(world: World) -> None:
    await world.record(returned(world, 10, key="k"))

    undone = await world.record(world.reversal("k", 500_000))

    assert await sums(world) == {("deposit", "partner"): (330_000, 1)}
    kept = (await sustainability.impacts_of_activities([undone.activity.id]))[undone.activity.id]
    assert (kept.micro_kg, kept.arithmetic) == (-330_000, {"given": 660_000, "share": 500_000, "before": 0})


async def test_a_batch_and_one_by_one_come_to_the_same(world: World) -> None:
    await world.many([returned(world, 5 + n % 3, who=n % 2) for n in range(30)])
    together = await everybody()

    for n in range(30):
        await world.record(returned(world, 5 + n % 3, who=n % 2))

    assert await everybody() == {key: (2 * kg, 2 * times) for key, (kg, times) in together.items()}
    assert await sums_agree()


async def test_a_member_takes_back_their_own_word(world: World) -> None:
    await world.record(world.ride(key="ride"))

    await world.record(world.reversal("ride", source=world.by_hand()))

    assert await world.balance() == 0
    assert await sums(world) == {}
    again = await world.record(world.ride())
    assert [entry.points for entry in again.entries] == [10]
    assert await sums(world) == {("bike", "own"): (RIDE, 1)}


async def test_the_days_are_the_members_own(world: World) -> None:
    world.at(clock.from_iso("2026-03-04T22:30:00Z"))  # 23:30 in Stockholm
    await world.record(world.ride(key="ride"))

    world.at(clock.from_iso("2026-03-05T22:59:59Z"))
    await world.record(world.reversal("ride", 500_000, source=world.by_hand()))
    world.at(clock.from_iso("2026-03-05T23:00:00Z"))
    with pytest.raises(UndoneTooLate) as refused:
        await world.record(world.reversal("ride", 500_000, source=world.by_hand()))

    assert clock.to_iso(refused.value.oldest) == "2026-03-04T23:00:00Z"
    assert await sums(world) == {("bike", "own"): (RIDE // 2, 1)}


async def test_nobody_takes_back_what_a_till_or_another_member_said(world: World) -> None:
    await world.record(returned(world, 5, key="k"))
    await world.record(world.ride(key="ride"))

    with pytest.raises(activities.ActivityNotFound):
        await world.record(world.reversal("k", source=world.by_hand()))
    with pytest.raises(activities.ActivityNotFound):
        await world.record(world.reversal("ride", source=world.by_hand(1)))


async def test_a_joined_challenge_is_not_taken_back_that_way(world: World) -> None:
    joined = await world.record(world.joining("two_doors"))

    with pytest.raises(activities.ActivityNotFound):
        await world.record(world.reversal(joined.activity.key, source=world.by_hand()))


async def test_today_shows_what_stands_and_was_said_by_oneself(world: World) -> None:
    yesterday = clock.now() - DAY
    await world.record(world.ride(key="old", occurred_at=yesterday))
    await world.record(world.ride(key="undone"))
    await world.record(world.reversal("undone", source=world.by_hand()))
    await world.record(world.ride(key="stands", occurred_at=clock.now() - HOUR))
    await world.record(walk(world, "1", source=world.till(), key="theirs"))

    today = clock.now() - 11 * HOUR
    found = await activities.own_word_since(world.members[0], ["ride", "walk"], today)

    assert [one.key for one in found] == ["stands"]


async def test_an_edition_stays_with_what_it_was_used_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later edition has other figures: what was estimated keeps its own, also when it is taken back."""
    before = factors.editions()
    newer = {**before["2026-11"], "deposit_pack": replace(before["2026-11"]["deposit_pack"], value=50_000)}
    monkeypatch.setattr("server.programme.document.choices.editions", lambda: {**before, "2027-01": newer})
    await world.record(returned(world, 10, key="first"))
    starts = clock.now() + DAY
    await programme.publish(TEXT.replace('factors = "2026-11"', 'factors = "2027-01"'), "test.toml", holds_from=starts)

    world.later(2)
    await world.record(returned(world, 10, key="second"))
    found = (await sustainability.totals_of([world.members[0]]))[world.members[0]]
    assert {(total.edition, total.micro_kg) for total in found} == {("2026-11", 660_000), ("2027-01", 500_000)}

    await world.record(world.reversal("first"))
    found = (await sustainability.totals_of([world.members[0]]))[world.members[0]]
    assert {(total.edition, total.micro_kg) for total in found} == {("2027-01", 500_000)}


async def everybody() -> dict[tuple[str, str], tuple[int, int]]:
    return {(total.action, total.proof): (total.micro_kg, total.times) for total in await sustainability.everybodys()}


async def sums_agree() -> bool:
    """The rows, the members' sums and everybody's say the same."""
    rows = await storage.rows("SELECT action, SUM(micro_kg) FROM impact GROUP BY action")
    totals = await storage.rows("SELECT action, SUM(micro_kg) FROM impact_total GROUP BY action")
    together = await storage.rows("SELECT action, SUM(micro_kg) FROM impact_sum GROUP BY action")
    of = [{row[0]: int(row[1]) for row in found} for found in (rows, totals, together)]
    return of[0] == of[1] == of[2]

"""What all do together: one sum, and each who took part gets theirs once."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from server import activities, challenges, live, programme, storage
from server.activities import RecordActivity, together
from server.challenges import SETTLE_JOB, goal_topic
from server.challenges.goals import MoveGoals
from server.jobs import Job
from server.kernel import clock
from server.programme.effect import from_json
from tests.activities.world import World

GOAL = ("cans", "lifetime")


def cans(world: World, packs: int, who: int = 0, **changes: Any) -> RecordActivity:
    return world.purchase("0", who, kind="bottles", facts={"packs": packs}, **changes)


async def work(world: World) -> int:
    """Does the jobs that wait, slice by slice; how many there were."""
    rows = await storage.rows("SELECT id, payload FROM job WHERE kind = :kind AND run_at IS NOT NULL ORDER BY id",
                              kind=SETTLE_JOB)
    for row in rows:
        payload = from_json(row[1])
        for _ in range(100):
            job = Job(row[0], SETTLE_JOB, payload, None, 1, clock.now(), "test")
            again = await activities.JOBS[SETTLE_JOB](job)
            if again is None:
                break
            payload = again.payload
    async with storage.transaction() as tx:
        await tx.execute("UPDATE job SET run_at = NULL WHERE kind = :kind", kind=SETTLE_JOB)
    return len(rows)


async def goal() -> challenges.Shared:
    return (await challenges.shared_goals([GOAL]))[GOAL]


async def held(world: World) -> list[bool]:
    return ["together" in await world.badges(who) for who in range(3)]


async def test_everybodys_parts_add_up(world: World) -> None:
    await world.record(cans(world, 300))
    await world.record(cans(world, 200, 1))
    await world.record(cans(world, 100))

    shared = await goal()
    assert (shared.amount, shared.members, shared.reached_at) == (600_000_000, 2, None)
    rows = (await challenges.progress_of(world.members))[world.members[0]]
    place = next(
        place
        for place in challenges.places(
            programme.current(), rows, timezone="UTC", now=clock.now(), shared={GOAL: shared}
        )
        if place.challenge.code == "cans"
    )
    assert (place.amount, place.beside, place.standing) == (600_000_000, 400_000_000, "running")
    assert await work(world) == 0


async def test_all_who_took_part_get_the_badge_once_when_it_is_reached(world: World) -> None:
    await world.record(cans(world, 300))
    await world.record(cans(world, 700, 1))
    reached_at = clock.now()
    assert await held(world) == [False, False, False]
    world.later(0.01)

    assert await work(world) == 1

    assert await held(world) == [True, True, False]
    rows = await storage.rows("SELECT awarded_at FROM badge_award WHERE badge = 'together'")
    assert {row[0] for row in rows} == {reached_at}  # Dated when it was reached, and not when it was told.
    told = [event for event in await world.events() if event["type"] == "ChallengeCompleted"]
    assert [(event["amount"], event["beside"]) for event in told] == [(1_000_000_000, 300_000_000)]
    job = Job(1, SETTLE_JOB, {"challenge": "cans", "period": "lifetime", "turn": 1}, None, 1, clock.now(), "again")
    await activities.JOBS[SETTLE_JOB](job)
    assert await storage.value("SELECT count(*) FROM badge_award WHERE badge = 'together'") == 2


async def test_who_comes_after_it_was_reached_was_not_there(world: World) -> None:
    await world.record(cans(world, 1000))
    world.later(0.01)
    await world.record(cans(world, 10, 2))

    await work(world)

    assert await held(world) == [True, False, False]
    assert (await goal()).amount == 1_010_000_000


async def test_who_was_there_and_takes_part_again_has_the_badge_again(world: World) -> None:
    await world.record(cans(world, 1000))
    await world.record(cans(world, 20, 1, key="b"))
    await work(world)
    world.later(0.01)
    await world.record(world.reversal("b"))
    away = await held(world)

    await world.record(cans(world, 10, 1))

    assert away == [True, False, False]
    assert await held(world) == [True, True, False]


async def test_what_a_reached_goal_gives_is_given_once_and_only_while_it_is_reached(world: World) -> None:
    await world.record(cans(world, 600))
    await world.record(cans(world, 399, 1, key="b"))
    almost = await challenges.gifts_to(["club"])
    await world.record(cans(world, 1, 2))
    reached = await challenges.gifts_to(["club"])
    await world.record(cans(world, 500, 2))
    await work(world)
    beyond = await challenges.gifts_to(["club", "nobody"])
    world.later(0.01)

    await world.record(world.reversal("b"))
    still = await challenges.gifts_to(["club"])

    assert (almost, reached, beyond, still) == ({}, {"club": 5000}, {"club": 5000}, {"club": 5000})
    assert (await goal()).turn == 1


async def test_a_gift_goes_back_with_its_goal_and_comes_again_with_it(world: World) -> None:
    await world.record(cans(world, 600))
    await world.record(cans(world, 400, 1, key="b"))
    world.later(0.01)

    await world.record(world.reversal("b"))
    undone = await challenges.gifts_to(["club"])
    await world.record(cans(world, 400, 2))

    assert undone == {}
    assert await challenges.gifts_to(["club"]) == {"club": 5000}
    assert (await goal()).turn == 3


async def test_who_has_no_part_any_more_is_not_counted(world: World) -> None:
    await world.record(cans(world, 300, key="a"))
    await world.record(cans(world, 200, 1, key="b"))
    await world.record(cans(world, 100, 1, key="c"))
    counted = [(await goal()).members]
    for key, share in (("b", 500_000), ("b", 500_000), ("c", 1_000_000), ("a", 1_000_000)):
        await world.record(world.reversal(key, share))
        counted.append((await goal()).members)

    await world.record(cans(world, 10, 1))

    assert counted == [2, 2, 2, 1, 0]
    assert (await goal()).members == 1


async def test_slices_reach_everybody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "SLICE", 1)
    await world.many([cans(world, 400, who) for who in range(3)])

    await work(world)

    assert await held(world) == [True, True, True]


async def test_what_is_taken_back_is_taken_from_the_sum_and_the_goal_may_be_open_again(world: World) -> None:
    await world.record(cans(world, 300))
    await world.record(cans(world, 800, 1, key="b"))
    await work(world)
    assert await held(world) == [True, True, False]

    await world.record(world.reversal("b", 250_000))
    assert (await goal()).amount == 900_000_000
    assert (await goal()).reached_at is None
    await work(world)
    assert await held(world) == [False, False, False]

    await world.record(cans(world, 100, 2))
    await work(world)
    assert await held(world) == [True, True, True]


async def test_who_takes_back_all_of_their_part_loses_the_badge_alone(world: World) -> None:
    await world.record(cans(world, 1000))
    await world.record(cans(world, 500, 1, key="b", source=world.till()))
    await world.record(cans(world, 700, 1, key="c"))
    await work(world)

    await world.many([world.reversal("b"), world.reversal("c")])
    await work(world)

    assert (await goal()).reached_at is not None
    assert await held(world) == [True, False, False]
    told = [event for event in await world.events(1) if event["type"] == "ChallengeReopened"]
    assert [event["amount"] for event in told] == [1_000_000_000]


async def test_a_job_that_comes_late_gives_way_to_what_holds_now(world: World) -> None:
    await world.record(cans(world, 1000, key="a"))
    await world.record(world.reversal("a", 500_000))

    assert await work(world) == 2  # Reached, and undone before anybody was told.

    assert await held(world) == [False, False, False]


async def test_a_line_crossed_by_another_process_is_seen_and_the_batch_worked_out_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.record(cans(world, 900))
    store, tries = MoveGoals.store, []

    async def after_another(self: MoveGoals, tx: Any, moves: Any) -> None:
        tries.append(moves)
        if len(tries) == 1:  # As another process would have, between the reading and the writing.
            await tx.execute("UPDATE challenge_goal SET amount = amount + 60000000")
        await store(self, tx, moves)

    monkeypatch.setattr(MoveGoals, "store", after_another)
    await world.record(cans(world, 60, 1))

    assert len(tries) == 2
    assert (await goal()).amount == 960_000_000  # The other's part was of the transaction that was given up.


async def test_random_parts_and_their_undoing_always_add_up(world: World) -> None:
    chance, sent = random.Random(3), []
    for n in range(60):
        if sent and chance.random() < 0.4:
            share = chance.choice([1_000_000, 500_000, 333_333])
            await world.many([world.reversal(chance.choice(sent), share)])
        else:
            await world.record(cans(world, chance.randrange(1, 400), chance.randrange(3), key=f"k{n}"))
            sent.append(f"k{n}")
        if chance.random() < 0.3:
            await work(world)
            rows = await storage.rows(
                "SELECT member_id, amount, completed_at FROM challenge_progress WHERE challenge = 'cans'"
            )
            shared = await goal()
            assert shared.amount == sum(row[1] for row in rows)
            assert (shared.reached_at is not None) == (shared.amount >= 1_000_000_000)
            assert shared.members == len(rows)
            badges = await held(world)
            for row in rows:
                assert badges[world.members.index(row[0])] == (row[2] is not None)
                if shared.reached_at is None or row[1] <= 0:
                    assert row[2] is None
    assert await world.settled() == []


async def test_those_who_watch_hear_that_it_moved(world: World) -> None:
    await live.connect(None)
    try:
        messages = live.subscribe(goal_topic("cans"))
        await world.record(cans(world, 5))

        heard = await asyncio.wait_for(anext(aiter(messages)), 15)

        assert heard["period"] == "lifetime"
        messages.close()
    finally:
        await live.close()

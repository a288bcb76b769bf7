"""The recorder: exactly once, whatever is sent how often, in whatever company."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest

from server import activities, programme, storage
from server.activities import (
    ActivityNotFound,
    BudgetExhausted,
    InFuture,
    KeyConflict,
    MemberNotFound,
    NotAllowed,
    Outcome,
    Overloaded,
    Stopping,
    TooLate,
    UnknownCurrency,
    Unrecordable,
)
from server.activities import batch as batches
from server.earning.errors import OwnWordFull
from server.kernel import clock
from server.kernel.clock import DAY, HOUR
from server.kernel.errors import BadInput
from server.programme import BeforeProgramme, FactError, UnknownKind
from tests.activities.world import PROGRAMME, START, World


async def test_a_purchase_becomes_points_a_badge_and_a_standing(world: World) -> None:
    outcome = await world.record(world.purchase("120.90"))

    assert [(entry.currency, entry.points) for entry in outcome.entries] == [("points", 120), ("level", 120)]
    assert [award.badge for award in outcome.badges] == ["first_purchase"]
    assert dict(outcome.balances) == {"points": 120, "level": 120}
    assert await world.balance() == 120
    assert await world.standings() == {("2026-W10", 0): 120}
    assert await world.settled() == []


async def test_a_replay_answers_the_first_outcome_with_the_balances_of_then(world: World) -> None:
    first = await world.record(world.purchase("120", key="till-7/9001"))
    await world.record(world.purchase("30"))

    again = await world.record(world.purchase("120.00", key="till-7/9001"))

    assert again.replayed
    assert not first.replayed
    assert again.entries == first.entries
    assert again.badges == first.badges
    assert again.balances == first.balances
    assert await world.balance() == 150


@pytest.mark.parametrize(
    "changes",
    [
        {"facts": {"amount": "121"}},
        {"member": 1},
        {"occurred_at": START - HOUR},
        {"kind": "other"},
    ],
)
async def test_the_same_key_for_something_else_is_a_conflict(world: World, changes: dict[str, Any]) -> None:
    await world.record(world.purchase("120", key="once"))
    if "member" in changes:
        changes = {"member": ("id", world.members[changes["member"]])}

    with pytest.raises((KeyConflict, UnknownKind)):
        await world.record(world.purchase("120", key="once", **changes))

    assert await world.balance() == 120
    assert await world.balance(1) == 0


async def test_partners_have_key_spaces_of_their_own(world: World) -> None:
    await world.record(world.purchase("120", key="1"))
    other = await world.record(world.purchase("120", key="1", source=world.till("south")))

    assert not other.replayed
    assert await world.balance() == 240


async def test_one_key_space_over_all_verbs(world: World) -> None:
    await world.record(world.purchase("120", key="1"))

    with pytest.raises(KeyConflict):
        await world.record(world.award(120, key="1"))


async def test_equal_keys_inside_one_call_are_one(world: World) -> None:
    answers = await world.many([world.purchase("50", key=f"k{n % 2}") for n in range(6)])

    assert [answer.replayed for answer in answers] == [False, False, True, True, True, True]
    assert answers[4].entries == answers[0].entries
    assert await world.balance() == 100


async def test_equal_keys_for_different_things_inside_one_call_conflict(world: World) -> None:
    first, second = await world.many([world.purchase("50", key="k"), world.purchase("60", key="k")])

    assert isinstance(first, Outcome)
    assert isinstance(second, KeyConflict)
    assert await world.balance() == 50


async def test_a_refusal_claims_no_key(world: World) -> None:
    with pytest.raises(FactError):
        await world.record(world.purchase("much", key="k"))

    assert not (await world.record(world.purchase("50", key="k"))).replayed


async def test_each_refusal_leaves_the_others_of_its_call_alone(world: World) -> None:
    answers = await world.many(
        [
            world.purchase("10"),
            world.purchase("10", kind="nothing"),
            world.purchase("-1"),
            world.purchase("10", facts={}),
            world.purchase("10", facts={"amount": "10", "colour": "red"}),
            world.purchase("10", facts={"amount": 10}),
            world.purchase("10", facts={"amount": "99999999999999"}),
            world.purchase("10", member=("id", 7)),
            world.purchase("10", member=("card", "1234")),
            world.purchase("10", occurred_at=START + HOUR),
            world.purchase("10", occurred_at=START - 31 * DAY),
            world.purchase("10", occurred_at=START - 300 * DAY),
            world.ride(source=world.till()),
            world.reversal("never"),
            world.award(10, currency="gold"),
            world.award(2_000),
            world.purchase("20"),
        ]
    )

    assert [type(answer) for answer in answers] == [
        Outcome, UnknownKind, FactError, FactError, FactError, FactError, FactError, MemberNotFound, MemberNotFound,
        InFuture, TooLate, BeforeProgramme, NotAllowed, ActivityNotFound, UnknownCurrency, BudgetExhausted, Outcome,
    ]  # fmt: skip
    assert await world.balance() == 30
    assert await storage.value("SELECT COUNT(*) FROM activity") == 2
    assert await storage.value("SELECT COUNT(*) FROM activity_key") == 2


async def test_a_clients_import_may_reach_back_beyond_joining(world: World) -> None:
    outcome = await world.record(
        world.purchase("10", source=world.till(imports=True), occurred_at=START - 199 * DAY)
    )

    assert outcome.activity.occurred_at == START - 199 * DAY


@pytest.mark.parametrize("key", ["", "x" * 129, "a\nb"])
def test_a_key_is_short_and_printable(key: str) -> None:
    with pytest.raises(BadInput):
        activities.AwardPoints(
            source=activities.Source.system("test"), key=key, member=("id", 1), currency="points", points=1, reason="x"
        )


async def test_one_poisoned_activity_is_refused_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    poison = world.purchase("13")
    real = batches._store

    async def store(tx: Any, fold: Any, kept: Any, told: Any, batch: Any) -> None:
        if any(one.opening.activity.key == poison.key for one, _ in kept):
            raise ZeroDivisionError("a bug")
        await real(tx, fold, kept, told, batch)

    monkeypatch.setattr(batches, "_store", store)
    answers = await world.many([*[world.purchase("10") for _ in range(5)], poison, world.purchase("7")])

    assert [type(answer) for answer in answers] == [Outcome] * 5 + [Unrecordable, Outcome]
    assert await world.balance() == 57
    assert await world.settled() == []


async def test_a_deadlock_is_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real, failures = batches._store, iter([True, True, False])

    async def store(*arguments: Any) -> None:
        await real(*arguments)
        if next(failures, False):
            raise storage.Retryable("deadlock")

    monkeypatch.setattr(batches, "_store", store)
    outcome = await world.record(world.purchase("10"))

    assert not outcome.replayed
    assert await world.balance() == 10


async def test_a_caller_who_leaves_cancels_nothing(world: World) -> None:
    call = asyncio.create_task(world.record(world.purchase("10", key="left")))
    await asyncio.sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    again = await world.record(world.purchase("10", key="left"))

    assert again.replayed
    assert await world.balance() == 10


async def test_a_full_queue_takes_none_of_a_call(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.activities.recorder.QUEUE_LIMIT", 2)

    with pytest.raises(Overloaded):
        await world.many([world.purchase("10") for _ in range(3)])

    assert await world.balance() == 0


async def test_stopping_finishes_what_was_taken_and_takes_nothing_new(world: World) -> None:
    taken = [asyncio.create_task(world.record(world.purchase("10"))) for _ in range(40)]
    await asyncio.sleep(0)

    await activities.stop()

    assert all(not outcome.replayed for outcome in await asyncio.gather(*taken))
    assert await world.balance() == 400
    with pytest.raises(Stopping):
        await world.record(world.purchase("10"))


async def test_the_recorder_refuses_to_wait_for_itself(world: World) -> None:
    async with storage.transaction():
        with pytest.raises(RuntimeError, match="wait for itself"):
            await world.record(world.purchase("10"))


async def test_a_budget_is_drawn_on_and_never_exceeded(world: World) -> None:
    answers = await world.many([world.award(300) for _ in range(5)])

    assert [type(answer) for answer in answers] == [Outcome] * 3 + [BudgetExhausted] * 2
    assert answers[3].left == 100
    assert await storage.value("SELECT remaining FROM partner_budget WHERE partner_id = :id",
                               id=world.partner_ids["north"]) == 100  # fmt: skip
    assert await world.settled() == []


async def test_a_cap_holds_for_the_programmes_day(world: World) -> None:
    world.at(clock.from_iso("2026-03-04T22:30:00Z"))  # 23:30 in Stockholm
    first = await world.record(world.ride())
    with pytest.raises(OwnWordFull):
        await world.record(world.ride())
    world.at(clock.from_iso("2026-03-04T23:30:00Z"))  # Half an hour into the next day
    third = await world.record(world.ride())

    assert [sum(entry.points for entry in outcome.entries) for outcome in (first, third)] == [10, 10]


async def test_challenge_days_follow_the_calendar_over_the_change_to_summer_time(world: World) -> None:
    for moment in ("2026-03-28T23:30:00Z", "2026-03-29T21:30:00Z"):  # Both Sunday 29 March in Stockholm
        world.at(clock.from_iso(moment))
        await world.record(world.purchase("10"))
    world.at(clock.from_iso("2026-03-29T22:30:00Z"))  # Monday 30 March, 00:30
    await world.record(world.purchase("10"))

    rows = await storage.rows("SELECT period, amount FROM challenge_progress ORDER BY period")
    assert [tuple(row) for row in rows] == [("2026-W13", 2_000_000), ("2026-W14", 1_000_000)]


async def test_events_are_numbered_without_a_gap(world: World) -> None:
    await world.many([world.purchase("100", n % 3) for n in range(30)])

    rows = await storage.rows("SELECT member_id, first_position, last_position FROM timeline_event ORDER BY id")
    for member in world.members:
        spans = [(row[1], row[2]) for row in rows if row[0] == member]
        assert spans[0][0] == 1
        assert all(after[0] == before[1] + 1 for before, after in itertools.pairwise(spans))


async def test_equal_keys_of_a_version_that_comes_later_in_the_batch_are_answered(world: World) -> None:
    dearer = PROGRAMME.replace('rate = "1"', 'rate = "2"')
    await programme.publish(dearer, "test.toml", holds_from=START + HOUR)
    world.at(START + 2 * HOUR)
    before = world.purchase("10", occurred_at=START)
    after = world.purchase("10", occurred_at=START + 2 * HOUR)

    outcomes = await asyncio.wait_for(world.many([before, after, after]), 10)

    assert [outcome.replayed for outcome in outcomes] == [False, False, True]
    assert [outcome.balances["points"] for outcome in outcomes] == [10, 30, 30]
    assert await world.balance() == 30

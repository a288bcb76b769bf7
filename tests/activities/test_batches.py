"""In one batch the same comes out as one by one, whatever is undone in it; and what happens to a batch that fails."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from server import activities, live, programme, storage
from server.activities import ActivityNotFound, Outcome, ShareExceeded, Unrecordable
from server.activities import batch as batches
from server.kernel.clock import HOUR
from tests.activities.world import PROGRAMME, START, World, world_on

TWICE = f"""{PROGRAMME}
[[badge]]
code = "twice"
given = {{ measure = "count", kind = "purchase", target = 2 }}
sv = {{ name = "Två", text = "Två." }}
en = {{ name = "Two", text = "Two." }}

[[badge]]
code = "as_second"
given = {{ measure = "count", kind = "purchase", when = 'member.tier == "second"', target = 2 }}
sv = {{ name = "Andra", text = "Andra." }}
en = {{ name = "Second", text = "Second." }}
"""


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=TWICE) as world:
        yield world


async def test_a_badge_stays_where_what_came_in_the_reversals_own_batch_keeps_it(world: World) -> None:
    await world.record(world.purchase("10", key="a"))

    await world.many([world.purchase("10", key="b", occurred_at=START - HOUR), world.reversal("a")])

    assert await world.badges() == {"first_purchase"}
    assert await storage.value("SELECT amount FROM badge_counter WHERE badge = 'twice'") == 1_000_000


async def test_two_reversals_in_one_batch_take_the_badge_that_neither_takes_alone(world: World) -> None:
    await world.many([world.purchase("10", key="a"), world.purchase("10", key="b")])

    await world.many([world.reversal("a"), world.reversal("b")])

    assert await world.badges() == set()


async def test_what_is_undone_in_its_own_batch(world: World) -> None:
    given, undone = await world.many([world.purchase("10", key="a"), world.reversal("a", key="r")])

    assert not given.replayed
    assert [entry.points for entry in undone.entries] == [-10, -10]
    assert await world.balance() == 0
    assert await world.badges() == set()


async def test_what_is_undone_twice_in_its_own_batch_is_undone_once(world: World) -> None:
    _, first, same, again, other = await world.many([
        world.purchase("10", key="a"), world.reversal("a", 700_000, key="r"), world.reversal("a", 700_000, key="r"),
        world.reversal("a", 300_001), world.reversal("a", source=world.till("south")),
    ])  # fmt: skip

    assert isinstance(first, Outcome)
    assert same.replayed
    assert isinstance(again, ShareExceeded)
    assert isinstance(other, ActivityNotFound)
    assert await world.balance() == 3


async def test_a_budget_that_a_reversal_fills_is_there_for_the_next_award_of_the_batch(world: World) -> None:
    await world.record(world.award(1_000, key="a"))

    _, award = await world.many([world.reversal("a"), world.award(900)])

    assert isinstance(award, Outcome)
    assert await storage.value("SELECT MIN(remaining) FROM partner_budget") == 100


async def test_counting_again_asks_for_the_tier_of_then(world: World) -> None:
    await world.record(world.purchase("300"))
    await world.many([world.purchase("10", key="a"), world.purchase("10", key="b"), world.purchase("10", key="c")])
    assert "as_second" in await world.badges()

    await world.record(world.reversal("a"))

    assert "as_second" in await world.badges(), "two purchases of a member on that tier still stand"


async def test_a_number_beyond_the_database_refuses_its_own_activity_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = world.purchase("13")
    real = batches._store

    async def store(tx: Any, fold: Any, kept: Any, told: Any, batch: Any) -> None:
        for one, _ in kept:
            if one.opening.activity.key == poison.key:
                one.opening.activity.posted_at = 2**63
        await real(tx, fold, kept, told, batch)

    monkeypatch.setattr(batches, "_store", store)
    answers = await world.many([world.purchase("10"), poison, world.purchase("7")])

    assert [type(answer) for answer in answers] == [Outcome, Unrecordable, Outcome]
    assert await world.balance() == 17


def _lost_after_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next write commits, and its answer is lost on the way."""
    real, lost = storage.write, iter([True])

    async def write(work: Callable[[Any], Awaitable[Any]]) -> Any:
        result = await real(work)
        if next(lost, False):
            raise storage.Retryable("connection lost")
        return result

    monkeypatch.setattr(storage, "write", write)


async def test_a_commit_whose_answer_is_lost_is_no_replay(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Outcome] = []
    activities.listen(heard.append)
    pushed: list[Any] = []

    async def publish(rows: Any) -> None:
        pushed.extend(rows)

    monkeypatch.setattr(live, "publish", publish)
    await world.record(world.purchase("5", key="old"))
    heard.clear()
    pushed.clear()
    _lost_after_commit(monkeypatch)

    first, twin, old = await world.many(
        [world.purchase("10", key="k"), world.purchase("10", key="k"), world.purchase("5", key="old")]
    )

    assert [first.replayed, twin.replayed, old.replayed] == [False, True, True]
    assert [outcome.activity.key for outcome in heard] == ["k"]
    assert len(pushed) == 1
    assert await world.balance() == 15


async def test_an_award_whose_answer_is_lost_draws_on_the_budget_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lost_after_commit(monkeypatch)

    outcome = await world.record(world.award(1_000))

    assert not outcome.replayed
    assert await storage.value("SELECT MIN(remaining) FROM partner_budget") == 0


async def test_what_follows_a_commit_cannot_make_it_undone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def publish(rows: Any) -> None:
        raise ConnectionError("the bus is gone")

    monkeypatch.setattr(live, "publish", publish)

    outcome = await world.record(world.purchase("10"))

    assert not outcome.replayed


async def test_a_key_that_comes_again_is_read_as_it_was_first(world: World) -> None:
    await world.record(world.purchase("10", key="k"))
    channel = 'facts.channel = { type = "text", choices = ["shop", "web"], default = "shop" }'
    changed = TWICE.replace("facts.shop = {", f"{channel}\nfacts.shop = {{")
    await programme.publish(changed, "test.toml", holds_from=START + HOUR)
    world.later(1)

    again = await world.record(world.purchase("10", key="k"))

    assert again.replayed


async def test_a_key_of_a_kind_that_is_gone_comes_again(world: World) -> None:
    await world.record(world.ride(key="k"))
    gone = TWICE.replace('code = "ride"\nsenders', 'code = "trip"\nsenders').replace('kind = "ride"', 'kind = "trip"')
    await programme.publish(gone, "test.toml", holds_from=START + HOUR)
    world.later(1)

    assert (await world.record(world.ride(key="k"))).replayed


async def test_writing_inside_a_transaction_is_refused_and_does_not_wait_for_itself(world: World) -> None:
    async def nothing(tx: Any) -> None:
        await tx.value("SELECT 1")

    async with storage.transaction():
        with pytest.raises(RuntimeError):
            await storage.write(nothing)


async def test_a_write_that_is_broken_off_leaves_nothing_open(world: World) -> None:
    class BreakOff(BaseException):
        pass

    async def broken(tx: Any) -> None:
        await tx.execute("UPDATE counter SET value = -1")
        raise BreakOff

    with pytest.raises(BreakOff):
        await storage.write(broken)

    assert await storage.value("SELECT MIN(value) FROM counter") > 0
    await world.record(world.purchase("10"))

"""What is undone after time has passed: lots that expired, tiers whose window moved, rulebooks that changed."""

from __future__ import annotations

import pytest

from server import activities, programme, storage
from server.activities import AwardPoints, Unrecordable
from server.activities import batch as batches
from server.activities import due as due_module
from server.kernel import clock
from server.kernel.clock import DAY, HOUR
from server.kernel.errors import BadInput
from tests.activities.world import PROGRAMME, START, World, world_on


async def lots() -> list[tuple[int, int]]:
    return [(row[0], row[1]) for row in await storage.rows("SELECT remaining, expired FROM ledger_lot ORDER BY id")]


async def test_a_challenges_points_that_expired_are_not_taken_twice(world: World) -> None:
    await world.record(world.joining("two_doors"))
    await world.record(world.purchase("10", key="a"))
    await world.record(world.purchase("10", key="b", source=world.till("south")))
    world.later(70)
    await world.record(world.purchase("40"))

    await world.record(world.reversal("a"))

    assert await world.balance() == 40
    assert await world.settled() == []


async def test_what_expired_excuses_once_however_many_shares_it_is_undone_in(world: World) -> None:
    await world.record(world.purchase("100", key="k"))
    async with storage.transaction() as tx:  # As if 60 had been spent: rewards are a room of their own.
        await tx.execute("UPDATE ledger_lot SET remaining = 40, points = 100")
        await tx.execute("UPDATE ledger_account SET balance = 40 WHERE currency = 'points'")
    world.later(70)
    await world.record(world.purchase("200"))

    await world.record(world.reversal("k", 500_000))
    await world.record(world.reversal("k", 500_000))

    assert await world.balance() == 140, "100 were given, 40 expired: 60 are taken"


async def test_a_standing_follows_what_is_undone_also_where_the_points_had_expired(migrated_url: str) -> None:
    yearly = PROGRAMME.replace('currency = "points"\nwindow = "week"', 'currency = "points"\nwindow = "year"')
    async with world_on(migrated_url, text=yearly) as world:
        await world.record(world.purchase("100", key="k"))
        world.later(70)
        await activities.visit_due()

        await world.record(world.reversal("k"))

        assert await world.standings() == {("2026", 0): 0}


async def test_a_tiers_badge_goes_with_what_reached_it_also_when_the_window_has_moved_on(world: World) -> None:
    await world.record(world.purchase("300", key="k"))
    world.later(40)
    await activities.visit_due()
    assert await world.tier() == "first"

    await world.record(world.reversal("k"))

    assert "second" not in await world.badges()


async def test_a_tiers_badge_that_was_earned_before_stays(world: World) -> None:
    await world.record(world.purchase("300"))
    world.later(20)
    await world.record(world.purchase("300", key="k"))
    world.later(15)
    await activities.visit_due()
    assert await world.tier() == "second"

    await world.record(world.reversal("k"))

    assert await world.tier() == "first"
    assert "second" in await world.badges()


async def test_a_badge_goes_though_its_challenge_is_gone_from_the_rulebook(world: World) -> None:
    for n in range(3):
        await world.record(world.purchase("10", key=f"k{n}"))
    start = PROGRAMME.index('[[challenge]]\ncode = "thrice"')
    gone = PROGRAMME[:start] + PROGRAMME[PROGRAMME.index('[[challenge]]\ncode = "two_doors"'):]
    start = gone.index('[[badge]]\ncode = "three"')
    gone = gone[:start] + gone[gone.index('[[badge]]\ncode = "second"'):]
    await programme.publish(gone, "test.toml", holds_from=START + HOUR)
    world.later(1)

    await world.record(world.reversal("k0"))

    assert "three" not in await world.badges()
    assert await world.balance() == 20


async def test_what_is_reported_late_under_an_old_rulebook_is_placed_on_the_ladder_of_today(world: World) -> None:
    steeper = PROGRAMME.replace("from = 300", "from = 500")
    await programme.publish(steeper, "test.toml", holds_from=START + HOUR)
    world.later(1)
    await world.record(world.purchase("200"))

    await world.record(world.purchase("200", occurred_at=START))

    assert await world.tier() == "first"
    assert await world.badges() == {"first_purchase"}


async def test_time_that_passes_with_a_late_report_is_weighed_by_the_ladder_of_today(world: World) -> None:
    await world.record(world.purchase("200"))
    longer = PROGRAMME.replace("within = { days = 30 }", "within = { days = 60 }")
    await programme.publish(longer, "test.toml", holds_from=START + 10 * DAY)
    world.later(20)
    await world.record(world.purchase("200"))
    assert await world.tier() == "second"
    world.later(10)  # Thirty days after the first purchase

    await world.record(world.purchase("1", occurred_at=START + 5 * DAY))

    assert await world.tier() == "second"


async def test_a_member_whom_time_cannot_pass_for_holds_up_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.many([world.purchase("100", n) for n in range(3)])
    world.later(70)
    real = batches._store
    monkeypatch.setattr(due_module, "SLICE", 1)

    async def store(tx, fold, kept, told, batch) -> None:  # type: ignore[no-untyped-def]
        if world.members[0] in batch.due:
            raise ZeroDivisionError("a bug")
        await real(tx, fold, kept, told, batch)

    monkeypatch.setattr(batches, "_store", store)
    slices = 0
    while await activities.visit_due():
        slices += 1
        assert slices < 10, "the same slice for ever"

    assert await storage.value("SELECT COUNT(*) FROM ledger_entry WHERE reason = 'expired'") == 2
    with pytest.raises(Unrecordable):
        await world.record(world.purchase("10"))
    monkeypatch.setattr(batches, "_store", real)
    assert await activities.visit_due() == 1, "the next round tries again"
    assert await activities.visit_due() == 0


async def test_lots_and_the_tier_fall_due_at_once_and_the_next_ones_in_their_turn(world: World) -> None:
    for n in range(4):
        await world.record(world.purchase("150", key=f"k{n}"))
        world.later(20)
    world.later(80)  # All of it is overdue: four lots, four leavings.

    await activities.visit_due()

    assert await activities.visit_due() == 0
    assert await world.tier() == "first"
    assert await storage.value("SELECT COUNT(*) FROM timeline_head WHERE due_at IS NOT NULL") == 0
    assert await world.settled() == []


async def test_a_debt_waits_while_lots_expire_and_is_paid_by_the_next_earnings(world: World) -> None:
    await world.record(world.purchase("100", key="k"))
    async with storage.transaction() as tx:
        await tx.execute("UPDATE ledger_lot SET remaining = 0")
        await tx.execute("UPDATE ledger_account SET balance = 0 WHERE currency = 'points'")
    await world.record(world.reversal("k"))
    assert await world.balance() == -100
    world.later(70)
    await activities.visit_due()
    assert await world.balance() == -100

    await world.record(world.purchase("130"))
    assert await world.balance() == 30
    world.later(70)
    assert await world.balance() == 0


async def test_a_reason_is_text_that_can_be_written(world: World) -> None:
    with pytest.raises(BadInput):
        AwardPoints(source=world.till(), key="k", member=("id", 1), currency="points", points=1, reason="\ud800")


async def test_an_earning_rule_called_award_draws_on_no_budget(world: World) -> None:
    named = PROGRAMME.replace('code = "shop"\nkind', 'code = "award"\nkind')
    await programme.publish(named, "test.toml", holds_from=START + HOUR)
    world.later(1)
    await world.record(world.award(500))
    await world.record(world.purchase("100", key="k"))

    await world.record(world.reversal("k"))

    assert await storage.value("SELECT MIN(remaining) FROM partner_budget") == 500


async def test_reversals_move_neither_the_season_that_has_ended_nor_the_present_one(world: World) -> None:
    await world.record(world.purchase("100", key="k"))
    world.at(clock.from_iso("2026-03-10T10:00:00Z"))
    await world.record(world.purchase("30"))

    await world.record(world.reversal("k", 300_000))

    assert await world.standings() == {("2026-W10", 0): 100, ("2026-W11", 0): 30}

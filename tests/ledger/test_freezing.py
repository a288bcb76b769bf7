"""Points whose time stands still while a member is away."""

from __future__ import annotations

from typing import Any

import pytest

from server import activities, ledger, programme
from server.activities import FreezePoints, freezing_of, thaw_of
from server.activities.intents import ReverseActivity
from server.kernel import clock
from server.kernel.errors import BadInput
from server.ledger.errors import FreezeNotFound, FreezeSettled, FrozenEnough, NotFreezable, NothingToFreeze
from server.members import Principal
from tests.activities.world import World
from tests.ledger.conftest import Worlds
from tests.ledger.test_expiring import lots

POINTS = "expires_months = 2"
FREEZING = {POINTS: "expires = { months = 12, freeze_months_a_year = 3 }"}
IDLE = {POINTS: "expires = { idle_months = 2, freeze_months_a_year = 3 }"}


def member(world: World, who: int = 0) -> Principal:
    return Principal(kind="person", member_id=world.members[who], roles=frozenset({"member"}))


def manager(world: World, who: int = 2) -> Principal:
    return Principal(kind="person", member_id=world.members[who], roles=frozenset({"member", "manager"}))


def freezing(world: World, months: int, who: int = 0, **changes: Any) -> FreezePoints:
    given: dict[str, Any] = {"key": f"freeze-{who}-{months}", "currency": "points", "months": months, **changes}
    return freezing_of(member(world, who), **given)


async def test_all_that_a_member_has_is_good_for_so_much_longer_and_what_comes_after_is_not(
    world_with: Worlds,
) -> None:
    async with world_with(FREEZING) as world:
        world.at(clock.from_iso("2026-03-04T12:00:00Z"))
        await world.record(world.purchase("60"))

        await world.record(freezing(world, 3))
        await world.record(world.purchase("20", key="later"))

        assert await lots(world) == [(20, "2027-03-04T23:00:00Z"), (60, "2027-06-04T22:00:00Z")]
        page = await ledger.freezes_of(world.members[0], first=5, after=None)
        assert [(each.currency, each.months, each.by_hand) for each in page.items] == [("points", 3, False)]
        world.at(clock.from_iso("2027-06-04T21:59:59Z"))
        await world.time_passes()
        assert await world.balance() == 60


async def test_idleness_waits_too(world_with: Worlds) -> None:
    async with world_with(IDLE) as world:
        world.at(clock.from_iso("2026-03-04T12:00:00Z"))
        await world.record(world.purchase("60"))
        await world.record(freezing(world, 3))

        world.at(clock.from_iso("2026-08-04T21:59:59Z"))
        await world.time_passes()
        kept = await world.balance()
        world.later(1)
        await world.time_passes()

        assert (kept, await world.balance()) == (60, 0)


async def test_so_many_months_a_year_and_no_more(world_with: Worlds) -> None:
    async with world_with(FREEZING) as world:
        world.at(clock.from_iso("2026-03-04T12:00:00Z"))
        await world.record(world.purchase("60"))
        await world.record(freezing(world, 2))

        with pytest.raises(FrozenEnough) as enough:
            await world.record(freezing(world, 2, key="again"))
        await world.record(freezing(world, 1))
        with pytest.raises(FrozenEnough) as used:
            await world.record(freezing(world, 1, key="once more"))

        assert enough.value.texts["sv"].replace("\u00a0", " ") == "I år kan du frysa i 1 månad till. Inget ändrades."
        assert "Årets 3 månader är redan använda" in used.value.texts["sv"].replace("\u00a0", " ")
        assert await ledger.freezable(world.members[0], programme.current()) == {"points": 0}
        world.at(clock.from_iso("2026-12-31T23:00:00Z"))
        await world.record(freezing(world, 3, key="next year"))


async def test_a_manager_is_not_bound_by_it_and_says_why(world_with: Worlds) -> None:
    async with world_with({POINTS: "expires_months = 2"}) as world:
        world.at(clock.from_iso("2026-03-04T12:00:00Z"))
        await world.record(world.purchase("60"))
        whose = ("id", world.members[0])

        with pytest.raises(BadInput, match="reason"):
            freezing_of(manager(world), key="ill", currency="points", months=6, member=whose)
        await world.record(
            freezing_of(manager(world), key="ill", currency="points", months=6, member=whose, reason="Sjukskriven")
        )

        assert await lots(world) == [(60, "2026-11-04T23:00:00Z")]
        with pytest.raises(NotFreezable):  # The programme lets no member do it.
            await world.record(freezing(world, 1))


async def test_what_is_refused(world_with: Worlds) -> None:
    async with world_with(FREEZING) as world:
        with pytest.raises(NothingToFreeze):
            await world.record(freezing(world, 1))
        for months in (0, 25):
            with pytest.raises(BadInput, match="months must be"):
                freezing(world, months)
        await world.record(world.purchase("60"))
        with pytest.raises(NotFreezable):
            await world.record(freezing(world, 1, currency="level"))
        with pytest.raises(NotFreezable):
            await world.record(freezing(world, 1, currency="krona"))


async def test_taken_back_within_a_day_it_never_was(world_with: Worlds) -> None:
    async with world_with(FREEZING) as world:
        world.at(clock.from_iso("2026-03-04T12:00:00Z"))
        await world.record(world.purchase("60"))
        before = await lots(world)
        frozen = await world.record(freezing(world, 3))

        with pytest.raises(FreezeNotFound):  # Another's.
            await thaw(world, frozen.activity.id, member(world, 1))
        await world.record(await thaw(world, frozen.activity.id, member(world)))

        assert await lots(world) == before
        assert await ledger.freezable(world.members[0], programme.current()) == {"points": 3}
        with pytest.raises(FreezeSettled):
            await thaw(world, frozen.activity.id, member(world))


async def test_after_a_day_it_stands(world_with: Worlds) -> None:
    async with world_with(FREEZING) as world:
        await world.record(world.purchase("60"))
        frozen = await world.record(freezing(world, 3))
        world.later(1)

        with pytest.raises(FreezeSettled):
            await thaw(world, frozen.activity.id, manager(world))


async def test_what_was_spent_meanwhile_comes_back_to_no_lot_that_has_ended(world_with: Worlds) -> None:
    """Undoing moves the ends of what is left, and gives nothing that was spent."""
    async with world_with(FREEZING) as world:
        world.at(clock.from_iso("2026-03-04T12:00:00Z"))
        await world.record(world.purchase("60"))
        await world.record(world.purchase("50", key="second"))
        frozen = await world.record(freezing(world, 3))
        await world.record(world.reversal("second"))

        await world.record(await thaw(world, frozen.activity.id, member(world)))

        assert await lots(world) == [(60, "2027-03-04T23:00:00Z")]


async def test_a_key_that_comes_again_freezes_once(world_with: Worlds) -> None:
    async with world_with(FREEZING) as world:
        await world.record(world.purchase("60"))
        await world.record(freezing(world, 2, key="same"))
        ends = await lots(world)

        again = await world.record(freezing(world, 2, key="same"))

        assert again.replayed
        assert await lots(world) == ends
        with pytest.raises(activities.KeyConflict):
            await world.record(freezing(world, 1, key="same"))


async def thaw(world: World, freeze_id: int, by: Principal) -> ReverseActivity:
    return await thaw_of(freeze_id, by=by, key=f"thaw-{freeze_id}-{by.member_id}", reason="Ångrad")

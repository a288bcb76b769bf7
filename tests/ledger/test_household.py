"""Members who live together spend each other's points where their own do not suffice."""

from __future__ import annotations

from typing import Any

import pytest

from server import groups, storage
from server.activities import RedeemReward
from server.kernel import clock
from server.kernel.clock import DAY
from server.rewards import NotEnoughPoints
from tests.activities.world import World
from tests.ledger.conftest import Worlds
from tests.ledger.test_expiring import lots, reasons

HOME = {"[[currency]]": '[household]\nmembers = 2\ncurrencies = ["points"]\n\n[[currency]]'}


async def card(world: World, member: int) -> str:
    return str(await storage.value("SELECT card FROM member WHERE id = :id", id=world.members[member]))


async def together(world: World, a: int = 0, b: int = 1) -> None:
    await groups.invite(world.members[a], await card(world, b))
    (asked,) = await groups.invites_to(world.members[b])
    await groups.answer(world.members[b], asked.id, comes=True)


async def redeeming(world: World, reward: str, member: int = 0, **changes: Any) -> RedeemReward:
    return world.redeeming(reward, member, household=await groups.mates_of(world.members[member]), **changes)


async def test_what_is_missing_comes_from_the_others_what_ends_first_first(world_with: Worlds) -> None:
    async with world_with(HOME) as world:
        await together(world)
        world.at(clock.from_iso("2026-03-04T12:00:00Z"))
        await world.record(world.purchase("30", 1))
        world.later(10)
        await world.many([world.purchase("20", 0), world.purchase("30", 1)])

        outcome = await world.record(await redeeming(world, "cup"))

        assert [(e.reason, e.points) for e in outcome.entries] == [("received", 30), ("held", -50)]
        assert (await world.balance(0), await world.balance(1)) == (0, 30)
        assert await lots(world, 1) == [(30, "2026-05-14T22:00:00Z")], "the older ones went first"
        told = (await world.events(1))[-1]
        assert (told["reason"], told["points"], told["arithmetic"]["household"]["sv"]) == ("sent", -30, "hushållet")
        assert [row[1:] for row in await reasons(world) if row[1] in ("sent", "received")] == [
            ("sent", -30), ("received", 30)
        ]  # fmt: skip


async def test_who_has_enough_spends_their_own_and_nobody_else_is_told(world_with: Worlds) -> None:
    async with world_with(HOME) as world:
        await together(world)
        await world.many([world.purchase("60", 0), world.purchase("60", 1)])
        before = len(await world.events(1))

        await world.record(await redeeming(world, "cup"))

        assert (await world.balance(0), await world.balance(1)) == (10, 60)
        assert len(await world.events(1)) == before
        assert await storage.value("SELECT COUNT(*) FROM activity WHERE kind = '@redeem'") == 1


async def test_a_debt_is_paid_before_anything_is_bought(world_with: Worlds) -> None:
    async with world_with(HOME) as world:
        await together(world)
        bought = world.purchase("50", 0)
        await world.record(bought)
        voucher = await world.redeem("cup")
        await world.record(world.confirming(voucher.id))
        await world.record(world.reversal(bought.key))
        await world.record(world.purchase("99", 1))
        (refused,) = await world.many([await redeeming(world, "cup", key="a")])
        assert isinstance(refused, NotEnoughPoints)
        await world.record(world.purchase("1", 1))

        await world.record(await redeeming(world, "cup", key="b"))

        assert (await world.balance(0), await world.balance(1)) == (0, 0)


async def test_together_they_have_too_little(world_with: Worlds) -> None:
    async with world_with(HOME) as world:
        await together(world)
        await world.many([world.purchase("20", 0), world.purchase("29", 1)])

        with pytest.raises(NotEnoughPoints) as few:
            await world.record(await redeeming(world, "cup"))

        assert few.value.missing == 1


async def test_the_same_key_answers_the_same_also_once_the_household_is_another(world_with: Worlds) -> None:
    async with world_with(HOME) as world:
        await together(world)
        await world.many([world.purchase("20", 0), world.purchase("30", 1)])
        first = await world.record(await redeeming(world, "cup", key="same"))
        await groups.leave(world.members[1], world.members[1])

        again = await world.record(await redeeming(world, "cup", key="same"))

        assert again.replayed
        assert [e.id for e in again.entries] == [e.id for e in first.entries]


async def test_asking_answering_leaving(world_with: Worlds) -> None:
    async with world_with(HOME) as world:
        anna, elsa, olle = world.members
        await groups.invite(anna, await card(world, 1))
        await groups.invite(anna, await card(world, 1))
        with pytest.raises(groups.HouseholdFull):
            await groups.invite(anna, await card(world, 2))
        with pytest.raises(groups.NotYourHousehold):
            await groups.answer(olle, (await groups.invites_to(elsa))[0].id, comes=True)
        (asked,) = await groups.invites_to(elsa)
        await groups.answer(elsa, asked.id, comes=True)
        assert [event["what"] for event in await world.events(0)] == ["joined"]
        with pytest.raises(groups.NotYourHousehold):
            await groups.invite(elsa, await card(world, 2))
        with pytest.raises(groups.AlreadyTogether):
            await groups.invite(olle, await card(world, 1))
        with pytest.raises(groups.NotYourHousehold):
            await groups.leave(elsa, anna)

        await groups.leave(anna, anna)

        home = (await groups.households_of([elsa]))[elsa]
        assert (home.owner_id, list(home.members)) == (elsa, [elsa])
        await groups.leave(elsa, elsa)
        assert await storage.value("SELECT COUNT(*) FROM household") == 0


async def test_an_invitation_is_over_after_a_month_and_can_be_declined(world_with: Worlds) -> None:
    async with world_with(HOME) as world:
        anna, elsa, _ = world.members
        await groups.invite(anna, await card(world, 1))
        (asked,) = await groups.invites_to(elsa)
        world.clock.by(31 * DAY)
        assert await groups.invites_to(elsa) == []
        with pytest.raises(groups.NotYourHousehold):
            await groups.answer(elsa, asked.id, comes=True)

        await groups.invite(anna, await card(world, 1))
        (asked,) = await groups.invites_to(elsa)
        await groups.answer(elsa, asked.id, comes=False)

        assert await groups.invites_to(elsa) == []
        assert await groups.mates_of(anna) == ()


async def test_a_programme_without_households_has_none(world_with: Worlds) -> None:
    async with world_with({}) as world:
        with pytest.raises(groups.NoHouseholds):
            await groups.invite(world.members[0], await card(world, 1))

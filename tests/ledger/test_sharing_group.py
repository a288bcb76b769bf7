"""In a sharing group points end with the owner's periods, and never sooner than with one's own."""

from __future__ import annotations

import pytest

from server import groups, storage
from server.kernel import clock
from server.rewards import NotEnoughPoints
from tests.activities.world import World
from tests.ledger.conftest import Worlds
from tests.ledger.test_expiring import lots
from tests.ledger.test_household import card, redeeming

OWN = 'expires = { at_end_of = "membership_year" }'
GROUP = '''[household]
members = 3
currencies = ["points"]
expires = "owner"
takes = "soonest"
sv = { name = "Delningsgrupp", one = "en delningsgrupp", the = "delningsgruppen" }
en = { name = "Sharing group", one = "a sharing group", the = "the sharing group" }

[[currency]]'''
SHARING = {"expires_months = 2": OWN, "[[currency]]": GROUP}


async def joined(world: World, *days: str) -> None:
    """When each joined the programme."""
    async with storage.transaction() as tx:
        for member_id, day in zip(world.members, days, strict=False):
            await tx.execute(
                "UPDATE member SET joined_at = :at WHERE id = :id", at=clock.from_iso(f"{day}T12:00:00Z"), id=member_id
            )


async def comes(world: World, who: int, *, owner: int = 0) -> None:
    await groups.invite(world.members[owner], await card(world, who))
    (asked,) = await groups.invites_to(world.members[who])
    await groups.answer(world.members[who], asked.id, comes=True)


DAYS = ("2025-09-10", "2025-06-20", "2025-11-05")
OWNERS, MEMBERS, THIRDS = "2026-09-09T22:00:00Z", "2026-06-19T22:00:00Z", "2026-11-04T23:00:00Z"


async def test_what_is_there_and_what_comes_ends_with_the_owners_period(world_with: Worlds) -> None:
    async with world_with(SHARING) as world:
        await joined(world, *DAYS)
        await world.record(world.purchase("30", 1))
        assert await lots(world, 1) == [(30, MEMBERS)]

        await comes(world, 1)
        await world.time_passes()
        await world.record(world.purchase("20", 1))

        assert await lots(world, 1) == [(30, OWNERS), (20, OWNERS)]
        world.at(clock.from_iso("2026-09-09T22:00:00Z"))
        await world.time_passes()
        assert await world.balance(1) == 0


async def test_whatever_happens_first_finds_the_ends_moved(world_with: Worlds) -> None:
    async with world_with(SHARING) as world:
        await joined(world, *DAYS)
        await world.record(world.purchase("30", 1))
        world.at(clock.from_iso("2026-06-19T21:59:59Z"))
        await comes(world, 1)
        world.later(1)

        await world.record(world.purchase("1", 1))

        assert await lots(world, 1) == [(30, OWNERS), (1, "2027-09-09T22:00:00Z")], "they came in time"


async def test_no_end_is_sooner_than_without_the_group(world_with: Worlds) -> None:
    async with world_with(SHARING) as world:
        await joined(world, "2025-05-01", "2025-06-20")
        await world.record(world.purchase("30", 1))

        await comes(world, 1)
        await world.time_passes()

        assert await lots(world, 1) == [(30, "2027-04-30T22:00:00Z")], "the owner's period that holds the own last day"


async def test_what_was_over_when_the_member_came_stays_over(world_with: Worlds) -> None:
    async with world_with(SHARING) as world:
        await joined(world, *DAYS)
        await world.record(world.purchase("30", 1))
        world.at(clock.from_iso(MEMBERS))

        await comes(world, 1)
        await world.time_passes()

        assert (await world.balance(1), await lots(world, 1)) == (0, [])


async def test_who_leaves_keeps_the_ends_that_were_given_and_earns_with_their_own(world_with: Worlds) -> None:
    async with world_with(SHARING) as world:
        await joined(world, *DAYS)
        await world.record(world.purchase("30", 1))
        await comes(world, 1)
        await world.time_passes()

        await groups.leave(world.members[1], world.members[1])
        await world.record(world.purchase("20", 1))

        assert await lots(world, 1) == [(20, MEMBERS), (30, OWNERS)]


async def test_going_from_group_to_group_adds_nothing(world_with: Worlds) -> None:
    async with world_with(SHARING) as world:
        await joined(world, *DAYS)
        await world.record(world.purchase("30", 1))

        for owner in (2, 0, 2, 0):
            await comes(world, 1, owner=owner)
            await world.time_passes()
            await groups.leave(world.members[1], world.members[1])

        assert await lots(world, 1) == [(30, THIRDS)], "the later of the two, and never a period on top of another"


async def test_another_owner_moves_ends_on_and_none_back(world_with: Worlds) -> None:
    async with world_with(SHARING) as world:
        await joined(world, *DAYS)
        await world.many([world.purchase("30", 1), world.purchase("30", 2)])
        await comes(world, 2)
        world.later(1)
        await comes(world, 1)
        await world.time_passes()
        assert (await lots(world, 1), await lots(world, 2)) == ([(30, OWNERS)], [(30, "2027-09-09T22:00:00Z")])

        await groups.leave(world.members[0], world.members[0])
        await world.time_passes()
        await world.record(world.purchase("5", 1))

        home = (await groups.households_of([world.members[1]]))[world.members[1]]
        assert home.owner_id == world.members[2]
        assert await lots(world, 1) == [(30, THIRDS), (5, THIRDS)]
        assert await lots(world, 2) == [(30, "2027-09-09T22:00:00Z")]
        assert [event["what"] for event in await world.events(2) if event["type"] == "HouseholdChanged"] == [
            "invited", "handed_over",
        ]  # fmt: skip


async def test_together_what_ends_soonest_goes_first_whoevers_it_is(world_with: Worlds) -> None:
    async with world_with({"expires_months = 2": "expires_months = 2", "[[currency]]": GROUP.replace(
        'expires = "owner"\n', "")}) as world:
        await joined(world, *DAYS)
        await comes(world, 1)
        await world.record(world.purchase("30", 1))
        world.later(10)
        await world.record(world.purchase("60", 0))

        outcome = await world.record(await redeeming(world, "cup"))

        assert [(e.reason, e.points) for e in outcome.entries] == [("received", 30), ("held", -50)]
        assert (await world.balance(0), await world.balance(1)) == (40, 0)


async def test_an_undone_purchase_is_as_if_it_had_never_been(world_with: Worlds) -> None:
    async with world_with(SHARING) as world:
        await joined(world, *DAYS)
        await comes(world, 1)
        await world.record(world.purchase("30", 1))
        bought = world.purchase("12", 1)
        await world.record(bought)

        await world.record(world.reversal(bought.key))

        assert (await world.balance(1), await lots(world, 1)) == (30, [(30, OWNERS)])


async def test_who_left_meanwhile_lends_nothing(world_with: Worlds) -> None:
    async with world_with(SHARING) as world:
        await comes(world, 1)
        await world.many([world.purchase("20", 0), world.purchase("30", 1)])
        asked = await redeeming(world, "cup")
        assert asked.household == (world.members[1],)
        await groups.leave(world.members[1], world.members[1])

        with pytest.raises(NotEnoughPoints):
            await world.record(asked)

        assert (await world.balance(0), await world.balance(1)) == (20, 30)


async def test_where_only_the_owner_spends_the_others_use_their_own(world_with: Worlds) -> None:
    only = {**SHARING, "[[currency]]": GROUP.replace('takes = "soonest"', 'spends = "owner"')}
    async with world_with(only) as world:
        await comes(world, 1)
        await world.many([world.purchase("30", 0), world.purchase("30", 1)])

        with pytest.raises(NotEnoughPoints):
            await world.record(await redeeming(world, "cup", member=1))
        await world.record(await redeeming(world, "cup", member=0))

        assert (await world.balance(0), await world.balance(1)) == (0, 10)
        assert await groups.lenders_of(world.members[1]) == ()


async def test_an_invitation_can_be_taken_back(world_with: Worlds) -> None:
    async with world_with(SHARING) as world:
        owner, other, _ = world.members
        await groups.invite(owner, await card(world, 1))
        with pytest.raises(groups.NotYourHousehold) as refused:
            await groups.leave(other, other)
        assert refused.value.texts["sv"].startswith("Det kan bara den göra som har delningsgruppen")

        await groups.leave(owner, other)

        assert await groups.invites_to(other) == []

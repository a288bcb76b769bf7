"""Levels that people give, gifts of rules, and what a level can be used for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import pytest

from server import activities, programme, storage, tiers
from server.activities import AnswerOffer, GrantTier, OfferTier, ReverseActivity, Source, UsePerk, WithdrawTier
from server.kernel import clock
from server.kernel.clock import DAY
from server.kernel.errors import BadInput
from server.tiers import Holding
from server.tiers.errors import NotGiven, OfferClosed, OfferNotFound, PerkNotFound, PerkNotYours, PerkUsedUp
from tests.activities.world import World, world_on
from tests.tiers.ladders import ZONE, document

MORE = """
[[perk]]
code = "lounge"
tier = ["silver", "gold"]
uses = 2
per = "month"
sv = { name = "Loungen", text = "Kom in och vila." }
en = { name = "The lounge", text = "Come in and rest." }

[[perk]]
code = "give_silver"
tier = ["gold"]
uses = 1
per = "membership_year"
gives_tier = "silver"
sv = { name = "Ge silver", text = "Ge silver till en vän." }
en = { name = "Give silver", text = "Give silver to a friend." }

[[earn]]
code = "match"
kind = "deed"
only = { nights = 7 }
gives = [ { tier = "gold", months = 3 } ]
sv = { name = "Match", why = "Guld i tre månader" }
en = { name = "Match", why = "Gold for three months" }

[[badge]]
code = "gilded"
given = { tier = "gold" }
sv = { name = "Förgylld", text = "Guld." }
en = { name = "Gilded", text = "Gold." }
"""
TEXT = document(
    'within = "year"\nkeeps = { periods = 1 }', MORE, member="", silver="reach = [ { level = 100 } ]",
    gold="reach = [ { level = 300 } ]", secret="given_only = true",
)  # fmt: skip
_numbers = count(1)


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=TEXT) as world:
        yield world


async def holding(world: World, who: int = 0) -> Holding:
    ladder = programme.current().ladder
    assert ladder is not None
    return (await tiers.holdings_of([world.members[who]], ladder, ZONE))[world.members[who]]


def sent(world: World, who: int = 0, **more: Any) -> dict[str, Any]:
    return {"key": f"t{next(_numbers)}", "member": ("id", world.members[who]), **more}


def granted(world: World, tier: str, who: int = 0, **more: Any) -> GrantTier:
    return GrantTier(**sent(world, who, source=Source.system("test"), tier=tier, reason="Invited", **more))


def used(world: World, who: int = 0, **more: Any) -> UsePerk:
    return UsePerk(**{**sent(world, who, source=world.till(), perk="lounge"), **more})


def offered(world: World, giver: int = 0, taker: int = 1) -> OfferTier:
    more = sent(world, giver, source=world.by_hand(giver), perk="give_silver", to=world.members[taker])
    return OfferTier(**more, names=("Giver", "Taker"))


def answer(world: World, offer: int, said: str, who: int = 1, other: int = 0) -> AnswerOffer:
    more = sent(world, who, source=world.by_hand(who), offer_id=offer, answer=said, other=world.members[other])
    return AnswerOffer(**more, name="Taker")


def deed(world: World, who: int = 0, **more: Any) -> activities.RecordActivity:
    facts = {name: value for name, value in more.items() if name in ("level", "nights")}
    return world.purchase("0", who, kind="deed", facts=facts, **({"key": more["key"]} if "key" in more else {}))


async def test_a_manager_gives_a_level_that_nobody_reaches_and_takes_it_back(world: World) -> None:
    await world.record(granted(world, "secret", months=12))
    given = await holding(world)

    await world.record(WithdrawTier(**sent(world, source=Source.system("test"), tier="secret", reason="Moved away")))

    assert (given.tier, given.given is not None) == ("secret", True)
    assert clock.to_iso((given.until or 0) - 1).startswith("2027-03-04T22:59")
    assert await world.tier() == "member"
    with pytest.raises(NotGiven):
        await world.record(WithdrawTier(**sent(world, source=Source.system("test"), tier="secret", reason="Again")))


async def test_what_was_earned_stays_where_what_was_given_is_taken_back(world: World) -> None:
    await world.record(deed(world, level=100))
    await world.record(granted(world, "gold"))
    await world.record(WithdrawTier(**sent(world, source=Source.system("test"), tier="gold", reason="Mistake")))

    assert (await holding(world)).tier == "silver"


async def test_a_rule_gives_a_level_and_its_reversal_takes_it_and_the_badge_back(world: World) -> None:
    await world.record(deed(world, nights=7, key="k"))
    given, badges = await holding(world), await world.badges()

    await world.record(world.reversal("k"))

    assert given.tier == "gold"
    assert "gilded" in badges
    assert await world.tier() == "member"
    assert "gilded" not in await world.badges()


async def test_a_given_level_ends_on_its_day(world: World) -> None:
    await world.record(deed(world, nights=7))
    world.at(clock.from_iso("2026-06-04T21:59:59Z"))
    assert (await holding(world)).tier == "gold"

    world.at(clock.from_iso("2026-06-04T22:00:00Z"))
    await world.time_passes()

    assert await world.tier() == "member"


async def test_a_perk_is_used_so_often_in_a_period_and_a_mistake_gives_it_back(world: World) -> None:
    with pytest.raises(PerkNotYours):
        await world.record(used(world))
    await world.record(deed(world, level=100))
    await world.record(used(world, key="first"))
    await world.record(used(world))
    with pytest.raises(PerkUsedUp):
        await world.record(used(world))

    await world.record(ReverseActivity(source=world.till(), key="back", activity_key="first", reason="Wrong guest"))

    book = programme.current()
    (lounge,) = await tiers.perks_of(world.members[0], "silver", book)
    assert (lounge.perk.code, lounge.left) == ("lounge", 1)
    await world.record(used(world))
    world.later(30)
    (fresh,) = await tiers.perks_of(world.members[0], "silver", book)
    assert fresh.left == 2
    with pytest.raises(PerkNotFound):
        await world.record(used(world, perk="give_silver"))


async def test_a_level_is_given_on_and_taken(world: World) -> None:
    await world.record(deed(world, level=300))
    made = await world.record(offered(world))
    with pytest.raises(PerkUsedUp):
        await world.record(offered(world, taker=2))

    await world.record(answer(world, made.activity.id, "accepted"))

    taken = await holding(world, 1)
    assert (taken.tier, clock.to_iso(taken.until or 0)) == ("silver", "2027-12-31T23:00:00Z")
    with pytest.raises(OfferClosed):
        await world.record(answer(world, made.activity.id, "declined"))
    told = [event["state"] for who in (1, 0) for event in await world.events(who) if event["type"] == "TierOfferMoved"]
    assert told == ["open", "accepted"]
    assert await storage.value("SELECT COUNT(*) FROM tier_offer WHERE state = 'accepted'") == 1


@pytest.mark.parametrize("said", ["declined", "withdrawn", "lapsed"])
async def test_what_nobody_took_can_be_offered_again(world: World, said: str) -> None:
    await world.record(deed(world, level=300))
    made = await world.record(offered(world))

    if said == "lapsed":
        world.at(clock.now() + 31 * DAY)
        with pytest.raises(OfferClosed):
            await world.record(answer(world, made.activity.id, "accepted"))
    elif said == "withdrawn":
        await world.record(answer(world, made.activity.id, said, who=0, other=1))
    else:
        await world.record(answer(world, made.activity.id, said))

    assert (await holding(world, 1)).tier == "member"
    await world.record(offered(world, taker=2))


async def test_an_offer_is_the_takers_alone_to_answer_and_nobodys_to_make_to_themselves(world: World) -> None:
    await world.record(deed(world, level=300))
    made = await world.record(offered(world))

    with pytest.raises(OfferNotFound):
        await world.record(answer(world, made.activity.id, "accepted", who=2))
    with pytest.raises(BadInput):
        offered(world, taker=0)
    with pytest.raises(PerkNotYours):
        await world.record(offered(world, giver=2, taker=1))


async def test_a_promise_outlives_a_steeper_ladder_and_goes_with_what_it_rested_on(world: World) -> None:
    await world.record(deed(world, level=100, key="k"))
    steeper = TEXT.replace("level = 100 }", "level = 200 }")
    await programme.publish(steeper, "ladders.toml", holds_from=clock.now() + DAY)
    world.later(2)

    kept = await holding(world)
    await world.record(deed(world, level=1))
    stored = await world.tier()
    await world.record(world.reversal("k"))

    assert (kept.tier, clock.to_iso(kept.until or 0)) == ("silver", "2027-12-31T23:00:00Z")
    assert stored == "silver"
    assert await world.tier() == "member"

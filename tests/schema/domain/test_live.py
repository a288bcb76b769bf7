"""memberEvents and leaderboardChanged: what just happened, in the socket's language."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from graphql import GraphQLError

from server.members import STRANGER
from tests.schema.domain.town import EVENT, Town, after

ME = f"{{ me {{ timelinePosition recentEvents(first: 50) {{ __typename position {EVENT} }} }} }}"


async def _take(stream: AsyncIterator[Any], count: int) -> list[Any]:
    return [await asyncio.wait_for(anext(stream), 5) for _ in range(count)]


async def test_a_receipt_is_told_in_the_order_of_its_numbers(town: Town) -> None:
    async with town.follow(town.elsa.principal, after(0)) as events:
        await town.buy("120")
        told = await _take(events, 4)

    assert [event["position"] for event in told] == [1, 2, 3, 4]
    assert {event["__typename"] for event in told} == {"PointsPosted", "ChallengeProgressed", "BadgeAwarded"}
    points = next(e for e in told if e["__typename"] == "PointsPosted" and e["currency"]["code"] == "points")
    assert points["points"] == points["balance"] == 120
    assert points["place"] == "Linneas Livs"
    assert points["why"] == "1 poäng per hel krona"
    progress = next(e["progress"] for e in told if e["__typename"] == "ChallengeProgressed")
    assert progress["step"] == "1 av 3 besök"
    assert progress["completedAt"] is None
    badge = next(e for e in told if e["__typename"] == "BadgeAwarded")
    assert (badge["badge"]["name"], badge["why"]) == ("Hej grannen", "Ditt första köp i kvarteret.")


async def test_what_was_told_live_is_what_a_fresh_look_finds(town: Town) -> None:
    async with town.follow(town.elsa.principal, after(0)) as events:
        for _ in range(3):
            await town.buy("600")
        position = (await town.data(town.elsa.principal, ME))["timelinePosition"]
        told = await _take(events, position)

    fresh = await town.data(town.elsa.principal, ME)
    assert told == list(reversed(fresh["recentEvents"]))
    assert [e["tier"]["code"] for e in told if e["__typename"] == "TierChanged"] == ["stamgast"]
    completed = [e["progress"]["done"] for e in told if e["__typename"] == "ChallengeCompleted"]
    assert completed == ["Tre besök på en vecka. Roligt att se dig så ofta."]


async def test_without_a_position_the_telling_begins_now(town: Town) -> None:
    await town.buy("120")
    query = "subscription { memberEvents { position ... on PointsPosted { points } } }"

    async with town.follow(town.elsa.principal, query) as events:
        first = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0.05)
        await town.buy("50")
        told = await asyncio.wait_for(first, 5)

    assert told["position"] > 4


async def test_each_socket_hears_its_own_language(town: Town) -> None:
    async with town.follow(town.elsa.principal, after(0), language="en") as events:
        await town.buy("120")
        told = await _take(events, 4)

    assert "1 point per whole krona" in [e.get("why") for e in told]
    assert "1 of 3 visits" in [e["progress"]["step"] for e in told if "progress" in e]


async def test_a_reversal_is_told_with_all_that_it_undid(town: Town) -> None:
    for key in ("a", "b", "c"):
        await town.buy("100", key=key)
    position = (await town.data(town.elsa.principal, ME))["timelinePosition"]
    undo = "mutation ($i: ReverseActivityInput!) { reverseActivity(input: $i) { __typename } }"
    await town.data(town.linneas.till, undo, i={"key": "u", "activityKey": "c", "reason": "Ångrat köp"})

    fresh = await town.data(town.elsa.principal, ME)
    told = [e for e in reversed(fresh["recentEvents"]) if e["position"] > position]
    kinds = [e["__typename"] for e in told]
    assert kinds.count("PointsPosted") == 2
    assert {"ChallengeReopened", "BadgeRevoked"} <= set(kinds)
    reopened = next(e["progress"] for e in told if e["__typename"] == "ChallengeReopened")
    assert (reopened["step"], reopened["completedAt"]) == ("2 av 3 besök", None)


async def test_strangers_and_unbound_programs_follow_nobody(town: Town) -> None:
    for principal in (STRANGER, town.linneas.till):
        async with town.follow(principal, after(0)) as events:
            with pytest.raises(GraphQLError, match=r"[Ss]ign in"):
                await anext(events)


async def test_everybody_may_watch_a_board_move(town: Town) -> None:
    query = """subscription { leaderboardChanged(code: "week") { code season top { rank points name } } }"""

    async with town.follow(STRANGER, query) as changes:
        first = asyncio.ensure_future(anext(changes))
        await asyncio.sleep(0.05)
        await town.buy("120")
        change = await asyncio.wait_for(first, 5)

    assert change["code"] == "week"
    assert change["top"] == [{"rank": 1, "points": 120, "name": "Elsa Lindqvist"}]

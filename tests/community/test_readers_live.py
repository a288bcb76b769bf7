"""What is told live of a text: to whom, and nothing of what it says.

Each of them follows everything that they may while something becomes of an answer of Elsa's that earned her ten points,
a challenge and its badge.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

import pytest
from graphql import GraphQLError

from schema.relay import global_id
from server import community, live, moderation, partners
from server.community import Ref
from server.kernel.errors import NotFound
from server.moderation import Action
from tests.community.conftest import key
from tests.community.readers import EVERYBODY, PEOPLE, STATES, WORD, Square, square
from tests.schema.domain.conftest import database, town

__all__ = ["database", "square", "town"]

FEED = """
subscription { feedChanged {
  newest { postId likeCount commentCount } changed { postId topic likeCount commentCount idea: ideaState } gone
} }
"""
EVENTS = """
subscription ($after: Int!) { memberEvents(after: $after) { __typename position
  ... on PointsPosted { points why reason place kindName } ... on BadgeAwarded { why } ... on BadgeRevoked { why }
  ... on ChallengeProgressed { progress { step } } ... on NoticePosted { action rule { text } }
} }
"""
CASES = "subscription { caseChanged { caseId waiting } }"
PORTAL = (
    'subscription { partnerAwards(partner: "linneas-livs") { awards { key kind member { name } points { points } } } }'
)
ACTIONS: Mapping[str, Action] = {
    "kept": "keep", "warned": "warn", "hidden": "hide", "removed": "remove", "silenced": "silence", "undone": "hide",
}  # fmt: skip
TAKEN = {"NoticePosted", "PointsPosted", "BadgeRevoked", "ChallengeProgressed", "ChallengeReopened"}
GIVEN = {"PointsPosted", "BadgeAwarded", "ChallengeProgressed", "ChallengeCompleted"}
# Whom their own timeline tells what. Nils-Erik, who reported it, hears how it went; nobody else hears of it.
TOLD: Mapping[str, Mapping[str, set[str]]] = {
    "kept": {"member": {"NoticePosted"}},
    "warned": {"author": {"NoticePosted"}, "member": {"NoticePosted"}},
    "hidden": {"author": TAKEN, "member": {"NoticePosted"}},
    "removed": {"author": TAKEN, "member": {"NoticePosted"}},
    "silenced": {"author": TAKEN, "member": {"NoticePosted"}},
    "undone": {"author": TAKEN | GIVEN, "member": {"NoticePosted"}},
    "deleted": {},
}


async def become(square: Square, ref: Ref, what: str) -> None:
    if what == "deleted":
        await square.put(ref, what)
        return
    _, decision = await square.judge(ref, ACTIONS[what])
    if what == "undone":
        await moderation.undo(square.id("moderator"), decision)
        await square.settle()


@pytest.mark.parametrize("state", STATES)
async def test_who_looks_at_the_feed_is_told_what_everybody_may_read(square: Square, state: str) -> None:
    ref = await square.write("author", f"Jag tar {WORD}.")
    await square.put(ref, state)

    for who, principal in square.askers.items():
        async with square.town.follow(principal, FEED) as changes:
            told: asyncio.Future[Any] = asyncio.ensure_future(anext(changes))  # type: ignore[arg-type]
            if await refused(told, community.FEED):
                assert who not in PEOPLE
                continue
            assert who in PEOPLE
            await community.tell([ref])
            change = await told

        post, read = global_id("Post", ref[1]), state in ("published", "restored")
        assert (post in {line["postId"] for line in change["changed"]}) is read, who
        assert (post in change["gone"]) is not read, who
        assert (post in {line["postId"] for line in change["newest"]}) is read, who
        assert WORD not in json.dumps(change, ensure_ascii=False)


@pytest.mark.parametrize("what", TOLD)
async def test_whom_it_concerns_is_told_on_their_own_timeline(square: Square, what: str) -> None:
    texts = await square.thanked()
    before = {who: await live.position(square.id(who)) for who in PEOPLE}
    told: dict[str, list[Any]] = {who: [] for who in PEOPLE}

    async with AsyncExitStack() as stack:
        streams = {
            who: await stack.enter_async_context(square.town.follow(square.askers[who], EVENTS, after=before[who]))
            for who in PEOPLE
        }
        await become(square, texts["answer"], what)
        for who, events in streams.items():
            newest = await live.position(square.id(who))
            while newest > max([before[who], *(event["position"] for event in told[who])]):
                told[who].append(await anext(events))

    assert {who: {event["__typename"] for event in events} for who, events in told.items() if events} == TOLD[what]
    assert WORD not in json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize("who", EVERYBODY)
async def test_only_moderators_are_told_that_a_case_moved(square: Square, who: str) -> None:
    ref = await square.write("author", f"Jag tar {WORD}.")
    async with square.town.follow(square.askers[who], CASES) as changes:
        told: asyncio.Future[Any] = asyncio.ensure_future(anext(changes))  # type: ignore[arg-type]
        if await refused(told, moderation.TOPIC):
            assert who != "moderator"
            return
        assert who == "moderator"
        reported = await moderation.report(square.id("member"), key=key(), ref=ref, rule=1, words=f"Om {WORD}.")

        change = await told

    assert change == {"caseId": global_id("ModerationCase", reported.case_id), "waiting": 1}


@pytest.mark.parametrize("who", EVERYBODY)
async def test_what_neighbours_earned_is_none_of_a_shops_awards(square: Square, who: str) -> None:
    async with square.town.follow(square.askers[who], PORTAL) as latest:
        if who != "owner":
            with pytest.raises((GraphQLError, NotFound)):  # Who is signed in and has no seat is told of no partner.
                await anext(latest)
            return
        told = [await anext(latest)]
        texts = await square.thanked()
        await square.judge(texts["answer"], "hide")
        live.publish_topic(partners.topic_of(square.town.linneas.partner_id), {})

        told.append(await anext(latest))

    assert told == [{"awards": []}] * 2


async def refused(told: asyncio.Future[Any], topic: str) -> bool:
    """Whether a subscription may not begin; or it listens to its topic by now."""
    while not told.done() and not live.hub().has(topic):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    return told.done() and isinstance(told.exception(), GraphQLError)

"""What a cap or an empty budget leaves out is told to whoever sent the activity, now and when its key comes again."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from schema.context import Context, Language
from schema.engine.operations import MUTATION, Asked
from schema.relay import global_id
from server.activities import Outcome
from server.members import Principal
from server.programme import Limited
from tests.activities.world import PROGRAMME, World, world_on
from tests.earning.document import multiplier, words
from tests.schema.domain.town import OPERATIONS

LIMITS = (
    multiplier('currency = "points"\nfactor = 2\nbudget = 25', "campaign")
    + '\n[[earn]]\ncode = "bag"\nkind = "purchase"\ncurrency = "points"\npoints = 5\n'
    'cap = { points = 7, per = "day" }\n' + words("bag")
    + '\n[[earn]]\ncode = "cup"\nkind = "purchase"\ncurrency = "points"\n'
    'cap = { times = 1, per = "day" }\ngives = [{ reward = "cup" }]\n' + words("cup")
)  # fmt: skip
RECORD = """
mutation ($input: RecordActivityInput!) {
  recordActivity(input: $input) {
    ... on ActivityRecorded { replayed limited { rule name missing currency { code } budget why } }
  }
}
"""


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=PROGRAMME + LIMITS) as world:
        yield world


def short(outcome: Outcome) -> list[tuple[str, int, int, str]]:
    return [(one.code, one.wanted, one.given, one.of) for one in outcome.limited]


async def test_a_rule_that_is_cut_says_so_and_by_how_much(world: World) -> None:
    first = await world.record(world.purchase("10"))
    second = await world.record(world.purchase("40"))
    third = await world.record(world.purchase("10"))

    assert short(first) == []
    assert short(second) == [("campaign", 42, 10, "budget"), ("bag", 5, 2, "cap"), ("cup", 0, 0, "cap")]
    assert short(third) == [("campaign", 10, 0, "budget"), ("bag", 5, 0, "cap"), ("cup", 0, 0, "cap")]
    assert second.limited[0] == Limited("campaign", "points", 42, 10, "budget", 25, "lifetime", True)
    assert second.limited[2] == Limited("cup", "points", 0, 0, "cap", 1, "day", False)


async def test_what_came_of_a_campaign_before_its_budget_was_empty_is_told_with_what_did_not(world: World) -> None:
    outcome = await world.record(world.purchase("22"))

    assert sum(entry.points for entry in outcome.entries if entry.rule == "campaign") == 25
    assert short(outcome) == [("campaign", 27, 25, "budget")]


async def test_what_is_left_out_in_a_batch_is_what_would_be_one_by_one(world: World) -> None:
    answers = await world.many([world.purchase("10", 1), world.purchase("40", 1), world.purchase("10", 1)])

    assert [short(answer) for answer in answers] == [
        [],
        [("campaign", 42, 10, "budget"), ("bag", 5, 2, "cap"), ("cup", 0, 0, "cap")],
        [("campaign", 10, 0, "budget"), ("bag", 5, 0, "cap"), ("cup", 0, 0, "cap")],
    ]


async def test_the_same_again_says_the_same(world: World) -> None:
    await world.record(world.purchase("10"))
    first = await world.record(world.purchase("40", key="again"))

    again = await world.record(world.purchase("40", key="again"))

    assert again.replayed
    assert again.limited == first.limited != ()


async def test_room_that_comes_back_is_given_and_no_longer_left_out(world: World) -> None:
    await world.record(world.purchase("25", key="all"))
    empty = await world.record(world.purchase("10", 1))

    await world.record(world.reversal("all"))
    after = await world.record(world.purchase("10", 1))

    assert ("campaign", 15, 0, "budget") in short(empty)
    assert "campaign" not in [one.code for one in after.limited]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", [
            ("campaign", 32, True, "Potten är 25 poäng totalt och räckte bara till 10 poäng av 42 poäng."),
            ("bag", 3, False, "Taket är 7 poäng om dagen, så det blev 2 poäng av 5 poäng."),
            ("cup", 0, False, "Taket är 1 gång om dagen och är redan nått, så det blev inget."),
        ]),
        ("en", [
            ("campaign", 32, True, "The budget is 25 points in all and had only 10 points of 42 points left."),
            ("bag", 3, False, "The limit is 7 points a day, so it became 2 points of 5 points."),
            ("cup", 0, False, "The limit is 1 time a day and it is reached already, so nothing came."),
        ]),
    ],
)  # fmt: skip
async def test_the_till_reads_it_in_its_language(world: World, language: Language, said: list[Any]) -> None:
    await world.record(world.purchase("10"))

    answer = await _asked(world, language, "till-1", "40")
    again = await _asked(world, language, "till-1", "40")

    assert [
        (one["rule"], one["missing"], one["budget"], one["why"].replace("\N{NO-BREAK SPACE}", " "))
        for one in answer["limited"]
    ] == said  # fmt: skip
    assert {one["currency"]["code"] for one in answer["limited"]} == {"points"}
    assert again == {**answer, "replayed": True}


async def _asked(world: World, language: Language, key: str, amount: str) -> Any:
    till = Principal(
        kind="client", partner_id=world.partner_ids["north"], shop_code="north", client_id="north-till",
        scopes=frozenset({"activities:write"}),
    )  # fmt: skip
    context = Context(till, language=language, request_id="request-1", demo=False, transport="http")
    member = {"id": global_id("Member", world.members[0])}
    asked = {"key": key, "member": member, "kind": "purchase", "facts": {"amount": amount}}
    begun = OPERATIONS.begin(Asked(RECORD, {"input": asked}), context, {MUTATION})
    return json.loads(await OPERATIONS.run(begun, context))["data"]["recordActivity"]

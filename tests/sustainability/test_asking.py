"""Everyday choices through GraphQL: the catalogue, a log in two taps, what it comes to, and taking it back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from server.kernel import clock
from server.members import STRANGER
from tests.schema.domain.town import Person, Town

ACTION = """
    code kind name proof points earns says
    quantity { fact name unit least most whole }
    estimate { kilograms unit comparedWith boundary source year uncertain edition arithmetic
      factors { code value unit source year quality evidence } }
"""
CATALOGUE = f"{{ programme {{ actions {{ {ACTION} }} }} }}"
LOG = """mutation ($input: RecordActivityInput!) { recordActivity(input: $input) {
  __typename
  ... on ActivityRecorded {
    replayed entries { points }
    activity { key impact { kilograms proof text source year edition arithmetic action { code } } }
  }
  ... on Problem { message }
} }"""
UNDO = """mutation ($input: ReverseActivityInput!) { reverseActivity(input: $input) {
  __typename ... on ActivityReversed { entries { points } reversal { impact { kilograms } } } ... on Problem { message }
  ... on TooLateProblem { oldest }
} }"""
SUMS = "kilograms own verified times since picture byAction { times own verified editions action { code } }"
MINE = f"{{ me {{ impact {{ {SUMS} }} ownWordToday {{ key kind facts }} }} }}"
ALL = f"{{ impact {{ {SUMS} }} }}"


async def log(town: Town, key: str = "tap-1", *, who: Person | None = None, **more: Any) -> Any:
    person = who or town.elsa
    given = {"key": key, "member": {"id": person.id}, "kind": "bike_to_shop", "facts": {"km": "3"}, **more}
    return await town.data(person.principal, LOG, input=given)


async def weighed(town: Town, kg: str, key: str = "bag") -> None:
    given = {"key": key, "member": {"card": town.elsa.card}, "kind": "recycled_clothes", "facts": {"kg": kg}}
    await town.data(town.omtag.till, LOG, input=given)


async def test_the_catalogue_names_the_source_of_every_figure(town: Town) -> None:
    actions = {one["code"]: one for one in (await town.data(STRANGER, CATALOGUE))["actions"]}

    bike = actions["bike_to_shop"]
    assert (bike["proof"], bike["points"], bike["earns"]) == ("OWN_WORD", 10, "10 poäng, en gång om dagen")
    assert bike["quantity"] == {
        "fact": "km", "name": "Sträcka", "unit": "km", "least": "0.1", "most": "10", "whole": False,
    }  # fmt: skip
    assert bike["says"] == "Uppskattat 0,17 kg CO₂e mindre än samma sträcka med bensinbil"
    estimate = bike["estimate"]
    assert (estimate["kilograms"], estimate["unit"], estimate["year"]) == ("0.17", "km", 2022)
    assert (estimate["comparedWith"], estimate["boundary"]) == ("Bensinbil", "endast körning")
    assert estimate["source"] == "0,170 kg per km; brittiska myndighetsfaktorer 2022; endast körning"
    assert [factor["code"] for factor in estimate["factors"]] == ["car_petrol_pkm", "bike_pkm"]
    assert actions["recycled_clothes"]["estimate"]["uncertain"] is True
    assert actions["deposit_returned"]["points"] is None  # A fifth of a point each.
    assert actions["borrowed_tool"]["estimate"] is None
    assert actions["borrowed_tool"]["says"] == "Vi räknar inga kilo här än: ingen bra källa."


async def test_three_kilometers_by_bike_are_ten_points_and_half_a_kilo(town: Town) -> None:
    answer = await log(town)

    assert [entry["points"] for entry in answer["entries"]] == [10]
    impact = answer["activity"]["impact"]
    assert impact["text"] == "Uppskattat 0,5 kg CO₂e mindre än samma sträcka med bensinbil"
    assert (impact["kilograms"], impact["proof"], impact["year"], impact["edition"]) == (
        "0.51", "OWN_WORD", 2022, "2026-11",
    )  # fmt: skip
    assert impact["arithmetic"] == "3 × (0,17 − 0) = 0,51\xa0kg\xa0CO₂e"


async def test_the_same_tap_twice_counts_once(town: Town) -> None:
    first = await log(town)
    again = await log(town)

    assert (first["replayed"], again["replayed"]) == (False, True)
    assert again["activity"]["impact"] == first["activity"]["impact"]
    assert (await town.data(town.elsa.principal, MINE))["impact"]["times"] == 1


async def test_own_word_and_partners_are_summed_and_shown_apart(town: Town) -> None:
    await weighed(town, "4")
    await log(town)
    await log(town, who=town.nils, facts={"km": "10"})

    mine = (await town.data(town.elsa.principal, MINE))["impact"]
    everybodys = await town.data(STRANGER, ALL)

    assert (mine["kilograms"], mine["own"], mine["verified"]) == ("16.51", "0.51", "16")
    assert [one["action"]["code"] for one in mine["byAction"]] == ["recycled_clothes", "bike_to_shop"]
    assert mine["byAction"][0]["editions"] == ["2026-11"]
    assert mine["picture"] == "Ungefär 97 km i bensinbil."
    assert (everybodys["kilograms"], everybodys["own"], everybodys["times"]) == ("18.21", "2.21", 3)


async def test_somebody_new_has_nothing_and_is_told_so(town: Town) -> None:
    mine = await town.data(town.nils.principal, MINE)

    assert mine["impact"] == {
        "kilograms": "0", "own": "0", "verified": "0", "times": 0, "since": None, "picture": None, "byAction": [],
    }  # fmt: skip
    assert mine["ownWordToday"] == []


async def test_one_takes_back_ones_own_word(town: Town) -> None:
    await log(town)
    assert (await town.data(town.elsa.principal, MINE))["ownWordToday"] == [
        {"key": "tap-1", "kind": "bike_to_shop", "facts": {"km": "3"}}
    ]

    undone = await town.data(
        town.elsa.principal, UNDO, input={"key": "undo-1", "activityKey": "tap-1", "reason": "Ångrat"}
    )

    assert [entry["points"] for entry in undone["entries"]] == [-10]
    assert undone["reversal"]["impact"]["kilograms"] == "-0.51"
    mine = await town.data(town.elsa.principal, MINE)
    assert (mine["impact"]["kilograms"], mine["ownWordToday"]) == ("0", [])


@pytest.mark.parametrize(
    ("language", "start"),
    [("sv", "Det du själv har sagt kan du ta tillbaka samma dag"), ("en", "Your own word can be taken back the same")],
)
async def test_what_one_said_of_an_earlier_day_stands(town: Town, language: Any, start: str) -> None:
    with clock.stepped() as steps:
        steps.by(-2 * clock.DAY)
        await log(town)

    refused = await town.data(
        town.elsa.principal, UNDO, language, input={"key": "undo", "activityKey": "tap-1", "reason": "Ångrat"}
    )

    assert refused["__typename"] == "TooLateProblem"
    assert refused["message"].startswith(start)


async def test_another_member_cannot_take_it_back(town: Town) -> None:
    await log(town)

    refused = await town.data(
        town.nils.principal, UNDO, input={"key": "undo", "activityKey": "tap-1", "reason": "Ångrat"}
    )

    assert refused["__typename"] == "ActivityNotFoundProblem"


async def test_nobody_else_sees_what_a_member_saves(town: Town) -> None:
    await log(town)
    asked = "query ($r: MemberRef!) { member(ref: $r) { impact { kilograms } } }"
    today = "query ($r: MemberRef!) { member(ref: $r) { ownWordToday { key } } }"

    for query in (asked, today):
        assert await town.refusal(town.linneas.till, query, r={"card": town.elsa.card}) == "FORBIDDEN"


async def test_the_page_hears_of_it_live(town: Town) -> None:
    document = """subscription { memberEvents(after: 0) { __typename
      ... on ImpactRecorded { kilograms proof text action { code } } } }"""
    async with town.follow(town.elsa.principal, document) as events:
        await log(town)
        heard = [await asyncio.wait_for(anext(events), 5) for _ in range(2)]

    assert heard[1] == {
        "__typename": "ImpactRecorded", "kilograms": "0.51", "proof": "OWN_WORD", "action": {"code": "bike_to_shop"},
        "text": "Uppskattat 0,5 kg CO₂e mindre än samma sträcka med bensinbil",
    }  # fmt: skip


async def test_in_english_it_is_said_again(town: Town) -> None:
    answer = await town.data(
        town.elsa.principal, LOG, "en",
        input={"key": "tap-1", "member": {"id": town.elsa.id}, "kind": "bike_to_shop", "facts": {"km": "3"}},
    )  # fmt: skip

    assert answer["activity"]["impact"]["text"] == (
        "Estimated 0.5 kg CO₂e less than the same distance by petrol car"
    )

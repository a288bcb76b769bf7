"""Choosing whom to earn for, and what they got, through GraphQL."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.schema.domain.town import Town, after

CHOOSE = """
mutation ($input: ChooseBeneficiariesInput!) {
  chooseBeneficiaries(input: $input) {
    __typename
    ... on BeneficiariesChosen { replayed beneficiaries { charity { code } brought { points } } }
    ... on BadInputProblem { field message }
    ... on KeyConflictProblem { key }
  }
}
"""
SEEN = """
{
  programme { beneficiariesLimit charities { code choosable received { points currency { code } } } }
  me { beneficiaries { charity { code } brought { points currency { code } } } }
}
"""
EXPLAIN = """query ($x: ExplainActivityInput!) { explainActivity(input: $x) { ... on ActivityExplained {
  bestowed { charity { code name } rule points currency { code } why } } } }"""
TOLD = "... on PointsBestowed { points currency { code } charity { name } }"


async def choose(town: Town, *codes: str, key: str = "one") -> Any:
    return await town.data(town.elsa.principal, CHOOSE, input={"key": key, "codes": list(codes)})


async def test_a_member_chooses_and_sees_what_the_club_got_through_them(town_with_clubs: Town) -> None:
    town = town_with_clubs
    first = await choose(town, "bollklubben")
    await town.buy("100.00")

    again = await choose(town, "bollklubben")
    seen = (await town.ask(town.elsa.principal, SEEN))["data"]

    assert (first["replayed"], first["beneficiaries"][0]["brought"]) == (False, [])
    assert (again["replayed"], again["beneficiaries"]) == (
        True, [{"charity": {"code": "bollklubben"}, "brought": [{"points": 3}]}]
    )
    points = [{"points": 3, "currency": {"code": "points"}}]
    assert seen["me"] == {"beneficiaries": [{"charity": {"code": "bollklubben"}, "brought": points}]}
    assert seen["programme"]["beneficiariesLimit"] == 4
    assert {charity["code"]: (charity["choosable"], charity["received"])
            for charity in seen["programme"]["charities"]} == {
        "laxhjalpen": (False, []), "bollklubben": (True, points),
    }  # fmt: skip


async def test_a_manager_sees_what_the_club_would_get_of_a_purchase(town_with_clubs: Town) -> None:
    town = town_with_clubs
    await choose(town, "bollklubben")
    manager = replace(town.elsa.principal, roles=frozenset({"member", "manager"}))

    found = await town.data(
        manager, EXPLAIN, x={"member": {"card": town.elsa.card}, "kind": "purchase", "facts": {"amount": "100.00"}}
    )

    (bestowed,) = found["bestowed"]
    assert bestowed["why"]
    assert (bestowed["charity"], bestowed["points"], bestowed["currency"]) == (
        {"code": "bollklubben", "name": "Bollklubben"}, 3, {"code": "points"}
    )  # fmt: skip


async def test_who_cannot_be_chosen_is_named(town_with_clubs: Town) -> None:
    answer = await choose(town_with_clubs, "laxhjalpen")

    assert answer == {
        "__typename": "BadInputProblem", "field": "codes",
        "message": "”laxhjalpen” går inte att välja. Välj bland dem som finns i listan.",
    }  # fmt: skip


async def test_the_same_key_for_another_choice_is_a_conflict(town_with_clubs: Town) -> None:
    await choose(town_with_clubs, "bollklubben")

    assert await choose(town_with_clubs) == {"__typename": "KeyConflictProblem", "key": "one"}


async def test_a_gift_to_the_club_is_told_live(town_with_clubs: Town) -> None:
    town = town_with_clubs
    await choose(town, "bollklubben")
    await town.buy("100.00")

    async with town.follow(town.elsa.principal, after(0).replace("... on TierChanged", f"{TOLD} ... on TierChanged")
                           ) as events:
        async for event in events:
            if event["__typename"] == "PointsBestowed":
                break
    assert (event["points"], event["currency"], event["charity"]) == (
        3, {"code": "points"}, {"name": "Bollklubben"}
    )

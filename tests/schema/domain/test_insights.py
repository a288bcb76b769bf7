"""What managers see and do, through GraphQL."""

from __future__ import annotations

import asyncio

import pytest

from server.members import Principal
from tests.schema.domain.town import PROBLEM, Person, Town, after

FIGURES = """{ insights { figures { code name value number detail definition rows(first: 5) {
  edges { node { words at member { displayName } } } } } } }"""
FIND = "query ($text: String!) { insights { findMembers(text: $text) { edges { node { displayName } } } } }"
FILE = """query ($ref: MemberRef!) { insights { memberFile(ref: $ref) { email status member { displayName balances {
  points } } story { edges { node { activity { kind kindName partner { name } } entries { points why } badges {
  badge { code } } } } } } } }"""
ADJUST = f"""mutation ($input: AdjustPointsInput!) {{ adjustPoints(input: $input) {{
  __typename ... on PointsAdjusted {{ replayed adjustment {{ id state points mine askedBy member {{ displayName }} }} }}
  ... on AdjustmentWaits {{ limit adjustment {{ id state mine }} }} {PROBLEM}
}} }}"""
APPROVE = f"""mutation ($id: ID!) {{ approveAdjustment(id: $id) {{
  __typename ... on PointsAdjusted {{ adjustment {{ state decidedBy }} }} {PROBLEM}
}} }}"""


@pytest.fixture
async def karin(town: Town) -> Person:
    return await town.new_person("Karin Öberg", "manager")


def correction(town: Town, points: int) -> dict[str, object]:
    return {"key": f"k{points}", "member": {"card": town.elsa.card}, "currency": "points", "points": points,
            "reason": "Glömt kvitto"}  # fmt: skip


async def test_four_numbers_with_their_definitions_and_rows(town: Town, karin: Person) -> None:
    await town.buy("200.00")

    told = await town.data(karin.principal, FIGURES)

    figures = {one["code"]: one for one in told["figures"]}
    assert list(figures) == ["MEMBERS", "ACTIVE_THIS_WEEK", "OUTSTANDING", "SECOND_PURCHASES"]
    assert figures["MEMBERS"]["value"] == "3"
    assert figures["ACTIVE_THIS_WEEK"]["value"] == "1"
    (row,) = figures["ACTIVE_THIS_WEEK"]["rows"]["edges"]
    assert (row["node"]["member"]["displayName"], row["node"]["words"]) == ("Elsa Lindqvist", "1\u00a0gång")
    assert figures["OUTSTANDING"]["value"] == "10\u00a0kr"  # A puncture mended gives the most: 5 öre a point.
    assert figures["OUTSTANDING"]["detail"].startswith("200\u00a0poäng hos 1\u00a0medlem, 0,05\u00a0kr styck")
    assert figures["SECOND_PURCHASES"]["value"] == "–"
    assert all(one["definition"] for one in figures.values())


async def test_a_programme_without_campaigns_has_no_budgets(town: Town, karin: Person) -> None:
    told = await town.data(karin.principal, "{ insights { budgets { code name says left share empty } } }")

    assert told["budgets"] == []


async def test_a_member_is_found_with_their_whole_story(town: Town, karin: Person) -> None:
    await town.buy("120.00")

    found = await town.data(karin.principal, FIND, text="lindq")
    told = await town.data(karin.principal, FILE, ref={"card": town.elsa.card})

    assert [edge["node"]["displayName"] for edge in found["findMembers"]["edges"]] == ["Elsa Lindqvist"]
    file = told["memberFile"]
    assert (file["email"], file["status"]) == (town.elsa.email, "active")
    newest = file["story"]["edges"][0]["node"]
    assert (newest["activity"]["kind"], newest["entries"][0]) == (
        "purchase", {"points": 120, "why": "1 poäng per hel krona"}
    )  # fmt: skip
    assert newest["badges"] == [{"badge": {"code": "hej_grannen"}}]


async def test_the_member_sees_a_correction_at_once_with_its_reason(town: Town, karin: Person) -> None:
    async with town.follow(town.elsa.principal, after(0)) as events:
        done = await town.data(karin.principal, ADJUST, input=correction(town, 50))
        event = await anext(events)

    assert done["adjustment"]["member"]["displayName"] == "Elsa Lindqvist"
    assert (event["__typename"], event["points"], event["why"], event["reason"]) == (
        "PointsPosted", 50, "Glömt kvitto", "adjusted",
    )  # fmt: skip
    line = """{ me { entries { edges { node { why explanation { title body ruleName } activity { kindName } } } } } }"""
    me = await town.data(town.elsa.principal, line)
    node = me["entries"]["edges"][0]["node"]
    assert node["explanation"] == {
        "title": "Varför fick jag 50\u00a0poäng?", "ruleName": "Rättat för hand",
        "body": "Ledningen har rättat ditt saldo för hand: Glömt kvitto.",
    }  # fmt: skip
    assert node["activity"]["kindName"] == "Rättat för hand"


async def test_a_large_one_waits_for_another_manager(town: Town, karin: Person) -> None:
    lars = await town.new_person("Lars Ek", "manager")

    asked = await town.data(karin.principal, ADJUST, input=correction(town, 1001))
    assert (asked["__typename"], asked["limit"], asked["adjustment"]["mine"]) == ("AdjustmentWaits", 1000, True)
    alone = await town.data(karin.principal, APPROVE, id=asked["adjustment"]["id"])
    assert alone["__typename"] == "NotAllowedProblem"

    agreed = await town.data(lars.principal, APPROVE, id=asked["adjustment"]["id"])

    assert agreed["adjustment"] == {"state": "AGREED", "decidedBy": "Lars Ek"}
    again = await town.data(lars.principal, APPROVE, id=asked["adjustment"]["id"])
    assert (again["__typename"], again["message"]) == ("AdjustmentDecidedProblem", "Rättelsen är redan gjord.")


async def test_another_manager_hears_of_what_waits_and_of_what_was_decided(town: Town, karin: Person) -> None:
    lars = await town.new_person("Lars Ek", "manager")
    waiting = """query ($card: String!, $waiting: Boolean!) { insights { adjustments(waiting: $waiting,
      member: {card: $card}) { edges { node { id state } } } } }"""

    async def those(card: str, *, waiting_still: bool) -> list[str]:
        told = await town.data(lars.principal, waiting, card=card, waiting=waiting_still)
        return [edge["node"]["state"] for edge in told["adjustments"]["edges"]]

    async with town.follow(lars.principal, "subscription { adjustmentChanged { adjustmentId } }") as told:
        hears = asyncio.ensure_future(anext(told))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        asked = await town.data(karin.principal, ADJUST, input=correction(town, 1001))
        came = await asyncio.wait_for(hears, 5)
        hears = asyncio.ensure_future(anext(told))  # type: ignore[arg-type]
        await town.data(lars.principal, APPROVE, id=asked["adjustment"]["id"])
        decided = await asyncio.wait_for(hears, 5)

    assert came == decided == {"adjustmentId": asked["adjustment"]["id"]}
    assert await those(town.elsa.card, waiting_still=True) == []
    assert await those(town.elsa.card, waiting_still=False) == ["AGREED"]
    assert await those(town.nils.card, waiting_still=False) == []
    assert await those("9000 0000 0000 0001", waiting_still=False) == []


async def test_problems_say_what_to_do_in_swedish(town: Town, karin: Person) -> None:
    less = await town.data(karin.principal, ADJUST, input=correction(town, -5))
    own = {**correction(town, 5), "member": {"card": karin.card}}

    assert less["message"] == "Så mycket finns inte att ta: det finns 0\xa0poäng. Inget ändrades."
    assert (await town.data(karin.principal, ADJUST, input=own))["__typename"] == "NotAllowedProblem"


@pytest.mark.parametrize("who", ["elsa", "staff", "moderator", "till"])
async def test_nobody_else_sees_any_of_it(town: Town, who: str) -> None:
    askers: dict[str, Principal] = {
        "elsa": town.elsa.principal, "till": town.linneas.till,
        "staff": (await town.new_person("Tove", "staff", partner=town.linneas)).principal,
        "moderator": (await town.new_person("Ingrid", "moderator")).principal,
    }  # fmt: skip

    assert await town.refusal(askers[who], FIGURES) == "FORBIDDEN"


async def test_the_rules_are_told_to_strangers_in_both_languages(town: Town) -> None:
    ask = "{ programme { howItWorks { code title sentences besides tables { title heads rows notes after } } } }"
    stranger = Principal(kind="stranger")

    told = {
        tongue: {one["code"]: one for one in (await town.data(stranger, ask, tongue))["howItWorks"]}  # type: ignore
        for tongue in ("sv", "en")
    }

    assert list(told["sv"]) == list(told["en"])
    assert "Handla: Du får 1\u00a0poäng per krona." in told["sv"]["earning"]["sentences"]
    assert "Cykla hit ger högst 10\u00a0poäng om dagen." in told["sv"]["caps"]["sentences"]
    assert "Points last for 24\u00a0months from the day you got them." in told["en"]["expiry"]["sentences"]
    levels = told["sv"]["tiers"]["sentences"]
    assert any(line.startswith("Stamgäst från 1\u00a0500\u00a0nivåpoäng: ") for line in levels)
    [table] = told["sv"]["tiers"]["tables"]
    assert table["heads"] == ["Nivå", "Så når du den", "Det ger"]
    assert table["rows"][1][:2] == ["Stamgäst", "1\u00a0500\u00a0nivåpoäng"]
    assert not any(line.startswith("Stamgäst från") for line in told["sv"]["tiers"]["besides"])
    assert not any("Bulle före åtta" in line for line in told["sv"]["badges"]["sentences"])  # A secret.

"""At the till through GraphQL: nobody for themselves, no sum beyond the ceiling, and a colleague's slip undone."""

from __future__ import annotations

from typing import Any

import pytest

from server import activities, rewards
from server.activities import RedeemReward, Source
from server.kernel import clock
from tests.schema.domain.town import RECORD, Person, Town, purchase

UNDO = """mutation ($input: ReverseActivityInput!) { reverseActivity(input: $input) {
  __typename ... on ActivityReversed { entries { points } } ... on Problem { message }
  ... on BadInputProblem { field } } }"""
CONFIRM = """mutation ($input: ConfirmVoucherInput!) { confirmVoucher(input: $input) {
  __typename ... on Problem { message } } }"""
TILL = """{ till { kinds { code facts { name most } }
  rungUp { activityId kindName what name undone points currency { code } consequence } } }"""


@pytest.fixture
async def tove(town: Town) -> Person:
    return await town.new_person("Tove Hansson", "staff", partner=town.linneas)


@pytest.fixture
async def ture(town: Town) -> Person:
    return await town.new_person("Ture Berg", "staff", partner=town.linneas)


@pytest.mark.parametrize(("language", "said"), [("sv", "Det är ditt eget kort."), ("en", "That is your own card.")])
async def test_staff_are_told_who_can_ring_up_for_them(town: Town, tove: Person, language: Any, said: str) -> None:
    given = purchase(tove, "100.00")
    refused = await town.data(tove.principal, RECORD, language, input=given)

    assert refused["__typename"] == "NotAllowedProblem"
    assert refused["message"].startswith(said)
    assert (await town.data(tove.principal, "{ me { balances { points } } }"))["balances"] == [{"points": 0}]
    assert (await town.buy("100.00", who=tove))["__typename"] == "ActivityRecorded"


async def test_a_colleague_confirms_what_one_redeemed(town: Town, tove: Person, ture: Person) -> None:
    await town.buy("1600.00", who=tove)
    source = Source.member(tove.principal)
    outcome = await activities.record(
        RedeemReward(source=source, key="r", member=("id", tove.member_id), reward="frukost_fore_oppning")
    )
    voucher = await rewards.voucher_granted_by(outcome.activity.id)
    assert voucher is not None
    given = {"key": "c", "code": voucher.code}

    refused = await town.data(tove.principal, CONFIRM, input=given)
    assert (refused["__typename"], refused["message"][:23]) == ("NotAllowedProblem", "Det är ditt eget kort. ")
    assert (await town.data(ture.principal, CONFIRM, input=given))["__typename"] == "VoucherConfirmed"


@pytest.mark.parametrize(("language", "most"), [("sv", "10\u00a0000\u00a0kr"), ("en", "SEK\u00a010,000")])
async def test_the_ceiling_is_said_before_and_after(town: Town, tove: Person, language: Any, most: str) -> None:
    till = await town.data(tove.principal, TILL, language)
    refused = await town.data(tove.principal, RECORD, language, input=purchase(town.elsa, "10000000000.00"))

    assert {"name": "amount", "most": most} in till["kinds"][0]["facts"]
    assert (refused["__typename"], refused["fact"]) == ("FactProblem", "amount")
    assert most in refused["message"]
    assert (await town.buy("10000.01"))["__typename"] == "ActivityRecorded"  # The till's program may.


async def test_a_colleagues_slip_is_seen_with_what_undoing_takes_and_undone(
    town: Town, tove: Person, ture: Person
) -> None:
    await town.buy("120.00", key="fel", till=tove.principal)
    await town.buy("5.00")
    [line] = (await town.data(ture.principal, TILL))["rungUp"]
    undo = {"key": f"undo-{line['activityId']}", "activityId": line["activityId"], "reason": "Fel belopp"}

    assert (line["kindName"], line["what"], line["name"]) == ("Köp", "120\u00a0kr", "Elsa")
    assert line["consequence"] == (
        "Ångrar du går 120\u00a0poäng tillbaka från Elsa, med de märken och steg som det gav."
    )
    undone = await town.data(ture.principal, UNDO, input=undo)
    assert undone["__typename"] == "ActivityReversed"
    assert [entry["points"] for entry in undone["entries"]] == [-120, -120]
    [line] = (await town.data(tove.principal, TILL, "en"))["rungUp"]
    assert (line["undone"], line["consequence"]) == (True, None)


async def test_what_was_rung_up_for_oneself_is_a_colleagues_to_undo(town: Town, tove: Person, ture: Person) -> None:
    await town.buy("120.00", who=ture, till=tove.principal)
    [line] = (await town.data(ture.principal, TILL))["rungUp"]
    undo = {"key": "u", "activityId": line["activityId"], "reason": "Fel"}

    assert line["consequence"] is None
    assert (await town.data(ture.principal, UNDO, input=undo))["__typename"] == "NotAllowedProblem"
    assert (await town.data(tove.principal, UNDO, input=undo))["__typename"] == "ActivityReversed"


async def test_who_else_may_undo_it(town: Town, tove: Person) -> None:
    other = await town.new_person("Olle", "staff", partner=town.omtag)
    await town.buy("120.00", till=tove.principal)
    [line] = (await town.data(tove.principal, TILL))["rungUp"]
    undo = {"key": "u", "activityId": line["activityId"], "reason": "Fel"}

    for stranger in (other.principal, town.elsa.principal, town.omtag.till):
        assert (await town.data(stranger, UNDO, input=undo))["__typename"] == "ActivityNotFoundProblem"
    with clock.stepped() as steps:
        steps.by(8 * clock.DAY)
        assert (await town.data(tove.principal, UNDO, input=undo))["__typename"] == "TooLateProblem"
        assert (await town.data(town.linneas.till, UNDO, input=undo))["__typename"] == "ActivityReversed"


@pytest.mark.parametrize(
    "named", [{}, {"activityKey": "k", "activityId": "QWN0aXZpdHk6Nw=="}, {"activityId": "TWVtYmVyOjc="}]
)
async def test_an_activity_is_named_in_one_way(town: Town, tove: Person, named: dict[str, str]) -> None:
    refused = await town.data(tove.principal, UNDO, input={"key": "u", "reason": "Fel", **named})

    assert refused["__typename"] == "BadInputProblem"
    assert refused["field"] in ("activityKey", "activityId")

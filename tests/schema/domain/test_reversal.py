"""awardPoints and reverseActivity."""

from __future__ import annotations

from typing import Any

import pytest

from server import partners
from server.members import STRANGER, Principal
from tests.schema.domain.town import OUTCOME, PROBLEM, Town

AWARD = f"""mutation ($input: AwardPointsInput!) {{ awardPoints(input: $input) {{
  __typename ... on PointsAwarded {{ {OUTCOME} }} {PROBLEM}
  ... on BudgetExhaustedProblem {{ left }} ... on UnknownCurrencyProblem {{ currency known }}
  ... on BadInputProblem {{ field }}
}} }}"""
REVERSE = f"""mutation ($input: ReverseActivityInput!) {{ reverseActivity(input: $input) {{
  __typename ... on ActivityReversed {{ {OUTCOME} reversal {{ kind kindName facts }} }} {PROBLEM}
  ... on ShareExceededProblem {{ left }} ... on ActivityNotFoundProblem {{ key }} ... on BadInputProblem {{ field }}
}} }}"""


async def _award(town: Town, till: Principal | None = None, **more: Any) -> Any:
    given = {"key": "gåva-1", "member": {"card": town.elsa.card}, "currency": "points", "points": 40,
             "reason": "För besväret", **more}  # fmt: skip
    return await town.data(till or town.linneas.till, AWARD, input=given)


async def _reverse(town: Town, till: Principal | None = None, **more: Any) -> Any:
    given = {"key": "retur-1", "activityKey": "kvitto-1", "reason": "Retur", **more}
    return await town.data(till or town.linneas.till, REVERSE, input=given)


async def test_an_award_comes_from_the_partners_budget(town: Town) -> None:
    answer = await _award(town)

    assert answer["__typename"] == "PointsAwarded"
    assert [(e["points"], e["reason"], e["why"]) for e in answer["entries"]] == [(40, "awarded", "För besväret")]
    assert answer["activity"]["kindName"] == "Poäng utöver reglerna"
    assert answer["activity"]["facts"] == {"currency": "points", "points": 40, "reason": "För besväret"}
    assert (await partners.budget_of(town.linneas.partner_id))["points"].remaining == 960


async def test_an_award_again_is_a_replay_and_costs_nothing(town: Town) -> None:
    await _award(town)

    assert (await _award(town))["replayed"] is True
    assert (await partners.budget_of(town.linneas.partner_id))["points"].remaining == 960


async def test_a_budget_ends(town: Town) -> None:
    answer = await _award(town, points=1001)

    assert (answer["__typename"], answer["left"]) == ("BudgetExhaustedProblem", 1000)
    assert (await town.data(town.elsa.principal, "{ me { balances { points } } }"))["balances"] == [{"points": 0}]


@pytest.mark.parametrize(("points", "field"), [(0, "points"), (-5, "points")])
async def test_points_are_above_none(town: Town, points: int, field: str) -> None:
    answer = await _award(town, points=points)

    assert (answer["__typename"], answer["field"]) == ("BadInputProblem", field)


async def test_what_else_an_award_can_get_wrong(town: Town) -> None:
    assert (await _award(town, currency="gold"))["known"] == ["points", "level"]
    assert (await _award(town, member={"card": "hej"}))["__typename"] == "MemberNotFoundProblem"
    assert (await _award(town, reason=" "))["field"] == "reason"
    await _award(town)
    assert (await _award(town, points=41))["__typename"] == "KeyConflictProblem"


async def test_points_are_whole_and_bounded(town: Town) -> None:
    for points in (1.5, "40", 2**53 + 1):
        answer = await town.ask(
            town.linneas.till, AWARD,
            input={"key": "k", "member": {"id": town.elsa.id}, "currency": "points", "points": points, "reason": "x"},
        )  # fmt: skip
        assert answer["data"] is None
        assert answer["errors"]


async def test_who_may_award_and_reverse(town: Town) -> None:
    award = {"key": "k", "member": {"id": town.elsa.id}, "currency": "points", "points": 1, "reason": "x"}
    reverse = {"key": "k", "activityKey": "k", "reason": "x"}

    for query, given in ((AWARD, award), (REVERSE, reverse)):
        assert await town.refusal(STRANGER, query, input=given) == "UNAUTHENTICATED"
        assert await town.refusal(town.linneas.with_scopes("members:read"), query, input=given) == "INSUFFICIENT_SCOPE"
    assert await town.refusal(town.elsa.principal, AWARD, input=award) == "FORBIDDEN"


async def test_a_member_does_not_take_back_a_receipt(town: Town) -> None:
    await town.buy("120", key="kvitto-1")

    answer = await _reverse(town, town.elsa.principal)

    assert answer["__typename"] == "ActivityNotFoundProblem"


async def test_a_receipt_is_taken_back_with_all_that_it_gave(town: Town) -> None:
    await town.buy("120", key="kvitto-1")

    answer = await _reverse(town)

    assert answer["__typename"] == "ActivityReversed"
    assert answer["activity"]["key"] == "kvitto-1"
    assert answer["activity"]["reversedShare"] == "1"
    assert answer["reversal"]["kindName"] == "Ändrat i efterhand"
    assert {e["currency"]["code"]: e["points"] for e in answer["entries"]} == {"points": -120, "level": -120}
    assert [b["badge"]["code"] for b in answer["badges"]] == ["hej_grannen"]
    assert {b["currency"]["code"]: b["points"] for b in answer["balances"]} == {"points": 0, "level": 0}


async def test_a_reversal_again_is_a_replay(town: Town) -> None:
    await town.buy("120", key="kvitto-1")
    first = await _reverse(town)

    assert await _reverse(town) == {**first, "replayed": True}


async def test_shares_come_to_the_whole_and_no_further(town: Town) -> None:
    await town.buy("100", key="kvitto-1")

    half = await _reverse(town, share="0.5")
    too_much = await _reverse(town, key="retur-2", share="0.6")
    rest = await _reverse(town, key="retur-2", share="0.5")

    assert half["activity"]["reversedShare"] == "0.5"
    assert (too_much["__typename"], too_much["left"]) == ("ShareExceededProblem", "0.5")
    assert [e["points"] for e in rest["entries"] if e["currency"]["code"] == "points"] == [-50]


@pytest.mark.parametrize("share", ["0", "-1", "1.1", "0.0000001"])
async def test_a_share_that_is_none(town: Town, share: str) -> None:
    await town.buy("100", key="kvitto-1")

    answer = await _reverse(town, share=share)

    assert (answer["__typename"], answer["field"]) == ("BadInputProblem", "share")


async def test_another_partners_receipt_is_not_there(town: Town) -> None:
    await town.buy("120", key="kvitto-1")

    theirs = await _reverse(town, town.omtag.till)
    nobodys = await _reverse(town, town.omtag.till, activityKey="kvitto-2")

    assert theirs == {"__typename": "ActivityNotFoundProblem", "key": "kvitto-1", "message": theirs["message"]}
    assert nobodys["__typename"] == "ActivityNotFoundProblem"
    assert (await town.data(town.elsa.principal, "{ me { balances { points } } }"))["balances"][0] == {"points": 120}


async def test_a_reversal_under_the_receipts_own_key_is_a_conflict(town: Town) -> None:
    await town.buy("120", key="kvitto-1")

    assert (await _reverse(town, key="kvitto-1"))["__typename"] == "KeyConflictProblem"


async def test_an_award_taken_back_fills_the_budget(town: Town) -> None:
    await _award(town)

    answer = await _reverse(town, activityKey="gåva-1")

    assert [e["points"] for e in answer["entries"]] == [-40]
    assert (await partners.budget_of(town.linneas.partner_id))["points"].remaining == 1000

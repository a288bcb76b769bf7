"""What one person does by hand has an end that no hand reaches; a loop does, and is told when to come back."""

from __future__ import annotations

from typing import Any

import pytest

from server import members, storage
from server.kernel import clock
from server.kernel.clock import SECOND
from server.members.throttle import DEED_OF_MEMBER
from tests.schema.domain.town import RECORD, Town, purchase

RIDE = {"kind": "bike_to_shop", "facts": {"km": "2"}}
VERBS: dict[str, tuple[str, dict[str, Any]]] = {
    "pinReward": ('mutation { pinReward(code: "patar") { __typename } }', {}),
    "joinChallenge": ('mutation { joinChallenge(code: "tre_turer") { __typename } }', {}),
    "leaveChallenge": ('mutation { leaveChallenge(code: "tre_turer") { __typename } }', {}),
    "redeemReward": ("mutation ($input: RedeemRewardInput!) { redeemReward(input: $input) { __typename } }",
                     {"input": {"key": "k", "reward": "patar"}}),
    "donatePoints": ("mutation ($input: DonatePointsInput!) { donatePoints(input: $input) { __typename } }",
                     {"input": {"key": "k", "reward": "skank_laxhjalpen"}}),
    "cancelRedemption": ("mutation ($input: CancelRedemptionInput!) { cancelRedemption(input: $input) { __typename } }",
                         {"input": {"key": "k", "voucher": "Vm91Y2hlcjox"}}),
    "recordActivity": (RECORD, {"input": {"key": "k", **RIDE}}),
    "reverseActivity": ("mutation ($input: ReverseActivityInput!) { reverseActivity(input: $input) { __typename } }",
                        {"input": {"key": "k", "activityKey": "a", "reason": "r"}}),
}  # fmt: skip
MANY = "mutation ($input: [RecordActivityInput!]!) { recordActivities(input: $input) { __typename } }"


async def exhaust(member_id: int) -> None:
    """As if the member had just done all that a hand may."""
    await members.take_deeds(member_id, DEED_OF_MEMBER.burst)


@pytest.mark.parametrize("verb", VERBS)
async def test_whoever_has_done_it_all_comes_back_in_a_moment(town: Town, verb: str) -> None:
    query, variables = VERBS[verb]
    if verb == "recordActivity":
        variables = {"input": {**variables["input"], "member": {"id": town.elsa.id}}}
    with clock.stepped() as steps:
        steps.by(0)
        await exhaust(town.elsa.member_id)

        answer = await town.ask(town.elsa.principal, query, **variables)
        (error,) = answer["errors"]
        assert error["extensions"]["code"] == "RATE_LIMITED"
        assert error["extensions"]["retryAfter"] >= 1

        assert "errors" not in await town.ask(town.nils.principal, "{ me { id } }")
        steps.by(SECOND)
        assert "errors" not in await town.ask(town.elsa.principal, query, **variables)


async def test_three_hundred_pins_are_not_taken(town: Town) -> None:
    with clock.stepped() as steps:
        steps.by(0)  # It stands still.
        answers = [await town.ask(town.elsa.principal, VERBS["pinReward"][0]) for _ in range(DEED_OF_MEMBER.burst + 3)]

    assert ["errors" in answer for answer in answers] == [False] * DEED_OF_MEMBER.burst + [True] * 3
    pins = await storage.value("SELECT COUNT(*) FROM activity WHERE kind = '@pin'")
    assert pins == DEED_OF_MEMBER.burst


async def test_many_at_once_are_counted_one_by_one_and_programs_are_not(town: Town) -> None:
    rides = [{"key": f"k{n}", "member": {"id": town.elsa.id}, **RIDE} for n in range(60)]
    with clock.stepped() as steps:
        steps.by(0)
        first = await town.ask(town.elsa.principal, MANY, input=rides)
        assert "errors" not in first
        assert await town.refusal(town.elsa.principal, MANY, input=rides) == "RATE_LIMITED"

    too_many = [{"key": f"k{n}", "member": {"id": town.nils.id}, **RIDE} for n in range(DEED_OF_MEMBER.burst + 1)]
    assert await town.refusal(town.nils.principal, MANY, input=too_many) == "BAD_INPUT"
    receipts = [purchase(town.nils, "1.00") for _ in range(DEED_OF_MEMBER.burst + 50)]
    assert "errors" not in await town.ask(town.linneas.till, MANY, input=receipts)


async def test_a_clock_that_was_ahead_locks_nobody_out(town: Town) -> None:
    with clock.stepped() as steps:
        steps.by(8 * clock.DAY)
        await exhaust(town.elsa.member_id)

    assert "errors" not in await town.ask(town.elsa.principal, VERBS["pinReward"][0])

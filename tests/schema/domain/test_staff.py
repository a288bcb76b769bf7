"""What staff see of whoever shows a card."""

from __future__ import annotations

import pytest

from server import activities
from server.activities import PinReward, Source
from server.kernel import clock
from server.kernel.clock import DAY
from tests.schema.domain.town import Person, Town

TILL = "{ till { place kinds { code name facts { name label type unit required choices } } } }"
MEMBER = """query ($card: String!) { till { member(card: $card) {
  displayName balances { points } tier { code } nextTier { code } levelLine line goal { left reward { code } }
  today { points why }
} } }"""

UNDO = "mutation ($input: ReverseActivityInput!) { reverseActivity(input: $input) { __typename } }"


@pytest.fixture
async def tove(town: Town) -> Person:
    return await town.new_person("Tove Hansson", "staff", partner=town.linneas)


async def test_the_till_knows_its_place_and_what_it_may_record(town: Town, tove: Person) -> None:
    told = await town.data(tove.principal, TILL)

    assert told["place"] == "Linneas Livs"
    assert told["kinds"][0] == {
        "code": "purchase", "name": "Köp",
        "facts": [{"name": "amount", "label": "Belopp", "type": "money", "unit": None, "required": True,
                   "choices": []}],
    }  # fmt: skip
    assert not {"bike_to_shop", "deposit_returned"} & {kind["code"] for kind in told["kinds"]}


async def test_whoever_shows_a_card_and_something_kind_to_say(town: Town, tove: Person) -> None:
    await town.buy("1380.00")
    await activities.record(
        PinReward(source=Source.member(town.elsa.principal), key="pin", member=("id", town.elsa.member_id),
                  reward="frukost_fore_oppning")
    )  # fmt: skip

    told = (await town.data(tove.principal, MEMBER, card=town.elsa.card))["member"]

    assert (told["displayName"], told["balances"], told["tier"]["code"]) == (
        "Elsa Lindqvist", [{"points": 1380}], "granne"
    )  # fmt: skip
    assert told["line"] == "Elsa har 120\u00a0poäng kvar till Frukost före öppning."
    assert told["levelLine"] == "Elsa har 120\u00a0nivåpoäng kvar till Stamgäst."
    assert told["goal"] == {"left": 120, "reward": {"code": "frukost_fore_oppning"}}


async def test_today_is_what_this_partner_recorded_today(town: Town, tove: Person) -> None:
    await town.buy("10.00")
    await town.buy("0", kind="recycled_clothes", facts={"kg": "1"}, till=town.omtag.till)

    told = (await town.data(tove.principal, MEMBER, card=town.elsa.card))["member"]

    assert [line["points"] for line in told["today"]] == [10]


async def test_staff_take_back_what_they_rang_up_lately_and_nothing_else(town: Town, tove: Person) -> None:
    other = await town.new_person("Ture", "staff", partner=town.linneas)
    await town.buy("990.00", key="fel-belopp", till=tove.principal)
    await town.buy("20.00", key="kassans")
    undo = {"key": "ånger-1", "activityKey": "fel-belopp", "reason": "Fel belopp"}

    async def undone(person: Person, **more: str) -> str:
        return str((await town.data(person.principal, UNDO, input={**undo, **more}))["__typename"])

    assert await undone(other) == "ActivityNotFoundProblem"
    assert await undone(tove, activityKey="kassans") == "ActivityNotFoundProblem"
    with clock.stepped() as stepper:
        stepper.by(8 * DAY)
        assert await undone(tove) == "TooLateProblem"
    assert await undone(tove) == "ActivityReversed"
    assert await undone(tove) == "ActivityReversed"  # Sent again: the same.
    assert await undone(tove, key="ånger-2") == "ShareExceededProblem"
    told = (await town.data(tove.principal, MEMBER, card=town.elsa.card))["member"]
    assert told["balances"] == [{"points": 20}]
    assert [line["points"] for line in told["today"]] == [-990, 20, 990]


async def test_somebody_new_is_welcome(town: Town, tove: Person) -> None:
    told = (await town.data(tove.principal, MEMBER, card=town.nils.card))["member"]

    assert told["line"] == "Välkommen, Nils-Erik. Första köpet ger ett märke."


async def test_a_wrong_digit_is_told_from_a_card_that_nobody_has(town: Town, tove: Person) -> None:
    wrong = town.elsa.card[:-1] + str((int(town.elsa.card[-1]) + 1) % 10)

    assert await town.refusal(tove.principal, MEMBER, card=wrong) == "BAD_INPUT"
    assert (await town.data(tove.principal, MEMBER, card="9000000000000001"))["member"] is None


async def test_only_staff_stand_at_the_till(town: Town) -> None:
    homeless = await town.new_person("Ture", "staff")

    assert await town.refusal(town.elsa.principal, TILL) == "FORBIDDEN"
    assert await town.refusal(homeless.principal, TILL) == "FORBIDDEN"
    assert await town.refusal(town.linneas.till, TILL) == "FORBIDDEN"

"""recordActivity and recordActivities: what follows from a receipt, and everything that can be wrong with one."""

from __future__ import annotations

from typing import Any

import pytest

from server import activities, partners, storage
from server.activities import Overloaded, Unrecordable
from server.kernel import clock
from server.kernel.clock import DAY
from server.members import STRANGER
from tests.schema.domain.town import PROBLEM, RECORD, Person, Town, purchase

MANY = f"""
mutation ($input: [RecordActivityInput!]!) {{
  recordActivities(input: $input) {{
    __typename
    ... on ActivityRecorded {{
      activity {{ key }} replayed entries {{ points currency {{ code }} why }} badges {{ badge {{ code }} }}
      balances {{ points currency {{ code }} }}
    }}
    {PROBLEM}
    ... on InternalProblem {{ requestId }}
    ... on BadInputProblem {{ field }}
  }}
}}
"""


async def test_a_receipt_gives_a_point_a_whole_krona(town: Town) -> None:
    answer = await town.buy("120.90")

    assert answer["__typename"] == "ActivityRecorded"
    assert answer["replayed"] is False
    assert [(e["points"], e["currency"]["code"], e["why"], e["place"]) for e in answer["entries"]] == [
        (120, "points", "1 poäng per hel krona", "Linneas Livs"),
        (120, "level", "1 nivåpoäng per hel krona", "Linneas Livs"),
    ]
    assert {b["currency"]["code"]: b["points"] for b in answer["balances"]} == {"points": 120, "level": 120}
    assert [b["badge"]["code"] for b in answer["badges"]] == ["hej_grannen"]
    assert answer["activity"]["facts"] == {"amount": "120.90", "shop": "linneas-livs"}
    assert answer["activity"]["partner"] == {"code": "linneas-livs", "name": "Linneas Livs", "kind": "Mataffär"}


@pytest.mark.parametrize("how", ["id", "card", "email"])
async def test_a_member_is_named_in_three_ways(town: Town, how: str) -> None:
    async with storage.transaction() as tx:
        known = [town.elsa.member_id]
        await partners.link_members(tx, partner_id=town.linneas.partner_id, member_ids=known, why="linked")
    ref = {"id": town.elsa.id, "card": town.elsa.card, "email": town.elsa.email}[how]

    answer = await town.data(
        town.linneas.till, RECORD, input={**purchase(town.elsa, "10"), "member": {how: ref}}
    )

    assert answer["__typename"] == "ActivityRecorded"


async def test_the_same_again_answers_the_first_outcome_with_the_balances_of_then(town: Town) -> None:
    first = await town.buy("120", key="kvitto-1")
    await town.buy("30")

    again = await town.buy("120.00", key="kvitto-1")

    assert again == {**first, "replayed": True}
    me = await town.data(town.elsa.principal, "{ me { balances { points } } }")
    assert me["balances"][0]["points"] == 150


async def test_another_receipt_under_the_same_key_is_a_conflict(town: Town) -> None:
    await town.buy("120", key="kvitto-1")

    answer = await town.buy("121", key="kvitto-1")

    assert (answer["__typename"], answer["key"]) == ("KeyConflictProblem", "kvitto-1")


async def test_another_partners_keys_are_its_own(town: Town) -> None:
    await town.buy("120", key="kvitto-1")

    answer = await town.buy("30", key="kvitto-1", till=town.omtag.till)

    assert answer["replayed"] is False


async def test_an_unknown_kind_is_told_the_kinds_that_there_are(town: Town) -> None:
    answer = await town.buy("120", kind="teleported")

    assert (answer["__typename"], answer["kind"]) == ("UnknownKindProblem", "teleported")
    assert "purchase" in answer["known"]
    assert "recycled_clothes" in answer["known"]
    assert answer["message"].startswith("Programmet har ingen händelse “teleported”")


@pytest.mark.parametrize(
    ("facts", "fact"),
    [
        ({}, "amount"),
        (None, "amount"),
        ({"amount": None}, "amount"),
        ({"amount": 120}, "amount"),
        ({"amount": 120.5}, "amount"),
        ({"amount": "a lot"}, "amount"),
        ({"amount": "1e3"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "99999999999999"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"amount": {"kr": "1"}}, "amount"),
        ({"amount": "1", "colour": "red"}, "colour"),
    ],
)
async def test_a_fact_that_is_wrong_is_named(town: Town, facts: Any, fact: str) -> None:
    answer = await town.buy("0", facts=facts)

    assert (answer["__typename"], answer["fact"]) == ("FactProblem", fact)
    assert fact in answer["message"]


@pytest.mark.parametrize("facts", [[1], "amount", 7, True])
async def test_facts_are_an_object(town: Town, facts: Any) -> None:
    answer = await town.buy("0", facts=facts)

    assert (answer["__typename"], answer["field"]) == ("BadInputProblem", "facts")


@pytest.mark.parametrize("member", [{"card": "9000000000000000"}, {"card": "hej"}, {"id": "TWVtYmVyOjE="},
                                    {"id": "garbage"}, {"email": "nobody@example.se"}, {"id": None}])  # fmt: skip
async def test_an_unknown_member_is_nobody(town: Town, member: dict[str, Any]) -> None:
    answer = await town.ask(
        town.linneas.till, RECORD, input={"key": "k", "member": member, "kind": "purchase", "facts": {"amount": "1"}}
    )

    if member == {"id": None}:
        assert answer["data"] is None
    else:
        assert answer["data"]["recordActivity"]["__typename"] == "MemberNotFoundProblem"


async def test_an_email_that_the_partner_does_not_know_is_nobodys(town: Town) -> None:
    known = await town.data(
        town.linneas.till, RECORD, input={**purchase(town.elsa, "1"), "member": {"email": town.elsa.email}}
    )
    unknown = await town.data(
        town.linneas.till, RECORD, input={**purchase(town.elsa, "1"), "member": {"email": "nobody@example.se"}}
    )

    assert known == unknown == {"__typename": "MemberNotFoundProblem", "message": known["message"]}


@pytest.mark.parametrize("key", ["", "x" * 129, "a\nb"])
async def test_a_key_that_is_none(town: Town, key: str) -> None:
    answer = await town.data(town.linneas.till, RECORD, input={**purchase(town.elsa, "1"), "key": key})

    assert (answer["__typename"], answer["field"]) == ("BadInputProblem", "key")


async def test_the_future_the_distant_past_and_before_the_programme(town: Town) -> None:
    async def at(days: float) -> str:
        moment = clock.to_iso(clock.now() + int(days * DAY))
        return str((await town.buy("1", occurredAt=moment))["__typename"])

    assert await at(1) == "InFutureProblem"
    assert await at(-29) == "ActivityRecorded"
    assert await at(-31) == "TooLateProblem"
    assert await at(-401) == "BeforeProgrammeProblem"


async def test_before_the_member_joined_is_too_late_but_for_a_day(town: Town) -> None:
    newcomer = await town.new_person("Nova")

    async def at(days: float) -> str:
        moment = clock.to_iso(clock.now() + int(days * DAY))
        return str((await town.buy("1", who=newcomer, occurredAt=moment))["__typename"])

    assert await at(-0.5) == "ActivityRecorded"
    assert await at(-2) == "TooLateProblem"


async def test_an_import_may_be_late(town: Town) -> None:
    importer = town.linneas.with_scopes("activities:import")

    answer = await town.buy("1", till=importer, occurredAt=clock.to_iso(clock.now() - 90 * DAY))

    assert answer["__typename"] == "ActivityRecorded"


async def test_who_may_record_at_all(town: Town) -> None:
    receipt = purchase(town.elsa, "1")

    assert await town.refusal(STRANGER, RECORD, input=receipt) == "UNAUTHENTICATED"
    assert await town.refusal(town.linneas.with_scopes("members:read"), RECORD, input=receipt) == "INSUFFICIENT_SCOPE"


async def test_members_report_for_themselves_what_members_may_report(town: Town) -> None:
    def ride(who: Person, key: str) -> dict[str, Any]:
        return {"key": key, "member": {"id": who.id}, "kind": "bike_to_shop", "facts": {"km": "3"}}

    own = await town.data(town.elsa.principal, RECORD, input=ride(town.elsa, "a"))
    other = await town.data(town.elsa.principal, RECORD, input=ride(town.nils, "b"))
    bought = await town.data(town.elsa.principal, RECORD, input=purchase(town.elsa, "1000"))
    till = await town.data(town.linneas.till, RECORD, input=ride(town.elsa, "c"))

    assert [e["points"] for e in own["entries"]] == [10]
    assert own["activity"]["partner"] is None
    assert other["__typename"] == "MemberNotFoundProblem"
    assert bought["__typename"] == till["__typename"] == "NotAllowedProblem"


async def test_officials_report_rides_for_themselves_alone(town: Town) -> None:
    manager = await town.new_person("Karin", "manager", days_ago=10)
    staff = await town.new_person("Tove", "staff", partner=town.linneas, days_ago=10)

    for official in (manager, staff):
        ride = {"key": "a", "member": {"id": official.id}, "kind": "bike_to_shop", "facts": {"km": "3"}}
        own = await town.data(official.principal, RECORD, input=ride)
        other = await town.data(official.principal, RECORD, input={**ride, "member": {"id": town.elsa.id}})

        assert own["__typename"] == "ActivityRecorded"
        assert other["__typename"] == "MemberNotFoundProblem"


async def test_staff_ring_up_for_their_shop(town: Town) -> None:
    staff = await town.new_person("Tove", "staff", partner=town.linneas)

    answer = await town.buy("50", till=staff.principal)

    assert answer["entries"][0]["place"] == "Linneas Livs"


async def test_staff_of_no_partner_are_told_so(town: Town) -> None:
    stray = await town.new_person("Tove", "staff")

    answer = await town.buy("50", till=stray.principal)

    assert answer["__typename"] == "NotAllowedProblem"


# Many


async def test_many_are_answered_in_order_each_by_itself(town: Town) -> None:
    receipts = [purchase(town.elsa, str(n), key=f"k-{n}") for n in range(1, 6)]
    receipts[1] = {**receipts[1], "key": ""}
    receipts[3] = {**receipts[3], "facts": {"amount": "no"}}
    receipts.append(purchase(town.elsa, "1", key="k-1"))

    answers = await town.data(town.linneas.till, MANY, input=receipts)

    assert [a["__typename"] for a in answers] == [
        "ActivityRecorded", "BadInputProblem", "ActivityRecorded", "FactProblem", "ActivityRecorded",
        "ActivityRecorded",
    ]  # fmt: skip
    assert [a["activity"]["key"] for a in answers if "activity" in a] == ["k-1", "k-3", "k-5", "k-1"]
    assert [a["replayed"] for a in answers if "replayed" in a] == [False, False, False, True]


async def test_a_thousand_at_once_and_not_one_more(town: Town) -> None:
    people = [town.elsa, town.nils]
    receipts = [purchase(people[n % 2], "1", key=f"k-{n}") for n in range(1000)]

    answers = await town.data(town.linneas.till, MANY, input=receipts)

    assert [a["activity"]["key"] for a in answers] == [f"k-{n}" for n in range(1000)]
    assert answers[-1]["balances"][0]["points"] == 500
    one_more = [*receipts, purchase(town.elsa, "1")]
    assert await town.refusal(town.linneas.till, MANY, input=one_more) == "BAD_INPUT"


async def test_none_is_no_mistake(town: Town) -> None:
    assert await town.data(town.linneas.till, MANY, input=[]) == []


async def test_one_of_many_that_fails_on_our_side_stops_no_other(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = await activities.record_many([])
    assert outcome == []
    real = activities.record_many

    async def failing(intents: Any) -> Any:
        answers = await real(intents)
        return [answers[0], Unrecordable("a bug"), Overloaded(5)]

    monkeypatch.setattr(activities, "record_many", failing)
    receipts = [purchase(town.elsa, "1") for _ in range(3)]
    answers = await town.data(town.linneas.till, MANY, input=receipts)

    assert [a["__typename"] for a in answers] == ["ActivityRecorded", "InternalProblem", "InternalProblem"]
    assert answers[1]["requestId"] == "request-1"
    assert "a bug" not in str(answers)


async def test_an_overload_says_when_to_come_back(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(_: Any) -> Any:
        raise Overloaded(2)

    monkeypatch.setattr(activities, "record", full)
    monkeypatch.setattr(activities, "record_many", full)

    single = await town.ask(town.linneas.till, RECORD, input=purchase(town.elsa, "1"))
    many = await town.ask(town.linneas.till, MANY, input=[purchase(town.elsa, "1")])

    for answer in (single, many):
        (error,) = answer["errors"]
        assert (error["extensions"]["code"], error["extensions"]["retryAfter"]) == ("RATE_LIMITED", 2)


async def test_two_receipts_in_one_operation_are_read_apart(town: Town) -> None:
    query = """mutation ($a: RecordActivityInput!, $b: RecordActivityInput!) {
      first: recordActivity(input: $a) { ... on ActivityRecorded { entries { place } badges { activity { key } } } }
      second: recordActivity(input: $b) { ... on ActivityRecorded { entries { points } balances { points } } }
    }"""

    answer = await town.ask(
        town.linneas.till, query, a=purchase(town.elsa, "10", key="a"), b=purchase(town.elsa, "5", key="b")
    )

    assert answer["data"]["first"]["badges"] == [{"activity": {"key": "a"}}]
    assert [balance["points"] for balance in answer["data"]["second"]["balances"]] == [15, 15]

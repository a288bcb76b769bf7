"""The log of what a partner's programs asked, as its people read it."""

from __future__ import annotations

from typing import Any

from server.partners import requests
from tests.schema.domain.portal import RECORD_PLAIN, REQUESTS, fresh, nodes, seat
from tests.schema.domain.town import Town, purchase

__all__ = ["fresh"]


async def test_each_call_of_a_program_stands_in_the_log_with_what_it_was_told(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    await town.buy("120", key="kvitto-1")
    await town.buy("många", key="kvitto-2")
    await town.buy("10", key="utan-rätt", till=town.linneas.till)
    weak = town.linneas.with_scopes("members:read")
    assert await town.refusal(weak, RECORD_PLAIN, input=purchase(town.elsa, "10", key="utan-scope")) == (
        "INSUFFICIENT_SCOPE"
    )
    await town.ask(town.linneas.till, "{ oj }")
    await town.ask(town.linneas.till, "query($c: String!) { member(ref: {card: $c}) { card } }", c=town.elsa.card)
    await town.buy("120", key="hos-omtag", till=town.omtag.till)
    await town.data(town.elsa.principal, "{ me { card } }")
    await requests.flush()

    lines = nodes((await town.data(linnea.principal, REQUESTS, partner="linneas-livs"))["requests"])

    assert [(line["verb"], line["key"], line["outcome"], line["answer"]) for line in reversed(lines)] == [
        ("recordActivity", "kvitto-1", "OK", "ActivityRecorded"),
        ("recordActivity", "kvitto-2", "PROBLEM", "FactProblem"),
        ("recordActivity", "utan-rätt", "OK", "ActivityRecorded"),
        ("recordActivity", "utan-scope", "ERROR", "INSUFFICIENT_SCOPE"),
        ("operation", None, "ERROR", "BAD_INPUT"),
        ("member", None, "OK", "Found"),
    ]
    mistake = next(line for line in lines if line["key"] == "kvitto-2")
    assert mistake["why"].startswith("amount ska vara ett tal")
    assert all(line["milliseconds"] >= 0 for line in lines)


async def test_the_log_holds_no_address_that_a_program_sent(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    receipt = {"key": "kvitto-1", "member": {"email": "hemlig@example.se"}, "kind": "purchase", "facts": {}}
    await town.data(town.linneas.till, RECORD_PLAIN, input=receipt)
    await town.ask(town.linneas.till, RECORD_PLAIN, input={**receipt, "member": {"epost": "hemlig@example.se"}})
    await requests.flush()

    lines = nodes((await town.data(linnea.principal, REQUESTS, partner="linneas-livs"))["requests"])

    assert len(lines) == 2
    assert "hemlig" not in str(lines)
    assert town.elsa.card not in str(lines)


async def test_a_call_of_many_has_a_line_and_each_refusal_its_own(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    sent = [purchase(town.elsa, "10", key=f"k-{number}") for number in range(5)]
    sent[1]["kind"], sent[3]["member"] = "flyga", {"card": "7350000000000000"}
    await town.data(
        town.linneas.till,
        "mutation($x: [RecordActivityInput!]!) { recordActivities(input: $x) { __typename } }", x=sent,
    )  # fmt: skip
    await requests.flush()

    lines = nodes((await town.data(linnea.principal, REQUESTS, partner="linneas-livs"))["requests"])
    found = nodes((await town.data(linnea.principal, REQUESTS, partner="linneas-livs", key="k-3"))["requests"])

    assert [(line["key"], line["items"], line["refused"], line["answer"]) for line in reversed(lines)] == [
        (None, 5, 2, "UnknownKindProblem"),
        ("k-1", 1, 1, "UnknownKindProblem"),
        ("k-3", 1, 1, "MemberNotFoundProblem"),
    ]
    assert lines[2]["why"] == "UnknownKindProblem × 1, MemberNotFoundProblem × 1"
    assert [line["answer"] for line in found] == ["MemberNotFoundProblem"]


async def test_the_log_is_filtered_and_paged(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    for number in range(4):
        await town.buy("10" if number % 2 else "x", key=f"k-{number}")
    await requests.flush()

    async def log(**how: Any) -> Any:
        return (await town.data(linnea.principal, REQUESTS, partner="linneas-livs", **how))["requests"]

    assert [line["key"] for line in nodes(await log(outcome="PROBLEM"))] == ["k-2", "k-0"]
    assert nodes(await log(verb="awardPoints")) == []
    first = await log(first=3)
    rest = await log(first=3, after=first["pageInfo"]["endCursor"])
    assert [line["key"] for line in (*nodes(first), *nodes(rest))] == ["k-3", "k-2", "k-1", "k-0"]
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)

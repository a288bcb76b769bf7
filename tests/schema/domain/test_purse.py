"""What a member's points come to in time, through GraphQL."""

from __future__ import annotations

from dataclasses import replace

from tests.schema.domain.town import Town, purchase

RIPENINGS = """query ($after: String) { me { nextRipenings(first: 1, after: $after) {
  edges { node { points at currency { code } } } pageInfo { hasNextPage endCursor } } } }"""
OF_ANOTHER = "query ($x: ID!) { member(ref: {id: $x}) { nextRipenings { edges { cursor } } } }"
EXPLAIN = """query ($x: ExplainActivityInput!) { explainActivity(input: $x) { ... on ActivityExplained {
  entries { rule points } limited { rule name missing budget why } } } }"""
RECORD = """mutation ($x: RecordActivityInput!) { recordActivity(input: $x) {
  ... on ActivityRecorded { limited { rule missing } } } }"""


async def test_a_member_reads_when_what_waits_is_theirs_page_by_page(town_that_waits: Town) -> None:
    town = town_that_waits
    await town.buy("100.00")
    await town.buy("20.00", who=town.nils)

    found = (await town.data(town.elsa.principal, RIPENINGS))["nextRipenings"]
    rest = (await town.data(town.elsa.principal, RIPENINGS, after=found["pageInfo"]["endCursor"]))["nextRipenings"]

    (line,) = [edge["node"] for edge in found["edges"]]
    assert (line["points"], line["currency"]) == (100, {"code": "points"})
    assert line["at"].endswith(("T22:00:00Z", "T23:00:00Z")), "a day begins, in Stockholm"
    assert not found["pageInfo"]["hasNextPage"]
    assert rest["edges"] == []


async def test_nobody_else_reads_it(town_that_waits: Town) -> None:
    town = town_that_waits
    await town.buy("100.00")
    manager = replace(town.nils.principal, roles=frozenset({"member", "manager"}))

    refused = await town.refusal(manager, OF_ANOTHER, x=town.elsa.id)

    assert refused == "FORBIDDEN"


async def test_a_manager_sees_what_a_limit_would_leave_out_as_its_sender_does(town_with_a_cap: Town) -> None:
    town = town_with_a_cap
    manager = replace(town.nils.principal, roles=frozenset({"member", "manager"}))
    await town.buy("100.00")
    receipt = purchase(town.elsa, "120.00")

    found = await town.data(manager, EXPLAIN, x={name: receipt[name] for name in ("member", "kind", "facts")})
    recorded = await town.data(town.linneas.till, RECORD, x=receipt)

    (limit,) = found["limited"]
    assert (limit["rule"], limit["missing"], limit["budget"]) == ("extra", 70, False)
    assert "50" in limit["why"]
    assert limit["name"] == "Extra"
    assert {"rule": "extra", "points": 50} in found["entries"]
    assert recorded["limited"] == [{"rule": "extra", "missing": 70}]

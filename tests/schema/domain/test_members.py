"""me, member(ref:), node(id:): each asker sees what is theirs."""

from __future__ import annotations

from typing import Any

from schema.relay import global_id
from server.kernel import clock
from server.kernel.clock import DAY
from server.members import STRANGER
from tests.schema.domain.town import Town

HOME = """{
  me {
    timelinePosition id displayName alias card language timezone email emailVerified roles joinedAt boardVisibility
    balances { points pending currency { code name decimals redeemable } }
    tier { code name perks from }
    tierProgress { points left windowDays tier { code } next { code name } currency { code } }
    challenges(first: 50) { edges { node {
      amount target step joined completedAt startsAt endsAt done
      challenge { code name text automatic target unit points badge { code } }
    } } }
    badges(first: 100) { edges { node { id awardedAt why badge { code } activity { key } } } }
    recentEvents(first: 30) { position }
    entries(first: 10) { edges { node {
      id points why place reason balanceAfter occurredAt currency { code }
      explanation { title body rule ruleName version since arithmetic } activity { key kindName } reverses { id }
    } } pageInfo { hasNextPage endCursor } }
  }
}"""
MEMBER = """query ($ref: MemberRef!) { member(ref: $ref) {
  id card displayName email alias balances { points currency { code } } tier { code }
  entries { edges { node { points place } } } badges { edges { node { badge { code } } } }
} }"""
NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"


async def test_a_newcomer_has_nothing_and_everything_to_begin_with(town: Town) -> None:
    me = await town.data(town.elsa.principal, HOME)

    assert me["displayName"] == "Elsa Lindqvist"
    assert me["roles"] == ["MEMBER"]
    assert me["balances"] == [
        {"points": 0, "pending": 0,
         "currency": {"code": "points", "name": "Poäng", "decimals": 0, "redeemable": True}}
    ]  # fmt: skip
    assert me["tier"]["code"] == "granne"
    assert me["tierProgress"]["left"] == 1500
    assert [(e["node"]["challenge"]["code"], e["node"]["joined"]) for e in me["challenges"]["edges"]] == [
        ("tredje_gangen", True), ("kom_igang", True), ("garderob", True), ("tiotusen_burkar", True),
        ("fem_dorrar", False), ("tre_turer", False), ("laga_nagot", False), ("hjalp_en_granne", False),
    ]  # fmt: skip
    assert me["entries"]["edges"] == me["badges"]["edges"] == me["recentEvents"] == []


async def test_home_after_a_receipt(town: Town) -> None:
    await town.buy("120", key="kvitto-1")

    me = await town.data(town.elsa.principal, HOME)

    assert [e["node"]["points"] for e in me["entries"]["edges"]] == [120]
    entry = me["entries"]["edges"][0]["node"]
    assert entry["place"] == "Linneas Livs"
    assert entry["activity"] == {"key": "kvitto-1", "kindName": "Köp"}
    assert entry["explanation"]["title"] == "Varför fick jag 120\N{NO-BREAK SPACE}poäng?"
    assert entry["explanation"]["rule"] == "shop"
    assert me["tierProgress"]["points"] == 120
    assert me["challenges"]["edges"][0]["node"]["step"] == "1 av 3 besök"
    assert [(e["node"]["badge"]["code"], e["node"]["activity"]["key"]) for e in me["badges"]["edges"]] == [
        ("hej_grannen", "kvitto-1")
    ]


async def test_the_same_home_in_english(town: Town) -> None:
    await town.buy("120")

    me = await town.data(town.elsa.principal, HOME, "en")

    assert me["entries"]["edges"][0]["node"]["why"] == "1 point per whole krona"
    assert me["challenges"]["edges"][0]["node"]["step"] == "1 of 3 visits"


async def test_lists_are_read_page_by_page(town: Town) -> None:
    for _ in range(5):
        await town.buy("10")
    query = """query ($after: String) { me { entries(first: 2, after: $after) {
      edges { node { id } } pageInfo { hasNextPage endCursor }
    } } }"""

    seen: list[str] = []
    cursor = None
    while True:
        page = (await town.data(town.elsa.principal, query, after=cursor))["entries"]
        seen += [edge["node"]["id"] for edge in page["edges"]]
        cursor = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert len(seen) == len(set(seen)) == 5


async def test_qualifying_points_stand_in_their_own_list(town: Town) -> None:
    await town.buy("120")
    query = '{ me { entries(currency: "level") { edges { node { currency { code } points } } } } }'

    me = await town.data(town.elsa.principal, query)

    assert [e["node"] for e in me["entries"]["edges"]] == [{"currency": {"code": "level"}, "points": 120}]
    assert (
        await town.refusal(town.elsa.principal, '{ me { entries(currency: "gold") { edges { cursor } } } }')
        == "BAD_INPUT"
    )


async def test_a_stranger_is_nobody_and_a_program_is_nobody(town: Town) -> None:
    assert await town.data(STRANGER, "{ me { id } }") is None
    assert await town.data(town.linneas.till, "{ me { id } }") is None


async def test_a_bound_token_is_its_member_with_the_scope_alone(town: Town) -> None:
    bound = town.linneas.with_scopes("members:read")
    bound = type(bound)(kind="client", member_id=town.elsa.member_id, client_id="app", partner_id=bound.partner_id,
                        scopes=bound.scopes)  # fmt: skip
    bare = type(bound)(kind="client", member_id=town.elsa.member_id, client_id="app", partner_id=bound.partner_id)

    assert (await town.data(bound, "{ me { displayName } }"))["displayName"] == "Elsa Lindqvist"
    assert await town.refusal(bare, "{ me { displayName } }") == "INSUFFICIENT_SCOPE"
    assert (
        await town.data(bound, "query ($r: MemberRef!) { member(ref: $r) { id } }", r={"card": town.nils.card}) is None
    )


async def test_a_till_sees_the_card_the_balance_and_its_own_receipts(town: Town) -> None:
    await town.buy("120")
    await town.buy("30", till=town.omtag.till)

    member = await town.data(town.linneas.till, MEMBER, ref={"card": town.elsa.card})

    assert member["displayName"] == "Elsa Lindqvist"
    assert member["email"] is None
    assert {b["currency"]["code"]: b["points"] for b in member["balances"]} == {"points": 150, "level": 150}
    assert [e["node"] for e in member["entries"]["edges"]] == [{"points": 120, "place": "Linneas Livs"}]
    assert [e["node"]["badge"]["code"] for e in member["badges"]["edges"]] == ["hej_grannen"]
    other = await town.data(town.omtag.till, MEMBER, ref={"card": town.elsa.card})
    assert [e["node"]["points"] for e in other["entries"]["edges"]] == [30]
    assert other["badges"]["edges"] == []


async def test_an_email_reaches_only_whom_the_partner_knows(town: Town) -> None:
    assert await town.data(town.linneas.till, MEMBER, ref={"email": town.elsa.email}) is None
    assert await town.data(town.linneas.till, MEMBER, ref={"email": "nobody@example.se"}) is None


async def test_what_is_the_members_alone_is_refused_to_the_till(town: Town) -> None:
    for field in ("timelinePosition", "sessions { id }", "recentEvents { position }", "roles", "emailVerified",
                  "challenges { edges { cursor } }", "boardVisibility"):  # fmt: skip
        query = f"query ($r: MemberRef!) {{ member(ref: $r) {{ {field} }} }}"
        assert await town.refusal(town.linneas.till, query, r={"id": town.elsa.id}) == "FORBIDDEN", field


async def test_who_may_ask_for_members(town: Town) -> None:
    query, ref = "query ($r: MemberRef!) { member(ref: $r) { displayName } }", {"card": town.elsa.card}
    staff = await town.new_person("Tove", "staff", partner=town.linneas)
    manager = await town.new_person("Karin", "manager")

    assert await town.refusal(STRANGER, query, r=ref) == "UNAUTHENTICATED"
    assert await town.refusal(town.nils.principal, query, r=ref) == "FORBIDDEN"
    assert await town.refusal(town.linneas.with_scopes("activities:write"), query, r=ref) == "INSUFFICIENT_SCOPE"
    for principal in (town.linneas.till, staff.principal, manager.principal):
        assert await town.data(principal, query, r=ref) == {"displayName": "Elsa Lindqvist"}


async def test_exactly_one_way_to_say_who_is_meant(town: Town) -> None:
    answer = await town.ask(town.linneas.till, MEMBER, ref={"card": town.elsa.card, "id": town.elsa.id})

    assert answer["data"] is None
    assert answer["errors"]


async def test_a_node_is_its_owners_and_its_recorders(town: Town) -> None:
    recorded = await town.buy("120")
    ids = [recorded["activity"]["id"], recorded["entries"][0]["id"], recorded["badges"][0]["id"]]

    for id in ids:
        assert (await town.data(town.elsa.principal, NODE, id=id))["id"] == id
        assert (await town.data(town.linneas.till, NODE, id=id))["id"] == id
        for other in (STRANGER, town.nils.principal, town.omtag.till):
            assert await town.data(other, NODE, id=id) is None


async def test_members_as_nodes(town: Town) -> None:
    assert (await town.data(town.elsa.principal, NODE, id=town.elsa.id))["__typename"] == "Member"
    assert (await town.data(town.linneas.till, NODE, id=town.elsa.id))["__typename"] == "Member"
    for other in (STRANGER, town.nils.principal, town.linneas.with_scopes("activities:write")):
        assert await town.data(other, NODE, id=town.elsa.id) is None


async def test_public_nodes_and_nodes_that_are_none(town: Town) -> None:
    board, partner = global_id("Leaderboard", "week"), global_id("Partner", town.linneas.partner_id)

    assert (await town.data(STRANGER, NODE, id=board))["__typename"] == "Leaderboard"
    assert (await town.data(STRANGER, NODE, id=partner))["__typename"] == "Partner"
    for nobody in (global_id("LedgerEntry", 1), global_id("Leaderboard", "none"), global_id("Cat", 7)):
        assert await town.data(town.elsa.principal, NODE, id=nobody) is None
    assert await town.refusal(STRANGER, NODE, id="not an id") == "BAD_INPUT"


async def test_the_explanation_of_a_reversal_names_what_it_takes_back(town: Town) -> None:
    first = await town.buy("120", key="kvitto-1")
    undo = "mutation ($i: ReverseActivityInput!) { reverseActivity(input: $i) { __typename } }"
    await town.data(
        town.linneas.till, undo, i={"key": "u", "activityKey": "kvitto-1", "share": "0.5", "reason": "Retur"}
    )

    me: Any = await town.data(town.elsa.principal, HOME)

    newest = me["entries"]["edges"][0]["node"]
    assert (newest["points"], newest["reason"]) == (-60, "reversed")
    assert newest["reverses"] == {"id": first["entries"][0]["id"]}


async def test_what_left_the_ladders_window_no_longer_counts(town: Town) -> None:
    with clock.stepped() as stepper:
        stepper.by(0)
        await town.buy("2000")
        assert (await town.data(town.elsa.principal, "{ me { tier { code } } }"))["tier"]["code"] == "stamgast"

        stepper.by(366 * DAY)
        me = await town.data(town.elsa.principal, "{ me { tier { code } tierProgress { points } } }")

    assert me == {"tier": {"code": "granne"}, "tierProgress": {"points": 0}}

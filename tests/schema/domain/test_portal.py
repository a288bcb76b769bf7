"""The partner's portal: each of its people sees what the seat allows, of their own partner and no other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from server import activities, oauth, partners, storage
from server.members import STRANGER, Principal
from server.partners import Seat, requests
from server.settings import Settings
from tests.schema.domain.town import PROBLEM, Person, Shop, Town, purchase

AWARDS = """
query($partner: String!, $first: Int, $after: String) { portal(partner: $partner) {
  awards(first: $first, after: $after) {
    edges { node { key kind kindName shop member { name card } points { points currency { code } why } } }
    pageInfo { hasNextPage endCursor }
  } } }
"""
REQUESTS = """
query($partner: String!, $outcome: RequestOutcome, $verb: String, $key: String, $first: Int, $after: String) {
  portal(partner: $partner) { requests(outcome: $outcome, verb: $verb, key: $key, first: $first, after: $after) {
    edges { node { clientId clientName verb key calls items refused milliseconds outcome answer why } }
    pageInfo { hasNextPage endCursor }
  } } }
"""
BUDGETS = """
query($partner: String!) { portal(partner: $partner) { budgets {
  currency { code } granted remaining days { day drawn returned }
} } }
"""
CLIENTS = """
query($partner: String!) { portal(partner: $partner) { clients {
  clientId name shop scopes lastUsedAt revokedAt secrets { endsAt } guide { language code run }
} } }
"""
CHANGES = """
query($partner: String!) { portal(partner: $partner) { changes { edges { node { who act about hours } } } } }
"""
ROTATE = f"""
mutation($input: RotateSecretInput!) {{ rotateSecret(input: $input) {{
  __typename ... on SecretRotated {{ secret client {{ clientId secrets {{ endsAt }} }} }} {PROBLEM}
}} }}
"""
END = f"""
mutation($clientId: String!) {{ endOldSecret(clientId: $clientId) {{
  __typename ... on OldSecretEnded {{ client {{ secrets {{ endsAt }} }} }} {PROBLEM}
}} }}
"""
RECORD_PLAIN = f"mutation($input: RecordActivityInput!) {{ recordActivity(input: $input) {{ __typename {PROBLEM} }} }}"
MINE = "{ portals { seat partner { code name } shops { code } people { name seat } } }"
LIVE = """
subscription($partner: String!) { partnerAwards(partner: $partner) { awards { key member { name } } } }
"""


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What was changed just now is seen at once, not within a second; and nobody else's calls wait."""
    monkeypatch.setattr("server.partners.changes.RECHECK_SECONDS", -1.0)
    requests._log._waiting.clear()
    yield
    requests._log._waiting.clear()


async def seat(town: Town, name: str, shop: Shop, seat: Seat) -> Person:
    person = await town.new_person(name)
    async with storage.transaction() as tx:
        await partners.add_person(
            tx, partner_id=shop.partner_id, member_id=person.member_id, seat=seat, name=name
        )
    return person


async def client(shop: Shop, name: str = "Kassa 2") -> tuple[str, str]:
    await oauth.start(Settings(public_url="https://kvarteret.example"))
    async with storage.transaction() as tx:
        return await oauth.create_client(
            tx, partner_id=shop.partner_id, shop_code=shop.code, name=name, scopes=["activities:write"]
        )


def nodes(connection: Any) -> list[Any]:
    return [edge["node"] for edge in connection["edges"]]


async def test_a_person_finds_the_partners_where_they_have_a_seat(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    await seat(town, "Mira", town.linneas, "developer")

    mine = await town.data(linnea.principal, MINE)

    assert mine == [{
        "seat": "OWNER", "partner": {"code": "linneas-livs", "name": "Linneas Livs"},
        "shops": [{"code": "linneas-livs"}],
        "people": [{"name": "Linnea Ek", "seat": "OWNER"}, {"name": "Mira", "seat": "DEVELOPER"}],
    }]  # fmt: skip
    assert await town.data(town.elsa.principal, MINE) == []


async def test_whoever_has_no_seat_there_finds_nothing(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    karin = await town.new_person("Karin", "manager")
    tove = await town.new_person("Tove", "staff", partner=town.linneas)

    for document in (AWARDS, REQUESTS, BUDGETS, CLIENTS, CHANGES):
        assert await town.data(linnea.principal, document, partner="omtag") is None
        for nobody in (town.elsa, karin, tove):
            assert await town.data(nobody.principal, document, partner="linneas-livs") is None
        assert await town.refusal(town.linneas.till, document, partner="linneas-livs") == "FORBIDDEN"


async def test_a_seat_that_was_lost_opens_nothing(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    async with storage.transaction() as tx:
        await partners.remove_person(
            tx, partner_id=town.linneas.partner_id, member_id=linnea.member_id, name="Linnea Ek"
        )

    assert await town.data(linnea.principal, AWARDS, partner="linneas-livs") is None


async def test_the_owner_sees_what_her_shop_recorded_and_for_whom(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    await town.buy("120", key="hos-linnea")
    await town.buy("50", key="hos-omtag", till=town.omtag.till)
    await town.buy("80", key="nils", who=town.nils)

    first = (await town.data(linnea.principal, AWARDS, partner="linneas-livs", first=1))["awards"]
    rest = (await town.data(
        linnea.principal, AWARDS, partner="linneas-livs", after=first["pageInfo"]["endCursor"]
    ))["awards"]  # fmt: skip

    (newest,), (older,) = nodes(first), nodes(rest)
    assert (newest["key"], newest["member"]["name"]) == ("nils", "Nils-Erik Åkesson")
    assert older["member"] == {"name": "Elsa Lindqvist", "card": town.elsa.card}
    assert (older["kindName"], older["shop"]) == ("Köp", "Linneas Livs")
    assert {"points": 120, "currency": {"code": "points"}, "why": "1 poäng per hel krona"} in older["points"]
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)


async def test_a_developer_sees_no_member_and_no_budget(town: Town) -> None:
    mira = await seat(town, "Mira", town.linneas, "developer")
    await town.buy("120", key="kvitto-1")

    (award,) = nodes((await town.data(mira.principal, AWARDS, partner="linneas-livs"))["awards"])

    assert (award["key"], award["member"]) == ("kvitto-1", None)
    assert await town.refusal(mira.principal, BUDGETS, partner="linneas-livs") == "FORBIDDEN"


async def test_what_staff_did_as_members_is_not_the_shops(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    tove = await town.new_person("Tove", "staff", partner=town.linneas)
    await town.data(tove.principal, 'mutation { joinChallenge(code: "laga_nagot") { __typename } }')
    await town.buy("120", key="vid-disken", till=tove.principal)

    awards = nodes((await town.data(linnea.principal, AWARDS, partner="linneas-livs"))["awards"])

    assert [award["key"] for award in awards] == ["vid-disken"]


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


async def test_the_owner_follows_the_budget_by_day(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    given = {"member": {"card": town.elsa.card}, "currency": "points", "reason": "Tack"}
    award = "mutation($x: AwardPointsInput!) { awardPoints(input: $x) { __typename } }"
    await town.data(town.linneas.till, award, x={**given, "key": "a-1", "points": 70})
    await town.data(town.linneas.till, award, x={**given, "key": "a-2", "points": 30})
    undo = "mutation($x: ReverseActivityInput!) { reverseActivity(input: $x) { __typename } }"
    await town.data(town.linneas.till, undo, x={"key": "u-1", "activityKey": "a-2", "reason": "Fel"})

    (budget,) = (await town.data(linnea.principal, BUDGETS, partner="linneas-livs"))["budgets"]

    assert (budget["currency"]["code"], budget["granted"], budget["remaining"]) == ("points", 1000, 930)
    assert len(budget["days"]) == 30
    assert (budget["days"][-1]["drawn"], budget["days"][-1]["returned"]) == (100, 30)
    assert sum(day["drawn"] for day in budget["days"][:-1]) == 0
    assert [day["day"] for day in budget["days"]] == sorted(day["day"] for day in budget["days"])


async def test_programs_are_shown_with_scopes_last_use_and_a_guide(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    client_id, _ = await client(town.linneas)
    before = (await town.data(linnea.principal, CLIENTS, partner="linneas-livs"))["clients"]
    requests.note(partners.Call(
        town.linneas.partner_id, client_id, 1_000_000, "token", None, 1, 0, 5, "ok", "TokenIssued"
    ))  # fmt: skip
    await requests.flush()

    (till,) = (await town.data(linnea.principal, CLIENTS, partner="linneas-livs"))["clients"]

    assert (before[0]["lastUsedAt"], till["lastUsedAt"]) == (None, "1970-01-01T00:00:01Z")
    assert (till["clientId"], till["name"], till["shop"]) == (client_id, "Kassa 2", "Linneas Livs")
    assert (till["scopes"], till["secrets"], till["revokedAt"]) == (["activities:write"], [{"endsAt": None}], None)
    assert [one["language"] for one in till["guide"]] == ["curl", "python", "javascript"]
    for one in till["guide"]:
        assert client_id in one["code"]
        assert "https://kvarteret.example" in one["code"]
        assert "purchase" in one["code"]


async def test_a_secret_is_rotated_and_shown_once(town: Town) -> None:
    mira = await seat(town, "Mira", town.linneas, "developer")
    client_id, _ = await client(town.linneas)

    rotated = await town.data(mira.principal, ROTATE, input={"clientId": client_id, "oldLivesHours": 24})
    ended = await town.data(mira.principal, END, clientId=client_id)

    assert rotated["__typename"] == "SecretRotated"
    assert rotated["secret"].startswith("hps_")
    assert [secret["endsAt"] is None for secret in rotated["client"]["secrets"]] == [False, True]
    assert ended["client"]["secrets"] == [{"endsAt": None}]
    changes = nodes((await town.data(mira.principal, CHANGES, partner="linneas-livs"))["changes"])
    assert [(line["who"], line["act"], line["hours"]) for line in changes] == [
        ("Mira", "old_secret_ended", None), ("Mira", "secret_rotated", 24), (None, "developer_added", None),
    ]  # fmt: skip
    assert rotated["secret"] not in str(await town.data(mira.principal, CLIENTS, partner="linneas-livs"))


async def test_too_long_a_time_is_said_in_the_askers_language(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    client_id, _ = await client(town.linneas)

    told = [
        (await town.data(linnea.principal, ROTATE, language, input={"clientId": client_id, "oldLivesHours": 999}))
        for language in ("sv", "en")
    ]

    assert [answer["__typename"] for answer in told] == ["BadInputProblem"] * 2
    assert "720 timmar" in told[0]["message"]
    assert "at most 30 days" in told[1]["message"]


async def test_awards_are_told_live_to_the_partners_people(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    activities.listen(lambda done: partners.tell(done.activity.partner_id or 0, done.activity.id))

    async with town.follow(linnea.principal, LIVE, partner="linneas-livs") as told:
        before = await asyncio.wait_for(anext(told), 5)
        await town.buy("50", key="hos-omtag", till=town.omtag.till)
        await town.buy("120", key="kvitto-1")
        after = await asyncio.wait_for(anext(told), 5)

    assert before == {"awards": []}
    assert after == {"awards": [{"key": "kvitto-1", "member": {"name": "Elsa Lindqvist"}}]}


async def test_following_ends_when_the_seat_is_lost(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    activities.listen(lambda done: partners.tell(done.activity.partner_id or 0, done.activity.id))

    async with town.follow(linnea.principal, LIVE, partner="linneas-livs") as told:
        await asyncio.wait_for(anext(told), 5)
        async with storage.transaction() as tx:
            await partners.remove_person(
                tx, partner_id=town.linneas.partner_id, member_id=linnea.member_id, name="Linnea Ek"
            )
        await town.buy("120")
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(told), 5)


async def test_whoever_has_no_seat_follows_nothing(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")

    for person, partner in ((town.elsa, "linneas-livs"), (linnea, "omtag"), (linnea, "ingen")):
        with pytest.raises(Exception, match="was not found"):
            async with town.follow(person.principal, LIVE, partner=partner) as told:
                await asyncio.wait_for(anext(told), 5)


# What each seat opens: owner, developer, another partner's owner, and those who have no seat.
OPENS = {
    "awards": ("awards", "awards without members", "nothing", "nothing", "FORBIDDEN"),
    "requests": ("requests", "requests", "nothing", "nothing", "FORBIDDEN"),
    "clients": ("clients", "clients", "nothing", "nothing", "FORBIDDEN"),
    "changes": ("changes", "changes", "nothing", "nothing", "FORBIDDEN"),
    "budgets": ("budgets", "FORBIDDEN", "nothing", "nothing", "FORBIDDEN"),
    "rotateSecret": ("SecretRotated", "SecretRotated", "NotFoundProblem", "NotFoundProblem", "FORBIDDEN"),
    "endOldSecret": ("OldSecretEnded", "OldSecretEnded", "NotFoundProblem", "NotFoundProblem", "FORBIDDEN"),
}
READS = {"awards": AWARDS, "requests": REQUESTS, "clients": CLIENTS, "changes": CHANGES, "budgets": BUDGETS}


@pytest.mark.parametrize("what", OPENS)
async def test_each_seat_opens_what_the_table_says(town: Town, what: str) -> None:
    client_id, _ = await client(town.linneas)
    await town.buy("120")
    askers = [
        await seat(town, "Linnea Ek", town.linneas, "owner"),
        await seat(town, "Mira", town.linneas, "developer"),
        await seat(town, "Omar", town.omtag, "owner"),
        await town.new_person("Karin", "manager", "moderator"),
    ]

    async def outcome(principal: Principal) -> str:
        if what in READS:
            answer = await town.ask(principal, READS[what], partner="linneas-livs")
        elif what == "rotateSecret":
            answer = await town.ask(principal, ROTATE, input={"clientId": client_id, "oldLivesHours": 1})
        else:
            answer = await town.ask(principal, END, clientId=client_id)
        if "errors" in answer:
            return str(answer["errors"][0]["extensions"]["code"])
        (value,) = answer["data"].values()
        if value is None:
            return "nothing"
        if what == "awards":
            shown = [award["member"] for award in nodes(value["awards"])]
            return "awards" if all(shown) else "awards without members"
        return str(value.get("__typename") or next(iter(value)))

    answers = [await outcome(asker.principal) for asker in askers]

    assert (*answers, await outcome(town.linneas.till)) == OPENS[what]
    assert await outcome(STRANGER) == "UNAUTHENTICATED"

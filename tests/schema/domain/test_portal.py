"""The partner's portal: each of its people sees what the seat allows, of their own partner and no other."""

from __future__ import annotations

import asyncio

import pytest

from server import activities, partners, storage
from server.members import STRANGER, Principal
from tests.schema.domain.portal import (
    AWARDS,
    BUDGETS,
    CHANGES,
    CLIENTS,
    END,
    LIVE,
    MINE,
    REQUESTS,
    ROTATE,
    client,
    fresh,
    long_ago,
    nodes,
    seat,
)
from tests.schema.domain.town import Town

__all__ = ["fresh"]


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


# What each seat opens: owner, an owner who signed in long ago, developer, another partner's owner, and those who have
# no seat.
OPENS = {
    "awards": ("awards", "awards", "awards without members", "nothing", "nothing", "FORBIDDEN"),
    "requests": ("requests", "requests", "requests", "nothing", "nothing", "FORBIDDEN"),
    "clients": ("clients", "clients", "clients", "nothing", "nothing", "FORBIDDEN"),
    "changes": ("changes", "changes", "changes", "nothing", "nothing", "FORBIDDEN"),
    "budgets": ("budgets", "budgets", "FORBIDDEN", "nothing", "nothing", "FORBIDDEN"),
    "rotateSecret": (
        "SecretRotated", "StaleSignInProblem", "SecretRotated", "NotFoundProblem", "NotFoundProblem", "FORBIDDEN",
    ),
    "endOldSecret": (
        "OldSecretEnded", "StaleSignInProblem", "OldSecretEnded", "NotFoundProblem", "NotFoundProblem", "FORBIDDEN",
    ),
}
READS = {"awards": AWARDS, "requests": REQUESTS, "clients": CLIENTS, "changes": CHANGES, "budgets": BUDGETS}


@pytest.mark.parametrize("what", OPENS)
async def test_each_seat_opens_what_the_table_says(town: Town, what: str) -> None:
    client_id, _ = await client(town.linneas)
    await town.buy("120")
    askers = [
        await seat(town, "Linnea Ek", town.linneas, "owner"),
        await long_ago(await seat(town, "Lena", town.linneas, "owner")),
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

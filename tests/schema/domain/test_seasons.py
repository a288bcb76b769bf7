"""Boards of weeks that are over, through GraphQL."""

from __future__ import annotations

from typing import Any

from server import leaderboards
from server.jobs import Job
from server.kernel import clock
from server.kernel.clock import DAY, HOUR
from server.members import STRANGER
from tests.schema.domain.town import Town

BOARD = """query ($season: String) { leaderboard(code: "week", season: $season) {
  id size season { code present final closesAt endsAt } previousSeason nextSeason
  me { rank points } aroundMe(radius: 1) { rank points name mine }
  standings(first: 10) { edges { node { rank points name } } }
} }"""
MONDAY = clock.from_iso("2027-01-11T08:00:00Z")


async def _board(town: Town, principal: Any = None, season: str | None = None) -> Any:
    return await town.data(principal or town.elsa.principal, BOARD, season=season)


async def _freeze() -> None:
    await leaderboards.freeze_seasons(Job(1, "schedule:boards.freeze", {}, None, 1, clock.now(), "x"))


async def test_last_week_can_be_paged_to_and_becomes_final(town: Town) -> None:
    with clock.stepped() as stepper:
        stepper.to(MONDAY)
        await town.buy("50", key="a")
        await town.buy("80", who=town.nils)
        stepper.by(7 * DAY)

        present = await _board(town)
        assert (present["previousSeason"], present["nextSeason"], present["size"]) == ("2027-W02", None, 0)
        await _freeze()
        settling = await _board(town, season="2027-W02")
        assert settling["season"] | {"endsAt": None} == {
            "code": "2027-W02", "present": False, "final": False, "closesAt": "2027-01-18T11:00:00Z", "endsAt": None,
        }  # fmt: skip
        assert settling["nextSeason"] == "2027-W03"
        assert settling["me"] == {"rank": 2, "points": 50}

        stepper.by(4 * HOUR)
        await _freeze()
        final = await _board(town, season="2027-W02")
        assert final["season"]["final"] is True
        assert [edge["node"]["name"] for edge in final["standings"]["edges"]] == ["Nils-Erik Åkesson", "Elsa Lindqvist"]
        assert [(one["rank"], one["mine"]) for one in final["aroundMe"]] == [(1, False), (2, True)]
        again = await town.data(STRANGER, "query ($id: ID!) { node(id: $id) { id } }", id=final["id"])
        assert again == {"id": final["id"]}


async def test_names_follow_what_members_choose_afterwards(town: Town) -> None:
    """Who hides today is hidden on last week's board too."""
    update = "mutation ($i: UpdateProfileInput!) { updateProfile(input: $i) { __typename } }"
    with clock.stepped() as stepper:
        stepper.to(MONDAY)
        await town.buy("50")
        stepper.by(9 * DAY)
        await _freeze()

        await town.data(town.elsa.principal, update, i={"alias": "Hemlig bulle", "boardVisibility": "ALIAS"})
        final = await _board(town, STRANGER, "2027-W02")

    assert [edge["node"]["name"] for edge in final["standings"]["edges"]] == ["Hemlig bulle"]


async def test_a_season_that_is_not_over_or_never_was_is_not_there(town: Town) -> None:
    for season in ("2999-W01", "2027-W54", "2027", "next", "2027-01-11"):
        assert await _board(town, season=season) is None


PAST = """query ($after: String) { leaderboard(code: "week") { pastSeasons(first: 2, after: $after) {
  edges { cursor node { size rank season { code name startsAt endsAt over present final } } } pageInfo { hasNextPage }
} } }"""


async def test_seasons_that_are_over_are_listed_with_ones_own_final_rank(town: Town) -> None:
    with clock.stepped() as stepper:
        stepper.to(MONDAY)
        for week in range(3):
            await town.buy("50", key=f"elsa-{week}")
            if week:
                await town.buy("80", who=town.nils, key=f"nils-{week}")
            stepper.by(7 * DAY)
        await _freeze()  # The last week waits for its tills until noon.

        first = (await town.data(town.nils.principal, PAST))["pastSeasons"]
        more = await town.data(town.nils.principal, PAST, after=first["edges"][1]["cursor"])
        of_a_stranger = (await town.data(STRANGER, PAST))["pastSeasons"]

    shown = [(edge["node"]["season"]["code"], edge["node"]["size"], edge["node"]["rank"]) for edge in first["edges"]]
    assert shown == [("2027-W04", None, None), ("2027-W03", 2, 1)]
    assert first["pageInfo"]["hasNextPage"]
    (oldest,) = more["pastSeasons"]["edges"]
    assert (oldest["node"]["size"], oldest["node"]["rank"]) == (1, None)
    assert oldest["node"]["season"] == {
        "code": "2027-W02", "name": None, "startsAt": "2027-01-10T23:00:00Z", "endsAt": "2027-01-17T23:00:00Z",
        "over": True, "present": False, "final": True,
    }  # fmt: skip
    assert not more["pastSeasons"]["pageInfo"]["hasNextPage"]
    assert [edge["node"]["rank"] for edge in of_a_stranger["edges"]] == [None, None]


async def test_kvarterets_season_is_a_quarter_that_always_runs(town: Town) -> None:
    with clock.stepped() as stepper:
        stepper.to(MONDAY)
        await town.buy("50")

        asked = '{ leaderboard(code: "season") { me { rank points } season { code present endsAt } } }'
        season = await town.data(town.elsa.principal, asked)

    assert season == {
        "me": {"rank": 1, "points": 50},
        "season": {"code": "2027-Q1", "present": True, "endsAt": "2027-03-31T22:00:00Z"},
    }

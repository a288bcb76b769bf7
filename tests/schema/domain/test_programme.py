"""The programme and its boards, which everybody may read."""

from __future__ import annotations

from typing import Any

from server.members import STRANGER
from tests.schema.domain.town import Person, Town

PROGRAMME = """{ programme {
  code name line promises human timezone moneyCurrency version since termsVersion
  currencies { code name decimals redeemable } tiers { code name perks from }
  challenges { code name text automatic target unit points badge { code } }
  badges { code name text metal shape hidden } leaderboards { code name tieRule season { code startsAt endsAt } }
} }"""
BOARD = """query ($first: Int, $after: String, $radius: Int) { leaderboard(code: "week") {
  id code name tieRule privateNote size currency { code } season { code startsAt endsAt }
  me { rank points name mine } aroundMe(radius: $radius) { rank points name mine }
  standings(first: $first, after: $after) {
    edges { node { rank points name mine reachedAt } } pageInfo { hasNextPage endCursor }
  }
} }"""


async def test_a_stranger_reads_the_whole_programme(town: Town) -> None:
    programme = await town.data(STRANGER, PROGRAMME)

    assert (programme["code"], programme["version"], programme["moneyCurrency"]) == ("kvarteret", 1, "SEK")
    assert programme["promises"][0] == "1 poäng per hel krona, i alla åtta butiker."
    assert [currency["code"] for currency in programme["currencies"]] == ["points", "level"]
    assert [(tier["name"], tier["from"]) for tier in programme["tiers"]] == [
        ("Granne", 0), ("Stamgäst", 1500), ("Kvarterets hjärta", 6000),
    ]  # fmt: skip
    doors = next(c for c in programme["challenges"] if c["code"] == "fem_dorrar")
    assert (doors["automatic"], doors["target"], doors["points"]) == (False, "5", 100)
    assert [b["badge"] for b in programme["challenges"] if b["code"] == "garderob"] == [{"code": "andra_varvet"}]
    assert programme["leaderboards"][0]["tieRule"] == "Vid lika poäng går den före som kom dit först."


async def test_and_in_english(town: Town) -> None:
    programme = await town.data(STRANGER, PROGRAMME, "en")

    assert programme["line"] == "Shop nearby, help a neighbour, get something back."
    assert programme["tiers"][1]["name"] == "Regular"


async def _filled(town: Town) -> list[Person]:
    """Six members: 60, 50, 50, 40, 30, 20, in the order in which they came there."""
    alias = await town.new_person("Britta", alias="Hemlig bulle", board_visibility="alias", days_ago=9)
    hidden = await town.new_person("Sven", board_visibility="hidden", days_ago=9)
    third, fourth = [await town.new_person(name, days_ago=9) for name in ("Amir", "Maja")]
    people = [town.elsa, alias, hidden, town.nils, third, fourth]
    for who, amount in zip(people, ("60", "50", "50", "40", "30", "20"), strict=True):
        await town.buy(amount, who=who)
    return people


async def _board(town: Town, principal: Any, **variables: Any) -> Any:
    return await town.data(principal, BOARD, **variables)


async def test_a_board_shows_what_each_chose_to_show(town: Town) -> None:
    people = await _filled(town)

    board = await _board(town, STRANGER)

    lines = [(e["node"]["rank"], e["node"]["points"], e["node"]["name"]) for e in board["standings"]["edges"]]
    assert lines == [
        (1, 60, "Elsa Lindqvist"), (2, 50, "Hemlig bulle"), (3, 50, "En medlem"), (4, 40, "Nils-Erik Åkesson"),
        (5, 30, "Amir"), (6, 20, "Maja"),
    ]  # fmt: skip
    assert (board["size"], board["me"], board["aroundMe"]) == (6, None, [])
    assert not any(e["node"]["mine"] for e in board["standings"]["edges"])
    assert board["currency"] == {"code": "points"}
    assert len(people) == 6


async def test_the_hidden_see_their_own_place(town: Town) -> None:
    people = await _filled(town)

    board = await _board(town, people[2].principal)

    assert (board["me"]["rank"], board["me"]["mine"]) == (3, True)
    assert [e["node"]["rank"] for e in board["standings"]["edges"] if e["node"]["mine"]] == [3]
    assert board["privateNote"] == "Bara du ser din plats tills du väljer att synas."


async def test_neighbours_stand_around_me(town: Town) -> None:
    people = await _filled(town)

    around = (await _board(town, town.nils.principal, radius=1))["aroundMe"]
    at_the_top = (await _board(town, town.elsa.principal, radius=2))["aroundMe"]
    at_the_end = (await _board(town, people[5].principal))["aroundMe"]

    assert [(line["rank"], line["mine"]) for line in around] == [(3, False), (4, True), (5, False)]
    assert [(line["rank"], line["mine"]) for line in at_the_top] == [(1, True), (2, False), (3, False)]
    assert [line["rank"] for line in at_the_end] == [3, 4, 5, 6]


async def test_equals_have_their_neighbours_too(town: Town) -> None:
    people = await _filled(town)

    around = (await _board(town, people[1].principal, radius=1))["aroundMe"]

    assert [(line["rank"], line["points"]) for line in around] == [(1, 60), (2, 50), (3, 50)]


async def test_pages_of_a_board_go_on_where_the_last_ended(town: Town) -> None:
    await _filled(town)

    seen, cursor = [], None
    for _ in range(3):
        page = (await _board(town, STRANGER, first=2, after=cursor))["standings"]
        seen += [(e["node"]["rank"], e["node"]["points"]) for e in page["edges"]]
        cursor = page["pageInfo"]["endCursor"]

    assert seen == [(1, 60), (2, 50), (3, 50), (4, 40), (5, 30), (6, 20)]
    assert page["pageInfo"]["hasNextPage"] is False


async def test_who_has_nothing_left_stands_nowhere(town: Town) -> None:
    await town.buy("60", key="kvitto-1")
    undo = "mutation ($i: ReverseActivityInput!) { reverseActivity(input: $i) { __typename } }"
    await town.data(town.linneas.till, undo, i={"key": "u", "activityKey": "kvitto-1", "reason": "Retur"})

    board = await _board(town, town.elsa.principal)

    assert (board["me"], board["aroundMe"], board["size"], board["standings"]["edges"]) == (None, [], 0, [])


async def test_what_a_board_refuses(town: Town) -> None:
    assert await town.data(STRANGER, '{ leaderboard(code: "none") { code } }') is None
    for radius in (0, 21):
        assert await town.refusal(town.elsa.principal, BOARD, radius=radius) == "BAD_INPUT"
    for first in (0, 101):
        assert await town.refusal(town.elsa.principal, BOARD, first=first) == "BAD_INPUT"
    assert await town.refusal(STRANGER, BOARD, after="nonsense") == "BAD_INPUT"

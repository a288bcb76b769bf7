"""What everybody reads names no account: whoever takes an id out of the feed or a board reaches nobody's card by it."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest

from server import activities, community, reactions, storage
from server.activities import RecordActivity, Source
from server.community.events import AnswerThanked
from server.kernel import clock
from server.members import Principal
from tests.schema.domain.town import Person, Town

FEED = """{ feed { edges { cursor node { id author { id name mine } comments { edges { cursor node {
  id author { id } } } } } } } }"""
BOARD = """query ($after: String) { leaderboard(code: "week") {
  standings(first: 2, after: $after) { edges { cursor node { rank name mine points } } pageInfo { hasNextPage } }
  me { rank } aroundMe { rank name } } }"""
NODE = """query ($id: ID!) { node(id: $id) { __typename id
  ... on Author { name mine posts { edges { node { id } } } } } }"""
MEMBER = "query ($ref: MemberRef!) { member(ref: $ref) { card } }"
CARD = "query ($id: ID!) { node(id: $id) { ... on Member { card } } }"


@pytest.fixture
async def spoken(town: Town) -> Town:
    _, post = await community.create_post(
        town.elsa.member_id, key="p", kind="question", topic="fragor", language="sv", body="Hur länge klarar den sig?"
    )
    await community.create_comment(town.nils.member_id, key="c", post_id=post, language="sv", body="Två veckor.")
    return town


async def test_the_feed_names_authors_and_no_accounts(spoken: Town) -> None:
    tove = await spoken.new_person("Tove", "staff", partner=spoken.linneas)

    feed = await spoken.data(tove.principal, FEED)

    assert _numbers(feed).isdisjoint(_accounts(spoken))
    assert feed["edges"][0]["node"]["author"]["name"] == "Elsa Lindqvist"


async def test_an_authors_id_opens_what_they_wrote_and_nothing_else(spoken: Town) -> None:
    feed = await spoken.data(spoken.nils.principal, FEED)
    post = feed["edges"][0]["node"]
    author = post["author"]["id"]
    number = base64.b64decode(author).decode().partition(":")[2]
    tove = await spoken.new_person("Tove", "staff", partner=spoken.linneas)

    found = await spoken.data(spoken.nils.principal, NODE, id=author)

    assert (found["id"], found["mine"]) == (author, False)
    assert [edge["node"]["id"] for edge in found["posts"]["edges"]] == [post["id"]]
    as_member = base64.b64encode(f"Member:{number}".encode()).decode()
    for asker in (tove.principal, spoken.linneas.till, spoken.omtag.till):
        assert await spoken.data(asker, CARD, id=as_member) is None
        assert await spoken.data(asker, MEMBER, ref={"id": as_member}) is None
        assert await spoken.data(asker, MEMBER, ref={"id": author}) is None
    assert await spoken.data(spoken.nils.principal, NODE, id=_author(spoken.elsa.member_id)) is None


async def test_a_members_own_id_still_works_for_partners(town: Town) -> None:
    assert (await town.data(town.linneas.till, MEMBER, ref={"id": town.elsa.id}))["card"] == town.elsa.card


async def test_boards_are_read_page_by_page_without_anybodys_number(town: Town) -> None:
    others = [await town.new_person(f"Granne {letter}", days_ago=3) for letter in "ABC"]
    together = clock.now()
    answers = await activities.record_many([_receipt(town, person, together) for person in (*others, town.elsa)])
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    await town.buy("7.00", who=town.nils)

    told, after, pages = [], None, 0
    while pages == 0 or after is not None:
        board = await town.data(town.omtag.till if pages else town.elsa.principal, BOARD, after=after)
        edges, pages = board["standings"]["edges"], pages + 1
        assert _numbers(board).isdisjoint(_accounts(town))
        told += [(edge["node"]["name"], edge["node"]["points"]) for edge in edges]
        after = edges[-1]["cursor"] if board["standings"]["pageInfo"]["hasNextPage"] else None

    assert pages == 3
    assert [points for _, points in told] == [50, 50, 50, 50, 7]
    assert len({name for name, _ in told}) == 5


@pytest.mark.parametrize("cursor", ["[50,1,0]", "[50,1,-3]", "[50,1,99999999]"])
async def test_a_boards_cursor_is_one_that_it_answered(town: Town, cursor: str) -> None:
    after = base64.urlsafe_b64encode(cursor.encode()).decode().rstrip("=")

    assert await town.refusal(town.elsa.principal, BOARD, after=after) == "BAD_INPUT"


async def test_who_said_thanks_is_named_as_the_feed_names_them(spoken: Town) -> None:
    feed = await spoken.data(spoken.nils.principal, FEED)
    asked = feed["edges"][0]["node"]
    comment_id = int(base64.b64decode(asked["comments"]["edges"][0]["node"]["id"]).decode().partition(":")[2])
    elsa, nils = spoken.elsa.member_id, spoken.nils.member_id
    await community.thank(elsa, key="t", comment_id=comment_id)

    await reactions.earn_by_thanks(AnswerThanked(1, comment_id, comment_id, nils, elsa, clock.now()))

    facts = await storage.value("SELECT facts FROM activity WHERE kind = 'thanked' AND member_id = :nils", nils=nils)
    assert json.loads(facts) == {"neighbour": asked["author"]["id"]}


def _receipt(town: Town, person: Person, at: int) -> RecordActivity:
    till: Principal = town.linneas.till
    return RecordActivity(
        source=Source.of(till), key=f"same-{person.member_id}", member=("card", person.card), kind="purchase",
        facts={"amount": "50.00"}, occurred_at=at,
    )  # fmt: skip


def _author(number: int) -> str:
    return base64.b64encode(f"Author:{number}".encode()).decode()


def _accounts(town: Town) -> set[int]:
    return {person.member_id for person in town.people}


def _numbers(answer: Any) -> set[int]:
    """Every number that stands in an answer, or in what one of its texts is the base64 of."""
    texts = re.findall(r'"([^"]*)"', json.dumps(answer))
    read = [json.dumps(answer)]
    for text in texts:
        try:
            read.append(base64.urlsafe_b64decode(text.replace("+", "-") + "=" * (-len(text) % 4)).decode())
        except ValueError:
            continue
    return {int(number) for one in read for number in re.findall(r"\d{6,}", one)}

"""The moderators' desk beside the queue: letting go of a case, what is decided, and what a reporter reads of it all."""

from __future__ import annotations

from typing import Any

import pytest

from schema.relay import global_id
from server import community, moderation
from tests.schema.domain.town import PROBLEM, Person, Town

FINISHED = """query ($first: Int!, $after: String) { finishedCases(first: $first, after: $after) {
  edges { node { id state text { body } decisions { action moderator byMe mayUndo rewritten rule { no } undoneBy } } }
  pageInfo { hasNextPage endCursor } } }"""
RELEASE = f"""mutation ($x: ID!) {{ releaseCase(id: $x) {{ __typename
  ... on CaseReleased {{ case {{ state claimedBy }} }} {PROBLEM} }} }}"""
CREATE = f"""mutation ($x: CreatePostInput!) {{ createPost(input: $x) {{ __typename
  ... on PostCreated {{ post {{ id }} }} {PROBLEM} }} }}"""
REPORT = f"mutation ($x: ReportContentInput!) {{ reportContent(input: $x) {{ __typename {PROBLEM} }} }}"
LETTERS = "{ notices(first: 9) { edges { node { kind action outcome silenceUntil text { body state } } } } }"
THREADS = """{ feed(first: 9) { edges { node { id comments(first: 2) {
  edges { node { source } } pageInfo { hasNextPage } } } } } }"""


async def decided(town: Town, moderator: Person, action: moderation.Action, body: str) -> tuple[int, int]:
    """Elsa wrote it, Nils reported it: the post and the decision."""
    ref = await community.create_post(
        town.elsa.member_id, key=body, kind="story", topic="tips", language="sv", body=body
    )
    reported = await moderation.report(town.nils.member_id, key=body, ref=ref, rule=1, words=None)
    done = await moderation.decide(
        moderator.member_id, key=body, case_id=reported.case_id, action=action, rule=1, reason="Skriv om saken."
    )
    return ref[1], done.decision_id


async def test_what_is_decided_is_listed_for_every_moderator(town: Town) -> None:
    ingrid, yusuf = await town.new_person("Ingrid", "moderator"), await town.new_person("Yusuf", "moderator")
    post, _ = await decided(town, ingrid, "hide", "Det första.")
    await decided(town, yusuf, "keep", "Det andra.")
    await community.edit_post(town.elsa.member_id, key="again", post_id=post, body="Det första, omskrivet.")

    first = await town.data(ingrid.principal, FINISHED, first=1)
    rest = await town.data(ingrid.principal, FINISHED, first=1, after=first["pageInfo"]["endCursor"])

    (latest,), (earlier,) = ([edge["node"] for edge in page["edges"]] for page in (first, rest))
    rule = {"no": 1}
    assert (latest["state"], latest["text"]["body"]) == ("DECIDED", "Det andra.")
    assert latest["decisions"] == [
        {"action": "KEEP", "moderator": "Yusuf", "byMe": False, "mayUndo": True, "rewritten": False, "rule": rule,
         "undoneBy": None},
    ]  # fmt: skip
    assert earlier["decisions"] == [
        {"action": "HIDE", "moderator": "Ingrid", "byMe": True, "mayUndo": True, "rewritten": True, "rule": rule,
         "undoneBy": None},
    ]  # fmt: skip
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)
    assert await town.refusal(town.elsa.principal, FINISHED, first=1) == "FORBIDDEN"


async def test_a_case_is_let_go_of_at_once(town: Town) -> None:
    ingrid = await town.new_person("Ingrid", "moderator")
    ref = await community.create_post(
        town.elsa.member_id, key="k", kind="story", topic="tips", language="sv", body="Hej på er."
    )
    case_id = (await moderation.report(town.nils.member_id, key="k", ref=ref, rule=1, words=None)).case_id
    await moderation.claim(ingrid.member_id, case_id)

    released = await town.data(ingrid.principal, RELEASE, x=global_id("ModerationCase", case_id))

    assert released == {"__typename": "CaseReleased", "case": {"state": "OPEN", "claimedBy": None}}


@pytest.mark.parametrize(
    ("action", "told", "outcome"),
    [("warn", "KEEP", "STAYS"), ("remove", "REMOVE", "REMOVED"), ("hide", "HIDE", "HIDDEN")],
)
async def test_a_reporter_reads_what_became_of_the_text_and_of_nobody(
    town: Town, action: moderation.Action, told: str, outcome: str
) -> None:
    ingrid = await town.new_person("Ingrid", "moderator")
    _, decision = await decided(town, ingrid, action, "Det här.")
    (letter,) = await letters(town)
    await moderation.undo(ingrid.member_id, decision)

    (after,) = await letters(town)

    assert (letter["action"], letter["outcome"], letter["silenceUntil"]) == (told, outcome, None)
    assert letter["text"]["body"] == ("Det här." if outcome == "STAYS" else "")
    assert (after["outcome"], after["text"]["body"]) == ("WAITS", "Det här.")


async def letters(town: Town) -> list[Any]:
    return [edge["node"] for edge in (await town.data(town.nils.principal, LETTERS))["edges"]]


async def test_the_same_post_sent_from_a_page_in_another_language_is_the_same(town: Town) -> None:
    sent = {"key": "k", "kind": "STORY", "topic": "tips", "body": "Hej på er."}

    first = await town.data(town.elsa.principal, CREATE, "sv", x=sent)
    again = await town.data(town.elsa.principal, CREATE, "en", x=sent)

    assert first["__typename"] == "PostCreated"
    assert again == first


@pytest.mark.parametrize(
    ("language", "words"), [("sv", "Det finns ingen husregel 9."), ("en", "There is no house rule 9.")]
)
async def test_what_cannot_be_used_is_said_in_the_askers_language(town: Town, language: Any, words: str) -> None:
    ref = await community.create_post(
        town.elsa.member_id, key="k", kind="story", topic="tips", language="sv", body="Hej på er."
    )
    sent = {"key": "r", "content": global_id("Post", ref[1]), "rule": 9, "words": None}

    answer = await town.data(town.nils.principal, REPORT, language, x=sent)

    assert answer["__typename"] == "BadInputProblem"
    assert answer["message"].startswith(words)


async def test_what_stands_under_each_of_several_posts_is_its_own(town: Town) -> None:
    for number in range(3):
        ref = await community.create_post(
            town.elsa.member_id, key=f"p{number}", kind="story", topic="tips", language="sv", body=f"Inlägg {number}."
        )
        for place in range(number + 1):
            await community.create_comment(
                town.nils.member_id, key=f"c{number}{place}", post_id=ref[1], language="sv",
                body=f"{number}.{place} hej",
            )  # fmt: skip

    posts = [edge["node"] for edge in (await town.data(town.nils.principal, THREADS))["edges"]]

    said = [[edge["node"]["source"] for edge in post["comments"]["edges"]] for post in posts]
    assert said == [["2.0 hej", "2.1 hej"], ["1.0 hej", "1.1 hej"], ["0.0 hej"]]
    assert [post["comments"]["pageInfo"]["hasNextPage"] for post in posts] == [True, False, False]

"""One table for every way to a text: whoever asks, through whichever field, finds it or does not, by its state.

Elsa wrote the post and the comment; Nils-Erik is another member, Ingrid a moderator, Karin a manager; a till is a
partner's program and a stranger is nobody. Beside this: what it says (test_readers_of_words), what is counted
(…_of_counts), what it earned (…_of_earnings), what is told live (test_readers_live) and in the log (…_of_the_log).
"""

from __future__ import annotations

import pytest

from schema.relay import global_id
from server import community, storage
from server.community import Ref
from server.members import STRANGER, Principal
from tests.schema.domain.conftest import database, town
from tests.schema.domain.town import Town

__all__ = ["database", "town"]

STATES = ("published", "held", "hidden", "removed", "deleted")
PEOPLE = ("author", "member", "moderator", "manager", "staff")
PROGRAMS = ("stranger", "till")
# Who finds a text, by its state and the way: A the author, M moderators, * everybody who is signed in.
POST_FOUND = {
    "feed": {"published": "*"},
    "topic": {"published": "*"},
    "search": {"published": "*"},
    "node": {"published": "*", "held": "AM", "hidden": "AM", "removed": "AM"},
    "author": {"published": "*", "held": "A", "hidden": "A", "removed": "A"},
}
COMMENT_FOUND = {
    "node": {"published": "*", "held": "AM", "hidden": "AM", "removed": "AM"},
    "thread": {"published": "*", "held": "A", "hidden": "A", "removed": "A"},
}
WAYS = {
    "feed": "{ feed { edges { node { id } } } }",
    "topic": '{ feed(topic: "tips") { edges { node { id } } } }',
    "search": '{ feed(search: "surdeg") { edges { node { id } } } }',
    "node": "query ($id: ID!) { node(id: $id) { id } }",
    "author": "query ($author: ID!) { node(id: $author) { ... on Author { posts { edges { node { id } } } } } }",
    "thread": "query ($post: ID!) { node(id: $post) { ... on Post { comments { edges { node { id } } } } } }",
}


class Feed:
    """A post and a comment of Elsa's, under a post of Nils-Erik's, and those who look for them."""

    def __init__(self, town: Town, askers: dict[str, Principal], post: int, under: int, comment: int) -> None:
        self.town, self.askers = town, askers
        self.post, self.under, self.comment = post, under, comment

    async def put(self, ref: Ref, state: str) -> None:
        if state == "deleted":
            await community.delete(self.town.elsa.member_id, key=f"delete-{ref}", ref=ref)
        elif state != "published":
            async with storage.transaction() as tx:
                await community.set_state(tx, ref, state, why="case:1")  # type: ignore[arg-type]

    async def found(self, who: str, way: str, wanted: str) -> bool:
        given = {
            "id": wanted, "author": self.town.elsa.author_id,
            "post": global_id("Post", self.under),
        }  # fmt: skip
        answer = await self.town.ask(self.askers[who], WAYS[way], **{
            name: value for name, value in given.items() if f"${name}:" in WAYS[way]
        })  # fmt: skip
        return f'"{wanted}"' in str(answer["data"]).replace("'", '"')


@pytest.fixture
async def feed(town: Town) -> Feed:
    elsa, nils = town.elsa.member_id, town.nils.member_id
    _, under = await community.create_post(
        nils, key="n", kind="question", topic="fragor", language="sv", body="Hur länge klarar den sig?"
    )
    _, post = await community.create_post(
        elsa, key="p", kind="story", topic="tips", language="sv", body="Surdegen lever än."
    )
    _, comment = await community.create_comment(elsa, key="c", post_id=under, language="sv", body="Två veckor.")
    askers = {
        "author": town.elsa.principal, "member": town.nils.principal, "stranger": STRANGER, "till": town.linneas.till,
        "moderator": (await town.new_person("Ingrid", "moderator")).principal,
        "manager": (await town.new_person("Karin", "manager")).principal,
        "staff": (await town.new_person("Tove", "staff", partner=town.linneas)).principal,
    }  # fmt: skip
    return Feed(town, askers, post, under, comment)


def expected(table: dict[str, dict[str, str]], way: str, state: str) -> set[str]:
    marks = table[way].get(state, "")
    if marks == "*":
        return set(PEOPLE)
    return {who for who, mark in (("author", "A"), ("moderator", "M")) if mark in marks}


@pytest.mark.parametrize("state", STATES)
async def test_every_way_to_a_post(feed: Feed, state: str) -> None:
    await feed.put(("post", feed.post), state)

    for way in POST_FOUND:
        found = {
            who for who in (*PEOPLE, *PROGRAMS) if await feed.found(who, way, global_id("Post", feed.post))
        }
        assert found == expected(POST_FOUND, way, state), way


@pytest.mark.parametrize("state", STATES)
async def test_every_way_to_a_comment(feed: Feed, state: str) -> None:
    await feed.put(("comment", feed.comment), state)

    for way in COMMENT_FOUND:
        found = {
            who for who in (*PEOPLE, *PROGRAMS) if await feed.found(who, way, global_id("Comment", feed.comment))
        }
        assert found == expected(COMMENT_FOUND, way, state), way
    shown = await feed.town.data(
        feed.askers["member"], "query ($id: ID!) { node(id: $id) { ... on Post { commentCount } } }",
        id=global_id("Post", feed.under),
    )  # fmt: skip
    assert shown["commentCount"] == (1 if state == "published" else 0)


@pytest.mark.parametrize("state", STATES)
async def test_a_comment_is_not_found_past_its_post(feed: Feed, state: str) -> None:
    """Nils-Erik's post is hidden or gone: then nobody but him and the moderators reads what stands under it."""
    if state == "deleted":
        await community.delete(feed.town.nils.member_id, key="d", ref=("post", feed.under))
    else:
        await feed.put(("post", feed.under), state)

    found = {who for who in PEOPLE if await feed.found(who, "node", global_id("Comment", feed.comment))}

    readers = {"published": set(PEOPLE), "deleted": set()}.get(state, {"member", "moderator"})
    assert found == readers


@pytest.mark.parametrize("state", STATES)
async def test_what_is_not_read_is_not_written_to(feed: Feed, state: str) -> None:
    await feed.put(("post", feed.post), state)
    post = global_id("Post", feed.post)
    like = "mutation ($x: ReactInput!) { react(input: $x) { __typename } }"
    say = "mutation ($x: CreateCommentInput!) { createComment(input: $x) { __typename } }"
    for who in ("member", "moderator", "manager"):
        liked = await feed.town.data(feed.askers[who], like, x={"key": f"l{who}", "id": post, "like": True})
        said = await feed.town.data(feed.askers[who], say, x={"key": f"s{who}", "post": post, "body": "Hej"})
        outcome = {liked["__typename"], said["__typename"]}
        assert outcome == ({"Reacted", "CommentCreated"} if state == "published" else {"NotFoundProblem"}), who

"""Counts are counts of what everybody may read, whoever counts and wherever it is said; a like stays what it was while
its text is away.

Nils-Erik asked; Elsa and Karin answered, and two neighbours like the question and Elsa's answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from schema.relay import global_id
from server import community
from server.community import Ref
from tests.community.conftest import key
from tests.community.readers import PEOPLE, STATES, Square, square
from tests.schema.domain.conftest import database, town

__all__ = ["database", "square", "town"]

COUNTS = "id likeCount commentCount"
Read = Callable[[Any], list[Any]]


def edges_of(name: str) -> Read:
    return lambda data: [edge["node"] for edge in data[name]["edges"]]


def nodes(data: Any) -> list[Any]:
    return [data["node"]]


def of_author(data: Any) -> list[Any]:
    return [edge["node"] for edge in data["node"]["posts"]["edges"]]


# Each way to a post's own counts.
WAYS: Mapping[str, tuple[str, Read]] = {
    "feed": (f"{{ feed {{ edges {{ node {{ {COUNTS} }} }} }} }}", edges_of("feed")),
    "topic": (f'{{ feed(topic: "fragor") {{ edges {{ node {{ {COUNTS} }} }} }} }}', edges_of("feed")),
    "search": (f'{{ feed(search: "surdeg") {{ edges {{ node {{ {COUNTS} }} }} }} }}', edges_of("feed")),
    "node": (f"query ($post: ID!) {{ node(id: $post) {{ ... on Post {{ {COUNTS} }} }} }}", nodes),
    "author": (
        "query ($author: ID!) { node(id: $author) { ... on Author { "
        f"posts {{ edges {{ node {{ {COUNTS} }} }} }} }} }} }}",
        of_author,
    ),
}
THREAD = """
query ($post: ID!) { node(id: $post) { ... on Post { comments { edges { node { id likeCount } } } } } }
"""
POSTS = "query ($author: ID!) { node(id: $author) { ... on Author { posts { edges { node { id } } } } } }"


async def talk(square: Square) -> tuple[Ref, Ref]:
    """The question, and Elsa's answer."""
    question = await square.write("member", "Hur länge klarar sig surdegen?", kind="question")
    answer = await square.answer("author", question, "Två veckor.")
    await square.answer("manager", question, "En vecka i kylen.")
    for who in ("moderator", "owner"):
        for ref in (question, answer):
            await community.react(square.id(who), key=key(), ref=ref, like=True)
    return question, answer


async def counted(square: Square, way: str, post: Ref) -> dict[str, Any]:
    """Likes and comments of the post, for each who is told of it."""
    query, read = WAYS[way]
    given = {"post": global_id("Post", post[1]), "author": square.town.nils.author_id}
    wanted = {name: value for name, value in given.items() if f"${name}" in query}

    def counts(data: Any) -> Any:
        return next(((n["likeCount"], n["commentCount"]) for n in read(data) if n["id"] == given["post"]), None)

    return await square.readers(query, counts, **wanted)


@pytest.mark.parametrize("state", STATES)
async def test_an_answer_is_counted_while_everybody_may_read_it(square: Square, state: str) -> None:
    question, answer = await talk(square)
    await square.put(answer, state)

    count = 2 if state in ("published", "restored") else 1
    for way in WAYS:
        assert await counted(square, way, question) == dict.fromkeys(PEOPLE, (2, count)), way


@pytest.mark.parametrize("state", STATES)
async def test_likes_are_told_to_those_who_read_the_text(square: Square, state: str) -> None:
    question, answer = await talk(square)
    await square.put(answer, state)

    def likes(data: Any) -> Any:
        thread = [edge["node"] for edge in data["node"]["comments"]["edges"]]
        return next((one["likeCount"] for one in thread if one["id"] == global_id("Comment", answer[1])), None)

    found = await square.readers(THREAD, likes, post=global_id("Post", question[1]))
    readers = {"published": PEOPLE, "restored": PEOPLE, "deleted": ()}.get(state, ("author",))
    assert found == dict.fromkeys(readers, 2)


@pytest.mark.parametrize("state", STATES)
async def test_an_authors_posts_are_as_many_as_the_asker_may_read(square: Square, state: str) -> None:
    first = await square.write("author", "Surdegen lever än.")
    await square.write("author", "Och i dag bakar vi.")
    await square.put(first, state)

    found = await square.readers(
        POSTS, lambda data: len(data["node"]["posts"]["edges"]), author=square.town.elsa.author_id
    )
    others = 2 if state in ("published", "restored") else 1
    assert found == {**dict.fromkeys(PEOPLE, others), "author": others if state == "deleted" else 2}

"""Several pages read at once are what each would be alone."""

from __future__ import annotations

import pytest

from server import community
from server.community import Viewer

from .conftest import Block


@pytest.mark.parametrize("who", ["elsa", "nils", None])
async def test_threads_read_together_are_those_read_alone(block: Block, who: str | None) -> None:
    posts = [await block.post(body=f"Inlägg {number}") for number in range(3)]
    comments = [await block.comment(posts[number % 2], body=f"Svar {number}") for number in range(5)]
    await block.put(("comment", comments[0]), "hidden")
    viewer = Viewer(block[who] if who else None)

    together = await community.comments_of_each(posts, viewer, first=1)

    assert together == {post: await community.comments_of(post, viewer, first=1) for post in posts}
    after = together[posts[0]].cursors[-1]
    rest = await community.comments_of_each(posts[:2], viewer, first=2, after=after)
    assert rest[posts[0]] == await community.comments_of(posts[0], viewer, first=2, after=after)


@pytest.mark.parametrize("who", ["elsa", None])
async def test_authors_read_together_are_those_read_alone(block: Block, who: str | None) -> None:
    for writer in ("elsa", "nils", "elsa", "elsa"):
        latest = await block.post(writer)
    await block.put(("post", latest), "hidden")
    viewer, authors = Viewer(block[who] if who else None), [block["elsa"], block["nils"], block["amir"]]

    together = await community.posts_of_each(authors, viewer, first=2)

    assert together == {author: await community.posts_of(author, viewer, first=2) for author in authors}

"""Comments written anew: what they said is kept, and what they say meets the same doors as a post."""

from __future__ import annotations

import asyncio

import pytest

from server import community, live, storage
from server.community import Draft, Ref, Viewer
from server.community.errors import BadText, NotNow, NotYours
from server.kernel.errors import NotFound
from server.storage import Tx

from .conftest import Block, key


async def edit(block: Block, comment: int, body: str, who: str = "nils") -> None:
    await community.edit_comment(block[who], key=key(), comment_id=comment, body=body)


async def row(block: Block, comment: int, who: str = "nils") -> community.CommentRow:
    return (await community.comments_by_id([comment], Viewer(block[who])))[comment]


async def test_a_comment_that_is_edited_keeps_what_it_said(block: Block) -> None:
    comment = await block.comment(await block.post(), body="Första")
    await edit(block, comment, "Andra")
    await edit(block, comment, "Andra")
    await edit(block, comment, "Tredje")

    shown = await row(block, comment)
    assert (shown.body, shown.edited_at is not None) == ("Tredje", True)
    assert [one.body for one in (await community.earlier([comment]))[comment]] == ["Andra", "Första"]


async def test_an_edit_under_the_same_key_is_done_once(block: Block) -> None:
    comment = await block.comment(await block.post(), body="Första")
    for _ in range(2):
        await community.edit_comment(block["nils"], key="k", comment_id=comment, body="Andra")

    assert await storage.value("SELECT COUNT(*) FROM post_edit") == 1


async def test_only_the_writer_changes_a_comment(block: Block) -> None:
    post = await block.post()
    comment: Ref = ("comment", await block.comment(post))
    with pytest.raises(NotYours):
        await edit(block, comment[1], "Mitt nu", "elsa")
    await block.put(comment, "hidden")
    with pytest.raises(NotFound):  # Whoever cannot read it does not learn that it is there.
        await edit(block, comment[1], "Mitt nu", "elsa")
    with pytest.raises(BadText):
        await edit(block, comment[1], "x" * (community.COMMENT_LIMIT + 1))

    await edit(block, comment[1], "Så här menade jag")
    assert (await row(block, comment[1])).state == "hidden"
    await block.put(comment, "removed")
    with pytest.raises(NotNow):
        await edit(block, comment[1], "Igen")


async def test_a_comment_under_a_post_that_its_writer_cannot_read_is_not_there(block: Block) -> None:
    post = await block.post()
    own = await block.comment(post, "elsa")
    comment = await block.comment(post)
    await block.put(("post", post), "hidden")

    with pytest.raises(NotFound):
        await edit(block, comment, "Hej igen")
    await edit(block, own, "Mitt eget under mitt eget", "elsa")


async def test_a_comment_that_comes_to_say_what_the_screens_object_to_is_held(block: Block) -> None:
    async def hold(tx: Tx, draft: Draft, author: int) -> list[str]:
        return ["links"] if "http" in draft.body and draft.edited else []

    post = await block.post()
    comment = await block.comment(post)
    community.screening.append(hold)
    await edit(block, comment, "Köp på http://klock.example")

    assert (await row(block, comment)).state == "held"
    assert (await community.posts_by_id([post], Viewer()))[post].comment_count == 0


async def test_those_who_look_at_the_post_are_told(block: Block) -> None:
    messages = live.subscribe(community.FEED)
    post = await block.post()
    assert await anext(messages) == {"posts": [post]}
    comment = await block.comment(post)
    assert await anext(messages) == {"posts": [post]}

    await edit(block, comment, "Nu annorlunda")

    async with asyncio.timeout(10):
        assert await anext(messages) == {"posts": [post]}
    messages.close()


async def test_a_text_is_read_as_it_stood_when_something_was_said_of_it(block: Block) -> None:
    comment = await block.comment(await block.post(), body="Första")
    after_first = await block.post("amir")
    await edit(block, comment, "Andra")
    after_second = await block.post("amir")
    await edit(block, comment, "Tredje")
    now = await block.post("amir")

    moments = [(comment, moment) for moment in (after_first, after_second, now)]
    assert await community.as_it_stood(moments) == {moments[0]: "Första", moments[1]: "Andra"}

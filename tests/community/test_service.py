"""What members do, on both databases."""

from __future__ import annotations

import asyncio

import pytest

from server import community, storage
from server.community import Draft, Viewer
from server.community.errors import BadText, KeyConflict, NotNow, NotYours, Silenced, TooOften, UnknownTopic
from server.kernel import clock
from server.kernel.clock import HOUR, Instant
from server.kernel.errors import BadInput, NotFound
from server.storage import Tx

from .conftest import Block, key

NOBODY = Viewer()


async def row(block: Block, post: int, who: str = "elsa") -> community.PostRow:
    return (await community.posts_by_id([post], Viewer(block[who])))[post]


async def hold(tx: Tx, draft: Draft, author: int) -> list[str]:
    return ["links"] if "http" in draft.body else []


async def test_the_same_key_makes_one_post(block: Block) -> None:
    first, again = await asyncio.gather(block.post(key="k"), block.post(key="k"))

    assert first == again
    assert len((await community.feed(first=10)).items) == 1


async def test_the_same_key_for_something_else_is_a_conflict(block: Block) -> None:
    post = await block.post(key="k")

    with pytest.raises(KeyConflict):
        await block.post(key="k", body="Något annat")
    with pytest.raises(KeyConflict):
        await community.delete(block["elsa"], key="k", ref=("post", post))
    assert await block.post("nils", key="k") != post  # Everybody has keys of their own.


@pytest.mark.parametrize("wrong", ["", "x" * 129, "a\nb"])
async def test_a_key_is_a_key(block: Block, wrong: str) -> None:
    with pytest.raises(BadInput, match="key"):
        await block.post(key=wrong)


async def test_a_refusal_claims_no_key(block: Block) -> None:
    with pytest.raises(UnknownTopic, match="tips, fragor"):
        await block.post(key="k", topic="vader")

    assert await block.post(key="k")


async def test_texts_have_their_limits(block: Block) -> None:
    post = await block.post(body="x" * community.POST_LIMIT)
    with pytest.raises(BadText):
        await block.post(body="x" * (community.POST_LIMIT + 1))
    with pytest.raises(BadText):
        await block.comment(post, body="x" * (community.COMMENT_LIMIT + 1))


async def test_who_writes_too_often_waits(block: Block) -> None:
    with clock.stepped() as steps:
        steps.to(clock.now())
        for _ in range(6):
            await block.post()
        with pytest.raises(TooOften) as refused:
            await block.post()
        assert refused.value.retry_after == 120
        steps.by(3 * clock.MINUTE)
        await block.post()


async def test_what_the_screens_object_to_is_held(block: Block) -> None:
    community.screening.append(hold)
    held = await block.post(body="Köp på http://klock.example")

    assert (await community.feed(first=5)).items == []
    assert (await row(block, held)).state == "held"
    with pytest.raises(NotFound):
        await block.like(("post", held), "nils")
    assert await block.put(("post", held), "published")
    assert [post.id for post in (await community.feed(first=5)).items] == [held]


async def test_an_edit_that_the_screens_object_to_takes_the_post_out_of_the_feed(block: Block) -> None:
    community.screening.append(hold)
    post = await block.post()
    await community.edit_post(block["elsa"], key=key(), post_id=post, body="Köp på http://klock.example")

    assert (await community.feed(first=5)).items == []
    assert (await row(block, post)).state == "held"


async def test_who_is_silenced_writes_nothing(block: Block) -> None:
    until = clock.now() + HOUR

    async def silence(tx: Tx, member_id: int) -> Instant | None:
        return until if member_id == block["elsa"] else None

    post = await block.post("nils")
    community.is_silenced.append(silence)
    for attempt in (block.post(), block.comment(post, "elsa")):
        with pytest.raises(Silenced) as refused:
            await attempt
        assert refused.value.until == until
    await block.post("nils")


async def test_an_edit_keeps_what_was_said(block: Block) -> None:
    post = await block.post(body="Första")
    await community.edit_post(block["elsa"], key=key(), post_id=post, body="Andra", topic="fragor")
    await community.edit_post(block["elsa"], key=key(), post_id=post, body="Andra", topic="fragor")

    shown = await row(block, post)
    assert (shown.body, shown.topic, shown.edited_at is not None) == ("Andra", "fragor", True)
    assert [one.body for one in (await community.earlier([post]))[post]] == ["Första"]
    assert [one.id for one in (await community.search("andra", first=5)).items] == [post]
    assert (await community.search("första", first=5)).items == []


async def test_a_hidden_post_can_be_rewritten_and_stays_hidden(block: Block) -> None:
    post = await block.post()
    await block.put(("post", post), "hidden")
    await community.edit_post(block["elsa"], key=key(), post_id=post, body="Så här menade jag")

    assert (await row(block, post)).state == "hidden"
    await block.put(("post", post), "removed")
    with pytest.raises(NotNow):
        await community.edit_post(block["elsa"], key=key(), post_id=post, body="Igen")


async def test_only_the_writer_changes_a_post(block: Block) -> None:
    post = await block.post()
    comment = await block.comment(post)

    for ref in (("post", post), ("comment", comment)):
        with pytest.raises(NotYours):
            await community.delete(block["amir"], key=key(), ref=ref)  # type: ignore[arg-type]
    with pytest.raises(NotYours):
        await community.edit_post(block["nils"], key=key(), post_id=post, body="Mitt nu")
    await block.put(("post", post), "hidden")
    with pytest.raises(NotFound):  # Whoever cannot read it does not learn that it is there.
        await community.edit_post(block["nils"], key=key(), post_id=post, body="Mitt nu")


async def test_what_its_writer_deleted_is_gone_for_all(block: Block) -> None:
    post = await block.post()
    comment = await block.comment(post)
    await community.delete(block["nils"], key=key(), ref=("comment", comment))
    assert (await row(block, post)).comment_count == 0

    await community.delete(block["elsa"], key="d", ref=("post", post))
    await community.delete(block["elsa"], key="d", ref=("post", post))

    for viewer in (Viewer(block["elsa"]), Viewer(block["nils"]), Viewer(block["ingrid"], moderates=True)):
        assert await community.posts_by_id([post], viewer) == {}
    with pytest.raises(NotFound):
        await community.delete(block["elsa"], key=key(), ref=("post", post))


async def test_likes_are_counted_once_a_person_however_they_come(block: Block) -> None:
    post = await block.post()
    await asyncio.gather(*(block.like(("post", post), who) for who in ("nils", "amir", "nils", "nils")))
    assert (await row(block, post)).like_count == 2

    await block.like(("post", post), "nils", like=False)
    await block.like(("post", post), "nils", like=False)
    assert (await row(block, post)).like_count == 1
    assert await community.liked_by(block["nils"], [post]) == set()
    with pytest.raises(NotYours):
        await block.like(("post", post), "elsa")


async def test_an_old_like_that_arrives_again_does_not_undo_what_came_after(block: Block) -> None:
    post = ("post", await block.post())
    await community.react(block["nils"], key="like", ref=post, like=True)  # type: ignore[arg-type]
    await block.like(post, "nils", like=False)  # type: ignore[arg-type]

    await community.react(block["nils"], key="like", ref=post, like=True)  # type: ignore[arg-type]

    assert (await row(block, post[1])).like_count == 0


async def test_whoever_asked_thanks_once_an_answer(block: Block) -> None:
    post = await block.post(kind="question")
    answer, own = await block.comment(post), await block.comment(post, "elsa")
    await block.thank(answer)
    first = (await community.thanks_for(answer), await storage.value("SELECT COUNT(*) FROM job"))
    await block.thank(answer)

    assert (await community.thanks_for(answer), await storage.value("SELECT COUNT(*) FROM job")) == first
    for who, comment in (("nils", answer), ("amir", answer), ("elsa", own)):
        with pytest.raises(NotYours):
            await block.thank(comment, who)
    story = await block.comment(await block.post())
    with pytest.raises(NotNow):
        await block.thank(story)


async def test_the_feed_is_read_page_by_page_without_gap_or_twin(block: Block) -> None:
    with clock.stepped() as steps:
        steps.to(clock.now())  # All in the same instant: then the id decides.
        posts = [await block.post(who) for who in ("elsa", "nils") for _ in range(4)]
    read: list[int] = []
    after = None
    while True:
        page = await community.feed(first=3, after=after)
        read += [post.id for post in page.items]
        if not page.has_next:
            break
        after = page.cursors[-1]

    assert read == sorted(posts, reverse=True)


async def test_the_feed_and_the_search_keep_to_a_topic(block: Block) -> None:
    tip, question = await block.post(body="Laga punka"), await block.post(topic="fragor", body="Laga dragkedja")

    assert [post.id for post in (await community.feed(first=5, topic="fragor")).items] == [question]
    assert [post.id for post in (await community.search("laga", first=5, topic="tips")).items] == [tip]
    page = await community.search("laga", first=1)
    rest = await community.search("laga", first=1, after=page.cursors[-1])
    assert [post.id for post in (*page.items, *rest.items)] == [question, tip]
    assert (page.has_next, rest.has_next) == (True, False)

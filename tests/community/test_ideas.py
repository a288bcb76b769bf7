"""What becomes of ideas: managers answer them, and one that is real gives its badge, for as long as it is."""

from __future__ import annotations

import random

import pytest

from server import activities, community, jobs, live, moderation, reactions, storage
from server.community import Ref, Viewer
from server.community.errors import BadText, KeyConflict, NotNow, NotYours
from server.kernel import clock
from server.kernel.errors import NotFound

from .conftest import Block, key, run


async def idea_of(block: Block, who: str = "elsa") -> int:
    return await block.post(who, "En hylla med verktyg att låna", kind="idea")


async def shown(post: int) -> str | None:
    """The state as everybody reads it, in the feed and by the id."""
    (in_feed,) = [row for row in (await community.feed(first=20)).items if row.id == post]
    (by_id,) = (await community.posts_by_id([post], Viewer())).values()
    assert in_feed.idea_state == by_id.idea_state
    return by_id.idea_state


async def test_an_idea_is_new_until_it_is_answered_and_its_answer_is_read(block: Block) -> None:
    idea, story = await idea_of(block), await block.post()
    assert (await shown(idea), await shown(story)) == ("new", None)

    await block.answer(idea, "planned", "Hyllan kommer upp i vår.")

    assert await shown(idea) == "planned"
    answer = (await community.answers([idea]))[idea]
    assert (answer.state, answer.words, answer.manager_id) == ("planned", "Hyllan kommer upp i vår.", block["karin"])


async def test_the_latest_answer_holds_and_those_before_it_stay(block: Block) -> None:
    idea = await idea_of(block)
    for state, words in (("planned", "I vår."), ("declined", "Järnhörnan säger nej."), ("new", "Vi tänker om.")):
        await block.answer(idea, state, words)

    assert (await community.answers([idea]))[idea].words == "Vi tänker om."
    assert await shown(idea) == "new"
    assert await storage.value("SELECT COUNT(*) FROM idea_answer WHERE post_id = :id", id=idea) == 3


async def test_the_same_answer_again_says_nothing_new(block: Block) -> None:
    idea = await idea_of(block)
    await block.answer(idea, "planned", key="k")
    await block.answer(idea, "planned", key="k")
    await block.answer(idea, "planned")

    assert await storage.value("SELECT COUNT(*) FROM idea_answer") == 1
    with pytest.raises(KeyConflict):
        await block.answer(idea, "done", key="k")


async def test_what_cannot_be_answered_says_why(block: Block) -> None:
    idea, story = await idea_of(block), await block.post()
    own = await idea_of(block, "karin")

    with pytest.raises(NotNow):
        await block.answer(story, "planned")
    with pytest.raises(NotYours):
        await block.answer(own, "done")
    for words in ("", " ", "x" * 501):
        with pytest.raises(BadText):
            await block.answer(idea, "planned", words)
    for state in ("held", "hidden", "removed"):
        await block.put(("post", idea), state)
        with pytest.raises(NotFound):
            await block.answer(idea, "planned")


async def test_a_done_idea_gives_its_badge_and_loses_it_with_the_state(block: Block) -> None:
    idea = await idea_of(block)
    for state, held in (
        ("planned", False), ("done", True), ("done", True), ("planned", False), ("done", True), ("declined", False),
        ("done", True), ("new", False),
    ):  # fmt: skip
        await block.answer(idea, state, f"Nu är den {state}, gång {key()}.")
        assert await block.badges("elsa") == (["voice"] if held else []), state


async def test_a_done_idea_that_is_hidden_loses_its_badge_until_it_is_shown(block: Block) -> None:
    idea = await idea_of(block)
    await block.answer(idea, "done")
    for state, held in (
        ("hidden", False), ("removed", False), ("published", True), ("held", True), ("hidden", False),
        ("published", True),
    ):  # fmt: skip
        await block.put(("post", idea), state)
        assert await block.badges("elsa") == (["voice"] if held else []), state

    given = "SELECT COUNT(*) FROM badge_award WHERE badge = 'voice' AND revoked_at IS NULL"
    assert await storage.value(given) == 1


async def test_who_deletes_an_idea_that_became_real_keeps_the_badge(block: Block) -> None:
    idea = await idea_of(block)
    await block.answer(idea, "done")
    await community.delete(block["elsa"], key=key(), ref=("post", idea))

    assert await block.badges("elsa") == ["voice"]


async def test_one_of_two_ideas_that_is_opened_again_leaves_the_other_its_badge(block: Block) -> None:
    first, second = await idea_of(block), await idea_of(block)
    await block.answer(first, "done")
    await block.answer(second, "done")

    await block.answer(first, "planned", "Den gick sönder.")
    assert await block.badges("elsa") == ["voice"]
    await block.answer(second, "planned", "Den också.")
    assert await block.badges("elsa") == []


@pytest.mark.parametrize("seed", range(8))
async def test_in_any_order_and_again_the_badge_follows_what_stands(block: Block, seed: int) -> None:
    """Answers and decisions happen at random; their jobs are done in another order, some twice, some in between."""
    chance = random.Random(seed)
    idea: Ref = ("post", await idea_of(block))
    handlers = jobs.react(reactions.REACTIONS)
    done: list[object] = []
    for step in range(10):
        text = (await community.content([idea]))[idea]
        if text.state == "published" and chance.random() < 0.6:
            await block.answer(idea[1], chance.choice(["planned", "done", "declined", "done"]), f"Svar {step}.")
        else:
            await block.put(idea, "published" if text.state != "published" else chance.choice(["hidden", "removed"]))
        waiting = list(await storage.rows("SELECT id, kind, payload FROM job WHERE done_at IS NULL"))
        chance.shuffle(waiting)
        for row in waiting[: chance.randint(0, 2)]:
            await run(handlers, row)
            done.append(row)
    rows = list(await storage.rows("SELECT id, kind, payload FROM job WHERE done_at IS NULL"))
    rows += chance.sample(done, min(4, len(done)))
    chance.shuffle(rows)

    for row in rows:
        await run(handlers, row)

    text = (await community.content([idea]))[idea]
    stands = text.idea_state == "done" and text.state == "published"
    assert await block.badges("elsa") == (["voice"] if stands else [])


async def test_its_author_has_one_letter_of_each_answer_at_once(block: Block) -> None:
    idea = await idea_of(block)
    events = live.member_events(block["elsa"], after=0)
    await block.answer(idea, "planned", "I vår.")
    await block.settle()
    (row,) = await storage.rows(
        "SELECT id, kind, payload FROM job WHERE kind LIKE 'reaction:IdeaAnswered:tell_of_answer'"
    )
    await run(jobs.react(reactions.REACTIONS), row)

    (letter,) = (await moderation.notices_of(block["elsa"], first=10, after=None)).items
    told = await anext(event async for event in events if event.type == "NoticePosted")
    assert (letter.kind, letter.case_id) == ("idea", None)
    assert (told.data["notice"], told.data["kind"]) == (letter.id, "idea")
    await events.aclose()


async def test_a_programme_without_the_kind_answers_all_the_same(
    block: Block, monkeypatch: pytest.MonkeyPatch
) -> None:
    idea = await idea_of(block)

    async def unknown(intent: object) -> None:
        raise activities.NotAllowed("idea_done", [])

    monkeypatch.setattr(activities, "record", unknown)
    await block.answer(idea, "done")
    await block.settle()

    assert await shown(idea) == "done"
    assert clock.now() >= (await community.answers([idea]))[idea].answered_at

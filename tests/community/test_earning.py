"""What the programme gives for writing, answering, being thanked and liking: once, capped, taken back and given again
with the text, in whatever order and however often the jobs are done."""

from __future__ import annotations

import json
import random

import pytest

from server import community, jobs, ledger, reactions, storage
from server.community import Ref
from server.community.events import PostPublished
from server.kernel import clock

from .conftest import Block, key, run

POST, ANSWER, THANKS, LIKE = 5, 3, 20, 1  # What the programme gives.


async def test_each_deed_gives_what_the_programme_says(block: Block) -> None:
    question = await block.post(kind="question")
    answer = await block.comment(question)
    await block.thank(answer)
    await block.like(("post", question), "amir")

    assert await block.points("elsa") == POST
    assert await block.points("nils") == ANSWER + THANKS
    assert await block.points("amir") == LIKE


async def test_what_is_no_answer_gives_nothing(block: Block) -> None:
    story, question = await block.post(), await block.post(kind="question")
    await block.comment(story)
    await block.comment(question, "elsa")
    comment = await block.comment(question, "amir")
    await block.like(("comment", comment), "ingrid")

    assert await block.points("nils") == 0
    assert await block.points("elsa") == 2 * POST
    assert await block.points("ingrid") == 0


async def test_the_programmes_cap_holds(block: Block) -> None:
    for _ in range(4):
        await block.post()

    assert await block.points("elsa") == 3 * POST


async def test_liking_and_liking_again_gives_once(block: Block) -> None:
    post: Ref = ("post", await block.post())
    for like in (True, False, True, False):
        await block.like(post, "amir", like=like)

    assert await block.points("amir") == LIKE


async def test_what_is_held_gives_when_it_is_read_first(block: Block) -> None:
    async def hold(tx: storage.Tx, draft: community.Draft, author: int) -> list[str]:
        return ["new"]

    community.screening.append(hold)
    post: Ref = ("post", await block.post())
    assert await block.points("elsa") == 0

    await block.put(post, "published")
    assert await block.points("elsa") == POST


async def test_hiding_takes_back_and_showing_gives_again_once(block: Block) -> None:
    question = await block.post(kind="question")
    answer: Ref = ("comment", await block.comment(question))
    await block.thank(answer[1])
    for state, points in (
        ("hidden", 0), ("hidden", 0), ("removed", 0), ("published", ANSWER + THANKS), ("published", ANSWER + THANKS),
        ("hidden", 0), ("published", ANSWER + THANKS),
    ):  # fmt: skip
        await block.put(answer, state)
        assert await block.points("nils") == points, state
    assert await block.points("elsa") == POST


async def test_a_badge_by_thanks_follows_the_answers_that_are_read(block: Block) -> None:
    answers: list[Ref] = []
    for who in ("elsa", "amir"):
        answers.append(("comment", await block.comment(await block.post(who, kind="question"))))
        await block.thank(answers[-1][1], who)
    assert await block.badges("nils") == ["helpful"]

    for state, held in (("hidden", []), ("published", ["helpful"]), ("removed", []), ("published", ["helpful"])):
        await block.put(answers[0], state)
        assert await block.badges("nils") == held, state
    await community.delete(block["nils"], key=key(), ref=answers[1])
    assert await block.badges("nils") == ["helpful"]


async def test_a_question_that_is_hidden_leaves_its_answers_what_they_earned(block: Block) -> None:
    question = await block.post(kind="question")
    await block.comment(question)
    await block.put(("post", question), "hidden")

    assert await block.points("elsa") == 0
    assert await block.points("nils") == ANSWER


async def test_deleting_ones_own_is_no_punishment(block: Block) -> None:
    post: Ref = ("post", await block.post())
    await community.delete(block["elsa"], key=key(), ref=post)

    assert await block.points("elsa") == POST


async def test_a_decision_about_what_was_deleted_reaches_its_points_and_not_its_readers(block: Block) -> None:
    post: Ref = ("post", await block.post())
    await block.put(post, "hidden")
    await community.delete(block["elsa"], key=key(), ref=post)
    assert await block.points("elsa") == 0

    await block.put(post, "published")

    assert await block.points("elsa") == POST
    assert (await community.feed(first=5)).items == []


async def test_what_is_restored_fills_the_room_under_the_cap_that_it_had(block: Block) -> None:
    posts = [await block.post() for _ in range(3)]
    await block.put(("post", posts[0]), "hidden")
    assert await block.points("elsa") == 2 * POST

    await block.put(("post", posts[0]), "published")

    assert await block.points("elsa") == 3 * POST


@pytest.mark.parametrize("seed", range(6))
async def test_in_any_order_and_again_the_same_comes_out(block: Block, seed: int) -> None:
    """What happened is kept, and its jobs are done in a shuffled order, some of them twice."""
    question = await block.post(kind="question")
    answer: Ref = ("comment", await block.comment(question))
    await block.thank(answer[1])
    for state in ("hidden", "published", "hidden", "published")[: 2 + seed % 3]:
        await block.put(answer, state)
    rows = list(await storage.rows("SELECT id, kind, payload FROM job WHERE done_at IS NULL"))
    chance = random.Random(seed)
    rows += chance.sample(rows, 3)
    chance.shuffle(rows)
    handlers = jobs.react(reactions.REACTIONS)

    for row in rows:
        await run(handlers, row)

    hidden = seed % 3 == 1
    assert await block.points("nils") == (0 if hidden else ANSWER + THANKS)


async def test_what_is_removed_while_it_is_recorded_is_taken_back(
    block: Block, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The removal is committed, and its job done, between the look at the post and the recording."""
    post: Ref = ("post", await block.post())
    (row,) = await storage.rows("SELECT id, payload FROM job WHERE kind LIKE 'reaction:PostPublished%'")
    record = reactions._record

    async def late(*given: object) -> None:
        await block.put(post, "hidden")
        (removal,) = await storage.rows("SELECT id, kind, payload FROM job WHERE kind LIKE 'reaction:ContentRemoved%'")
        await run(jobs.react(reactions.REACTIONS), removal)
        await record(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(reactions, "_record", late)
    await reactions.earn_by_writing(PostPublished(**json.loads(row["payload"])["fact"]))

    assert (await ledger.balances_of([block["elsa"]])).get(block["elsa"], {}).get("points", 0) == 0


async def test_three_thanks_come_from_three(block: Block) -> None:
    answers = []
    for who in ("elsa", "amir"):
        question = await block.post(who, kind="question")
        answers.append(await block.comment(question))
        await block.thank(answers[-1], who)
    await block.settle()

    facts = [
        json.loads(row["facts"])["neighbour"]
        for row in await storage.rows("SELECT facts FROM activity WHERE kind = 'thanked'")
    ]
    assert len(set(facts)) == 2


async def test_a_programme_without_the_kinds_gives_nothing(block: Block) -> None:
    for kind, member in (("no_such_kind", block["elsa"]), ("wrote_post", 17)):
        await reactions._record(reactions._Deed("x:1", kind, member, clock.now()), "x:1:0")

    assert await storage.value("SELECT COUNT(*) FROM activity") == 0

"""Words that an author wrote after a decision: taking the decision back is no way to have them read unseen."""

from __future__ import annotations

import pytest

from server import community, moderation
from server.community import Ref
from tests.moderation.street import AUTHOR, EARNED, INGRID, NEIGHBOUR, YUSUF, Street, key

AGAIN = "Ta ett snabblån din idiot."
MILD = "Kön på lördagen är för lång."


async def edit(street: Street, ref: Ref, body: str, *, settle: bool = True) -> None:
    await community.edit_post(street.id(AUTHOR), key=key(), post_id=ref[1], body=body)
    if settle:
        await street.settle()


async def read_by_all(ref: Ref) -> bool:
    return ref[1] in {post.id for post in (await community.feed(first=10)).items}


async def open_cases(street: Street, ref: Ref) -> list[int]:
    queue = await moderation.queue("newest", first=10, after=None)
    return [case.id for case in queue.items if case.ref == ref and case.state == "open"]


@pytest.mark.parametrize("settle", [True, False])
@pytest.mark.parametrize("body", [AGAIN, MILD])
async def test_undoing_publishes_nothing_that_nobody_has_read(street: Street, body: str, settle: bool) -> None:
    ref = await street.post()
    decided = await street.decide((await street.report(ref)).case_id, "hide")
    await edit(street, ref, body, settle=settle)

    await street.undo(decided)

    assert await street.state(ref) == "held"
    assert not await read_by_all(ref)
    assert len(await open_cases(street, ref)) == 1
    assert await street.earned() == (EARNED, True)  # What was decided about the first words is taken back.
    assert await street.settled() == []


@pytest.mark.parametrize("settle", [True, False])
async def test_an_appeal_that_is_heard_is_about_the_words_decided_about(street: Street, settle: bool) -> None:
    ref = await street.post()
    appealed = await street.appeal(await street.decide((await street.report(ref)).case_id, "hide"))
    await edit(street, ref, AGAIN, settle=settle)

    await street.hear(appealed, "overturned")
    held = await street.state(ref), await open_cases(street, ref)
    await street.decide(held[1][0], "keep", YUSUF)

    assert (held[0], len(held[1])) == ("held", 1)
    assert await street.state(ref) == "published"
    assert await street.earned() == (EARNED, True)


async def test_words_that_an_appeal_found_good_are_read(street: Street) -> None:
    """The first decision was about other words, and the second one, about these, was overturned."""
    ref = await street.post()
    first = await street.decide((await street.report(ref)).case_id, "hide")
    await edit(street, ref, MILD)
    second = await street.decide((await street.case_of(ref)).id, "hide")

    await street.hear(await street.appeal(second), "overturned")
    await street.undo(first)

    assert await street.state(ref) == "published"


async def test_the_same_words_again_are_the_words_decided_about(street: Street) -> None:
    ref = await street.post(MILD)
    decided = await street.decide((await street.report(ref)).case_id, "hide")
    await edit(street, ref, AGAIN)
    await edit(street, ref, MILD)

    await street.undo(decided)

    assert await street.state(ref) == "published"


async def test_what_was_edited_while_it_was_read_stays_read(street: Street) -> None:
    ref = await street.post()
    decided = await street.decide((await street.report(ref)).case_id, "warn")
    await edit(street, ref, MILD)

    await street.undo(decided)

    assert await street.state(ref) == "published"


async def test_what_an_edit_made_wait_says_beforehand_what_a_decision_takes(street: Street) -> None:
    ref = await street.post()
    await edit(street, ref, AGAIN)
    case_id = (await street.case_of(ref)).id

    found = [await moderation.consequences(case_id, action, None) for action in ("hide", "keep")]

    assert [(one.hides, one.takes, one.shows) for one in found] == [(True, True, False), (False, False, True)]
    await street.decide(case_id, "hide")
    assert await street.earned() == (0, False)


async def test_the_letter_of_a_hold_is_about_the_words_that_wait(street: Street) -> None:
    ref = await street.post()
    await edit(street, ref, AGAIN)

    (letter,) = (await moderation.notices_of(street.id(AUTHOR), first=5, after=None)).items

    assert letter.kind == "held"
    assert await community.as_it_stood([(ref[1], letter.id)]) == {}  # It says since then what it says now.


async def test_what_was_never_read_has_nothing_to_take(street: Street) -> None:
    ref = await street.post(AGAIN)

    found = await moderation.consequences((await street.case_of(ref)).id, "hide", None)

    assert (found.hides, found.takes) == (False, False)


# What reporters hear of it


async def outcome(street: Street, ref: Ref) -> str:
    case = await street.case_of(ref)
    decisions = (await moderation.decisions_of([case.id])).get(case.id, [])
    return moderation.outcome(case, await street.state(ref), decisions)


async def test_a_reporter_has_one_letter_a_report_with_what_it_came_to(street: Street) -> None:
    ref = await street.post()
    reported = await street.report(ref)
    decided = await street.decide(reported.case_id, "hide")
    hidden = await outcome(street, ref)
    await street.undo(decided)
    waits = await outcome(street, ref)
    again = await street.decide(reported.case_id, "hide", INGRID)
    await street.hear(await street.appeal(again), "overturned")

    assert (hidden, waits, await outcome(street, ref)) == ("hidden", "waits", "back")
    assert await street.notices(NEIGHBOUR) == ["reported"]
    assert await moderation.unread(street.id(NEIGHBOUR)) == 1
    assert [event.get("action") for event in await street.events(NEIGHBOUR)] == ["hide", None, "hide", "hide"]


@pytest.mark.parametrize(("action", "told"), [("warn", "keep"), ("silence", "hide")])
async def test_anothers_sanction_is_not_told_to_the_reporter(
    street: Street, action: moderation.Action, told: str
) -> None:
    ref = await street.post()

    await street.decide((await street.report(ref)).case_id, action)

    (event,) = await street.events(NEIGHBOUR)
    assert (event["action"], event["until"]) == (told, None)

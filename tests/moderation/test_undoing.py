"""What is undone, and what is appealed: everything comes back, and that once, in every order."""

from __future__ import annotations

import pytest

from server import community, moderation, storage
from server.kernel import clock
from server.kernel.clock import DAY, HOUR, MINUTE
from server.kernel.errors import NotFound
from server.moderation import Action, AlreadyDecided, KeyConflict, NotYours, TimeIsOver
from tests.moderation.street import AUTHOR, EARNED, INGRID, NEIGHBOUR, OTHER, YUSUF, Street, key

# Undoing


@pytest.mark.parametrize("action", ["hide", "remove", "silence"])
async def test_undoing_puts_everything_back(street: Street, action: Action) -> None:
    ref = await street.post()
    decided = await street.decide((await street.report(ref)).case_id, action)

    undone = await street.undo(decided, YUSUF)
    again = await street.undo(decided, YUSUF)

    assert (undone.replayed, again.replayed) == (False, True)
    assert await street.state(ref) == "published"
    assert await street.earned() == (EARNED, True)
    assert await moderation.silence_of(street.id(AUTHOR)) is None
    assert (await street.case_of(ref)).state == "open"
    assert await street.notices(AUTHOR) == ["decided", "undone"]
    assert await street.settled() == []


async def test_a_case_that_was_undone_is_decided_anew(street: Street) -> None:
    ref = await street.post()
    case_id = (await street.report(ref)).case_id
    for _ in range(3):
        await street.undo(await street.decide(case_id, "hide"))

    await street.decide(case_id, "remove")

    assert await street.state(ref) == "removed"
    assert await street.earned() == (0, False)
    assert await street.settled() == []


async def test_undoing_has_its_time(street: Street) -> None:
    decided = await street.decide((await street.report(await street.post())).case_id, "hide")
    street.world.clock.by(24 * HOUR + 1)

    with pytest.raises(TimeIsOver):
        await street.undo(decided)


async def edit(street: Street, ref: community.Ref, body: str) -> None:
    """Its author says something else from now on."""
    await community.edit_post(street.id(AUTHOR), key=key(), post_id=ref[1], body=body)
    await street.settle()


@pytest.mark.parametrize("first", [0, 1])
async def test_of_two_decisions_about_a_text_the_other_one_still_holds(street: Street, first: int) -> None:
    """Hidden, rewritten and hidden anew: one that is undone leaves it hidden. Both bring back what it earned, and the
    words that nobody has read wait, in either order."""
    ref = await street.post()
    one = await street.decide((await street.report(ref)).case_id, "hide")
    await edit(street, ref, "Kön på lördagen är för lång.")
    decided = [one, await street.decide((await street.case_of(ref)).id, "hide")]

    await street.undo(decided[first])
    between = await street.state(ref), await street.earned()
    await street.undo(decided[1 - first])

    assert between == ("hidden", (0, False))
    assert await street.state(ref) == "held"
    queue = await moderation.queue("newest", first=10, after=None)
    assert [(case.ref, case.state) for case in queue.items] == [(ref, "open")]
    assert await street.earned() == (EARNED, True)


async def test_overturning_one_decision_leaves_what_another_one_hid(street: Street) -> None:
    ref = await street.post()
    appealed = await street.appeal(await street.decide((await street.report(ref)).case_id, "hide"))
    await edit(street, ref, "Kön på lördagen är för lång.")
    await street.decide((await street.case_of(ref)).id, "hide")

    await street.hear(appealed, "overturned")

    assert await street.state(ref) == "hidden"
    assert await street.earned() == (0, False)


async def test_what_waited_unread_has_earned_nothing_once_its_decision_is_undone(street: Street) -> None:
    ref = await street.post("Någon som vill ha ett snabblån?")
    street.world.clock.by(MINUTE)
    decided = await street.decide((await street.case_of(ref)).id, "keep")
    kept = await street.earned()

    await street.undo(decided)
    undone = await street.earned()
    await street.decide((await street.case_of(ref)).id, "keep")

    assert (kept, undone) == ((EARNED, True), (0, False))
    assert await street.earned() == (EARNED, True)


async def test_what_was_read_before_an_edit_held_it_has_what_it_earned_once_its_decision_is_undone(
    street: Street,
) -> None:
    ref = await street.post()
    await edit(street, ref, "Någon som vill ha ett snabblån?")
    held = await street.earned()

    await street.undo(await street.decide((await street.case_of(ref)).id, "remove"))

    assert await street.state(ref) == "held"
    assert held == await street.earned() == (EARNED, True)


# Appeals


async def test_an_appeal_waits_for_another_moderator(street: Street) -> None:
    ref = await street.post()
    decided = await street.decide((await street.report(ref)).case_id, "hide", INGRID)
    appealed = await street.appeal(decided)

    with pytest.raises(NotYours):
        await street.hear(appealed, "upheld", INGRID)

    queue = await moderation.queue("most_reported", first=10, after=None)
    assert [(case.id, case.state) for case in queue.items] == [(decided.case_id, "appealed")]


async def test_overturned_brings_everything_back_once(street: Street) -> None:
    ref = await street.post()
    decided = await street.decide((await street.report(ref)).case_id, "silence")
    appealed = await street.appeal(decided)
    before = (await community.content([ref]))[ref].published_at

    first = await street.hear(appealed, "overturned", key="tap-1")
    again = await street.hear(appealed, "overturned", key="tap-1")

    assert (first.replayed, again.replayed) == (False, True)
    text = (await community.content([ref]))[ref]
    assert (text.state, text.published_at) == ("published", before)
    assert await street.earned() == (EARNED, True)
    assert await moderation.silence_of(street.id(AUTHOR)) is None
    assert await street.notices(AUTHOR) == ["decided", "appeal"]
    assert [event.get("verdict") for event in await street.events(NEIGHBOUR)] == [None, "overturned"]
    assert await street.notices(NEIGHBOUR) == ["reported"]  # The last word takes the earlier one's place.
    assert await street.settled() == []


async def test_upheld_changes_nothing_and_ends_it(street: Street) -> None:
    ref = await street.post()
    decided = await street.decide((await street.report(ref)).case_id, "hide")
    appealed = await street.appeal(decided)

    await street.hear(appealed, "upheld")

    assert await street.state(ref) == "hidden"
    assert await street.earned() == (0, False)
    with pytest.raises(AlreadyDecided):
        await street.hear(appealed, "overturned")
    with pytest.raises(AlreadyDecided):
        await street.undo(decided)
    with pytest.raises(AlreadyDecided):
        await street.appeal(decided)


async def test_an_appeal_is_made_once_by_the_author_in_time(street: Street) -> None:
    decided = await street.decide((await street.report(await street.post())).case_id, "warn")
    kept = await street.decide((await street.report(await street.post("Något annat i dag."))).case_id, "keep")

    with pytest.raises(NotFound):
        await street.appeal(decided, NEIGHBOUR)
    with pytest.raises(NotFound):
        await street.appeal(kept)
    street.world.clock.by(30 * DAY + 1)
    with pytest.raises(TimeIsOver):
        await street.appeal(decided)


async def test_an_appeal_sent_twice_is_one(street: Street) -> None:
    decided = await street.decide((await street.report(await street.post())).case_id, "hide")
    first = await street.appeal(decided, key="tap-1")

    again = await street.appeal(decided, key="tap-1")

    assert (again.appeal_id, again.replayed) == (first.appeal_id, True)
    with pytest.raises(KeyConflict):
        await street.appeal(decided, key="tap-1", words="Något annat.")
    with pytest.raises(AlreadyDecided):
        await street.appeal(decided)


async def test_undoing_makes_an_appeal_moot(street: Street) -> None:
    ref = await street.post()
    decided = await street.decide((await street.report(ref)).case_id, "hide")
    appealed = await street.appeal(decided)

    await street.undo(decided)

    with pytest.raises(AlreadyDecided):
        await street.hear(appealed, "overturned")
    assert await street.earned() == (EARNED, True)
    assert (await street.case_of(ref)).state == "open"


@pytest.mark.parametrize("reactions", ["at once", "at the end"])
@pytest.mark.parametrize(
    "steps",
    [
        ("hide", "undo", "hide", "appeal", "overturned"),
        ("hide", "appeal", "undo", "remove", "appeal", "upheld"),
        ("remove", "appeal", "overturned", "report", "hide", "undo"),
        ("keep", "undo", "hide", "undo", "hide"),
        ("silence", "undo", "warn", "appeal", "overturned"),
        ("hide", "appeal", "upheld"),
        ("warn", "report", "hide", "appeal", "overturned"),
    ],
)
async def test_in_every_order_points_and_badge_are_there_exactly_while_the_text_is(
    street: Street, steps: tuple[str, ...], reactions: str
) -> None:
    """Also where the jobs that move the points come late, all at once, and twice."""
    ref = await street.post()
    case_id = (await street.report(ref)).case_id
    decided, appealed, reporters = None, None, iter((OTHER, INGRID))
    settle = street.settle
    if reactions == "at the end":
        street.settle = _nothing  # type: ignore[method-assign]

    for step in steps:
        if step == "undo":
            assert decided is not None
            await street.undo(decided)
        elif step == "appeal":
            assert decided is not None
            appealed = await street.appeal(decided)
        elif step in ("upheld", "overturned"):
            assert appealed is not None
            await street.hear(appealed, step)  # type: ignore[arg-type]
        elif step == "report":
            case_id = (await street.report(ref, next(reporters))).case_id
        else:
            decided = await street.decide(case_id, step)  # type: ignore[arg-type]
        published = await street.state(ref) == "published"
        if reactions == "at once":
            assert await street.earned() == ((EARNED, True) if published else (0, False))
    await settle()
    async with storage.transaction() as tx:
        await tx.execute("UPDATE job SET run_at = :now, done_at = NULL", now=clock.now())
    await settle()

    assert await street.earned() == ((EARNED, True) if published else (0, False))
    assert await street.settled() == []


async def _nothing() -> None:
    pass

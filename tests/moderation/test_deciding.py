"""Cases from report to appeal: who may decide, what each decision leaves behind, what comes back, and that once."""

from __future__ import annotations

import asyncio

import pytest

from server import community, moderation, storage
from server.community import service
from server.community.errors import Silenced
from server.kernel import clock
from server.kernel.clock import DAY, HOUR, MINUTE
from server.kernel.errors import BadInput, NotFound
from server.moderation import Action, AlreadyDecided, CaseClaimed, KeyConflict, NotYours, TimeIsOver
from tests.moderation.street import AUTHOR, EARNED, INGRID, NEIGHBOUR, OTHER, YUSUF, Street, key

# Reporting


async def test_reports_of_one_text_are_one_case(street: Street) -> None:
    ref = await street.post()

    first = await street.report(ref, NEIGHBOUR)
    second = await street.report(ref, OTHER, rule=2)

    assert first.case_id == second.case_id
    assert (await street.case_of(ref)).report_count == 2


async def test_whoever_reports_twice_is_counted_once(street: Street) -> None:
    ref = await street.post()
    first = await street.report(ref, key="tap-1")

    again = await street.report(ref, key="tap-1")
    anew = await street.report(ref, rule=2)

    assert again == anew == moderation.Reported(first.case_id, True)
    assert (await street.case_of(ref)).report_count == 1


async def test_a_key_that_reported_something_else_is_a_conflict(street: Street) -> None:
    one, other = await street.post("Kön är lång i dag."), await street.post("Kön är kort i dag.")
    await street.report(one, key="tap-1")

    with pytest.raises(KeyConflict):
        await street.report(other, key="tap-1")

    assert await storage.value("SELECT COUNT(*) FROM report") == 1


async def test_what_cannot_be_read_cannot_be_reported(street: Street) -> None:
    ref = await street.post()
    decided = await street.decide((await street.report(ref)).case_id, "remove")

    with pytest.raises(NotFound):
        await street.report(ref, OTHER)
    with pytest.raises(NotFound):
        await street.report(("comment", decided.decision_id), OTHER)
    with pytest.raises(BadInput):
        await street.report(await street.post("Något helt annat nu."), AUTHOR)


async def test_a_rule_must_be_one_of_the_house(street: Street) -> None:
    ref = await street.post()

    with pytest.raises(BadInput, match="There are: 1, 2"):
        await street.report(ref, rule=7)


# Claiming


async def test_a_claimed_case_is_one_moderators(street: Street) -> None:
    case_id = (await street.report(await street.post())).case_id
    await moderation.claim(street.id(INGRID), case_id)

    with pytest.raises(CaseClaimed) as refused:
        await moderation.claim(street.id(YUSUF), case_id)
    with pytest.raises(CaseClaimed):
        await street.decide(case_id, "keep", YUSUF)

    assert refused.value.by == f"Member {INGRID}"
    await street.decide(case_id, "keep", INGRID)


async def test_a_claim_runs_out(street: Street) -> None:
    case_id = (await street.report(await street.post())).case_id
    await moderation.claim(street.id(INGRID), case_id)

    street.world.clock.by(moderation.LEASE + 1)
    decided = await street.decide(case_id, "keep", YUSUF)

    assert not decided.replayed


async def test_of_two_moderators_at_once_one_wins(street: Street) -> None:
    ref = await street.post()
    case_id = (await street.report(ref)).case_id

    answers = await asyncio.gather(
        *(
            moderation.decide(
                street.id(who), key=key(), case_id=case_id, action=action, rule=1, reason="Så här.", silence_until=None
            )
            for who, action in ((INGRID, "hide"), (YUSUF, "remove")) * 3
        ),
        return_exceptions=True,
    )  # fmt: skip
    await street.settle()

    assert sum(isinstance(answer, moderation.Decided) for answer in answers) == 1
    assert sum(isinstance(answer, AlreadyDecided) for answer in answers) == 5
    assert await street.earned() == (0, False)
    assert await street.notices(AUTHOR) == ["decided"]


# Deciding


@pytest.mark.parametrize(
    ("action", "state", "earned", "told"),
    [
        ("keep", "published", (EARNED, True), []),
        ("warn", "published", (EARNED, True), ["decided"]),
        ("hide", "hidden", (0, False), ["decided"]),
        ("remove", "removed", (0, False), ["decided"]),
        ("silence", "hidden", (0, False), ["decided"]),
    ],
)
async def test_what_each_action_leaves_behind(
    street: Street, action: Action, state: str, earned: tuple[int, bool], told: list[str]
) -> None:
    ref = await street.post()
    case_id = (await street.report(ref)).case_id
    assert await street.earned() == (EARNED, True)

    await street.decide(case_id, action)

    assert await street.state(ref) == state
    assert await street.earned() == earned
    assert await street.notices(AUTHOR) == told
    assert await street.notices(NEIGHBOUR) == ["reported"]
    assert await street.settled() == []


async def test_a_decision_sent_twice_is_one(street: Street) -> None:
    ref = await street.post()
    case_id = (await street.report(ref)).case_id
    first = await street.decide(case_id, "hide", key="tap-1")

    again = await street.decide(case_id, "hide", key="tap-1")
    with pytest.raises(KeyConflict):
        await street.decide(case_id, "remove", key="tap-1")

    assert (again.decision_id, again.replayed) == (first.decision_id, True)
    assert await street.notices(AUTHOR) == ["decided"]


async def test_the_notice_is_an_event_with_the_rule_and_without_words(street: Street) -> None:
    case_id = (await street.report(await street.post())).case_id

    decided = await street.decide(case_id, "hide", rule=2)

    (event,) = await street.events(AUTHOR)
    page = await moderation.notices_of(street.id(AUTHOR), first=10, after=None)
    assert event == {
        "type": "NoticePosted", "notice": page.items[0].id, "kind": "decided", "action": "hide", "rule": 2,
        "version": 1, "until": None,
    }  # fmt: skip
    assert page.items[0].decision_id == decided.decision_id


async def test_nobody_decides_about_their_own_text(street: Street) -> None:
    ref = await street.post(who=INGRID)
    case_id = (await street.report(ref)).case_id

    with pytest.raises(NotYours):
        await street.decide(case_id, "keep", INGRID)
    with pytest.raises(NotYours):
        await moderation.claim(street.id(INGRID), case_id)


async def test_who_is_silenced_writes_nothing_until_then(street: Street) -> None:
    case_id = (await street.report(await street.post())).case_id
    other = await street.post("Någon som vill fika?", NEIGHBOUR)
    until = clock.now() + 2 * HOUR
    await street.decide(case_id, "silence", silence_until=until)

    with pytest.raises(Silenced) as refused:
        await street.post("Får jag skriva nu då?")
    for attempt in (
        service.create_comment(street.id(AUTHOR), key=key(), post_id=other[1], language="sv", body="Här då?"),
        service.react(street.id(AUTHOR), key=key(), ref=other, like=True),
    ):
        with pytest.raises(Silenced):
            await attempt
    silence = await moderation.silence_of(street.id(AUTHOR))
    street.world.at(until)
    ref = await street.post("Får jag skriva nu igen?")

    assert refused.value.until == until
    assert refused.value.texts["sv"].startswith("Du kan inte skriva här förrän 4\u00a0mars 2026 kl.\u00a013.00.")
    assert silence is not None
    assert (silence.until, silence.notice_id is not None) == (until, True)
    assert await street.state(ref) == "published"


@pytest.mark.parametrize("ahead", [None, 30 * MINUTE, 40 * DAY])
async def test_a_silence_has_an_end_within_bounds(street: Street, ahead: int | None) -> None:
    case_id = (await street.report(await street.post())).case_id

    with pytest.raises(BadInput):
        await street.decide(case_id, "silence", silence_until=None if ahead is None else clock.now() + ahead)


async def test_what_an_author_deleted_stays_deleted_whatever_is_decided(street: Street) -> None:
    ref = await street.post()
    case_id = (await street.report(ref)).case_id
    await service.delete(street.id(AUTHOR), key=key(), ref=ref)

    decided = await street.decide(case_id, "remove")
    away = await street.earned()
    await street.undo(decided)

    assert away == (0, False)
    assert await street.earned() == (EARNED, True)
    assert await street.state(ref) == "deleted"


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
    assert await street.notices(NEIGHBOUR) == ["reported", "reported"]
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


# What is open to all


async def test_the_log_counts_and_names_nobody(street: Street) -> None:
    for number, action in enumerate(("hide", "hide", "keep", "remove")):
        ref = await street.post(f"Inlägg nummer {number} på gatan.")
        decided = await street.decide((await street.report(ref)).case_id, action)  # type: ignore[arg-type]
        street.world.clock.by(2 * HOUR)
    await street.undo(decided)

    page = await moderation.log(first=1, after=None)
    rest = await moderation.log(first=10, after=page.cursors[-1])

    lines = [(line.month, line.rule, line.action, line.appeal, line.count) for line in (*page.items, *rest.items)]
    assert (page.has_next, rest.has_next) == (True, False)
    assert lines == [("2026-03", 1, "hide", "none", 2), ("2026-03", 1, "keep", "none", 1)]


async def test_the_queue_has_the_most_reported_first_and_pages_on(street: Street) -> None:
    refs = [await street.post(f"Inlägg nummer {n} på gatan.", who=who) for n, who in enumerate((AUTHOR, OTHER, OTHER))]
    for ref in refs:
        await street.report(ref)
    await street.report(refs[1], YUSUF)
    street.world.clock.by(MINUTE)

    first = await moderation.queue("most_reported", first=2, after=None)
    rest = await moderation.queue("most_reported", first=2, after=first.cursors[-1])
    newest = await moderation.queue("newest", first=1, after=None)
    after = await moderation.queue("newest", first=5, after=newest.cursors[-1])

    targets = [case.ref for case in (*first.items, *rest.items)]
    assert targets[0] == refs[1]
    assert sorted(targets) == sorted(refs)
    assert [case.id for case in (*newest.items, *after.items)] == sorted((c.id for c in (*first.items, *rest.items)),
                                                                        reverse=True)  # fmt: skip

"""Reports become cases, of which a moderator sees the most reported first, and everybody how they ended."""

from __future__ import annotations

import pytest

from server import moderation, storage
from server.kernel.clock import HOUR, MINUTE
from server.kernel.errors import BadInput, NotFound
from server.moderation import KeyConflict
from tests.moderation.street import AUTHOR, NEIGHBOUR, OTHER, YUSUF, Street


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

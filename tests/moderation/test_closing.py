"""A case that nobody needs to decide any more, and the list of those that are over."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from server import community, live, moderation
from server.community import Ref
from server.kernel.clock import HOUR, MINUTE
from server.kernel.errors import NotFound
from server.moderation import AlreadyDecided, CaseClaimed
from tests.moderation.street import AUTHOR, INGRID, YUSUF, Street, key

PATIENCE_SECONDS = 20
HELD = "Någon som vill ha ett snabblån?"


async def delete(street: Street, ref: Ref) -> None:
    await community.delete(street.id(AUTHOR), key=key(), ref=ref)
    await street.settle()


async def told_of(heard: asyncio.Queue[Any], case_id: int) -> None:
    """The moderators' pages hear of a case."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await heard.get() != {"case": case_id}:
            pass


async def waiting() -> list[int]:
    return [case.id for case in (await moderation.queue("newest", first=10, after=None)).items]


async def test_the_case_of_a_held_text_that_its_author_deletes_closes_by_itself(street: Street) -> None:
    ref = await street.post(HELD)
    case_id = (await street.case_of(ref)).id
    heard: asyncio.Queue[Any] = asyncio.Queue()
    listener = live.listen(moderation.TOPIC, heard.put_nowait)

    await delete(street, ref)

    assert (await street.case_of(ref)).state == "closed"
    assert await waiting() == []
    await told_of(heard, case_id)
    listener.close()
    with pytest.raises(AlreadyDecided) as refused:
        await street.decide(case_id, "hide")
    assert "Författaren har tagit bort" in refused.value.texts["sv"]


async def test_what_somebody_reported_waits_although_it_is_deleted(street: Street) -> None:
    ref = await street.post()
    case_id = (await street.report(ref)).case_id

    await delete(street, ref)

    assert await waiting() == [case_id]


async def test_undoing_what_was_decided_about_a_deleted_text_asks_nobody(street: Street) -> None:
    ref = await street.post(HELD)
    decided = await street.decide((await street.case_of(ref)).id, "hide")
    await delete(street, ref)

    await street.undo(decided)

    assert ((await street.case_of(ref)).state, await waiting()) == ("closed", [])


async def test_who_lets_go_of_a_case_leaves_it_to_others_at_once(street: Street) -> None:
    case_id = (await street.report(await street.post())).case_id
    ingrid, yusuf = street.id(INGRID), street.id(YUSUF)
    await moderation.claim(ingrid, case_id)
    await moderation.release(yusuf, case_id)  # It is not his to let go of.
    with pytest.raises(CaseClaimed):
        await moderation.claim(yusuf, case_id)
    heard: asyncio.Queue[Any] = asyncio.Queue()
    listener = live.listen(moderation.TOPIC, heard.put_nowait)

    await moderation.release(ingrid, case_id)
    await moderation.release(ingrid, case_id)

    await told_of(heard, case_id)
    listener.close()
    await moderation.claim(yusuf, case_id)
    with pytest.raises(NotFound):
        await moderation.release(ingrid, 1)


async def test_what_is_over_is_listed_newest_first_page_by_page(street: Street) -> None:
    cases = []
    for floor in range(3):
        cases.append((await street.report(await street.post(f"Hej från våning {floor}."))).case_id)
        await street.decide(cases[-1], "keep")
        street.world.clock.by(MINUTE)
    await street.report(await street.post("Den här väntar."))

    first = await moderation.finished(first=2, after=None)
    rest = await moderation.finished(first=2, after=first.cursors[-1])

    assert [case.id for case in (*first.items, *rest.items)] == cases[::-1]
    assert (first.has_next, rest.has_next) == (True, False)


async def test_who_may_undo_and_until_when(street: Street) -> None:
    ref = await street.post(who=YUSUF)
    decided = await street.decide((await street.report(ref)).case_id, "hide", INGRID)
    decision = (await moderation.decisions_by_id([decided.decision_id]))[decided.decision_id]
    case = await street.case_of(ref)
    may = [moderation.may_undo(decision, case, None, street.id(who)) for who in (INGRID, AUTHOR, YUSUF)]

    street.world.clock.by(24 * HOUR + 1)

    assert may == [True, True, False]  # Any moderator, but none about an own text.
    assert not moderation.may_undo(decision, case, None, street.id(INGRID))


async def test_who_decides_in_two_windows_is_told_that_it_was_themselves(street: Street) -> None:
    case_id = (await street.report(await street.post())).case_id
    await street.decide(case_id, "hide", INGRID)

    said = []
    for who in (INGRID, YUSUF):
        with pytest.raises(AlreadyDecided) as refused:
            await street.decide(case_id, "keep", who)
        said.append(refused.value.texts["sv"])

    assert said[0] == "Du har redan avgjort det här i ett annat fönster."
    assert "hann före" in said[1]

"""Many at once: reports by a crowd, two moderators with one case, and pages that are open while it happens."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from server import community, live, members, moderation, storage
from server.kernel.errors import NotFound
from server.members import NewMember
from server.moderation import AlreadyDecided, CaseClaimed
from tests.moderation.street import AUTHOR, INGRID, YUSUF, Street, key

CROWD = 12


async def crowd_of(count: int) -> list[int]:
    people = [NewMember(display_name="Granne", language="sv", timezone="Europe/Stockholm") for _ in range(count)]
    async with storage.transaction() as tx:
        return await members.add_members(tx, people)


async def test_reports_by_many_at_once_are_one_case_with_each_of_them(street: Street) -> None:
    ref = await street.post()
    crowd = await crowd_of(CROWD)

    reported = await asyncio.gather(
        *(moderation.report(who, key="r", ref=ref, rule=1, words=None) for who in crowd for _ in range(2))
    )

    assert len({one.case_id for one in reported}) == 1
    assert sum(not one.replayed for one in reported) == CROWD
    assert (await street.case_of(ref)).report_count == CROWD
    assert await storage.value("SELECT COUNT(*) FROM report") == CROWD


async def test_reports_that_meet_a_decision_are_in_the_case_or_too_late(street: Street) -> None:
    """Whoever came in time hears of the decision; to the others the text is not there any more."""
    ref = await street.post()
    first = await street.report(ref)
    crowd = await crowd_of(CROWD)

    outcomes = await asyncio.gather(
        moderation.decide(
            street.id(INGRID), key="d", case_id=first.case_id, action="hide", rule=1, reason="Skriv om saken."
        ),
        *(moderation.report(who, key="r", ref=ref, rule=1, words=None) for who in crowd),
        return_exceptions=True,
    )

    assert isinstance(outcomes[0], moderation.Decided)
    refused = [one for one in outcomes[1:] if isinstance(one, BaseException)]
    assert all(isinstance(one, NotFound) for one in refused)
    in_time = 1 + CROWD - len(refused)
    assert (await street.case_of(ref)).report_count == in_time
    assert await storage.value("SELECT COUNT(*) FROM moderation_case") == 1
    assert await storage.value("SELECT COUNT(*) FROM notice WHERE kind = 'reported'") == in_time


async def test_of_two_who_claim_at_once_one_has_it(street: Street) -> None:
    case = (await street.report(await street.post())).case_id

    outcomes = await asyncio.gather(
        *(moderation.claim(street.id(who), case) for who in (INGRID, YUSUF)), return_exceptions=True
    )

    (refused,) = [one for one in outcomes if isinstance(one, BaseException)]
    assert isinstance(refused, CaseClaimed)


async def test_who_let_a_claim_lapse_decides_only_while_nobody_else_has_it(street: Street) -> None:
    case = (await street.report(await street.post())).case_id
    await moderation.claim(street.id(INGRID), case)
    street.world.clock.by(moderation.LEASE)
    await moderation.claim(street.id(YUSUF), case)

    with pytest.raises(CaseClaimed):
        await street.decide(case, "hide", INGRID)
    await street.decide(case, "keep", YUSUF)
    with pytest.raises(AlreadyDecided):
        await street.decide(case, "hide", INGRID)


async def test_two_who_hear_an_appeal_at_once_decide_it_once(street: Street) -> None:
    """Sara is a third moderator: neither she nor Yusuf made the decision."""
    (sara,) = await crowd_of(1)
    async with storage.transaction() as tx:
        await members.grant_role(tx, sara, "moderator")
    ref = await street.post()
    decided = await street.decide((await street.report(ref)).case_id, "hide")
    appealed = await street.appeal(decided)

    outcomes = await asyncio.gather(
        *(
            moderation.decide_appeal(
                who, key=key(), appeal_id=appealed.appeal_id, verdict="overturned", reason="Jag har läst."
            )
            for who in (street.id(YUSUF), sara)
        ),
        return_exceptions=True,
    )
    await street.settle()

    (refused,) = [one for one in outcomes if isinstance(one, BaseException)]
    assert isinstance(refused, AlreadyDecided)
    assert (await street.state(ref), (await street.earned())[0]) == ("published", 20)


async def test_the_notice_of_a_hold_reaches_the_authors_open_page_with_the_commit(street: Street) -> None:
    heard: list[Any] = []
    listener = live.listen(live.member_topic(street.id(AUTHOR)), heard.append)

    ref = await street.post("Ta ett snabblån i dag.")

    listener.close()
    assert await street.state(ref) == "held"
    (letter,) = (await moderation.notices_of(street.id(AUTHOR), first=5, after=None)).items
    told = [event.data for row in heard for event in row.unfold()]
    assert told == [{"type": "NoticePosted", "notice": letter.id, "kind": "held"}]


async def test_who_looks_at_a_case_hears_that_its_text_was_edited(street: Street) -> None:
    ref = await street.post()
    case = (await street.report(ref)).case_id
    messages = live.subscribe(moderation.TOPIC)

    await community.edit_post(street.id(AUTHOR), key=key(), post_id=ref[1], body="Kön är lång.")
    await street.settle()

    async with asyncio.timeout(10):
        assert await anext(messages) == {"case": case}
    messages.close()

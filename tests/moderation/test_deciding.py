"""Cases that are claimed and decided: who may, and what each decision leaves behind."""

from __future__ import annotations

import asyncio

import pytest

from server import moderation
from server.community import service
from server.community.errors import Silenced
from server.kernel import clock
from server.kernel.clock import DAY, HOUR, MINUTE
from server.kernel.errors import BadInput
from server.moderation import Action, AlreadyDecided, CaseClaimed, KeyConflict, NotYours
from tests.moderation.street import AUTHOR, EARNED, INGRID, NEIGHBOUR, YUSUF, Street, key

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

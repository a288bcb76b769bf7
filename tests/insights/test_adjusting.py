"""Corrections by hand: through the recorder, once, by two where it is much, and never for oneself."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from server import insights, storage
from server.activities import KeyConflict, MemberNotFound, UnknownCurrency
from server.insights import AdjustmentDecided, OwnAccount, SecondManagerNeeded
from server.kernel.errors import BadInput, Forbidden, NotFound
from server.ledger.errors import LessThanThat
from server.members import Principal
from tests.insights.conftest import Office


async def adjust(office: Office, points: int, *, who: int = 0, by: Principal | None = None, **more: Any) -> Any:
    asked: dict[str, Any] = {"key": f"key-{points}", "currency": "points", "reason": "Glömt kvitto", **more}
    return await insights.adjust(
        by or office.karin, member=("id", office.world.members[who]), points=points, **asked
    )


async def kept() -> int:
    return int(await storage.value("SELECT COUNT(*) FROM adjustment") or 0)


async def test_points_are_given_and_the_member_reads_why(office: Office) -> None:
    done = await adjust(office, 120)

    (entry,) = done.outcome.entries
    assert (entry.points, entry.reason, entry.arithmetic) == (120, "adjusted", {"reason": "Glömt kvitto"})
    assert await office.world.balance() == 120
    (event,) = await office.world.events()
    assert (event["type"], event["reason"], event["kind"]) == ("PointsPosted", "adjusted", "@adjust")
    assert await office.world.settled() == []


async def test_points_are_taken_from_what_expires_first(office: Office) -> None:
    world = office.world
    await world.record(world.purchase("100"))
    world.later(10)
    await world.record(world.purchase("100"))

    await adjust(office, -130)

    assert await world.balance() == 70
    rows = await storage.rows("SELECT remaining FROM ledger_lot ORDER BY id")
    assert [row[0] for row in rows] == [0, 70]
    assert await world.settled() == []


async def test_nobody_is_brought_below_nothing(office: Office) -> None:
    await office.world.record(office.world.purchase("100"))

    with pytest.raises(LessThanThat) as refused:
        await adjust(office, -101)

    assert (refused.value.balance, refused.value.wanted) == (100, 101)
    assert await office.world.balance() == 100
    assert await kept() == 0


async def test_a_refused_key_is_free_again(office: Office) -> None:
    with pytest.raises(LessThanThat):
        await adjust(office, -50, key="k")

    await adjust(office, 50, key="k")

    assert await office.world.balance() == 50


async def test_the_same_again_answers_the_first_outcome(office: Office) -> None:
    first = await adjust(office, 100, key="k")

    again = await adjust(office, 100, key="k")

    assert again.outcome.replayed
    assert again.outcome.entries == first.outcome.entries
    assert await office.world.balance() == 100
    with pytest.raises(KeyConflict):
        await adjust(office, 90, key="k")


async def test_two_at_once_under_one_key_are_one(office: Office) -> None:
    both = await asyncio.gather(adjust(office, 100, key="k"), adjust(office, 100, key="k"))

    assert both[0].outcome.activity.id == both[1].outcome.activity.id
    assert await office.world.balance() == 100


async def test_level_points_lift_a_level_and_sink_it(office: Office) -> None:
    await adjust(office, 300, currency="level", key="up")
    assert await office.world.tier() == "second"

    await adjust(office, -200, currency="level", key="down", by=office.lars)

    assert await office.world.tier() == "first"
    assert await office.world.balance(currency="level") == 100


async def test_a_correction_lifts_nobody_on_a_board(office: Office) -> None:
    await office.world.record(office.world.purchase("100"))
    before = await office.world.standings()

    await adjust(office, 400)
    await adjust(office, -450)

    assert await office.world.standings() == before


async def test_beyond_the_limit_it_waits_for_another_manager(office: Office) -> None:
    asked = await adjust(office, 501)

    assert (asked.adjustment.state, asked.outcome) == ("waiting", None)
    assert await office.world.balance() == 0
    with pytest.raises(SecondManagerNeeded):
        await insights.agree(office.karin, asked.adjustment.id)

    agreed = await insights.agree(office.lars, asked.adjustment.id)

    assert agreed.adjustment.decided_by == office.lars.member_id
    assert agreed.outcome is not None
    assert await office.world.balance() == 501
    again = await adjust(office, 501)
    assert (again.adjustment.state, again.outcome.replayed) == ("agreed", True)


async def test_small_ones_in_a_row_are_one_large_one(office: Office) -> None:
    await adjust(office, 300)
    elsewhere = await adjust(office, 499, who=1)
    assert elsewhere.adjustment.state == "alone"

    third = await adjust(office, -201)

    assert third.adjustment.state == "waiting"
    office.world.later(1.01)
    assert (await adjust(office, -202)).adjustment.state == "alone"


async def test_two_in_the_same_moment_do_not_both_pass_under_the_limit(office: Office) -> None:
    both = await asyncio.gather(adjust(office, 300, key="a"), adjust(office, 300, key="b"))

    assert sorted(one.adjustment.state for one in both) == ["alone", "waiting"]


async def test_what_is_declined_stays_so(office: Office) -> None:
    asked = await adjust(office, 600)

    declined = await insights.decline(office.lars, asked.adjustment.id)

    assert declined.adjustment.state == "declined"
    with pytest.raises(AdjustmentDecided):
        await insights.agree(office.lars, asked.adjustment.id)
    assert (await adjust(office, 600)).adjustment.state == "declined"
    assert await office.world.balance() == 0


async def test_two_managers_who_agree_at_once_give_it_once(office: Office) -> None:
    asked = await adjust(office, 600, who=0)

    answers = await asyncio.gather(
        insights.agree(office.lars, asked.adjustment.id), insights.decline(office.karin, asked.adjustment.id),
        return_exceptions=True,
    )  # fmt: skip

    refused = [one for one in answers if isinstance(one, AdjustmentDecided)]
    assert len(refused) == 1
    given = not isinstance(answers[0], AdjustmentDecided)
    assert await office.world.balance() == (600 if given else 0)


async def test_what_cannot_be_taken_any_more_waits_on(office: Office) -> None:
    await office.world.record(office.world.purchase("600"))
    asked = await adjust(office, -600)
    await adjust(office, -50, by=office.lars)

    with pytest.raises(LessThanThat):
        await insights.agree(office.lars, asked.adjustment.id)

    page = await insights.adjustments(first=10, after=None, waiting=True)
    assert [(one.id, one.state, one.decided_by) for one in page.items] == [(asked.adjustment.id, "waiting", None)]


async def test_what_was_agreed_and_never_recorded_is_completed(office: Office) -> None:
    asked = await adjust(office, 600)
    async with storage.transaction() as tx:
        await tx.execute("UPDATE adjustment SET state = 'agreed', decided_by = :lars", lars=office.lars.member_id)

    completed = await insights.agree(office.lars, asked.adjustment.id)

    assert completed.adjustment.activity_id is not None
    assert await office.world.balance() == 600


async def test_ones_own_points_are_somebody_elses_to_correct(office: Office) -> None:
    with pytest.raises(OwnAccount):
        await adjust(office, 10, who=3)

    asked = await adjust(office, 600, who=4)
    with pytest.raises(OwnAccount):
        await insights.agree(office.lars, asked.adjustment.id)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"points": 0}, BadInput),
        ({"reason": " "}, BadInput),
        ({"reason": "två\nrader"}, BadInput),
        ({"key": ""}, BadInput),
        ({"currency": "gold"}, UnknownCurrency),
    ],
)
async def test_what_makes_no_sense_changes_nothing(office: Office, changes: Any, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        await adjust(office, **{"points": 10, **changes})

    assert await kept() == 0


async def test_only_managers_and_only_members_that_there_are(office: Office) -> None:
    plain = Principal(kind="person", member_id=office.world.members[1], roles=frozenset({"member", "moderator"}))
    with pytest.raises(Forbidden):
        await adjust(office, 10, by=plain)
    with pytest.raises(MemberNotFound):
        await insights.adjust(office.karin, key="k", member=("id", 7), currency="points", points=1, reason="Tack")
    with pytest.raises(NotFound):
        await insights.agree(office.lars, 7)

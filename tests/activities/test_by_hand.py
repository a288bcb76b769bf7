"""What staff record by hand: never for themselves, never beyond the document's ceiling, and undone within a week."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from server import activities, storage
from server.activities import (
    ActivityNotFound,
    OwnCard,
    RecordActivity,
    ReverseActivity,
    ShareExceeded,
    Source,
    StaffUndoneTooLate,
)
from server.kernel import clock
from server.kernel.clock import HOUR
from server.kernel.errors import BadInput
from server.members import Principal
from server.programme import FactError
from tests.activities.world import PROGRAMME, World, world_on

TOVE, COLLEAGUE, ELSA = 0, 1, 2  # By their place among the world's members.


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    text = PROGRAMME.replace('facts.amount = { type = "money" }', 'facts.amount = { type = "money", staff_max = 500 }')
    async with world_on(migrated_url, members_count=4, text=text) as world:
        yield world


def staff(world: World, who: int, partner: str = "north", shop: str | None = "north") -> Source:
    principal = Principal(
        kind="person", member_id=world.members[who], roles=frozenset({"member", "staff"}),
        partner_id=world.partner_ids[partner], shop_code=shop,
    )  # fmt: skip
    return Source.of(principal)


def rung_up(world: World, amount: str = "100", who: int = ELSA, **changes: Any) -> RecordActivity:
    return world.purchase(amount, who, **{"source": staff(world, TOVE), **changes})


def undoing(source: Source, activity_id: int, share: int = 1_000_000, **changes: Any) -> ReverseActivity:
    given: dict[str, Any] = {"key": f"undo-{activity_id}-{share}", "reason": "Wrong receipt", **changes}
    return ReverseActivity(source=source, activity_id=activity_id, share=share, **given)


async def test_nobody_rings_up_for_themselves(world: World) -> None:
    with pytest.raises(OwnCard):
        await world.record(rung_up(world, who=TOVE))

    assert await world.balance(TOVE) == 0
    await world.record(rung_up(world, who=TOVE, source=staff(world, COLLEAGUE)))
    assert await world.balance(TOVE) == 100


async def test_nobody_confirms_their_own_voucher(world: World) -> None:
    await world.record(world.purchase("60", TOVE))
    await world.record(world.redeeming("cup", TOVE))
    voucher_id = int(await storage.value("SELECT id FROM reward_voucher"))

    with pytest.raises(OwnCard):
        await world.record(world.confirming(voucher_id, TOVE, source=staff(world, TOVE), key="c"))

    assert await storage.value("SELECT state FROM reward_voucher") == "open"
    await world.record(world.confirming(voucher_id, TOVE, source=staff(world, COLLEAGUE), key="c"))


async def test_the_documents_ceiling_holds_for_hands_and_not_for_programs(world: World) -> None:
    await world.record(rung_up(world, "500.00"))
    with pytest.raises(FactError) as above:
        await world.record(rung_up(world, "500.01"))
    await world.record(world.purchase("12000", ELSA))

    assert above.value.fact == "amount"
    assert "500\u00a0kr" in above.value.messages["sv"]
    assert "SEK\u00a0500" in above.value.messages["en"]
    assert await world.balance(ELSA) == 12_500


async def test_without_a_word_in_the_document_money_has_a_ceiling_too(migrated_url: str) -> None:
    async with world_on(migrated_url) as world:
        with pytest.raises(FactError):
            await world.record(rung_up(world, "10000.01"))
        await world.record(rung_up(world, "10000.00"))


async def test_staff_undo_what_they_or_a_colleague_rang_up(world: World) -> None:
    own = await world.record(rung_up(world, "40"))
    colleagues = await world.record(rung_up(world, "60", source=staff(world, COLLEAGUE)))

    await world.record(undoing(staff(world, TOVE), own.activity.id))
    await world.record(undoing(staff(world, TOVE), colleagues.activity.id, 500_000))

    assert await world.balance(ELSA) == 30
    again = await world.record(undoing(staff(world, TOVE), own.activity.id))
    assert again.replayed
    with pytest.raises(ShareExceeded):
        await world.record(undoing(staff(world, TOVE), own.activity.id, key="twice"))
    assert await world.settled() == []


async def test_whoever_has_no_shop_of_their_own_undoes_in_all_of_the_partners(world: World) -> None:
    sold = await world.record(rung_up(world))

    await world.record(undoing(staff(world, COLLEAGUE, shop=None), sold.activity.id))

    assert await world.balance(ELSA) == 0


async def test_nobody_else_reaches_it(world: World) -> None:
    sold = await world.record(rung_up(world))
    by_program = await world.record(world.purchase("10", ELSA))
    ride = await world.record(world.ride(ELSA))

    strangers = [
        undoing(staff(world, COLLEAGUE, "south", "south"), sold.activity.id),
        undoing(staff(world, COLLEAGUE, shop="another"), sold.activity.id),
        undoing(world.till("south"), sold.activity.id),
        undoing(world.by_hand(ELSA), sold.activity.id),
        undoing(world.by_hand(COLLEAGUE), ride.activity.id),
        undoing(staff(world, TOVE), by_program.activity.id),
        undoing(staff(world, TOVE), ride.activity.id),
        undoing(staff(world, TOVE), 1),
    ]  # fmt: skip

    answers = await world.many(strangers)
    assert [type(answer) for answer in answers] == [ActivityNotFound] * len(strangers)
    assert await world.balance(ELSA) == 120


async def test_one_batch_tells_whose_it_is_for_each_asker(world: World) -> None:
    sold = await world.record(rung_up(world))

    stranger, colleague = await activities.record_many([
        undoing(staff(world, 3, "south", "south"), sold.activity.id),
        undoing(staff(world, COLLEAGUE), sold.activity.id),
    ])  # fmt: skip

    assert isinstance(stranger, ActivityNotFound)
    assert not isinstance(colleague, Exception)


async def test_a_week_later_only_a_program_undoes_it(world: World) -> None:
    sold = await world.record(rung_up(world))
    world.later(7)
    world.clock.by(HOUR)

    with pytest.raises(StaffUndoneTooLate):
        await world.record(undoing(staff(world, TOVE), sold.activity.id))

    await world.record(undoing(world.till("north"), sold.activity.id))
    assert await world.balance(ELSA) == 0


async def test_nobody_takes_back_what_was_rung_up_for_themselves(world: World) -> None:
    sold = await world.record(rung_up(world, who=COLLEAGUE))

    with pytest.raises(OwnCard):
        await world.record(undoing(staff(world, COLLEAGUE), sold.activity.id))


async def test_a_reversal_of_staffs_cannot_be_undone_by_its_id(world: World) -> None:
    sold = await world.record(rung_up(world))
    undone = await world.record(undoing(staff(world, TOVE), sold.activity.id))

    with pytest.raises(ActivityNotFound):
        await world.record(undoing(staff(world, TOVE), undone.activity.id))


@pytest.mark.parametrize("named", [{}, {"activity_key": "k", "activity_id": 7}])
def test_an_activity_is_named_in_one_way(named: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        ReverseActivity(source=Source.system("test"), key="k", reason="x", **named)


async def test_the_till_remembers_what_hands_rang_up(world: World) -> None:
    first = await world.record(rung_up(world))
    await world.record(world.purchase("10", ELSA))
    await world.record(rung_up(world, source=staff(world, COLLEAGUE, "south", "south")))
    undone = await world.record(rung_up(world, "20"))
    await world.record(undoing(staff(world, TOVE), undone.activity.id))

    north = world.partner_ids["north"]
    seen = await activities.rung_up_since(north, "north", clock.now() - HOUR, most=10)

    assert [(row.id, row.reversed) for row in seen] == [(undone.activity.id, 1_000_000), (first.activity.id, 0)]
    assert await activities.rung_up_since(north, "another", 0, most=10) == []
    assert len(await activities.rung_up_since(north, None, 0, most=10)) == 2

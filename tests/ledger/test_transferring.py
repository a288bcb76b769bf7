"""Points that members give each other."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from server import activities, ledger, storage
from server.activities import Source, TransferPoints, UndoTransfer, transfer_to
from server.kernel import clock
from server.kernel.errors import BadInput
from server.ledger.errors import (
    LessThanThat,
    NotTransferable,
    TooLittleAtOnce,
    TooMuchThisYear,
    TransferNotFound,
)
from server.members import Principal
from tests.activities.world import World
from tests.ledger.conftest import Worlds
from tests.ledger.test_expiring import lots, reasons

POINTS = "expires_months = 2"
GIVING = {POINTS: POINTS + "\ntransfer = { least = 10, most_a_year = 150 }"}


def giving(world: World, points: int, who: int = 0, to: int = 1, **changes: Any) -> TransferPoints:
    given: dict[str, Any] = {
        "source": world.by_hand(who), "key": f"give-{who}-{to}-{points}", "member": ("id", world.members[who]),
        "to": world.members[to], "currency": "points", "points": points, "names": ("Anna", "Elsa"),
    }  # fmt: skip
    return TransferPoints(**{**given, **changes})


def undoing(world: World, transfer_id: int, who: int = 0, to: int = 1) -> UndoTransfer:
    return UndoTransfer(
        source=Source.system("test"), key=f"undo-{transfer_id}", member=("id", world.members[who]),
        receiver=world.members[to], transfer_id=transfer_id, reason="It was a mistake",
    )  # fmt: skip


async def test_points_keep_their_last_day_and_both_are_told(world_with: Worlds) -> None:
    async with world_with(GIVING) as world:
        world.at(clock.from_iso("2026-03-04T12:00:00Z"))
        await world.record(world.purchase("60"))
        world.later(10)
        await world.record(world.purchase("60"))

        outcome = await world.record(giving(world, 80))

        assert [(entry.reason, entry.points) for entry in outcome.entries] == [("sent", -80)]
        assert await lots(world, 0) == [(40, "2026-05-14T22:00:00Z")]
        assert await lots(world, 1) == [(60, "2026-05-04T22:00:00Z"), (20, "2026-05-14T22:00:00Z")]
        sent, received = (await world.events(0))[-1], (await world.events(1))[-1]
        assert (sent["reason"], sent["points"], sent["arithmetic"]) == ("sent", -80, {"name": "Elsa"})
        assert (received["reason"], received["points"], received["arithmetic"]) == ("received", 80, {"name": "Anna"})
        page = await ledger.transfers_of(world.members[1], first=5, after=None)
        assert [(each.points, each.from_member) for each in page.items] == [(80, world.members[0])]
        world.at(clock.from_iso("2026-05-04T22:00:00Z"))
        await world.time_passes()
        assert (await world.balance(0), await world.balance(1)) == (40, 20)


async def test_a_key_that_comes_again_gives_nothing_twice(world_with: Worlds) -> None:
    async with world_with(GIVING) as world:
        await world.record(world.purchase("60"))
        first = await world.record(giving(world, 20))

        again = await world.record(giving(world, 20))

        assert again.replayed
        assert [entry.id for entry in again.entries] == [entry.id for entry in first.entries]
        assert (await world.balance(0), await world.balance(1)) == (40, 20)
        with pytest.raises(activities.KeyConflict):
            await world.record(giving(world, 20, to=2, key="give-0-1-20"))


async def test_what_is_refused(world_with: Worlds) -> None:
    async with world_with(GIVING) as world:
        await world.record(world.purchase("300"))

        with pytest.raises(TooLittleAtOnce) as little:
            await world.record(giving(world, 9))
        assert "10 poäng" in little.value.texts["sv"].replace("\u00a0", " ")
        with pytest.raises(NotTransferable):
            await world.record(giving(world, 10, currency="level"))
        with pytest.raises(BadInput):
            giving(world, 10, to=0)
        with pytest.raises(LessThanThat):
            await world.record(giving(world, 50, 1, 2))
        await world.record(giving(world, 100))
        with pytest.raises(TooMuchThisYear) as much:
            await world.record(giving(world, 51))
        assert much.value.left == 50
        await world.record(giving(world, 50))
        world.at(clock.from_iso("2026-12-31T23:00:00Z"))
        await world.time_passes()
        await world.record(world.purchase("100"))
        await world.record(giving(world, 51, key="next year"))


async def test_points_do_not_count_as_earned_by_whom_they_are_given_to(world_with: Worlds) -> None:
    async with world_with(GIVING) as world:
        await world.record(world.purchase("150"))
        await world.record(giving(world, 150))

        assert [row for row in await reasons(world) if row[1] in ("sent", "received")] == [
            ("points", "sent", -150), ("points", "received", 150)
        ]  # fmt: skip
        assert {member: score for (_, member), score in (await world.standings()).items()} == {0: 150}


async def test_who_owes_pays_out_of_what_they_are_given(world_with: Worlds) -> None:
    async with world_with(GIVING) as world:
        bought = world.purchase("50", 1)
        await world.record(bought)
        voucher = await world.redeem("cup", 1)
        await world.record(world.confirming(voucher.id, 1))
        await world.record(world.reversal(bought.key))
        assert await world.balance(1) == -50
        await world.record(world.purchase("80"))

        await world.record(giving(world, 80))

        assert await world.balance(1) == 30
        assert [left for left, _ in await lots(world, 1)] == [30]


async def test_a_manager_lets_it_come_back_and_what_was_spent_is_owed(world_with: Worlds) -> None:
    async with world_with(GIVING) as world:
        await world.record(world.purchase("100"))
        before = await lots(world)
        sent = await world.record(giving(world, 100))
        await world.redeem("cup", 1)

        await world.record(undoing(world, sent.activity.id))

        assert await lots(world) == before
        assert await world.balance(1) == -50
        (twice,) = await world.many([UndoTransfer(
            source=Source.system("test"), key="again", member=("id", world.members[0]), receiver=world.members[1],
            transfer_id=sent.activity.id, reason="Twice",
        )])  # fmt: skip
        assert isinstance(twice, TransferNotFound)
        await world.record(giving(world, 100, key="the year's sum has room again"))


async def test_what_had_expired_by_then_comes_back_to_nobody(world_with: Worlds) -> None:
    async with world_with(GIVING) as world:
        await world.record(world.purchase("100"))
        sent = await world.record(giving(world, 100))
        world.later(90)
        await world.time_passes()

        await world.record(undoing(world, sent.activity.id))

        assert (await world.balance(0), await world.balance(1)) == (0, 0)


async def test_two_who_give_each_other_at_once_do_not_wait_for_each_other_for_ever(world_with: Worlds) -> None:
    async with world_with(GIVING) as world:
        await world.many([world.purchase("100", 0), world.purchase("100", 1)])

        await asyncio.gather(*(
            world.record(giving(world, 10, a, b, key=f"{a}{n}")) for n in range(5) for a, b in ((0, 1), (1, 0))
        ))  # fmt: skip

        assert (await world.balance(0), await world.balance(1)) == (100, 100)
        assert await storage.value("SELECT COUNT(*) FROM ledger_transfer") == 10


async def test_who_is_given_to_is_named_by_their_card(world_with: Worlds) -> None:
    async with world_with(GIVING) as world:
        await world.record(world.purchase("100"))
        card = await storage.value("SELECT card FROM member WHERE id = :id", id=world.members[2])
        anna = Principal(kind="person", member_id=world.members[0], roles=frozenset({"member"}))

        intent = await transfer_to(card, by=anna, key="k", currency="points", points=10)
        await world.record(intent)

        assert await world.balance(2) == 10
        with pytest.raises(activities.MemberNotFound):
            await transfer_to("9999 9999 9999 9999", by=anna, key="k2", currency="points", points=10)

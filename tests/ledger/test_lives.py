"""Random lives with every form of expiry, with return windows and gifts between members: the ledger agrees with itself
at every look, reads know what is overdue before anybody visits, and what is undone leaves what was there before."""

from __future__ import annotations

import random
from typing import Any

import pytest

from server import ledger, storage
from server.kernel.clock import DAY
from server.kernel.errors import DomainError
from tests.activities.world import World
from tests.ledger.conftest import Worlds
from tests.ledger.test_transferring import giving

POINTS = "expires_months = 2"
LEVEL = 'code = "level"\nredeemable = false'
MORE = "\ntransfer = { least = 1 }"
FORMS = {
    "age": {POINTS: POINTS + MORE},
    "the month's end": {
        POINTS: 'expires = { months = 1, at_end_of = "month" }' + MORE,
        LEVEL: LEVEL + '\nexpires = { at_end_of = "week" }',
    },
    "idleness": {POINTS: 'expires = { idle_months = 1, kept_by = ["purchase"] }' + MORE},
    "never for some": {POINTS: 'expires = { months = 1, never_for = ["second"] }' + MORE},
    "idle, and never for some": {POINTS: 'expires = { idle_months = 1, never_for = ["second"] }' + MORE},
    "a return window": {POINTS: POINTS + "\npending_days = 9" + MORE},
    "longer life": {
        POINTS: 'expires = { at_end_of = "membership_year" }' + MORE,
        'code = "ride"\nkind = "ride"\npoints = 10\ncap = { points = 10, per = "day" }': (
            'code = "ride"\nkind = "ride"\npoints = 10\ncap = { points = 10, per = "day" }\n'
            'gives = [{ extend = "points", months = 1 }]'
        ),
    },
}


class Life:
    """What three members do, one thing after another."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance, self.number = world, random.Random(seed), 0
        self.bought: list[str] = []
        self.vouchers: list[tuple[int, int]] = []

    async def step(self) -> None:
        self.number += 1
        world, who, key = self.world, self.chance.randrange(3), f"step-{self.number}"
        what = self.chance.choice(["buy", "buy", "buy", "ride", "reverse", "redeem", "end", "give", "award", "correct"])
        try:
            if what == "buy":
                await world.record(world.purchase(str(self.chance.randrange(200)), who, key=key))
                self.bought.append(key)
            elif what == "ride":
                await world.record(world.ride(who, key=key))
            elif what == "reverse" and self.bought:
                share = self.chance.choice([1_000_000, 500_000, 333_333])
                await world.record(world.reversal(self.chance.choice(self.bought), share, key=key))
            elif what == "redeem":
                self.vouchers.append(((await world.redeem("cup", who)).id, who))
            elif what == "end" and self.vouchers:
                voucher, holder = self.vouchers.pop()
                done = world.cancelling if self.chance.random() < 0.5 else world.confirming
                await world.record(done(voucher, holder))
            elif what == "give":
                await world.record(giving(world, self.chance.randrange(1, 80), who, (who + 1) % 3, key=key))
            elif what == "award":
                await world.record(world.award(self.chance.randrange(1, 20), who, key=key))
        except DomainError:
            return  # There is not so much, or it is undone already: nothing was changed.


async def look(world: World) -> None:
    in_lots = ["points", "level"] if await storage.value(
        "SELECT COUNT(*) FROM ledger_lot WHERE currency = 'level'") else ["points"]  # fmt: skip
    assert await ledger.reconcile(in_lots) == []
    for row in await storage.rows("SELECT points, remaining, expired FROM ledger_lot"):
        assert row[1] <= row[0]
        assert row[2] <= max(row[0], 0), "what was spent expired"
    gone = await storage.rows(
        "SELECT member_id, currency, SUM(CASE WHEN reason = 'expired' THEN points WHEN sign = 0 THEN -points END) "
        "FROM ledger_entry WHERE reason = 'expired' OR (reason = 'reversed' AND sign = 0) GROUP BY member_id, currency"
    )
    kept = {(row[0], row[1]): row[2] for row in await storage.rows(
        "SELECT member_id, currency, SUM(expired) FROM ledger_lot GROUP BY member_id, currency")}  # fmt: skip
    assert all(int(row[2]) >= int(kept[row[0], row[1]]) for row in gone)


async def read(world: World) -> list[Any]:
    balances = await ledger.balances_of(world.members)
    lots = await ledger.lots_of(world.members)
    return [
        (
            {code: points for code, points in balances[member].items() if points},
            sorted((lot.currency, lot.remaining, lot.expires_at or 0) for lot in lots[member] if lot.remaining > 0),
        )
        for member in world.members
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("form", FORMS)
async def test_a_life_agrees_with_itself_and_reads_know_what_is_overdue(
    world_with: Worlds, form: str, seed: int
) -> None:
    async with world_with(FORMS[form]) as world:
        life = Life(world, seed)
        for _ in range(12):
            for _ in range(6):
                await life.step()
            await look(world)
            world.clock.by(life.chance.choice([DAY // 3, 3 * DAY, 12 * DAY, 40 * DAY]))
            before = await read(world)
            await world.time_passes()
            after = await read(world)
            assert [balances for balances, _ in after] == [balances for balances, _ in before]
            await look(world)


@pytest.mark.parametrize("form", FORMS)
async def test_what_is_given_and_undone_at_once_leaves_what_was_there(world_with: Worlds, form: str) -> None:
    async with world_with(FORMS[form]) as world:
        life = Life(world, 7)
        for number in range(6):
            for _ in range(5):
                await life.step()
            before = await read(world)
            bought = world.purchase("350", number % 3, key=f"undone-{number}")
            await world.record(bought)
            await world.record(world.reversal(bought.key))
            after = await read(world)
            assert [balances for balances, _ in after] == [balances for balances, _ in before]
            if "idle" not in form:  # A purchase is an activity, also where it was undone: it keeps points alive.
                assert after == before
            world.clock.by(10 * DAY)
            await world.time_passes()

"""A small programme with a partner and some members, for tests of what follows from an activity."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from server import activities, earning, ledger, live, members, milestones, partners, programme, rewards, storage
from server.activities import (
    AwardPoints,
    CancelRedemption,
    ConfirmVoucher,
    DonatePoints,
    JoinChallenge,
    LeaveChallenge,
    Outcome,
    PinReward,
    RecordActivity,
    RedeemReward,
    ReverseActivity,
    Source,
)
from server.kernel import clock
from server.kernel.clock import DAY, Instant
from server.members import NewMember, Principal
from tests.activities.document import PROGRAMME, REWARDS

__all__ = ["PROGRAMME", "REWARDS", "START", "World", "world_on"]

START = clock.from_iso("2026-03-04T10:00:00Z")  # A Wednesday.
_numbers = count(1)


@dataclass
class World:
    """What a test acts on. Time stands still until `at` moves it."""

    clock: clock.Stepper
    members: list[int]
    partner_ids: dict[str, int] = field(default_factory=dict)

    def at(self, moment: Instant) -> None:
        self.clock.to(moment)

    def later(self, days: float) -> None:
        self.clock.by(int(days * DAY))

    def till(self, partner: str = "north", *, imports: bool = False) -> Source:
        principal = Principal(
            kind="client", partner_id=self.partner_ids[partner], shop_code=partner, client_id=f"{partner}-till"
        )
        return Source.of(principal, imports=imports)

    def by_hand(self, member: int = 0) -> Source:
        return Source.of(
            Principal(kind="person", member_id=self.members[member], roles=frozenset({"member"}))
        )

    def purchase(self, amount: str, who: int = 0, **changes: Any) -> RecordActivity:
        given: dict[str, Any] = {
            "source": self.till(), "key": f"key-{next(_numbers)}", "member": ("id", self.members[who]),
            "kind": "purchase", "facts": {"amount": amount},
        }  # fmt: skip
        return RecordActivity(**{**given, **changes})

    def ride(self, who: int = 0, **changes: Any) -> RecordActivity:
        given: dict[str, Any] = {"source": self.by_hand(who), "kind": "ride", "facts": {"km": "3"}}
        return self.purchase("0", who, **{**given, **changes})

    def award(self, points: int, who: int = 0, **changes: Any) -> AwardPoints:
        given: dict[str, Any] = {
            "source": self.till(), "key": f"key-{next(_numbers)}", "member": ("id", self.members[who]),
            "currency": "points", "points": points, "reason": "Thanks",
        }  # fmt: skip
        return AwardPoints(**{**given, **changes})

    def reversal(self, of: str, share: int = 1_000_000, **changes: Any) -> ReverseActivity:
        given: dict[str, Any] = {"source": self.till(), "key": f"key-{next(_numbers)}", "reason": "Returned"}
        return ReverseActivity(**{**given, "activity_key": of, "share": share, **changes})

    def joining(self, challenge: str, member: int = 0) -> JoinChallenge:
        who = ("id", self.members[member])
        return JoinChallenge(
            source=self.by_hand(member), key=f"key-{next(_numbers)}", member=who,  # type: ignore[arg-type]
            challenge=challenge,
        )  # fmt: skip

    def leaving(self, challenge: str, member: int = 0) -> LeaveChallenge:
        who = ("id", self.members[member])
        return LeaveChallenge(
            source=self.by_hand(member), key=f"key-{next(_numbers)}", member=who,  # type: ignore[arg-type]
            challenge=challenge,
        )  # fmt: skip

    def redeeming(self, reward: str, member: int = 0, **changes: Any) -> RedeemReward:
        return RedeemReward(**{**self._by_hand(member), "reward": reward, **changes})

    def cancelling(self, voucher_id: int, member: int = 0, **changes: Any) -> CancelRedemption:
        return CancelRedemption(**{**self._by_hand(member), "voucher_id": voucher_id, **changes})

    def giving(self, reward: str, member: int = 0, **changes: Any) -> DonatePoints:
        return DonatePoints(**{**self._by_hand(member), "reward": reward, **changes})

    def pinning(self, reward: str | None, member: int = 0) -> PinReward:
        return PinReward(**self._by_hand(member), reward=reward)

    def confirming(self, voucher_id: int, member: int = 0, **changes: Any) -> ConfirmVoucher:
        given = {**self._by_hand(member), "source": self.till(), "voucher_id": voucher_id}
        return ConfirmVoucher(**{**given, **changes})

    def _by_hand(self, member: int) -> dict[str, Any]:
        who = ("id", self.members[member])
        return {"source": self.by_hand(member), "key": f"key-{next(_numbers)}", "member": who}

    async def redeem(self, reward: str, member: int = 0) -> rewards.Voucher:
        """Redeems, and shows the voucher."""
        outcome = await activities.record(self.redeeming(reward, member))
        voucher = await rewards.voucher_granted_by(outcome.activity.id)
        assert voucher is not None
        return voucher

    async def voucher(self, voucher_id: int) -> rewards.Voucher:
        return (await rewards.vouchers_by_id([voucher_id]))[voucher_id]

    async def record(self, intent: activities.Intent) -> Outcome:
        return await activities.record(intent)

    async def many(self, intents: Sequence[activities.Intent]) -> list[Any]:
        return await activities.record_many(intents)

    async def balance(self, member: int = 0, currency: str = "points") -> int:
        balances = await ledger.balances_of([self.members[member]])
        return balances[self.members[member]].get(currency, 0)

    async def badges(self, member: int = 0) -> set[str]:
        rows = await storage.rows(
            "SELECT badge FROM badge_award WHERE member_id = :member AND revoked_at IS NULL",
            member=self.members[member],
        )
        return {row[0] for row in rows}

    async def tier(self, member: int = 0) -> str | None:
        value: str | None = await storage.value(
            "SELECT tier FROM tier_standing WHERE member_id = :member", member=self.members[member]
        )
        return value

    async def standings(self) -> dict[tuple[str, int], int]:
        rows = await storage.rows("SELECT season, member_id, score FROM standing")
        return {(row[0], self.members.index(row[1])): row[2] for row in rows}

    async def events(self, member: int = 0) -> list[dict[str, Any]]:
        found = await live.read_after(self.members[member], 0)
        return [dict(event.data) for event in found]

    async def time_passes(self) -> None:
        """Visits everybody for whom something has fallen due."""
        while await activities.visit_due():
            pass

    async def settled(self) -> list[ledger.Difference]:
        """What reconciliation finds; an empty list is what it should be."""
        assert await rewards.reconcile() == []
        assert await earning.reconcile() == []
        assert await milestones.reconcile() == []
        assert await activities.reconcile() == []
        return await ledger.reconcile(["points"])


@asynccontextmanager
async def world_on(url: str, *, members_count: int = 3, text: str = PROGRAMME) -> AsyncIterator[World]:
    """A migrated database with the programme, two partners with a budget of 1,000, and members who joined long ago."""
    programme.forget()
    await storage.connect(url)
    try:
        await storage.start_process()
        with clock.stepped() as steps:
            steps.to(START - 200 * DAY)
            await programme.publish(text, "test.toml")
            world = World(steps, [])
            async with storage.transaction() as tx:
                for code in ("north", "south"):
                    partner = await partners.create_partner(tx, code=code, name=code.title())
                    await partners.add_shop(tx, partner_id=partner.id, code=code, name=code.title())
                    await partners.grant_budget(tx, partner_id=partner.id, currency="points", points=1_000)
                    world.partner_ids[code] = partner.id
                new = [
                    NewMember(display_name=f"Member {n}", language="sv", timezone="Europe/Stockholm")
                    for n in range(members_count)
                ]
                world.members += await members.add_members(tx, new)
            steps.to(START)
            activities.start()
            try:
                yield world
            finally:
                await activities.stop()
    finally:
        await storage.close()
        programme.forget()

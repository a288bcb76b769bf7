"""A small programme with a partner and some members, for tests of what follows from an activity."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from server import activities, ledger, live, members, partners, programme, rewards, storage
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

PROGRAMME = """
[programme]
code = "test"
timezone = "Europe/Stockholm"
currency = "SEK"
sv = { name = "Test", line = "Test." }
en = { name = "Test", line = "Test." }

[[currency]]
code = "points"
expires_months = 2
sv = { name = "Poäng", one = "poäng", many = "poäng" }
en = { name = "Points", one = "point", many = "points" }

[[currency]]
code = "level"
redeemable = false
sv = { name = "Nivåpoäng", one = "nivåpoäng", many = "nivåpoäng" }
en = { name = "Level points", one = "level point", many = "level points" }

[[kind]]
code = "purchase"
senders = ["partner", "staff"]
facts.amount = { type = "money" }
facts.shop = { type = "text", filled_by = "shop" }
sv = { name = "Köp" }
en = { name = "Purchase" }

[[kind]]
code = "ride"
senders = ["member"]
facts.km = { type = "decimal", min = "0.1", max = 10 }
sv = { name = "Resa" }
en = { name = "Ride" }

[[earn]]
code = "shop"
kind = "purchase"
rate = "1"
of = "amount"
rounding = "down"
sv = { name = "Handla", why = "1 poäng per hel krona" }
en = { name = "Shop", why = "1 point per whole krona" }

[[earn]]
code = "shop_level"
kind = "purchase"
rate = "1"
of = "amount"
currency = "level"
rounding = "down"
sv = { name = "Handla", why = "1 nivåpoäng per hel krona" }
en = { name = "Shop", why = "1 level point per whole krona" }

[[earn]]
code = "ride"
kind = "ride"
points = 10
cap = { points = 10, per = "day" }
sv = { name = "Cykla", why = "10 poäng om dagen" }
en = { name = "Cycle", why = "10 points a day" }

[ladder]
currency = "level"
within = { days = 30 }

[[tier]]
code = "first"
from = 0
sv = { name = "Första", perks = ["x"] }
en = { name = "First", perks = ["x"] }

[[tier]]
code = "second"
from = 300
sv = { name = "Andra", perks = ["x"] }
en = { name = "Second", perks = ["x"] }

[[challenge]]
code = "thrice"
join = "automatic"
measure = "count"
kind = "purchase"
target = 3
within = "week"
sv = { name = "Tre", text = "Tre.", step = "{n} av 3", done = "Klart." }
en = { name = "Three", text = "Three.", step = "{n} of 3", done = "Done." }

[[challenge]]
code = "two_doors"
join = "choice"
measure = "distinct"
fact = "shop"
kind = "purchase"
target = 2
within = { days_from_joining = 30 }
points = 100
sv = { name = "Två dörrar", text = "Två.", step = "{n} av 2", done = "Klart." }
en = { name = "Two doors", text = "Two.", step = "{n} of 2", done = "Done." }

[[badge]]
code = "first_purchase"
given = { measure = "count", kind = "purchase", target = 1 }
sv = { name = "Första köpet", text = "Första." }
en = { name = "First purchase", text = "First." }

[[badge]]
code = "three"
given = { challenge = "thrice" }
sv = { name = "Tre", text = "Tre." }
en = { name = "Three", text = "Three." }

[[badge]]
code = "second"
given = { tier = "second" }
sv = { name = "Andra", text = "Andra." }
en = { name = "Second", text = "Second." }

[[board]]
code = "week"
currency = "points"
window = "week"
sv = { name = "Veckan", tie = "Först dit." }
en = { name = "The week", tie = "First there." }
"""

REWARDS = """
[[charity]]
code = "club"
sv = { name = "Klubben", text = "Läxor." }
en = { name = "The club", text = "Homework." }

[[reward]]
code = "cup"
points = 50
face = "4.50"
value = "rational"
valid_days = 10
sv = { name = "Påtår", text = "En till." }
en = { name = "Refill", text = "One more." }

[[reward]]
code = "seat"
points = 20
face = 10
value = "emotional"
places = { total = 2 }
sv = { name = "Plats", text = "En av två." }
en = { name = "Seat", text = "One of two." }

[[reward]]
code = "monthly"
points = 20
face = 10
value = "emotional"
places = { month = 2, member = 1 }
sv = { name = "Fika", text = "Två i månaden." }
en = { name = "Coffee", text = "Two a month." }

[[reward]]
code = "north_bun"
points = 10
face = 5
value = "rational"
shops = ["north"]
sv = { name = "Bulle", text = "Bara i norr." }
en = { name = "Bun", text = "In the north only." }

[[reward]]
code = "high"
points = 10
face = 5
value = "functional"
tier = "second"
sv = { name = "Högt", text = "För andra nivån." }
en = { name = "High", text = "For the second tier." }

[[reward]]
code = "gift"
points = 30
face = 3
value = "emotional"
charity = "club"
sv = { name = "Skänk 3 kr", text = "Till klubben." }
en = { name = "Give SEK 3", text = "To the club." }
"""
PROGRAMME += REWARDS

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

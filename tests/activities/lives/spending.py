"""What is reported, undone, earned by choices and spent: everything that is asked of the recorder."""

from __future__ import annotations

from server import activities, insights, storage
from server.activities import Intent, Outcome
from server.kernel import clock
from server.kernel.clock import DAY
from tests.activities.lives.deeds import Deeds
from tests.activities.lives.town import AMIR, ELSA, MANAGERS, NOVA, PEOPLE, Town

WHOLE = 1_000_000
SPENDERS = (ELSA, AMIR, NOVA)


class Spending:
    """Some of it in batches. `late`: some of it is reported days afterwards."""

    def __init__(self, town: Town, deeds: Deeds, *, late: bool) -> None:
        self.town, self.deeds, self.late = town, deeds, late
        self.world, self.chance = town.world, town.chance
        self.sales: list[tuple[str, str]] = []  # Till and key of what can be undone.
        self.choices: list[tuple[int, str]] = []  # Whose own word it was, and its key.

    async def report(self) -> None:
        await self._send([self._intent() for _ in range(self.chance.choice([1, 1, 2, 5, 12]))])

    async def spend(self) -> None:
        await self._send([await self._spending() for _ in range(self.chance.choice([1, 2, 4]))])

    async def join_or_leave(self) -> None:
        one = self.world.joining if self.chance.random() < 0.7 else self.world.leaving
        await self._send([one("two_doors", self.chance.choice(SPENDERS))])

    async def adjust(self) -> None:
        """A correction by hand; or a word about one that waits, mostly a second manager's."""
        by = self.chance.choice(MANAGERS)
        waiting = await storage.rows("SELECT id, asked_by FROM adjustment WHERE state = 'waiting'")
        if waiting and self.chance.random() < 0.6:
            adjustment, asked_by = self.chance.choice(waiting)
            second = [who for who in MANAGERS if self.town.id(who) != asked_by]
            principal = self.town.person(self.chance.choice([*second * 4, by]), "manager")
            if self.chance.random() < 0.7:
                await self.deeds.attempt("agreed", lambda: insights.agree(principal, adjustment))
            else:
                await self.deeds.attempt("declined", lambda: insights.decline(principal, adjustment))
            return
        key, points = self.deeds.key(), self.chance.choice([-60, -25, -5, 5, 25, 60])
        member, principal = self.chance.choice([*SPENDERS * 4, *PEOPLE]), self.town.person(by, "manager")
        await self.deeds.attempt(
            "adjusted",
            lambda: insights.adjust(
                principal, key=key, member=("id", self.town.id(member)), currency="points", points=points,
                reason="Rätt ska vara rätt.",
            ),
        )  # fmt: skip

    async def _send(self, intents: list[Intent]) -> None:
        answers = await self.world.many(intents)
        for intent, answer in zip(intents, answers, strict=True):
            self.deeds.count(type(intent).__name__, answer)
            assert not isinstance(answer, activities.Unrecordable), answer
            if isinstance(answer, Outcome):
                self._remember(intent)
        if self.chance.random() < 0.1:  # The answers were lost: the same again is answered the same.
            first = [(i, answer) for i, answer in zip(intents, answers, strict=True) if isinstance(answer, Outcome)]
            again = await self.world.many([intent for intent, _ in first])
            for (_, before), after in zip(first, again, strict=True):
                assert after.replayed
                assert (after.entries, after.balances) == (before.entries, before.balances)

    def _remember(self, intent: Intent) -> None:
        """What can be undone."""
        principal = intent.source.principal
        if not isinstance(intent, activities.RecordActivity | activities.AwardPoints):
            return
        if principal.shop_code is not None:
            self.sales.append((principal.shop_code, intent.key))
        elif principal.member_id is not None:
            self.choices.append((self.town.who(principal.member_id), intent.key))

    def _intent(self) -> Intent:
        what, who, till = self.chance.random(), self.chance.choice(SPENDERS), self.chance.choice(["north", "south"])
        key, world = self.deeds.key(), self.world
        source = world.till(till)
        if what < 0.45 or not self.sales:
            amount = f"{self.chance.choice([0, 7, 60, 150])}.{self.chance.randrange(100):02}"
            occurred_at = None
            if self.late and self.chance.random() < 0.3:
                occurred_at = clock.now() - self.chance.randrange(5 * DAY)
            return world.purchase(amount, who, key=key, source=source, occurred_at=occurred_at)
        if what < 0.55:
            packs = {"packs": self.chance.choice([10, 40, 90])}
            return world.purchase("0", who, key=key, source=source, kind="bottles", facts=packs)
        if what < 0.65:
            return world.ride(who, key=key, facts={"km": str(self.chance.choice(["0.5", "3", "9.9"]))})
        if what < 0.72 and self.choices:
            own, choice = self.chance.choice(self.choices[-8:])
            return world.reversal(choice, key=key, source=world.by_hand(own))
        if what < 0.8:
            return world.award(self.chance.randrange(1, 60), who, key=key, source=source)
        till, sale = self.chance.choice(self.sales[-25:])
        share = self.chance.choice([WHOLE, WHOLE, 500_000, 333_333])
        return world.reversal(sale, share, key=key, source=world.till(till))

    async def _spending(self) -> Intent:
        """Something with points that somebody has, or has not."""
        what, who, world = self.chance.random(), self.chance.choice(SPENDERS), self.world
        waiting = await storage.rows("SELECT id, member_id FROM reward_voucher ORDER BY id DESC LIMIT 6")
        if what < 0.5 or not waiting:
            reward = self.chance.choice(["cup", "cup", "seat", "monthly", "high", "north_bun", "nothing"])
            return world.redeeming(reward, who, key=self.deeds.key())
        if what < 0.6:
            return world.giving("gift", who, key=self.deeds.key())
        if what < 0.68:
            return world.pinning(self.chance.choice(["cup", "seat", None]), who)
        voucher = self.chance.choice(waiting)
        owner = self.town.who(voucher[1])
        if what < 0.85:
            source = world.till(self.chance.choice(["north", "south"]))
            return world.confirming(voucher[0], owner, source=source, key=self.deeds.key())
        return world.cancelling(voucher[0], self.chance.choice([owner, owner, who]), key=self.deeds.key())

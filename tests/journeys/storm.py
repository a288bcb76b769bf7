"""Sales that go on while the server dies and comes back, and what must be true of them afterwards.

Every sale has a key. A sale that was answered is *acknowledged*; one whose reply was cut off, refused for want of
room, or never waited for is sent again, under its key, until it is.
"""

from __future__ import annotations

import asyncio
import base64
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from typing import Any
from urllib.parse import urlsplit

from tests.journeys import books
from tests.journeys.prepared import Person, Prepared
from tests.journeys.till import RECORD_MANY, Refused, Till, Unreachable

LARGEST_CALL = 40
SETTLING_CALL = 200
PAUSE_SECONDS = 0.05
AGAIN_SECONDS = 90.0


@dataclass(slots=True)
class Sale:
    key: str
    person: Person
    amount: Decimal

    @property
    def points(self) -> int:
        return int(self.amount.to_integral_value(ROUND_FLOOR))

    def input(self) -> dict[str, Any]:
        return {
            "key": self.key, "member": {"card": self.person.card}, "kind": "purchase",
            "facts": {"amount": f"{self.amount:.2f}"},
        }  # fmt: skip


@dataclass(slots=True)
class Storm:
    """`run` sells until cancelled; `settle` sends again what has no answer; `mistakes` compares with the books."""

    prepared: Prepared
    tills: Sequence[Till]  # Of one partner, and maybe at different processes.
    chance: random.Random
    sent: dict[str, Sale] = field(default_factory=dict)
    acknowledged: dict[str, int] = field(default_factory=dict)  # Key → the activity's id, as it was answered.
    wrong: list[str] = field(default_factory=list)  # Answers that no till should get.
    cut_off: int = 0  # Calls whose reply never came, or was not waited for.

    async def run(self, at_once: int) -> None:
        """Sells until cancelled; calls under way are then broken off like those of a till that dies."""
        async with asyncio.TaskGroup() as group:
            for number in range(at_once):
                group.create_task(self._sell(self.tills[number % len(self.tills)]))

    async def acknowledges(self, more: int, *, seconds: float = AGAIN_SECONDS) -> None:
        """Waits until so many more are acknowledged. Raises TimeoutError."""
        wanted = len(self.acknowledged) + more
        async with asyncio.timeout(seconds):
            while len(self.acknowledged) < wanted:  # noqa: ASYNC110 — what is counted is what many tills do.
                await asyncio.sleep(0.01)

    async def settle(self, *, seconds: float = AGAIN_SECONDS) -> None:
        """Sends again whatever has no answer until it has one, or a wrong one came. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while open_ := [sale for key, sale in self.sent.items() if key not in self.acknowledged]:
                if self.wrong:
                    return
                await self.send(self.tills[0], open_[:SETTLING_CALL])

    async def replay(self, count: int) -> None:
        """Sends some of the acknowledged again: each must answer its first activity."""
        keys = self.chance.sample(sorted(self.acknowledged), min(count, len(self.acknowledged)))
        for start in range(0, len(keys), LARGEST_CALL):
            part = keys[start : start + LARGEST_CALL]
            for key, answer in zip(part, await self.tills[0].record([self.sent[k].input() for k in part]), strict=True):
                if not answer.get("replayed") or number_of(answer["activity"]["id"]) != self.acknowledged[key]:
                    self.wrong.append(f"{key}: replayed as {answer}")

    async def mistakes(self) -> list[str]:
        """Where the books differ from what was sold. Nothing may be under way."""
        database = self.prepared.database
        recorded, balances = await books.read(
            database,
            "SELECT key, id, member_id FROM activity WHERE kind = 'purchase'",
            "SELECT owner_id, currency, balance FROM ledger_account WHERE owner_kind = 'member'",
        )
        found = [*self.wrong, *await books.audit(database)]
        if sorted(row[0] for row in recorded) != sorted(self.sent):
            found.append(f"{len(recorded)} purchases are recorded of {len(self.sent)} that were sent")
        there = {row[0]: (row[1], row[2]) for row in recorded}
        for key, activity_id in self.acknowledged.items():
            if there.get(key) != (activity_id, self.sent[key].person.id):
                found.append(f"{key}: acknowledged as {activity_id}, recorded as {there.get(key)}")
        stands = {(row[0], row[1]): row[2] for row in balances}
        for person in self.prepared.people:
            points = sum(sale.points for sale in self.sent.values() if sale.person.id == person.id)
            found += [
                f"{person.name}: {stands.get((person.id, currency))} {currency}, sold {points}"
                for currency in ("points", "level")
                if stands.get((person.id, currency), 0) != points
            ]
        return found

    async def _sell(self, till: Till) -> None:
        while True:
            sales = [self.sale() for _ in range(self.chance.choice((1, 1, 1, 3, LARGEST_CALL)))]
            if self.chance.random() < 0.1:
                await self._hang_up(till, sales)  # Left for `settle`.
            else:
                while any(sale.key not in self.acknowledged for sale in sales):
                    await self.send(till, sales)

    def sale(self) -> Sale:
        sale = Sale(
            f"till/{len(self.sent)}", self.chance.choice(self.prepared.people),
            Decimal(self.chance.randrange(0, 20_000)) / 100,
        )  # fmt: skip
        self.sent[sale.key] = sale
        return sale

    async def send(self, till: Till, sales: list[Sale]) -> None:
        """One call; what came of it stands in `acknowledged`, `cut_off` and `wrong`."""
        try:
            answers = await till.record([sale.input() for sale in sales])
        except Unreachable:
            self.cut_off += 1
            await asyncio.sleep(PAUSE_SECONDS)
            return
        except Refused as refused:
            if refused.code != "RATE_LIMITED":
                self.wrong.append(f"{sales[0].key}: {refused.code} {refused}")
            await asyncio.sleep(min(refused.retry_after or PAUSE_SECONDS, 1))
            return
        for sale, answer in zip(sales, answers, strict=True):
            if answer["__typename"] == "ActivityRecorded":
                activity = number_of(answer["activity"]["id"])
                if self.acknowledged.setdefault(sale.key, activity) != activity:
                    self.wrong.append(f"{sale.key}: {activity}, and {self.acknowledged[sale.key]} before")
            elif answer["__typename"] != "InternalProblem":  # That one says: send the same again.
                self.wrong.append(f"{sale.key}: {answer}")

    async def _hang_up(self, till: Till, sales: list[Sale]) -> None:
        """Sends a call and closes the connection without waiting for a word."""
        try:
            bearer = await till.bearer()
            where = urlsplit(till.url)
            _, writer = await asyncio.open_connection(where.hostname, where.port)
        except (OSError, Unreachable):
            await asyncio.sleep(PAUSE_SECONDS)
            return
        body = json.dumps({"query": RECORD_MANY, "variables": {"i": [sale.input() for sale in sales]}}).encode()
        head = (
            f"POST /graphql HTTP/1.1\r\nhost: {where.netloc}\r\nauthorization: Bearer {bearer}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        try:
            writer.write(head.encode() + body)
            await writer.drain()
            await asyncio.sleep(self.chance.random() * PAUSE_SECONDS)
            self.cut_off += 1
        except OSError:
            pass
        finally:
            writer.close()


def number_of(global_id: str) -> int:
    """The number within a Relay id."""
    return int(base64.b64decode(global_id).decode().partition(":")[2])

"""What is reported, decided, undone, appealed and heard; by whoever may, and by some who may not."""

from __future__ import annotations

from typing import Any

from server import moderation, storage
from server.kernel import clock
from server.kernel.clock import DAY, HOUR
from tests.activities.lives.deeds import Deeds
from tests.activities.lives.talking import some_text
from tests.activities.lives.town import MODERATORS, PEOPLE, Town

ACTIONS: tuple[Any, ...] = ("keep", "hide", "hide", "remove", "warn", "silence")


class Judging:
    def __init__(self, town: Town, deeds: Deeds) -> None:
        self.town, self.deeds, self.chance = town, deeds, town.chance

    async def report(self) -> None:
        ref = await some_text(self.town)
        if ref is not None:
            who, key, rule = self.town.id(self.chance.choice(PEOPLE)), self.deeds.key(), self.chance.choice([1, 2])
            await self.deeds.attempt(
                "reported", lambda: moderation.report(who, key=key, ref=ref, rule=rule, words=None)
            )

    async def claim(self) -> None:
        case = await self._some("SELECT id FROM moderation_case ORDER BY id DESC LIMIT 5")
        if case is not None:
            who = self._moderator()
            await self.deeds.attempt("claimed", lambda: moderation.claim(who, case))

    async def decide(self) -> None:
        case = await self._some("SELECT id FROM moderation_case WHERE state = 'open' ORDER BY id DESC LIMIT 5")
        if case is None:
            return
        who, key, action = self._moderator(), self.deeds.key(), self.chance.choice(ACTIONS)
        until = clock.now() + self.chance.choice([2 * HOUR, DAY, 9 * DAY]) if action == "silence" else None
        await self.deeds.attempt(
            f"decided: {action}",
            lambda: moderation.decide(
                who, key=key, case_id=case, action=action, rule=1, reason="Så här.", silence_until=until
            ),
        )

    async def undo(self) -> None:
        decision = await self._decision()
        if decision is not None:
            who = self._moderator()
            await self.deeds.attempt("undone", lambda: moderation.undo(who, decision[0]))

    async def appeal(self) -> None:
        decision = await self._decision()
        if decision is not None:
            who = self.chance.choice([decision[1]] * 5 + [self.town.id(self.chance.choice(PEOPLE))])
            key = self.deeds.key()
            await self.deeds.attempt(
                "appealed", lambda: moderation.appeal(who, key=key, decision_id=decision[0], words="Jag menade kön.")
            )

    async def hear(self) -> None:
        waiting = "WHERE state = 'waiting' " if self.chance.random() < 0.8 else ""
        appeal = await self._some(f"SELECT id FROM appeal {waiting}ORDER BY id DESC LIMIT 4")
        if appeal is not None:
            who, key = self._moderator(), self.deeds.key()
            verdict: Any = self.chance.choice(["upheld", "overturned", "overturned"])
            await self.deeds.attempt(
                f"heard: {verdict}",
                lambda: moderation.decide_appeal(who, key=key, appeal_id=appeal, verdict=verdict, reason="Läst."),
            )

    def _moderator(self) -> int:
        return self.town.id(self.chance.choice(MODERATORS))

    async def _decision(self) -> tuple[int, int] | None:
        """One of the latest, and whose text it was about."""
        rows = await storage.rows(
            "SELECT d.id, c.author_id FROM decision d JOIN moderation_case c ON c.id = d.case_id "
            "ORDER BY d.id DESC LIMIT 5"
        )
        return tuple(self.chance.choice(rows)) if rows else None  # type: ignore[return-value]

    async def _some(self, sql: str) -> int | None:
        rows = await storage.rows(sql)
        return int(self.chance.choice(rows)[0]) if rows else None

"""Random lives: one step after the other, each in one of the rooms, and time in between."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

from server import activities, leaderboards
from server.jobs import Job
from server.kernel import clock
from server.kernel.clock import MINUTE
from tests.activities.lives.deeds import Deeds
from tests.activities.lives.judging import Judging
from tests.activities.lives.spending import Spending
from tests.activities.lives.talking import Talking
from tests.activities.lives.town import Town

Step = Callable[[], Awaitable[None]]


class Life:
    """Everybody's, at once. `late`: some of it is reported days afterwards."""

    def __init__(self, town: Town, seed: int, *, late: bool) -> None:
        self.town, self.chance = town, town.chance
        self.deeds = Deeds(town.chance, seed)
        spending = Spending(town, self.deeds, late=late)
        talking, judging = Talking(town, self.deeds), Judging(town, self.deeds)
        self.steps: dict[Step, int] = {
            spending.report: 20, spending.spend: 10, spending.join_or_leave: 3, spending.adjust: 5,
            talking.post: 8, talking.comment: 9, talking.like: 6, talking.thank: 7, talking.edit: 6, talking.delete: 2,
            talking.answer_idea: 5,
            judging.report: 8, judging.claim: 2, judging.decide: 10, judging.undo: 5, judging.appeal: 6,
            judging.hear: 6,
            self._work: 12, self._wait: 9, self._let_time_pass: 2, self._close_seasons: 2,
        }  # fmt: skip

    async def live(self, steps: int, *, look_every: int = 20) -> AsyncIterator[int]:
        """Lives on, and stops at moments that are worth a look."""
        for step in range(1, steps + 1):
            (do,) = self.chance.choices(list(self.steps), list(self.steps.values()))
            await do()
            self.town.world.clock.by(self.chance.choice([1, 1, MINUTE, 7 * MINUTE]))
            if step % look_every == 0:
                yield step

    async def _work(self) -> None:
        await self.town.worker.some()

    async def _wait(self) -> None:
        self.town.world.later(self.chance.choice([0.3, 0.3, 1, 1, 3, 9, 35]))

    async def _let_time_pass(self) -> None:
        for _ in range(20):
            if not await activities.visit_due():
                return
        raise AssertionError("time passes without end")

    async def _close_seasons(self) -> None:
        await leaderboards.freeze_seasons(Job(0, "boards.freeze", {}, None, 1, clock.now(), ""))

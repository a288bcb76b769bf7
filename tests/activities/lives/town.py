"""A town in which everything there is can happen: seven people, two tills, a feed, a desk, and a worker that does the
jobs late, in any order, and twice."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from server import activities, community, jobs, ledger, live, members, moderation, storage
from server.jobs import Again, Job, queue
from server.kernel.clock import DAY
from server.members import Principal, Role
from server.reactions import REACTIONS
from tests.activities.lives.document import TEXT
from tests.activities.world import START, World, world_on

ELSA, AMIR, NOVA, INGRID, YUSUF, KARIN, LARS = PEOPLE = range(7)
WRITERS = (ELSA, AMIR, NOVA, INGRID)
MODERATORS, MANAGERS = (INGRID, YUSUF), (KARIN, LARS)
ASKING = ("question", "shop")
ADDED = ("activity", "ledger_entry", "timeline_event", "badge_award", "impact", "notice", "moderation_case", "job")
_claims = count(1)


class Worker:
    """Does what waits, now and then, in an order of its own; some of it twice, and some of it again much later, as
    where a worker died before it could say that it was done."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.handlers = {**jobs.react(REACTIONS), **activities.JOBS}
        self.done: list[Job] = []
        self._unsettled: list[Job] = []

    async def some(self) -> None:
        """A few of the jobs that wait."""
        claimed = await self._claim(self.chance.choice([1, 2, 5]))
        self.chance.shuffle(claimed)
        for job in claimed:
            again = self.chance.random()
            if again < 0.15:  # Two workers have it at once, as where a lease ran out while the first one went on.
                await asyncio.gather(self._handle(job), self._handle(job))
            else:
                await self._handle(job)
            if again > 0.85:
                await self._handle(job)
            if self.chance.random() < 0.2:
                self._unsettled.append(job)
            else:
                await self._settle([job])

    async def rest(self) -> None:
        """All of them, until nothing follows any more."""
        while claimed := [*self._unsettled, *await self._claim(100)]:
            self._unsettled = []
            self.chance.shuffle(claimed)
            for job in claimed:
                await self._handle(job)
            await self._settle(claimed)

    async def all_again(self) -> None:
        """Every job that ever was, in any order."""
        for job in self.chance.sample(self.done, len(self.done)):
            await self._handle(job)
        await self.rest()

    async def _claim(self, most: int) -> list[Job]:
        found = await queue.claim(sorted(self.handlers), count=most, claim=f"claim-{next(_claims)}")
        self.done += found
        return found

    async def _handle(self, job: Job) -> None:
        again = await self.handlers[job.kind](job)
        while isinstance(again, Again):
            again = await self.handlers[job.kind](
                Job(job.id, job.kind, again.payload, job.key, 1, job.created_at, job.claim)
            )

    async def _settle(self, done: list[Job]) -> None:
        async with storage.transaction() as tx:
            await queue.settle_done(tx, done)


@dataclass
class Town:
    """Who lives there, by number, and what of their life is in no row."""

    world: World
    chance: random.Random
    worker: Worker
    held_again: dict[int, list[int]] = field(default_factory=dict)  # When an edit made a text wait that had been read.
    rewritten: dict[int, list[tuple[int, str]]] = field(default_factory=dict)  # When, and what a hidden text had said.
    places: dict[str, list[tuple[int, ...]]] = field(default_factory=dict)  # Final, as they were first seen.

    def id(self, who: int) -> int:
        return self.world.members[who]

    def who(self, member_id: int) -> int:
        return self.world.members.index(member_id)

    async def balances(self) -> dict[int, int]:
        """Everybody's points, as they read them."""
        found = await ledger.balances_of(self.world.members)
        return {member: found[member].get("points", 0) for member in self.world.members}

    async def footprint(self) -> dict[str, int]:
        """How many rows there are of what is only ever added to."""
        return {table: int(await storage.value(f"SELECT COUNT(*) FROM {table}")) for table in ADDED}

    def person(self, who: int, role: Role = "member") -> Principal:
        return Principal(kind="person", member_id=self.id(who), roles=frozenset({"member", role}))


@asynccontextmanager
async def town_on(url: str, seed: int) -> AsyncIterator[Town]:
    """The town on a migrated database. Everybody has lived there for long, but for Nova, who is new."""
    jobs.react(REACTIONS)
    screens, silences = list(community.screening), list(community.is_silenced)
    moderation.stand_at_the_door()
    try:
        async with world_on(url, members_count=len(PEOPLE), text=TEXT) as world:
            await live.connect(None)
            try:
                async with storage.transaction() as tx:
                    for who in MODERATORS:
                        await members.grant_role(tx, world.members[who], "moderator")
                    for who in MANAGERS:
                        await members.grant_role(tx, world.members[who], "manager")
                    await tx.execute(
                        "UPDATE member SET joined_at = :at WHERE id = :id", at=START - DAY, id=world.members[NOVA]
                    )
                chance = random.Random(seed)
                yield Town(world, chance, Worker(chance))
            finally:
                await live.close()
    finally:
        community.screening[:], community.is_silenced[:] = screens, silences
        jobs.react({})

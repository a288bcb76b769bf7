"""A street where people write: authors, neighbours who report, two moderators, and a programme that pays for posts."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from server import community, jobs, ledger, live, members, moderation, storage
from server.community import Ref, State, service
from server.jobs import queue
from server.kernel import clock
from server.moderation import Action, Verdict
from server.reactions import REACTIONS
from tests.activities.world import PROGRAMME, World, world_on

WRITING = (
    PROGRAMME
    + """
[[kind]]
code = "wrote_post"
senders = ["system"]
sv = { name = "Skrev" }
en = { name = "Wrote" }

[[earn]]
code = "wrote"
kind = "wrote_post"
points = 20
sv = { name = "Skriv", why = "20 poäng för ett inlägg" }
en = { name = "Write", why = "20 points for a post" }

[[badge]]
code = "first_post"
given = { measure = "count", kind = "wrote_post", target = 1 }
sv = { name = "Första", text = "Första." }
en = { name = "First", text = "First." }

[[topic]]
code = "talk"
sv = { name = "Snack" }
en = { name = "Talk" }

[[rule]]
no = 1
sv = "Om saken."
en = "About the matter."

[[rule]]
no = 2
sv = "Ingen reklam."
en = "No advertising."

[moderation]
new_days = 3
posts_an_hour_new = 3
watched_sv = ["snabblån"]
watched_en = ["payday loan"]
"""
)
EARNED = 20
AUTHOR, NEIGHBOUR, OTHER, INGRID, YUSUF = range(5)
_numbers = itertools.count(1)


def key() -> str:
    return f"key-{next(_numbers)}"


@dataclass
class Street:
    world: World

    def id(self, who: int) -> int:
        return self.world.members[who]

    async def post(self, body: str = "Kön på lördagen är ett skämt.", who: int = AUTHOR) -> Ref:
        """A post, with what it earns."""
        ref = await service.create_post(
            self.id(who), key=key(), kind="story", topic="talk", language="sv", body=body
        )
        await self.settle()
        return ref

    async def report(self, ref: Ref, who: int = NEIGHBOUR, **more: Any) -> moderation.Reported:
        given: dict[str, Any] = {"key": key(), "rule": 1, "words": None, **more}
        return await moderation.report(self.id(who), ref=ref, **given)

    async def decide(self, case_id: int, action: Action, who: int = INGRID, **more: Any) -> moderation.Decided:
        until = clock.now() + clock.DAY if action == "silence" else None
        given: dict[str, Any] = {"key": key(), "rule": 1, "reason": "Skriv om kön.", "silence_until": until, **more}
        decided = await moderation.decide(self.id(who), case_id=case_id, action=action, **given)
        await self.settle()
        return decided

    async def undo(self, decided: moderation.Decided, who: int = INGRID) -> moderation.Decided:
        undone = await moderation.undo(self.id(who), decided.decision_id)
        await self.settle()
        return undone

    async def appeal(self, decided: moderation.Decided, who: int = AUTHOR, **more: Any) -> moderation.Appealed:
        given: dict[str, Any] = {"key": key(), "words": "Jag menade kön.", **more}
        return await moderation.appeal(self.id(who), decision_id=decided.decision_id, **given)

    async def hear(
        self, appealed: moderation.Appealed, verdict: Verdict, who: int = YUSUF, **more: Any
    ) -> moderation.Appealed:
        given: dict[str, Any] = {"key": key(), "reason": "Jag har läst.", **more}
        heard = await moderation.decide_appeal(
            self.id(who), appeal_id=appealed.appeal_id, verdict=verdict, **given
        )
        await self.settle()
        return heard

    async def case_of(self, ref: Ref) -> moderation.Case:
        """The latest case of a text."""
        case_id = await storage.value("SELECT max(id) FROM moderation_case WHERE target_id = :id", id=ref[1])
        return (await moderation.cases_by_id([case_id]))[case_id]

    async def state(self, ref: Ref) -> State:
        return (await community.content([ref]))[ref].state

    async def earned(self, who: int = AUTHOR) -> tuple[int, bool]:
        """The author's points, and whether they have the badge of a first post."""
        return await self.world.balance(who), "first_post" in await self.world.badges(who)

    async def events(self, who: int) -> list[dict[str, Any]]:
        """The notices in a member's timeline."""
        return [event for event in await self.world.events(who) if event["type"] == "NoticePosted"]

    async def notices(self, who: int) -> list[str]:
        """What a member's letters tell, the first one first."""
        page = await moderation.notices_of(self.id(who), first=100, after=None)
        return [notice.kind for notice in reversed(page.items)]

    async def settle(self) -> None:
        """Does every job that waits, as a worker would, until nothing follows any more."""
        while claimed := await queue.claim(sorted(_HANDLERS), count=100, claim=key()):
            for job in claimed:
                await _HANDLERS[job.kind](job)
            async with storage.transaction() as tx:
                await queue.settle_done(tx, claimed)

    async def settled(self) -> list[ledger.Difference]:
        return await self.world.settled()


_HANDLERS = jobs.react(REACTIONS)


@asynccontextmanager
async def street_on(url: str) -> AsyncIterator[Street]:
    """The street on a migrated database, its clock standing still."""
    jobs.react(REACTIONS)
    screens, silences = list(community.screening), list(community.is_silenced)
    moderation.stand_at_the_door()
    try:
        async with world_on(url, members_count=5, text=WRITING) as world:
            await live.connect(None)
            try:
                async with storage.transaction() as tx:
                    for who in (INGRID, YUSUF):
                        await members.grant_role(tx, world.members[who], "moderator")
                yield Street(world)
            finally:
                await live.close()
    finally:
        community.screening[:], community.is_silenced[:] = screens, silences
        jobs.react({})

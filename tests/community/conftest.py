"""A community with a programme that pays for everything that is done in it, and people who do it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from server import activities, badges, community, jobs, ledger, live, members, programme, storage
from server.community import Ref
from server.kernel import clock
from server.kernel.clock import DAY
from server.members import NewMember
from server.reactions import REACTIONS

KINDS = ("wrote_post", "answered", "thanked", "liked_post")
PROGRAMME = """
[programme]
code = "test"
timezone = "Europe/Stockholm"
currency = "SEK"
sv = { name = "Test", line = "Test." }
en = { name = "Test", line = "Test." }
[[currency]]
code = "points"
sv = { name = "Poäng", one = "poäng", many = "poäng" }
en = { name = "Points", one = "point", many = "points" }
[[topic]]
code = "tips"
sv = { name = "Tips" }
en = { name = "Tips" }
[[topic]]
code = "fragor"
sv = { name = "Frågor" }
en = { name = "Questions" }
[[kind]]
code = "idea_done"
senders = ["system"]
sv = { name = "Fick en idé genomförd" }
en = { name = "Had an idea come true" }
[[badge]]
code = "voice"
given = { measure = "count", kind = "idea_done", target = 1 }
sv = { name = "Röst", text = "Din idé blev verklighet." }
en = { name = "Voice", text = "Your idea became real." }
[[badge]]
code = "helpful"
given = { measure = "count", kind = "thanked", target = 2 }
sv = { name = "Hjälpsam", text = "Två tack." }
en = { name = "Helpful", text = "Thanked twice." }
""" + "".join(
    f"""
[[kind]]
code = "{kind}"
senders = ["system"]
{'facts.neighbour = { type = "text" }' if kind == "thanked" else ""}
sv = {{ name = "Gjorde" }}
en = {{ name = "Did" }}
[[earn]]
code = "{kind}"
kind = "{kind}"
points = {points}
cap = {{ points = {points * 3}, per = "day" }}
sv = {{ name = "Gjorde", why = "Poäng" }}
en = {{ name = "Did", why = "Points" }}
"""
    for kind, points in zip(KINDS, (5, 3, 20, 1), strict=True)
)
_numbers = count(1)


@dataclass
class Block:
    """People by name, and what they do, each time under a new key."""

    people: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> int:
        return self.people[name]

    async def move_in(self, name: str) -> int:
        member = NewMember(display_name=name, language="sv", timezone="Europe/Stockholm")
        async with storage.transaction() as tx:
            (self.people[name],) = await members.add_members(tx, [member])
        return self.people[name]

    async def post(self, who: str = "elsa", body: str = "Hej på er", **more: Any) -> int:
        given = {"key": key(), "kind": "story", "topic": "tips", "language": "sv", "body": body, **more}
        return (await community.create_post(self[who], **given))[1]

    async def comment(self, post: int, who: str = "nils", body: str = "Hej själv", **more: Any) -> int:
        given = {"key": key(), "post_id": post, "language": "sv", "body": body, **more}
        return (await community.create_comment(self[who], **given))[1]

    async def like(self, ref: Ref, who: str, like: bool = True) -> None:
        await community.react(self[who], key=key(), ref=ref, like=like)

    async def thank(self, comment: int, who: str = "elsa") -> None:
        await community.thank(self[who], key=key(), comment_id=comment)

    async def answer(self, idea: int, state: Any, words: str = "Vi gör det.", who: str = "karin", **more: Any) -> None:
        """What a manager says to an idea."""
        given = {"key": key(), "post_id": idea, "state": state, "words": words, **more}
        await community.set_idea_state(self[who], **given)

    async def badges(self, who: str) -> list[str]:
        """After all that waits was done."""
        await self.settle()
        held = await badges.held_by([self[who]])
        return [award.badge for award in held.get(self[who], [])]

    async def put(self, ref: Ref, state: Any) -> bool:
        """What a moderator decides."""
        async with storage.transaction() as tx:
            return await community.set_state(tx, ref, state, why="case:1")

    async def points(self, who: str) -> int:
        """After all that waits was done."""
        await self.settle()
        return (await ledger.balances_of([self[who]])).get(self[who], {}).get("points", 0)

    async def settle(self) -> None:
        handlers = jobs.react(REACTIONS)
        while waiting := await storage.rows(
            "SELECT id, kind, payload FROM job WHERE done_at IS NULL ORDER BY id LIMIT 1"
        ):
            await run(handlers, waiting[0])


async def run(handlers: dict[str, Callable[[jobs.Job], Awaitable[None]]], row: Any) -> None:
    """One job, as a worker does it."""
    payload = json.loads(row["payload"])
    await handlers[row["kind"]](jobs.Job(row["id"], row["kind"], payload, None, 1, 0, ""))
    async with storage.transaction() as tx:
        await tx.execute("UPDATE job SET done_at = 1, run_at = NULL WHERE id = :id", id=row["id"])


def key() -> str:
    return f"key-{next(_numbers)}"


@pytest.fixture
async def block(migrated_url: str) -> AsyncIterator[Block]:
    await storage.connect(migrated_url)
    programme.forget()
    try:
        await storage.start_process()
        await programme.publish(PROGRAMME, "test.toml", holds_from=clock.now() - 100 * DAY)
        await live.connect(None)
        activities.start()
        jobs.react(REACTIONS)
        block = Block()
        for name in ("elsa", "nils", "amir", "ingrid", "karin"):
            await block.move_in(name)
        yield block
    finally:
        jobs.react({})
        community.screening.clear()
        community.is_silenced.clear()
        await activities.stop()
        await live.close()
        await storage.close()

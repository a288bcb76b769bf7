"""Everybody who might read something of a text of Elsa's, and what may become of the text.

Elsa wrote it; Nils-Erik is another member, Ingrid a moderator, Karin a manager, Tove works at a till of Linnea's, and
Olle owns that shop. A till is its program, and a stranger is nobody.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from server import community, jobs, moderation, partners, storage
from server.community import Ref
from server.kernel import clock
from server.members import STRANGER, Principal
from server.moderation import Action
from server.reactions import REACTIONS
from tests.community.conftest import key, run
from tests.schema.domain.town import Town

WORD = "blåbärssoppa"
PEOPLE = ("author", "member", "moderator", "manager", "staff", "owner")
PROGRAMS = ("stranger", "till")
EVERYBODY = (*PEOPLE, *PROGRAMS)
ASKERS = ("member", "moderator", "manager")  # Who ask, and thank.
CHALLENGE = "hjalp_en_granne"
JOIN = "mutation ($code: String!) { joinChallenge(code: $code) { __typename } }"
STATES = ("published", "held", "hidden", "removed", "deleted", "restored")


@dataclass
class Square:
    """Where they all meet."""

    town: Town
    handlers: dict[str, Callable[[jobs.Job], Awaitable[None]]]
    askers: dict[str, Principal]

    @property
    def elsa(self) -> int:
        return self.town.elsa.member_id

    async def write(self, who: str, body: str, *, kind: Any = "story") -> Ref:
        return await community.create_post(
            self.id(who), key=key(), kind=kind, topic="fragor", language="sv", body=body
        )

    async def answer(self, who: str, post: Ref, body: str) -> Ref:
        return await community.create_comment(self.id(who), key=key(), post_id=post[1], language="sv", body=body)

    def id(self, who: str) -> int:
        member_id = self.askers[who].member_id
        assert member_id is not None
        return member_id

    async def thanked(self) -> dict[str, Ref]:
        """Three thanks for Elsa's answers: the first of these, and the question that it answers."""
        joined = await self.town.data(self.askers["author"], JOIN, code=CHALLENGE)
        assert joined["__typename"] == "ChallengeJoined"
        texts: dict[str, Ref] = {}
        for who in ASKERS:
            question = await self.write(who, f"Hur gör man, undrar {who}?", kind="question")
            answer = await self.answer("author", question, f"Så här, {who}: {WORD}.")
            await community.thank(self.id(who), key=key(), comment_id=answer[1])
            await self.settle()
            texts.setdefault("answer", answer)
            texts.setdefault("question", question)
        return texts

    async def put(self, ref: Ref, state: str) -> None:
        """What has become of it, and all that follows from that."""
        if state == "deleted":
            text = (await community.content([ref]))[ref]
            await community.delete(text.author_id, key=key(), ref=ref)
        elif state == "restored":
            await self.put(ref, "hidden")
            await self._decided(ref, "published")
        elif state != "published":
            await self._decided(ref, state)
        await self.settle()

    async def judge(self, ref: Ref, action: Action) -> tuple[int, int]:
        """As moderators do it: Nils-Erik reports it, and Ingrid decides. The case and the decision."""
        reported = await moderation.report(self.id("member"), key=key(), ref=ref, rule=1, words="Titta på det här.")
        decided = await moderation.decide(
            self.id("moderator"), key=key(), case_id=reported.case_id, action=action, rule=1, reason="Skriv om saken.",
            silence_until=clock.now() + clock.DAY if action == "silence" else None,
        )  # fmt: skip
        await self.settle()
        return reported.case_id, decided.decision_id

    async def settle(self) -> None:
        """Does every job that waits."""
        while waiting := await storage.rows(
            "SELECT id, kind, payload FROM job WHERE done_at IS NULL AND kind {in kinds text} ORDER BY id LIMIT 1",
            kinds=sorted(self.handlers),
        ):
            await run(self.handlers, waiting[0])

    async def _decided(self, ref: Ref, state: str) -> None:
        async with storage.transaction() as tx:
            await community.set_state(tx, ref, state, why="case:1")  # type: ignore[arg-type]
        await community.tell([ref])

    async def readers(self, query: str, read: Callable[[Any], Any], **given: Any) -> dict[str, Any]:
        """What each of them reads this way: `read` of the data, for those who get an answer in which it finds any."""
        found = {}
        for who, principal in self.askers.items():
            answer = await self.town.ask(principal, query, **given)
            there = "errors" not in answer and None not in answer["data"].values()
            if there and (value := read(answer["data"])) is not None:
                found[who] = value
        return found


@pytest.fixture
async def square(town: Town) -> AsyncIterator[Square]:
    screens, silences = list(community.screening), list(community.is_silenced)
    moderation.stand_at_the_door()
    handlers = jobs.react(REACTIONS)
    people = {
        "author": town.elsa, "member": town.nils, "moderator": await town.new_person("Ingrid Palm", "moderator"),
        "manager": await town.new_person("Karin Öberg", "manager"),
        "staff": await town.new_person("Tove Hansson", "staff", partner=town.linneas),
        "owner": await town.new_person("Olle Lind"),
    }  # fmt: skip
    async with storage.transaction() as tx:
        await partners.add_person(
            tx, partner_id=town.linneas.partner_id, member_id=people["owner"].member_id, seat="owner", name="Olle Lind"
        )
    askers = {who: person.principal for who, person in people.items()}
    try:
        yield Square(town, handlers, {**askers, "stranger": STRANGER, "till": town.linneas.till})
    finally:
        community.screening[:], community.is_silenced[:] = screens, silences
        jobs.react({})

"""One word that Elsa wrote, sought in everything that anybody can ask for: whoever may not read her text finds it
nowhere, whatever became of the text.

Elsa wrote it, Nils-Erik reports it, Ingrid decides; Sara is another member, Karin a manager and Tove works at a till.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from schema.relay import global_id
from server import community, jobs, moderation
from server.community import ContentKind, Ref
from server.kernel import clock
from server.members import STRANGER, Principal
from server.moderation import Action
from server.reactions import REACTIONS
from tests.schema.domain.conftest import database, town
from tests.schema.domain.town import Town

__all__ = ["database", "town"]

WORD, EARLIER, WATCHED = "blåbärssoppa", "lingonpäron", "snabblån"
PEOPLE = ("author", "reporter", "member", "moderator", "manager", "staff")
EVERYBODY = "*"
# Who finds the word, by what became of the text: A the author, R who reported it, M the moderators, * all of them.
WAYS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "feed": (
        "{ feed { edges { node { body { spans { text } } source idea { answer } } } } }",
        {"reported": "*", "kept": "*", "warned": "*"},
    ),
    "search": (
        '{ feed(search: "blåbär") { edges { node { body { spans { text } } } } } }',
        {"reported": "*", "kept": "*", "warned": "*"},
    ),
    "node": (
        "query ($text: ID!) { node(id: $text) { ... on Post { body { spans { text } } } "
        "... on Comment { body { spans { text } } } } }",
        {"reported": "*", "kept": "*", "warned": "*", "held": "AM", "hidden": "AM", "removed": "AM", "silenced": "AM"},
    ),
    "source": (
        "query ($text: ID!) { node(id: $text) { ... on Post { source } ... on Comment { source } } }",
        {"reported": "A", "kept": "A", "warned": "A", "held": "A", "hidden": "A", "removed": "A", "silenced": "A"},
    ),
    "author": (
        "query ($author: ID!) { node(id: $author) { ... on Author { posts { edges { node { body { spans { text } } "
        "comments { edges { node { body { spans { text } } } } } } } } } } }",
        {"reported": "*", "kept": "*", "warned": "*", "held": "A", "hidden": "A", "removed": "A", "silenced": "A"},
    ),
    "thread": (
        "query ($under: ID!) { node(id: $under) { ... on Post { body { spans { text } } "
        "comments { edges { node { body { spans { text } } source } } } } } }",
        {"reported": "*", "kept": "*", "warned": "*", "held": "A", "hidden": "A", "removed": "A", "silenced": "A"},
    ),
    "queue": (
        "{ moderationQueue { edges { node { text { body } reports { words said } decisions { said } } } } }",
        {"reported": "M", "held": "M"},
    ),
    "case": (
        "query ($case: ID!) { node(id: $case) { ... on ModerationCase { text { body } reports { said } "
        "decisions { said } } } }",
        {"reported": "M", "kept": "M", "warned": "M", "held": "M", "hidden": "M", "removed": "M", "silenced": "M"},
    ),
    "notices": (
        "{ notices { edges { node { text { body } reason idea { answer } } } } }",
        {"kept": "R", "warned": "AR", "held": "A", "hidden": "A", "removed": "A", "silenced": "A"},
    ),
    "log": ("{ moderationLog { edges { node { month action rule { text } } } } }", {}),
    "happened": ("{ me { recentEvents(first: 50) { __typename ... on NoticePosted { rule { text } } } } }", {}),
    "file": (
        "query ($card: String!) { insights { memberFile(ref: {card: $card}) { story { edges { node { activity { "
        "kindName facts } entries { reason why } } } } } } }",
        {},
    ),
}
OF_A_COMMENT = frozenset(WAYS) - {"feed", "search", "author"}
OF_A_POST = frozenset(WAYS) - {"thread"}


@dataclass
class Street:
    town: Town
    askers: Mapping[str, Principal]
    under: int  # A post of Nils-Erik's.

    @property
    def elsa(self) -> int:
        return self.town.elsa.member_id

    async def write(self, kind: ContentKind, body: str) -> Ref:
        if kind == "post":
            return await community.create_post(
                self.elsa, key="said", kind="story", topic="tips", language="sv", body=body
            )
        return await community.create_comment(self.elsa, key="said", post_id=self.under, language="sv", body=body)

    async def report(self, ref: Ref) -> int:
        reported = await moderation.report(
            self.town.nils.member_id, key="report", ref=ref, rule=1, words="Titta på det här."
        )
        return reported.case_id

    async def decide(self, case_id: int, action: Action) -> None:
        until = clock.now() + clock.DAY if action == "silence" else None
        await moderation.decide(
            self.askers["moderator"].member_id or 0, key="decide", case_id=case_id, action=action, rule=1,
            reason="Skriv om saken.", silence_until=until,
        )  # fmt: skip

    async def finders(self, way: str, word: str, given: Mapping[str, str]) -> set[str]:
        """Who finds the word this way; those who may not ask find nothing."""
        document, _ = WAYS[way]
        wanted = {name: value for name, value in given.items() if f"${name}:" in document}
        found, answered = set(), False
        for who, principal in self.askers.items():
            answer = await self.town.ask(principal, document, **wanted)
            answered |= "errors" not in answer
            if word in json.dumps(answer, ensure_ascii=False):
                found.add(who)
        assert answered, way  # Whom nobody answers, nobody can find anything by.
        return found


@pytest.fixture
async def street(town: Town) -> AsyncIterator[Street]:
    screens, silences = list(community.screening), list(community.is_silenced)
    moderation.stand_at_the_door()
    jobs.react(REACTIONS)
    nils = town.nils.member_id
    askers = {
        "author": town.elsa.principal, "reporter": town.nils.principal, "stranger": STRANGER,
        "till": town.linneas.till,
        "member": (await town.new_person("Sara", days_ago=50)).principal,
        "moderator": (await town.new_person("Ingrid", "moderator")).principal,
        "manager": (await town.new_person("Karin", "manager")).principal,
        "staff": (await town.new_person("Tove", "staff", partner=town.linneas)).principal,
    }  # fmt: skip
    _, under = await community.create_post(
        nils, key="ask", kind="question", topic="fragor", language="sv", body="Vad äter ni till frukost?"
    )
    try:
        yield Street(town, askers, under)
    finally:
        community.screening[:], community.is_silenced[:] = screens, silences
        jobs.react({})


async def reported(street: Street, ref: Ref) -> int:
    return await street.report(ref)


async def held(street: Street, ref: Ref) -> int:
    queue = await moderation.queue("newest", first=1, after=None)
    return queue.items[0].id


async def deleted(street: Street, ref: Ref) -> int:
    case_id = await street.report(ref)
    await community.delete(street.elsa, key="delete", ref=ref)
    return case_id


def by(action: Action) -> Callable[[Street, Ref], Awaitable[int]]:
    async def happen(street: Street, ref: Ref) -> int:
        case_id = await street.report(ref)
        await street.decide(case_id, action)
        return case_id

    return happen


BECAME: Mapping[str, Callable[[Street, Ref], Awaitable[int]]] = {
    "reported": reported, "kept": by("keep"), "warned": by("warn"), "held": held, "hidden": by("hide"),
    "removed": by("remove"), "silenced": by("silence"), "deleted": deleted,
}  # fmt: skip


def readers(marks: str) -> set[str]:
    if marks == EVERYBODY:
        return set(PEOPLE)
    return {who for who, mark in (("author", "A"), ("reporter", "R"), ("moderator", "M")) if mark in marks}


@pytest.mark.parametrize("became", BECAME)
@pytest.mark.parametrize("kind", ["post", "comment"])
async def test_the_word_is_found_by_those_who_may_read_it(street: Street, kind: ContentKind, became: str) -> None:
    watched = f" {WATCHED}" if became == "held" else ""
    ref = await street.write(kind, f"Jag tar {WORD}.{watched}")
    case_id = await BECAME[became](street, ref)

    for way in OF_A_POST if kind == "post" else OF_A_COMMENT:
        found = await street.finders(way, WORD, given_of(street, ref, case_id))
        assert found == readers(WAYS[way][1].get(became, "")), way


@pytest.mark.parametrize("kind", ["post", "comment"])
async def test_what_was_reported_stays_in_the_case_when_it_is_edited(street: Street, kind: ContentKind) -> None:
    ref = await street.write(kind, f"Du är en {EARLIER}.")
    case_id = await street.report(ref)
    await edit(street, ref)
    given = given_of(street, ref, case_id)

    assert await street.finders("case", EARLIER, given) == {"moderator"}
    await street.decide(case_id, "hide")
    assert await street.finders("notices", EARLIER, given) == set()  # It was hidden for what it said by then.
    for way in OF_A_POST | OF_A_COMMENT:
        assert await street.finders(way, EARLIER, given) <= {"moderator"}, way


async def test_what_was_decided_about_stays_in_the_letter_when_the_text_is_rewritten(street: Street) -> None:
    ref = await street.write("post", f"Du är en {EARLIER}.")
    case_id = await street.report(ref)
    await street.decide(case_id, "hide")
    await edit(street, ref)
    given = given_of(street, ref, case_id)

    assert await street.finders("notices", EARLIER, given) == {"author"}
    assert await street.finders("case", EARLIER, given) == {"moderator"}
    assert await street.finders("node", EARLIER, given) == set()


@pytest.mark.parametrize("became", BECAME)
@pytest.mark.parametrize("kind", ["post", "comment"])
async def test_what_it_said_before_is_for_its_author_and_moderators(
    street: Street, kind: ContentKind, became: str
) -> None:
    ref = await street.write(kind, f"Jag tar {EARLIER}." + (f" {WATCHED}" if became == "held" else ""))
    await edit(street, ref)
    await BECAME[became](street, ref)

    earlier = "query ($text: ID!) { node(id: $text) { ... on Post { earlier { body { spans { text } } } } "
    earlier += "... on Comment { earlier { body { spans { text } } } } } }"
    found = set()
    for who, principal in street.askers.items():
        answer = await street.town.ask(principal, earlier, text=given_of(street, ref, 0)["text"])
        if EARLIER in json.dumps(answer, ensure_ascii=False):
            found.add(who)
    assert found == (set() if became == "deleted" else {"author", "moderator"})


async def test_a_letter_about_a_comment_shows_nothing_once_its_post_is_hidden(street: Street) -> None:
    ref = await street.write("comment", f"Jag tar {WORD}.")
    case_id = await street.report(ref)
    await street.decide(case_id, "keep")
    given = given_of(street, ref, case_id)
    assert await street.finders("notices", WORD, given) == {"reporter"}

    await community.delete(street.town.nils.member_id, key="away", ref=("post", street.under))

    assert await street.finders("notices", WORD, given) == set()


async def edit(street: Street, ref: Ref) -> None:
    kind, number = ref
    if kind == "post":
        await community.edit_post(street.elsa, key="edit", post_id=number, body="Gröt är gott.")
    else:
        await community.edit_comment(street.elsa, key="edit", comment_id=number, body="Gröt är gott.")


def given_of(street: Street, ref: Ref, case_id: int) -> dict[str, Any]:
    return {
        "text": global_id("Post" if ref[0] == "post" else "Comment", ref[1]), "under": global_id("Post", street.under),
        "author": street.town.elsa.author_id, "case": global_id("ModerationCase", case_id),
        "card": street.town.elsa.card,
    }  # fmt: skip

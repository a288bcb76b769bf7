"""The public log: everybody, a stranger too, reads what was decided and by which rule; nobody reads about whom, by
whom, or of what."""

from __future__ import annotations

import json
from typing import Any

import pytest

from schema.relay import global_id
from server import community, moderation
from server.community import ContentKind
from server.kernel import clock, periods
from server.moderation import Action
from tests.community.conftest import key
from tests.community.readers import EVERYBODY, WORD, Square, square
from tests.schema.domain.conftest import database, town

__all__ = ["database", "square", "town"]

LOG = "{ moderationLog { edges { cursor node { month action rule { no text } appeal count } } } }"
ACTIONS: tuple[Action, ...] = ("keep", "warn", "hide", "remove", "silence")
APPEALED = "Jag menade soppan"


async def logged(square: Square) -> list[Any]:
    """What everybody reads: the same."""
    found = await square.readers(LOG, lambda data: data["moderationLog"]["edges"])
    assert found == dict.fromkeys(EVERYBODY, found["stranger"])
    edges: list[Any] = found["stranger"]
    return edges


@pytest.mark.parametrize("kind", ["post", "comment"])
@pytest.mark.parametrize("action", ACTIONS)
async def test_the_log_says_what_was_decided_and_nothing_of_whom(
    square: Square, action: Action, kind: ContentKind
) -> None:
    ref = await square.write("member" if kind == "comment" else "author", f"Jag tar {WORD}.")
    if kind == "comment":
        ref = await square.answer("author", ref, f"Jag med: {WORD}.")
    assert await logged(square) == []

    case, decision = await square.judge(ref, action)
    if action != "keep":
        await moderation.appeal(square.elsa, key=key(), decision_id=decision, words=APPEALED)

    (line,) = await logged(square)
    assert line["node"]["month"] == periods.period_key("month", clock.now(), "Europe/Stockholm")
    assert (line["node"]["action"], line["node"]["rule"]["no"]) == (action.upper(), 1)
    assert (line["node"]["appeal"], line["node"]["count"]) == (None if action == "keep" else "WAITING", 1)
    said = json.dumps(line, ensure_ascii=False)
    for secret in (
        WORD, APPEALED, "Titta på", "Skriv om saken.", "Elsa", "Nils", "Ingrid", str(ref[1]), str(case), str(decision),
        square.town.elsa.author_id, global_id("ModerationCase", case), global_id("Decision", decision),
    ):  # fmt: skip
        assert secret not in said


async def test_what_was_taken_back_stands_in_the_log_no_more(square: Square) -> None:
    ref = await square.write("author", f"Jag tar {WORD}.")
    _, decision = await square.judge(ref, "hide")
    assert len(await logged(square)) == 1

    await moderation.undo(square.id("moderator"), decision)

    assert await logged(square) == []
    assert (await community.content([ref]))[ref].state == "published"

"""What becomes of an idea: the managers answer it, and may answer anew. What they said before stays."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from server import jobs, storage
from server.kernel import clock, ids
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.storage import Reader, Row, Tx

from . import rules, writing
from .contents import Ref
from .errors import NotNow, NotYours
from .events import IdeaAnswered
from .guards import check_silence, do, readable
from .models import IdeaAnswer
from .rules import IdeaState


@dataclass(frozen=True, slots=True)
class Answer:
    """What a manager answered to an idea."""

    id: Id
    post_id: Id
    manager_id: Id
    state: IdeaState
    words: str
    answered_at: Instant


_ANSWER = "id, post_id, manager_id, state, words, answered_at"


async def set_idea_state(manager_id: Id, *, key: str, post_id: Id, state: IdeaState, words: str) -> Ref:
    """Answers an idea, with words to its author and all; setting it again is how it is undone. What an idea earns by
    becoming real follows by the fact, once each time. Raises BadText, NotFound, NotNow where the post is no idea,
    NotYours for an own one, Silenced, KeyConflict."""
    said = writing.body(words, most=writing.ANSWER_LIMIT, field="answer")

    async def work(tx: Tx) -> Ref:
        idea = await readable(tx, ("post", post_id), manager_id)
        if idea.post_kind != "idea":
            raise NotNow(sv="Bara en idé får ett sådant svar.", en="Only an idea is answered this way.")
        if idea.author_id == manager_id:
            raise NotYours(
                sv="Det är din egen idé. Någon annan i ledningen svarar på den.",
                en="This idea is your own. Another manager answers it.",
            )
        await check_silence(tx, manager_id)
        latest = (await answers([post_id], via=tx)).get(post_id)
        if latest is not None and (latest.state, latest.words) == (state, said):
            return idea.ref
        before = latest.state if latest is not None else "new"
        turns = rules.idea_turns(idea.idea_turns, before, state)
        answer_id, now = ids.new_id(), clock.now()
        await tx.insert(
            IdeaAnswer,
            ("id", "post_id", "manager_id", "state", "words", "answered_at"),
            [(answer_id, post_id, manager_id, state, said, now)],
        )
        await tx.execute(
            "UPDATE post SET idea_state = :state, idea_turns = :turns, idea_done_at = :done::bigint WHERE id = :id",
            id=post_id, state=state, turns=turns, done=(idea.idea_done_at or now) if state == "done" else None,
        )  # fmt: skip
        fact = IdeaAnswered(ids.new_id(), post_id, idea.author_id, answer_id, before, state, turns, now)
        await jobs.announce(tx, fact)
        return idea.ref

    return await do(manager_id, key, ["idea", post_id, state, said], work)


async def answers(post_ids: Collection[Id], *, via: Reader | None = None) -> dict[Id, Answer]:
    """The answer that holds, by idea."""
    sql = (
        f"SELECT {_ANSWER} FROM idea_answer WHERE id IN "
        "(SELECT max(id) FROM idea_answer WHERE post_id {in posts bigint} GROUP BY post_id)"
    )
    wanted = sorted(set(post_ids))
    rows = await (via.rows(sql, posts=wanted) if via else storage.rows(sql, posts=wanted))
    return {row[1]: _answer(row) for row in rows}


async def answers_by_id(answer_ids: Collection[Id]) -> dict[Id, Answer]:
    """Answers, those that no longer hold too."""
    rows = await storage.rows(
        f"SELECT {_ANSWER} FROM idea_answer WHERE id {{in ids bigint}}", ids=sorted(set(answer_ids))
    )
    return {row[0]: _answer(row) for row in rows}


def _answer(row: Row) -> Answer:
    return Answer(*(row[place] for place in range(6)))

"""An idea's state, and what the managers answered to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

import strawberry

from schema.context import Context
from schema.scalars import DateTime
from schema.texts import shown_name
from server import community, members
from server.community import Answer


@strawberry.enum(description="What becomes of an idea.")
class IdeaState(Enum):
    NEW = strawberry.enum_value("new", description="Nobody has answered, or it is open again.")
    PLANNED = strawberry.enum_value("planned", description="It will be done.")
    DONE = strawberry.enum_value("done", description="It is real.")
    DECLINED = strawberry.enum_value("declined", description="It will not be done; the answer says why.")


@strawberry.type(description="Where an idea stands.")
class Idea:
    state: IdeaState = strawberry.field(description="What becomes of it.")
    answer: str | None = strawberry.field(description="What the managers say, as plain text; null: nothing yet.")
    answered_at: DateTime | None = strawberry.field(description="When they said so.")
    answered_by: str | None = strawberry.field(description="Who said so.")


def idea_of(answer: Answer, by: str) -> Idea:
    return Idea(
        state=IdeaState(answer.state), answer=answer.words, answered_at=DateTime(answer.answered_at), answered_by=by
    )


UNANSWERED = Idea(state=IdeaState.NEW, answer=None, answered_at=None, answered_by=None)


async def ideas_by_post(context: Context, post_ids: Sequence[int]) -> Mapping[int, Idea]:
    """Those that were answered, by their posts. For posts that the asker may read."""
    return await _named(context, await community.answers(post_ids))


async def ideas_by_answer(context: Context, answer_ids: Sequence[int]) -> Mapping[int, Idea]:
    """Ideas as they were answered, by the answers. For those to whom a letter of it went."""
    return await _named(context, await community.answers_by_id(answer_ids))


async def _named(context: Context, answers: Mapping[int, Answer]) -> Mapping[int, Idea]:
    names = await members.members_by_id({answer.manager_id for answer in answers.values()})
    return {
        key: idea_of(answer, shown_name(names[answer.manager_id], context.language)) for key, answer in answers.items()
    }

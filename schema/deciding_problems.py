"""What moderators' and managers' decisions may come to."""

from __future__ import annotations

import strawberry

from schema.problem_kinds import Problem
from schema.scalars import DateTime


@strawberry.type(description="Another moderator is looking at the case.")
class CaseClaimedProblem(Problem):
    by: str = strawberry.field(description="Who.")
    until: DateTime = strawberry.field(description="Until when it is theirs.")


@strawberry.type(description="There is nothing left to decide, to undo or to appeal: somebody did it before.")
class AlreadyDecidedProblem(Problem):
    pass


@strawberry.type(description="The time in which it could be done is over.")
class TimeIsOverProblem(Problem):
    ended_at: DateTime = strawberry.field(description="When it ended.")


@strawberry.type(description="A mistake in a programme's document.")
class ProgrammeMistake:
    line: int = strawberry.field(description="Where it stands, from 1.")
    message: str = strawberry.field(description="What is wrong.")
    remedy: str = strawberry.field(description="What to write instead.")


@strawberry.type(description="The document has mistakes, or does not fit what is published. Nothing was changed.")
class ProgrammeMistakesProblem(Problem):
    mistakes: list[ProgrammeMistake] = strawberry.field(description="All of them, in the order of the lines.")


@strawberry.type(description="Somebody saved the draft meanwhile. Nothing was changed.")
class DraftMovedProblem(Problem):
    revision: int = strawberry.field(description="Where it stands now: read it again and go on from there.")


@strawberry.type(description="The draft was published or discarded before. Nothing was changed.")
class DraftEndedProblem(Problem):
    pass

"""What any verb may come to: the interface, and the problems that are no room's own."""

from __future__ import annotations

import strawberry


@strawberry.interface(description="An expected outcome that is no success.")
class Problem:
    message: str = strawberry.field(description="What happened and what to do, in the asker's language.")


@strawberry.type(description="What was sent cannot be used.")
class BadInputProblem(Problem):
    field: str = strawberry.field(description="The input's field that is at fault.")


@strawberry.type(description="The asker is known, and may not.")
class NotAllowedProblem(Problem):
    pass


@strawberry.type(description="Too many attempts.")
class ThrottledProblem(Problem):
    retry_after: int = strawberry.field(description="Seconds to wait.")


@strawberry.type(description="What was asked for is not there, or is not the asker's.")
class NotFoundProblem(Problem):
    pass


@strawberry.type(description="The key was used before, for something else. Nothing was changed.")
class KeyConflictProblem(Problem):
    key: str = strawberry.field(description="The key that was sent.")


@strawberry.type(
    description="One item of many could not be recorded through no fault of its own; the others were. "
    "Send the same again under the same key."
)
class InternalProblem(Problem):
    request_id: str = strawberry.field(description="What to name when asking about it.")

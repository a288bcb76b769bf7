"""What giving, freezing and correcting points may come to."""

from __future__ import annotations

import strawberry

from schema.problem_kinds import Problem
from schema.scalars import Points


@strawberry.type(description="More points would be taken than there are.")
class LessThanThatProblem(Problem):
    balance: Points = strawberry.field(description="What there is, in minor units.")


@strawberry.type(description="The programme lets nobody give this currency to another member. Nothing was changed.")
class NotTransferableProblem(Problem):
    currency: str = strawberry.field(description="The currency that was sent.")


@strawberry.type(description="Less than can be given at once. Nothing was changed.")
class TooLittleAtOnceProblem(Problem):
    least: Points = strawberry.field(description="The least at once, in minor units.")


@strawberry.type(description="More than one member can give in a year. Nothing was changed.")
class TooMuchThisYearProblem(Problem):
    left: Points = strawberry.field(description="What can still be given this year, in minor units.")


@strawberry.type(description="Members may not let the time of this currency stand still. Nothing was changed.")
class NotFreezableProblem(Problem):
    currency: str = strawberry.field(description="The currency's code.")


@strawberry.type(description="More months than a member may freeze in a year. Nothing was changed.")
class FrozenEnoughProblem(Problem):
    left: int = strawberry.field(description="For how many months still this year.")


@strawberry.type(description="The member has nothing of it that would expire. Nothing was changed.")
class NothingToFreezeProblem(Problem):
    pass


@strawberry.type(description="It is taken back already, or older than a day. Nothing was changed.")
class FreezeSettledProblem(Problem):
    pass


@strawberry.type(description="Somebody has agreed to the correction, or declined it, before.")
class AdjustmentDecidedProblem(Problem):
    pass

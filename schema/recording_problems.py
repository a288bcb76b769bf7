"""What recording may come to."""

from __future__ import annotations

import strawberry

from schema.problem_kinds import Problem
from schema.scalars import DateTime, Decimal, Points


@strawberry.type(description="There is no such member, or not one whom the asker may reach by this reference.")
class MemberNotFoundProblem(Problem):
    pass


@strawberry.type(description="The programme has no such kind of activity.")
class UnknownKindProblem(Problem):
    kind: str = strawberry.field(description="The kind that was sent.")
    known: list[str] = strawberry.field(description="The kinds that there are.")


@strawberry.type(description="A fact is missing, unknown, mistyped or out of bounds.")
class FactProblem(Problem):
    fact: str = strawberry.field(description="The fact's name.")


@strawberry.type(description="It occurred longer ago than the programme takes.")
class TooLateProblem(Problem):
    oldest: DateTime = strawberry.field(description="The earliest moment that is still taken.")


@strawberry.type(description="It has not occurred yet: the sender's clock is ahead.")
class InFutureProblem(Problem):
    now: DateTime = strawberry.field(description="What the time is here.")


@strawberry.type(description="It occurred before the programme began.")
class BeforeProgrammeProblem(Problem):
    begins: DateTime = strawberry.field(description="When the programme began.")


@strawberry.type(description="The partner's budget does not hold what was to be awarded. Nothing was awarded.")
class BudgetExhaustedProblem(Problem):
    left: Points = strawberry.field(description="What the budget holds.")


@strawberry.type(description="The member has told of as much as counts for now. Nothing was changed.")
class OwnWordFullProblem(Problem):
    pass


@strawberry.type(description="The programme has no such currency.")
class UnknownCurrencyProblem(Problem):
    currency: str = strawberry.field(description="The currency that was sent.")
    known: list[str] = strawberry.field(description="The currencies that there are.")


@strawberry.type(description="The sender has recorded nothing under the key.")
class ActivityNotFoundProblem(Problem):
    key: str = strawberry.field(description="The key that was sent.")


@strawberry.type(description="More would be taken back than there is.")
class ShareExceededProblem(Problem):
    left: Decimal = strawberry.field(description="The share that is left to take back, from 0 to 1.")


@strawberry.type(description="The member takes part in the challenge already.")
class AlreadyJoinedProblem(Problem):
    pass


@strawberry.type(description="The member does not take part in the challenge, or is done with it.")
class NotJoinedProblem(Problem):
    pass

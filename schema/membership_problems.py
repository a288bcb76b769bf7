"""What joining, signing in and sharing a household may come to."""

from __future__ import annotations

import strawberry

from schema.problem_kinds import Problem


@strawberry.type(description="The terms that were accepted are not those in force.")
class TermsOutdatedProblem(Problem):
    current: str = strawberry.field(description="The version in force.")


@strawberry.type(description="Whoever wants to join is younger than anybody may be. Nothing was made.")
class TooYoungProblem(Problem):
    age: int = strawberry.field(description="The least age to join, with or without a guardian.")


@strawberry.type(description="At the age that was told one joins with a guardian's word. Nothing was made.")
class GuardianNeededProblem(Problem):
    age: int = strawberry.field(description="The age from which nobody needs it.")


@strawberry.type(description="The programme is for those who live elsewhere. Nothing was made.")
class NotOfferedThereProblem(Problem):
    countries: list[str] = strawberry.field(description="Where it is offered, by ISO 3166 codes.")


@strawberry.type(description="The email or the password is wrong. Which one is never said.")
class WrongCredentialsProblem(Problem):
    pass


@strawberry.type(description="It was too long ago that the asker showed who they are: `confirmPassword` comes first.")
class StaleSignInProblem(Problem):
    max_age: int = strawberry.field(description="For how many seconds a password holds.")


@strawberry.type(description="The link was used before, has expired, or never was.")
class InvalidTokenProblem(Problem):
    pass


@strawberry.type(description="The card belongs to a member already.")
class CardTakenProblem(Problem):
    pass


@strawberry.type(description="The partner has enrolled this email before, under another key.")
class AlreadyEnrolledProblem(Problem):
    pass


@strawberry.type(description="The programme has no households. Nothing was changed.")
class NoHouseholdsProblem(Problem):
    pass


@strawberry.type(description="The household has as many members as it may. Nothing was changed.")
class HouseholdFullProblem(Problem):
    members: int = strawberry.field(description="How many it may have, those invited included.")


@strawberry.type(description="Whoever it is about is in a household already. Nothing was changed.")
class AlreadyTogetherProblem(Problem):
    pass

"""What redeeming, levels and codes may come to."""

from __future__ import annotations

import strawberry

from schema.partners import places
from schema.problem_kinds import Problem
from schema.scalars import DateTime, Points


@strawberry.type(description="The member has too few points. Nothing was changed.")
class NotEnoughPointsProblem(Problem):
    missing: Points = strawberry.field(description="How many are missing, in minor units.")


@strawberry.type(description="All places of the reward are taken. Nothing was changed.")
class SoldOutProblem(Problem):
    opens_at: DateTime | None = strawberry.field(description="When there are places again, of a drop; null: unknown.")


@strawberry.type(description="The reward cannot be had now. Nothing was changed.")
class NotOpenProblem(Problem):
    opens_at: DateTime = strawberry.field(description="When it can.")


@strawberry.type(description="The reward is for a level that the member has not reached. Nothing was changed.")
class LevelRequiredProblem(Problem):
    tier: str = strawberry.field(description="The level's code.")


@strawberry.type(description="The member has had it as often as one can. Nothing was changed.")
class LimitReachedProblem(Problem):
    limit: int = strawberry.field(description="How often that is.")


@strawberry.type(description="The offer was answered, taken back, or has lapsed. Nothing was changed.")
class OfferClosedProblem(Problem):
    pass


@strawberry.type(description="There is no such code, or it is misspelt. Nothing was changed.")
class VoucherNotFoundProblem(Problem):
    pass


@strawberry.type(description="The code was used before. Nothing was changed.")
class VoucherUsedProblem(Problem):
    used_at: DateTime = strawberry.field(description="When.")
    partner_id: strawberry.Private[int | None]
    shop: strawberry.Private[str | None]

    @strawberry.field(description="Where.")
    async def place(self) -> str | None:
        await places.ready([self.partner_id])
        return places.name(self.partner_id, self.shop)


@strawberry.type(description="The code's time is over, and what it cost went back. Nothing was changed.")
class VoucherExpiredProblem(Problem):
    expired_at: DateTime = strawberry.field(description="When it ended.")


@strawberry.type(description="The code was called off before, and what it cost went back. Nothing was changed.")
class VoucherCancelledProblem(Problem):
    cancelled_at: DateTime = strawberry.field(description="When.")

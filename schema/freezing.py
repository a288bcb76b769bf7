"""Letting the time of points stand still: a member for themselves, or a manager for somebody who is away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import strawberry

from schema.access import HasRole, SignedIn, access
from schema.context import Context, Info
from schema.members import MemberRef
from schema.problems import (
    BadInputProblem,
    FreezeSettledProblem,
    FrozenEnoughProblem,
    KeyConflictProblem,
    MemberNotFoundProblem,
    NotFoundProblem,
    NotFreezableProblem,
    NothingToFreezeProblem,
    StaleSignInProblem,
)
from schema.purse import PointsFreeze, freeze_of
from schema.relay import number_of
from server import activities, ledger, members
from server.kernel.errors import NotFound

UNFREEZING = "Undone"  # Its reversal's reason, which nobody reads: the freeze itself says that it is undone.


@strawberry.input(description="Points whose time stands still.")
class FreezePointsInput:
    key: str = strawberry.field(description="The sender's own name for the attempt, 1 to 128 characters.")
    currency: str = strawberry.field(description="The currency's code.")
    months: int = strawberry.field(description="For how many months.")


@strawberry.input(description="Points of another whose time stands still.")
class FreezeMemberPointsInput:
    key: str = strawberry.field(description="The sender's own name for the attempt, 1 to 128 characters.")
    member: MemberRef = strawberry.field(description="Whose.")
    currency: str = strawberry.field(description="The currency's code.")
    months: int = strawberry.field(description="For how many months: 1 to 24.")
    reason: str = strawberry.field(description="Why, in one line.")


@strawberry.input(description="A freeze that is taken back.")
class UnfreezePointsInput:
    key: str = strawberry.field(description="The sender's own name for the attempt, 1 to 128 characters.")
    freeze: strawberry.ID = strawberry.field(description="The freeze's id.")


@strawberry.type(description="What the member has is good for so much longer, or not any more.")
class PointsFrozen:
    freeze: PointsFreeze = strawberry.field(description="What was asked for.")
    replayed: bool = strawberry.field(description="Whether the key came again: this is the first outcome.")


FreezePointsResult = Annotated[
    PointsFrozen | NotFreezableProblem | FrozenEnoughProblem | NothingToFreezeProblem | MemberNotFoundProblem
    | KeyConflictProblem | BadInputProblem,
    strawberry.union("FreezePointsResult", description="What became of letting time stand still."),
]  # fmt: skip
FreezeMemberPointsResult = Annotated[
    PointsFrozen | NotFreezableProblem | NothingToFreezeProblem | MemberNotFoundProblem | StaleSignInProblem
    | KeyConflictProblem | BadInputProblem,
    strawberry.union("FreezeMemberPointsResult", description="What became of letting a member's time stand still."),
]  # fmt: skip
UnfreezePointsResult = Annotated[
    PointsFrozen | NotFoundProblem | FreezeSettledProblem | KeyConflictProblem | BadInputProblem,
    strawberry.union("UnfreezePointsResult", description="What became of letting time go on."),
]  # fmt: skip


@strawberry.type
class FreezeMutation:
    @strawberry.mutation(
        description="Let all that one has of a currency be good for so many months longer, as far as the programme "
        "lets members do so in a year.",
        metadata=access(SignedIn()),
    )
    async def freeze_points(
        self, info: Info, input: Annotated[FreezePointsInput, strawberry.argument(description="What, and how long.")]
    ) -> FreezePointsResult:
        context = info.context
        await members.take_deeds(context.principal.member_id or 0)
        return await _frozen(
            context,
            activities.freezing_of(context.principal, key=input.key, currency=input.currency, months=input.months),
        )

    @strawberry.mutation(
        description="Let all that a member has of a currency be good for so many months longer: of one who is ill, or "
        "away. Wants a fresh sign-in.",
        metadata=access(HasRole("manager")),
    )
    async def freeze_member_points(
        self, info: Info, input: Annotated[FreezeMemberPointsInput, strawberry.argument(description="Whose, and why.")]
    ) -> FreezeMemberPointsResult:
        context = info.context
        await members.require_fresh(context.principal)
        return await _frozen(
            context,
            activities.freezing_of(
                context.principal, key=input.key, currency=input.currency, months=input.months,
                member=input.member.ref(), reason=input.reason,
            ),
        )  # fmt: skip

    @strawberry.mutation(
        description="Take a freeze back, within a day: everything ends when it did before. Members their own, managers "
        "any.",
        metadata=access(SignedIn()),
    )
    async def unfreeze_points(
        self, info: Info, input: Annotated[UnfreezePointsInput, strawberry.argument(description="Which.")]
    ) -> UnfreezePointsResult:
        context = info.context
        freeze_id = number_of(str(input.freeze), "PointsFreeze", "freeze")
        outcome = await activities.record(
            await activities.thaw_of(freeze_id, by=context.principal, key=input.key, reason=UNFREEZING)
        )
        context.forget()
        return PointsFrozen(freeze=await _one(freeze_id, context), replayed=outcome.replayed)


async def freezes_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, PointsFreeze]:
    """The asker's own; to a manager everybody's."""
    principal = context.principal
    return {
        id: freeze_of(row, context.language)
        for id, row in (await ledger.freezes_by_id(ids)).items()
        if principal.is_any_of("manager") or row.member_id == principal.member_id
    }


async def _frozen(context: Context, intent: activities.FreezePoints) -> PointsFrozen:
    outcome = await activities.record(intent)
    context.forget()
    return PointsFrozen(freeze=await _one(outcome.activity.id, context), replayed=outcome.replayed)


async def _one(freeze_id: int, context: Context) -> PointsFreeze:
    row = (await ledger.freezes_by_id([freeze_id])).get(freeze_id)
    if row is None:
        raise NotFound("The freeze")
    return freeze_of(row, context.language)

"""Insights: four numbers, any member's story, and corrections by hand. For managers alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Annotated, Any

import strawberry

from schema.access import HasRole, access
from schema.budgets import CampaignBudget, budgets_told
from schema.context import Context, Info
from schema.figures import figures_of
from schema.hints import shared, sized
from schema.insights_types import (
    Figure,
    FigureCode,
    MemberFile,
    PointsAdjustment,
    adjustment_of,
    file_of,
)
from schema.members import Member, MemberRef, member_of
from schema.problems import (
    AdjustmentDecidedProblem,
    BadInputProblem,
    KeyConflictProblem,
    LessThanThatProblem,
    MemberNotFoundProblem,
    NotAllowedProblem,
    NotFoundProblem,
    UnknownCurrencyProblem,
)
from schema.relay import After, Connection, First, connection, global_id, number_of
from schema.scalars import Points
from server import insights, live, members, programme
from server.insights import Adjusted
from server.kernel.paging import page_size

MANAGERS = HasRole("manager")


@strawberry.input(description="Points to give or take by hand.")
class AdjustPointsInput:
    key: str = strawberry.field(description="The manager's own name for it, 1 to 128 characters: sent again, it "
                                            "answers as it did.")
    member: MemberRef = strawberry.field(description="Whose points.")
    currency: str = strawberry.field(description="A currency's code.")
    points: Points = strawberry.field(description="Minor units: above 0 to give, below 0 to take.")
    reason: str = strawberry.field(description="Why, in words that the member reads.")


@strawberry.type(description="The correction was made, now or when its key came first.")
class PointsAdjusted:
    adjustment: PointsAdjustment = strawberry.field(description="The correction.")
    replayed: bool = strawberry.field(description="Whether it had been made already.")


@strawberry.type(description="It is more than one manager corrects alone: it waits for a second one.")
class AdjustmentWaits:
    adjustment: PointsAdjustment = strawberry.field(description="The correction.")
    limit: Points = strawberry.field(description="What one manager corrects of a member in a day, in minor units.")


@strawberry.type(description="Nothing was corrected.")
class AdjustmentDeclined:
    adjustment: PointsAdjustment = strawberry.field(description="The correction.")


AdjustPointsResult = Annotated[
    PointsAdjusted | AdjustmentWaits | AdjustmentDeclined | MemberNotFoundProblem | UnknownCurrencyProblem
    | LessThanThatProblem | KeyConflictProblem | NotAllowedProblem | BadInputProblem,
    strawberry.union("AdjustPointsResult", description="What became of a correction."),
]  # fmt: skip
ApproveAdjustmentResult = Annotated[
    PointsAdjusted | AdjustmentDecidedProblem | LessThanThatProblem | UnknownCurrencyProblem | MemberNotFoundProblem
    | NotAllowedProblem | NotFoundProblem,
    strawberry.union("ApproveAdjustmentResult", description="What became of agreeing."),
]  # fmt: skip
DeclineAdjustmentResult = Annotated[
    AdjustmentDeclined | AdjustmentDecidedProblem | NotFoundProblem,
    strawberry.union("DeclineAdjustmentResult", description="What became of declining."),
]
AdjustmentId = Annotated[strawberry.ID, strawberry.argument(description="The correction's id.")]


@strawberry.type(description="What those who run the programme look at.")
class Insights:
    @strawberry.field(description="Four numbers: members, active this week, outstanding points, second purchases.",
                      metadata=sized(4))
    async def figures(
        self,
        info: Info,
        only: Annotated[list[FigureCode] | None, strawberry.argument(description="Left out: all four.")] = None,
    ) -> list[Figure]:
        wanted = list(dict.fromkeys(only)) if only is not None else list(FigureCode)
        return await figures_of(programme.current(), wanted, info.context.language)

    @strawberry.field(description="The budgets that members draw on together, and what is left of each.",
                      metadata=sized(4))
    async def budgets(self, info: Info) -> list[CampaignBudget]:
        return await budgets_told(programme.current(), info.context.language)

    @strawberry.field(description="Members by card, by address, or by a part of their name.")
    async def find_members(
        self,
        info: Info,
        text: Annotated[str, strawberry.argument(description="At least two characters.")],
        first: First = None,
        after: After = None,
    ) -> Connection[Member]:
        page = await insights.find(info.context.principal, text, first=page_size(first), after=after)
        return connection(page, lambda row: member_of(row, "manager"))

    @strawberry.field(description="A member with everything that was ever recorded of them; null: there is none.")
    async def member_file(
        self, info: Info, ref: Annotated[MemberRef, strawberry.argument(description="Who is meant.")]
    ) -> MemberFile | None:
        for member_id in (await members.resolve([ref.ref()], info.context.principal)).values():
            row = await members.member_of(member_id)
            return file_of(row, member_of(row, "manager")) if row is not None else None
        return None

    @strawberry.field(
        description="Corrections by hand: those that wait for a second manager, oldest first, or all others, newest "
        "first."
    )
    async def adjustments(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        waiting: Annotated[bool, strawberry.argument(description="Only those that wait.")] = True,
        member: Annotated[MemberRef | None, strawberry.argument(description="Only this member's.")] = None,
    ) -> Connection[PointsAdjustment]:
        of = None
        if member is not None:
            of = (await members.resolve([member.ref()], info.context.principal)).get(member.ref(), 0)
        page = await insights.adjustments(first=page_size(first), after=after, waiting=waiting, member_id=of)
        return connection(page, lambda row: adjustment_of(row, info.context))

    @strawberry.field(description="What one manager corrects of a member in a day, in whole points.")
    def adjust_limit(self) -> int:
        return programme.current().adjust_limit


@strawberry.type
class InsightsQuery:
    @strawberry.field(description="What those who run the programme look at.", metadata=access(MANAGERS))
    def insights(self) -> Insights:
        return Insights()


@strawberry.type
class InsightsMutation:
    @strawberry.mutation(
        description="Correct a member's points by hand. Beyond the programme's limit a second manager must agree; "
        "nobody corrects their own.",
        metadata=access(MANAGERS),
    )
    async def adjust_points(
        self, info: Info, input: Annotated[AdjustPointsInput, strawberry.argument(description="What and why.")]
    ) -> AdjustPointsResult:
        adjusted = await insights.adjust(
            info.context.principal, key=input.key, member=input.member.ref(), currency=input.currency,
            points=input.points, reason=input.reason,
        )  # fmt: skip
        told: AdjustPointsResult = _told(adjusted, info.context)
        return told

    @strawberry.mutation(
        description="Agree, as a second manager, to a correction that waits.", metadata=access(MANAGERS)
    )
    async def approve_adjustment(self, info: Info, id: AdjustmentId) -> ApproveAdjustmentResult:
        adjusted = await insights.agree(info.context.principal, number_of(str(id), "PointsAdjustment"))
        told: ApproveAdjustmentResult = _told(adjusted, info.context)
        return told

    @strawberry.mutation(
        description="Decline a correction that waits; or take back one's own.", metadata=access(MANAGERS)
    )
    async def decline_adjustment(self, info: Info, id: AdjustmentId) -> DeclineAdjustmentResult:
        adjusted = await insights.decline(info.context.principal, number_of(str(id), "PointsAdjustment"))
        told: DeclineAdjustmentResult = _told(adjusted, info.context)
        return told


@strawberry.type(description="A correction came that waits, or was decided.")
class AdjustmentChange:
    adjustment_id: strawberry.ID = strawberry.field(description="The one that moved last.")


@strawberry.type
class InsightsSubscription:
    @strawberry.subscription(
        description="Whenever a correction waits for a second manager, or was decided, at most five times a second: "
        "read them again.",
        metadata=access(MANAGERS) | shared(),
    )
    async def adjustment_changed(self, info: Info) -> AsyncIterator[AdjustmentChange]:
        messages = live.subscribe(insights.TOPIC)
        try:
            async for message in messages:
                number = 0 if message is live.MISSED else message["adjustment"]
                yield AdjustmentChange(adjustment_id=global_id("PointsAdjustment", number))
        finally:
            messages.close()


def _told(adjusted: Adjusted, context: Context) -> Any:
    context.forget()  # What is read next has changed.
    adjustment = adjustment_of(adjusted.adjustment, context)
    if adjusted.outcome is not None:
        return PointsAdjusted(adjustment=adjustment, replayed=adjusted.outcome.replayed)
    if adjusted.adjustment.state == "declined":
        return AdjustmentDeclined(adjustment=adjustment)
    book = programme.current()
    limit = book.adjust_limit * 10 ** book.currencies[adjusted.adjustment.currency].decimals
    return AdjustmentWaits(adjustment=adjustment, limit=Points(limit))


async def adjustments_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, PointsAdjustment]:
    """For managers; nobody else's answer names one."""
    if context.principal.kind != "person" or not context.principal.is_any_of("manager"):
        return {}
    return {id: adjustment_of(row, context) for id, row in (await insights.adjustments_by_id(ids)).items()}

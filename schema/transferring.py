"""Points that members give each other, and a manager who lets them come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.access import HasRole, SignedIn, access
from schema.context import Context, Info
from schema.currencies import Balance, Currency, balances_of, currency_of
from schema.hints import sized
from schema.ledger import LedgerEntry, entry_of
from schema.problems import (
    BadInputProblem,
    KeyConflictProblem,
    LessThanThatProblem,
    MemberNotFoundProblem,
    NotAllowedProblem,
    NotFoundProblem,
    NotTransferableProblem,
    TooLittleAtOnceProblem,
    TooMuchThisYearProblem,
)
from schema.relay import After, Connection, First, Node, connection, global_id, number_of
from schema.scalars import DateTime, Points
from schema.sight import Sight, only
from server import activities, ledger, members, programme
from server.kernel.errors import NotFound
from server.kernel.paging import page_size
from server.ledger import Transferred

CARD_LIMIT = 40  # Characters of a card as people write it.


@strawberry.type(description="Points that a member gave to another.")
class PointsTransfer(Node):
    currency: Currency = strawberry.field(description="Of what.")
    points: Points = strawberry.field(description="How many, in minor units.")
    at: DateTime = strawberry.field(description="When.")
    undone_at: DateTime | None = strawberry.field(description="When a manager let them come back; null: they did not.")
    row: strawberry.Private[Transferred]
    giver: strawberry.Private[str]
    receiver: strawberry.Private[str]

    @strawberry.field(description="Whether the asker gave them. To a manager: null.")
    def sent(self, info: Info) -> bool | None:
        asker = info.context.principal.member_id
        return asker == self.row.from_member if asker in (self.row.from_member, self.row.to_member) else None

    @strawberry.field(description="What who gave them is called.")
    def from_name(self) -> str:
        return self.giver

    @strawberry.field(description="What who got them is called.")
    def to_name(self) -> str:
        return self.receiver


@strawberry.input(description="Points for another member.")
class TransferPointsInput:
    key: str = strawberry.field(description="The sender's own name for the attempt, 1 to 128 characters.")
    card: str = strawberry.field(description="The other member's card: sixteen digits.")
    currency: str = strawberry.field(description="The currency's code.")
    points: Points = strawberry.field(description="How many, in minor units.")


@strawberry.input(description="A transfer that comes back.")
class UndoTransferInput:
    key: str = strawberry.field(description="The sender's own name for the attempt, 1 to 128 characters.")
    transfer: strawberry.ID = strawberry.field(description="The transfer's id.")
    reason: str = strawberry.field(description="Why, in one line: both members read it.")


@strawberry.type(description="The points are the other member's, now or when the key came first.")
class PointsTransferred:
    transfer: PointsTransfer = strawberry.field(description="What was given.")
    replayed: bool = strawberry.field(description="Whether the key came again: this is the first outcome.")
    entries: list[LedgerEntry] = strawberry.field(description="The giver's line.", metadata=sized(1))
    balances: list[Balance] = strawberry.field(description="What the giver had after it.", metadata=sized(3))


@strawberry.type(description="The transfer has come back; what was spent of it is a debt.")
class TransferCameBack:
    transfer: PointsTransfer = strawberry.field(description="The transfer.")
    replayed: bool = strawberry.field(description="Whether the key came again: this is the first outcome.")


TransferPointsResult = Annotated[
    PointsTransferred | MemberNotFoundProblem | NotTransferableProblem | TooLittleAtOnceProblem
    | TooMuchThisYearProblem | LessThanThatProblem | KeyConflictProblem | BadInputProblem,
    strawberry.union("TransferPointsResult", description="What became of giving points."),
]  # fmt: skip
UndoTransferResult = Annotated[
    TransferCameBack | NotFoundProblem | NotAllowedProblem | MemberNotFoundProblem | KeyConflictProblem
    | BadInputProblem,
    strawberry.union("UndoTransferResult", description="What became of letting points come back."),
]  # fmt: skip


@strawberry.type
class MemberTransfers:
    """What a member gave and was given. Part of Member."""

    if TYPE_CHECKING:
        row: members.Member
        sight: Sight

    @strawberry.field(
        description="What the member gave to others and was given by them, newest first. For the member and managers."
    )
    async def transfers(self, info: Info, first: First = None, after: After = None) -> Connection[PointsTransfer]:
        only(self.sight, "own", "manager")
        page = await ledger.transfers_of(self.row.id, first=page_size(first), after=after)
        named = await _named(page.items)
        return connection(page, lambda row: _transfer(row, named, info.context))


@strawberry.type
class TransferMutation:
    @strawberry.mutation(
        description="Give points to another member, by their card. They keep the last day that they had.",
        metadata=access(SignedIn()),
    )
    async def transfer_points(
        self, info: Info, input: Annotated[TransferPointsInput, strawberry.argument(description="What to whom.")]
    ) -> TransferPointsResult:
        context = info.context
        await members.take_deeds(context.principal.member_id or 0)
        intent = await activities.transfer_to(
            input.card[:CARD_LIMIT], by=context.principal, key=input.key, currency=input.currency, points=input.points
        )
        outcome = await activities.record(intent)
        context.forget()
        return PointsTransferred(
            transfer=await _one(outcome.activity.id, context),
            replayed=outcome.replayed,
            entries=[entry_of(entry, context.language) for entry in outcome.entries],
            balances=balances_of(programme.current(), outcome.balances, context.language),
        )

    @strawberry.mutation(
        description="Let points that a member gave to another come back. Nobody decides of their own.",
        metadata=access(HasRole("manager")),
    )
    async def undo_transfer(
        self, info: Info, input: Annotated[UndoTransferInput, strawberry.argument(description="Which and why.")]
    ) -> UndoTransferResult:
        context = info.context
        transfer_id = number_of(str(input.transfer), "PointsTransfer", "transfer")
        outcome = await activities.record(
            await activities.undoing_of(transfer_id, by=context.principal, key=input.key, reason=input.reason)
        )
        context.forget()
        return TransferCameBack(transfer=await _one(transfer_id, context), replayed=outcome.replayed)


async def transfers_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, PointsTransfer]:
    """The asker's own; to a manager everybody's."""
    principal = context.principal
    found = {
        id: row
        for id, row in (await ledger.transfers_by_id(ids)).items()
        if principal.is_any_of("manager")
        or (principal.member_id is not None and principal.member_id in (row.from_member, row.to_member))
    }
    named = await _named(list(found.values()))
    return {id: _transfer(row, named, context) for id, row in found.items()}


async def _one(transfer_id: int, context: Context) -> PointsTransfer:
    row = (await ledger.transfers_by_id([transfer_id])).get(transfer_id)
    if row is None:
        raise NotFound("The transfer")
    return _transfer(row, await _named([row]), context)


async def _named(rows: Sequence[Transferred]) -> Mapping[int, str]:
    ids = {member_id for row in rows for member_id in (row.from_member, row.to_member)}
    return {id: row.display_name for id, row in (await members.members_by_id(ids)).items()} if ids else {}


def _transfer(row: Transferred, named: Mapping[int, str], context: Context) -> PointsTransfer:
    return PointsTransfer(
        id=global_id("PointsTransfer", row.id),
        currency=currency_of(programme.current(), row.currency, context.language),
        points=Points(row.points),
        at=DateTime(row.posted_at),
        undone_at=DateTime(row.undone_at) if row.undone_at is not None else None,
        row=row,
        giver=named.get(row.from_member, ""),
        receiver=named.get(row.to_member, ""),
    )

"""A member's purse: what will be gone and what will be theirs, and when; and what was given more time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import strawberry

from schema.context import Info
from schema.currencies import Currency, currency_of
from schema.hints import sized
from schema.relay import After, Connection, First, Node, connection, global_id
from schema.scalars import DateTime, Points
from schema.sight import Sight, only
from server import ledger, members, programme
from server.kernel.paging import page_size
from server.ledger import Frozen
from server.programme.rulebook import Language


@strawberry.type(description="Points that will be gone unless they are spent, or kept alive, before.")
class Expiry:
    currency: Currency = strawberry.field(description="Of what.")
    points: Points = strawberry.field(description="How many, in minor units.")
    at: DateTime = strawberry.field(description="The first instant without them: the end of a day.")


@strawberry.type(description="Points that were earned and wait: the member's own once the time for returns has passed.")
class Ripening:
    currency: Currency = strawberry.field(description="Of what.")
    points: Points = strawberry.field(description="How many, in minor units.")
    at: DateTime = strawberry.field(description="The first instant with them: the beginning of a day.")


@strawberry.type(description="Points whose time stands still: all that a member had of a currency is good for longer.")
class PointsFreeze(Node):
    currency: Currency = strawberry.field(description="Of what.")
    months: int = strawberry.field(description="For how many months.")
    at: DateTime = strawberry.field(description="When it was asked for.")
    by_manager: bool = strawberry.field(description="Whether a manager decided it.")
    undone_at: DateTime | None = strawberry.field(description="When it was taken back; null: it was not.")
    can_be_undone: bool = strawberry.field(description="Whether it can be taken back still: within a day.")


@strawberry.type(description="How long a member may let the time of a currency stand still.")
class FreezeAllowance:
    currency: Currency = strawberry.field(description="Of what.")
    months_a_year: int = strawberry.field(description="For how many months of a calendar year.")
    months_left: int = strawberry.field(description="For how many still this year.")


def freeze_of(row: Frozen, language: Language) -> PointsFreeze:
    return PointsFreeze(
        id=global_id("PointsFreeze", row.id),
        currency=currency_of(programme.current(), row.currency, language),
        months=row.months,
        at=DateTime(row.frozen_at),
        by_manager=row.by_hand,
        undone_at=DateTime(row.undone_at) if row.undone_at is not None else None,
        can_be_undone=row.can_be_undone(),
    )


@strawberry.type
class MemberPurse:
    """What a member's points come to in time. Part of Member."""

    if TYPE_CHECKING:
        row: members.Member
        sight: Sight

    @strawberry.field(
        description="What will be gone, soonest first: by currency and day. What moves with each activity stands at "
        "the day on which it would end without another one. For the member alone."
    )
    async def next_expiries(self, info: Info, first: First = None, after: After = None) -> Connection[Expiry]:
        only(self.sight, "own")
        page = await ledger.next_expiries(self.row.id, first=page_size(first), after=after)
        book, language = programme.current(), info.context.language
        return connection(
            page,
            lambda row: Expiry(
                currency=currency_of(book, row.currency, language),
                points=Points(row.points),
                at=DateTime(row.expires_at),
            ),
        )

    @strawberry.field(
        description="What waits to be theirs, soonest first: by currency and day. What is returned before then never "
        "comes. For the member alone."
    )
    async def next_ripenings(self, info: Info, first: First = None, after: After = None) -> Connection[Ripening]:
        only(self.sight, "own")
        page = await ledger.next_ripenings(self.row.id, first=page_size(first), after=after)
        book, language = programme.current(), info.context.language
        return connection(
            page,
            lambda row: Ripening(
                currency=currency_of(book, row.currency, language),
                points=Points(row.points),
                at=DateTime(row.ripe_at),
            ),
        )

    @strawberry.field(
        description="What the member, or a manager for them, gave more time, newest first. For the member and managers."
    )
    async def freezes(self, info: Info, first: First = None, after: After = None) -> Connection[PointsFreeze]:
        only(self.sight, "own", "manager")
        page = await ledger.freezes_of(self.row.id, first=page_size(first), after=after)
        return connection(page, lambda row: freeze_of(row, info.context.language))

    @strawberry.field(
        description="Of which currencies the member may let time stand still, and for how long. For the member alone.",
        metadata=sized(2),
    )
    async def freezable(self, info: Info) -> list[FreezeAllowance]:
        only(self.sight, "own")
        book, language = programme.current(), info.context.language
        return [
            FreezeAllowance(
                currency=currency_of(book, code, language), months_a_year=expires.freeze_months, months_left=left
            )
            for code, left in (await ledger.freezable(self.row.id, book)).items()
            if (expires := book.currencies[code].expires) is not None
        ]

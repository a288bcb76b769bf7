"""A member's purse: what will be gone, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import strawberry

from schema.context import Info
from schema.currencies import Currency, currency_of
from schema.relay import After, Connection, First, connection
from schema.scalars import DateTime, Points
from schema.sight import Sight, only
from server import ledger, members, programme
from server.kernel.paging import page_size


@strawberry.type(description="Points that will be gone unless they are spent, or kept alive, before.")
class Expiry:
    currency: Currency = strawberry.field(description="Of what.")
    points: Points = strawberry.field(description="How many, in minor units.")
    at: DateTime = strawberry.field(description="The first instant without them: the end of a day.")


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

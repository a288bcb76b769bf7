"""What managers see: figures with the rows behind them, members' stories, corrections."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import Enum

import strawberry

from schema.activities import Activity, activity_of
from schema.badges import BadgeAward, award_of
from schema.context import Context, Info
from schema.currencies import Currency, currency_of
from schema.hints import sized
from schema.ledger import LedgerEntry, entry_of
from schema.members import Member, members_by_id
from schema.relay import After, Connection, First, Node, connection, global_id
from schema.scalars import DateTime, Decimal, Points
from server import insights, members, programme
from server.badges import Award
from server.insights import Adjustment, MemberRow
from server.kernel.paging import Page, page_size
from server.ledger import Entry

Rows = Callable[[int, str | None], Awaitable[Page[MemberRow]]]


@strawberry.enum(description="A number about the programme.")
class FigureCode(Enum):
    MEMBERS = strawberry.enum_value("members", description="People with a card.")
    ACTIVE_THIS_WEEK = strawberry.enum_value("active", description="Members who did something since Monday.")
    OUTSTANDING = strawberry.enum_value("outstanding", description="What members' points could cost.")
    SECOND_PURCHASES = strawberry.enum_value("second", description="First-time buyers who came back.")


@strawberry.type(description="A member behind a number.")
class FigureRow:
    words: str = strawberry.field(description="What of theirs is counted.")
    at: DateTime | None = strawberry.field(description="When: the latest, the first, or none.")
    member_id: strawberry.Private[int]

    @strawberry.field(description="The member; null where the account is closed since.")
    def member(self, info: Info) -> Member | None:
        return info.context.load(members_by_id, self.member_id)  # type: ignore[return-value]


@strawberry.type(description="A number, what it means, and how it comes about.")
class Figure:
    code: FigureCode = strawberry.field(description="Which one.")
    name: str = strawberry.field(description="What people call it.")
    value: str = strawberry.field(description="The number as it is read, with its unit.")
    number: Decimal | None = strawberry.field(description="The number alone; null where there is none yet.")
    detail: str = strawberry.field(description="What it is made of.")
    definition: str = strawberry.field(description="What is counted, and what is not.")
    behind: strawberry.Private[Rows]
    tell: strawberry.Private[Callable[[MemberRow], str]]

    @strawberry.field(description="The members behind it.")
    async def rows(self, first: First = None, after: After = None) -> Connection[FigureRow]:
        page = await self.behind(page_size(first), after)
        return connection(page, lambda row: FigureRow(words=self.tell(row), at=_at(row), member_id=row.member_id))


def _at(row: MemberRow) -> DateTime | None:
    return DateTime(row.at) if row.at is not None else None


@strawberry.type(description="Something that was recorded of a member, and what it brought.")
class Happening:
    activity: Activity = strawberry.field(description="What was recorded.")
    row_id: strawberry.Private[int]

    @strawberry.field(description="The account's lines that it caused, each with why.", metadata=sized(3))
    async def entries(self, info: Info) -> list[LedgerEntry]:
        found = await info.context.load(brought_by_activity, self.row_id)
        return [entry_of(entry, info.context.language) for entry in found[0]] if found is not None else []

    @strawberry.field(description="The badges that it gave, and that stand.", metadata=sized(2))
    async def badges(self, info: Info) -> list[BadgeAward]:
        found = await info.context.load(brought_by_activity, self.row_id)
        return [award_of(award, info.context.language) for award in found[1]] if found is not None else []


async def brought_by_activity(
    context: Context, ids: Sequence[int]
) -> Mapping[int, tuple[list[Entry], list[Award]]]:
    """What activities brought, whoever asks: the story's own field has decided who may."""
    return await insights.brought(ids)


@strawberry.type(description="A member as a manager finds them.")
class MemberFile:
    member: Member = strawberry.field(description="Name, card, balances and level.")
    email: str | None = strawberry.field(description="The address that they gave; null: none.")
    email_verified: bool = strawberry.field(description="Whether it was proven.")
    status: str = strawberry.field(description="active; or enrolled, at a till and not completed yet.")
    row_id: strawberry.Private[int]

    @strawberry.field(description="Everything that was ever recorded of them, newest first.")
    async def story(self, first: First = None, after: After = None) -> Connection[Happening]:
        page = await insights.history_of(self.row_id, first=page_size(first), after=after)
        return connection(page, lambda row: Happening(activity=activity_of(row), row_id=row.id))


def file_of(row: members.Member, member: Member) -> MemberFile:
    return MemberFile(
        member=member, email=row.email, email_verified=row.email_verified_at is not None, status=row.status,
        row_id=row.id,
    )  # fmt: skip


@strawberry.enum(description="How a correction stands.")
class AdjustmentState(Enum):
    ALONE = strawberry.enum_value("alone", description="Made by one manager, within the programme's limit.")
    WAITING = strawberry.enum_value("waiting", description="Waits for a second manager.")
    AGREED = strawberry.enum_value("agreed", description="Made, because two managers agreed.")
    DECLINED = strawberry.enum_value("declined", description="Not made.")


@strawberry.type(description="A correction of a member's points by hand.")
class PointsAdjustment(Node):
    points: Points = strawberry.field(description="Minor units, below zero where they are taken.")
    currency: Currency = strawberry.field(description="Of what.")
    reason: str = strawberry.field(description="Why, in words that the member reads.")
    state: AdjustmentState = strawberry.field(description="How it stands.")
    asked_at: DateTime = strawberry.field(description="When it was asked for.")
    decided_at: DateTime | None = strawberry.field(description="When a second manager decided; null: nobody has.")
    row: strawberry.Private[Adjustment]

    @strawberry.field(description="Whose points.")
    def member(self, info: Info) -> Member | None:
        return info.context.load(members_by_id, self.row.member_id)  # type: ignore[return-value]

    @strawberry.field(description="The name of the manager who asked.")
    async def asked_by(self, info: Info) -> str:
        return await _name(info, self.row.asked_by)

    @strawberry.field(description="The name of the manager who decided; null: nobody has.")
    async def decided_by(self, info: Info) -> str | None:
        return await _name(info, self.row.decided_by) if self.row.decided_by is not None else None

    @strawberry.field(description="Whether the asker is the one who asked: then somebody else decides.")
    def mine(self, info: Info) -> bool:
        return self.row.asked_by == info.context.principal.member_id


async def _name(info: Info, member_id: int) -> str:
    found = await info.context.load(names_by_id, member_id)
    return found or ""


async def names_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, str]:
    """Colleagues' names, for those who may see the correction."""
    return {id: row.display_name for id, row in (await members.members_by_id(ids)).items()}


def adjustment_of(row: Adjustment, context: Context) -> PointsAdjustment:
    return PointsAdjustment(
        id=global_id("PointsAdjustment", row.id),
        points=Points(row.points),
        currency=currency_of(programme.current(), row.currency, context.language),
        reason=row.reason,
        state=AdjustmentState(row.state),
        asked_at=DateTime(row.asked_at),
        decided_at=DateTime(row.decided_at) if row.decided_at is not None else None,
        row=row,
    )

"""What became of points: vouchers with their codes, and gifts with their receipts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

import strawberry

from schema.context import Context, Info
from schema.partners import places
from schema.relay import Node, global_id
from schema.rewards import Charity, Reward, charity_of, reward_of_code
from schema.said import book_of
from schema.scalars import DateTime, Decimal, Points
from schema.sight import partner_of
from server import programme, rewards
from server.kernel import money
from server.programme.rulebook import Language


@strawberry.enum(description="What became of a voucher.")
class VoucherState(Enum):
    OPEN = strawberry.enum_value("open", description="It waits to be used.")
    USED = strawberry.enum_value("used", description="A till confirmed it.")
    CANCELLED = strawberry.enum_value("cancelled", description="It was called off or withdrawn; its points came back.")
    LAPSED = strawberry.enum_value("lapsed", description="Its time is over; its points came back.")
    LOST = strawberry.enum_value("lost", description="Its time is over, and what was paid for it is spent.")


@strawberry.type(
    description="A reward that was redeemed or given: its code, until when it is good, and what became of it."
)
class Voucher(Node):
    code: str = strawberry.field(description="What is shown at the till, with a hyphen in the middle.")
    reward: Reward = strawberry.field(description="What it is for.")
    points: Points = strawberry.field(description="What it cost, in minor units; 0: it was given.")
    given: bool = strawberry.field(description="Whether it was given, and not redeemed for points.")
    why: str | None = strawberry.field(description="What a gift was for; null: it was redeemed.")
    state: VoucherState = strawberry.field(description="What became of it.")
    granted_at: DateTime = strawberry.field(description="When it was redeemed or given.")
    expires_at: DateTime = strawberry.field(description="Until when it is good.")
    ended_at: DateTime | None = strawberry.field(description="When it was used, or was good no more; null: it waits.")
    row: strawberry.Private[rewards.Voucher]

    @strawberry.field(description="Where it was used; null: it was not.")
    async def place(self) -> str | None:
        if self.row.used_partner_id is None:
            return None
        await places.ready([self.row.used_partner_id])
        return places.name(self.row.used_partner_id, self.row.used_shop)

    @strawberry.field(description="The shops where it is good, by name; empty: everywhere.")
    async def shops(self, info: Info) -> list[str]:
        return await shops_named(info.context, self.row.shops)


@strawberry.type(description="Points that a member gave to a charity. This is the receipt.")
class Donation(Node):
    receipt: str = strawberry.field(description="The receipt's number.")
    reward: Reward = strawberry.field(description="What was chosen.")
    charity: Charity = strawberry.field(description="Who got it.")
    points: Points = strawberry.field(description="What it cost, in minor units.")
    amount: Decimal = strawberry.field(description="What it became, in the programme's money.")
    given_at: DateTime = strawberry.field(description="When it was given.")


def voucher_of(row: rewards.Voucher, language: Language) -> Voucher:
    return Voucher(
        id=global_id("Voucher", row.id),
        code=rewards.shown(row.code),
        reward=reward_of_code(book_of(row.version), row.reward, language),
        points=Points(row.points),
        given=row.rule is not None,
        why=programme.given_because(row.rule, book_of(row.version), language) if row.rule is not None else None,
        state=VoucherState(row.state),
        granted_at=DateTime(row.granted_at),
        expires_at=DateTime(row.expires_at),
        ended_at=DateTime(row.ended_at) if row.ended_at is not None else None,
        row=row,
    )


def donation_of(row: rewards.Donation, language: Language) -> Donation:
    book = book_of(row.version)
    return Donation(
        id=global_id("Donation", row.id),
        receipt=rewards.shown(row.receipt),
        reward=reward_of_code(book, row.reward, language),
        charity=charity_of(book, row.charity, language),
        points=Points(row.points),
        amount=Decimal(money.from_minor(row.amount, book.money_decimals)),
        given_at=DateTime(row.given_at),
    )


async def shops_named(context: Context, codes: Sequence[str]) -> list[str]:
    """What people call shops; one that nobody has keeps its code as its name."""
    names = [await context.load(names_by_shop, code) for code in codes]
    return [name or code for code, name in zip(codes, names, strict=True)]


async def names_by_shop(context: Context, codes: Sequence[str]) -> Mapping[str, str]:
    return await rewards.shop_names(codes)


async def vouchers_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, Voucher]:
    """The asker's own, and those that the asker's partner confirmed."""
    member_id, partner_id = context.principal.member_id, partner_of(context.principal)
    return {
        id: voucher_of(row, context.language)
        for id, row in (await rewards.vouchers_by_id(ids)).items()
        if (member_id is not None and row.member_id == member_id)
        or (partner_id is not None and row.used_partner_id == partner_id)
    }


async def donations_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, Donation]:
    """The asker's own."""
    return {
        id: donation_of(row, context.language)
        for id, row in (await rewards.donations_by_id(ids)).items()
        if row.member_id == context.principal.member_id
    }

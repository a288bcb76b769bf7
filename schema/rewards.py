"""Rewards and charities: what the programme's file says of them, and how much was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

import strawberry

from schema.context import Context, Info
from schema.currencies import Currency, currency_of
from schema.hints import sized
from schema.said import Constant, once, said
from schema.scalars import Decimal, Points
from schema.tiers import Tier, tier_of_code
from server import challenges, programme, rewards
from server.kernel import money
from server.programme.rulebook import Language, Rulebook
from server.rewards import Meter


@strawberry.enum(description="What a reward is worth by.")
class RewardValue(Enum):
    RATIONAL = strawberry.enum_value("rational", description="It saves money.")
    FUNCTIONAL = strawberry.enum_value("functional", description="It makes something easier.")
    EMOTIONAL = strawberry.enum_value("emotional", description="It is a joy.")


@strawberry.type(description="So many points of a currency.")
class CharityPoints:
    currency: Currency = strawberry.field(description="Of what.")
    points: Points = strawberry.field(description="How many, in minor units.")


@strawberry.type(description="Whom points can be given to.")
class Charity:
    code: str = strawberry.field(description="Its name in the programme's file.")
    name: str = strawberry.field(description="What people call it.")
    text: str = strawberry.field(description="What it does.")
    choosable: bool = strawberry.field(description="Whether a member may choose it: see `chooseBeneficiaries`.")
    decimals: strawberry.Private[int]

    @strawberry.field(description="What it got by rules that earn for others. Public.", metadata=sized(2))
    async def received(self, info: Info) -> list[CharityPoints]:
        return points_of(await info.context.load(received_by_charity, self.code) or {}, info.context.language)

    @strawberry.field(description="What it was given: by members, and for what all reached together. Public.")
    async def meter(self, info: Info) -> CharityMeter:
        meter, together = await info.context.load(meters_by_charity, self.code) or (Meter(), 0)
        return CharityMeter(
            amount=Decimal(money.from_minor(meter.amount, self.decimals)),
            gifts=meter.gifts,
            givers=meter.givers,
            together=Decimal(money.from_minor(together, self.decimals)),
            total=Decimal(money.from_minor(meter.amount + together, self.decimals)),
        )


@strawberry.type(description="What a charity was given.")
class CharityMeter:
    amount: Decimal = strawberry.field(description="What members gave, in the programme's money.")
    gifts: int = strawberry.field(description="How many gifts of members.")
    givers: int = strawberry.field(description="How many members gave.")
    together: Decimal = strawberry.field(description="What goals gave that all reached together, while they stand.")
    total: Decimal = strawberry.field(description="Both.")


@strawberry.type(description="What points are spent on.")
class Reward(Constant):
    code: str = strawberry.field(description="Its name in the programme's file.")
    name: str = strawberry.field(description="What people call it.")
    text: str = strawberry.field(description="What it is.")
    points: Points = strawberry.field(description="What it costs, in minor units; 0: it is only given.")
    currency: Currency = strawberry.field(description="Of what.")
    face: Decimal = strawberry.field(
        description="What it would cost to buy, in the programme's money; 0 where it is a percentage."
    )
    percent: int | None = strawberry.field(description="So much off one purchase; null: it stands for a sum.")
    value: RewardValue = strawberry.field(description="What it is worth by.")
    tier: Tier | None = strawberry.field(description="The lowest level that may redeem it; null: every level.")
    valid_days: int | None = strawberry.field(
        description="For how many days its code is good; null: it has none, or is good to the end of a period."
    )
    unused_is_lost: bool = strawberry.field(description="Whether a code that is not used in time gives nothing back.")
    charity_code: str | None = strawberry.field(description="The charity that it is given to; null: it is redeemed.")
    terms: list[str] = strawberry.field(description="What it costs and what limits it, a sentence each.")


@once
def reward_of_code(book: Rulebook, code: str, language: Language) -> Reward:
    """A reward that the rulebook has. Raises KeyError for any other."""
    reward = book.rewards[code]
    return Reward(
        code=reward.code,
        name=said(reward.texts, language, "name"),
        text=said(reward.texts, language, "text"),
        points=Points(reward.points),
        currency=currency_of(book, reward.currency, language),
        face=Decimal(money.from_minor(reward.face, book.money_decimals)),
        percent=reward.percent,
        unused_is_lost=reward.lost,
        value=RewardValue(reward.value),
        tier=tier_of_code(book, reward.tier, language) if reward.tier is not None else None,
        valid_days=reward.valid_days if reward.charity is None and reward.valid_until is None else None,
        charity_code=reward.charity,
        terms=programme.terms_of(reward, book, language),
    )


def charity_of(book: Rulebook, code: str, language: Language) -> Charity:
    charity = book.charities[code]
    return Charity(
        code=code,
        name=said(charity.texts, language, "name"),
        text=said(charity.texts, language, "text"),
        choosable=charity.chosen,
        decimals=book.money_decimals,
    )


def points_of(points: Mapping[str, int], language: Language) -> list[CharityPoints]:
    book = programme.current()
    return [
        CharityPoints(currency=currency_of(book, code, language), points=Points(units))
        for code, units in points.items()
    ]  # fmt: skip


async def received_by_charity(context: Context, codes: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    """What charities got by rules: no secret."""
    return await rewards.received_by(codes)


async def meters_by_charity(context: Context, codes: Sequence[str]) -> Mapping[str, tuple[Meter, int]]:
    """What charities were given, by members and by shared goals: no secret."""
    meters, together = await rewards.meters_of(codes), await challenges.gifts_to(codes)
    return {code: (meters.get(code, Meter()), together.get(code, 0)) for code in codes}

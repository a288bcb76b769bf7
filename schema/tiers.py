"""Tiers, and how far a member has come on the ladder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import strawberry

from schema.context import Context
from schema.currencies import Currency, currency_of
from schema.said import Constant, listed, once, said
from schema.scalars import Points
from server import programme, tiers
from server.programme import rulebook
from server.programme.rulebook import Language, Rulebook
from server.tiers import Holding


@strawberry.type(description="A level of the programme.")
class Tier(Constant):
    code: str = strawberry.field(description="Its name in the programme's file.")
    name: str = strawberry.field(description="What people call it.")
    perks: list[str] = strawberry.field(description="What it brings.")
    from_: Points = strawberry.field(name="from", description="The points from which on it holds, in minor units.")


@strawberry.type(description="How far a member has come on the ladder.")
class TierProgress:
    tier: Tier | None = strawberry.field(description="The tier that they hold.")
    next: Tier | None = strawberry.field(description="The one above it; null at the top.")
    points: Points = strawberry.field(description="What counts now, in minor units.")
    left: Points | None = strawberry.field(description="What is left to the next tier; null at the top.")
    currency: Currency = strawberry.field(description="What is counted.")
    window_days: int | None = strawberry.field(
        description="Over how many days it counts; null: over a calendar period."
    )


def tier_of(tier: rulebook.Tier, language: Language) -> Tier:
    return Tier(
        code=tier.code,
        name=said(tier.texts, language, "name"),
        perks=listed(tier.texts, language, "perks"),
        from_=Points(tier.threshold),
    )


@once
def tier_of_code(book: Rulebook, code: str, language: Language) -> Tier | None:
    known = next((tier for tier in book.ladder.tiers if tier.code == code), None) if book.ladder is not None else None
    return tier_of(known, language) if known is not None else None


def progress_of(book: Rulebook, holding: Holding, language: Language) -> TierProgress | None:
    """None where the programme has no ladder."""
    if book.ladder is None:
        return None
    above = next((tier for tier in book.ladder.tiers if tier.threshold > holding.qualifying), None)
    window = book.ladder.window
    return TierProgress(
        tier=tier_of_code(book, holding.tier, language),
        next=tier_of_code(book, above.code, language) if above is not None else None,
        points=Points(holding.qualifying),
        left=Points(above.threshold - holding.qualifying) if above is not None else None,
        currency=currency_of(book, book.ladder.currency, language),
        window_days=window.days if window.type == "rolling" else None,
    )


async def holdings_of(context: Context, member_ids: Sequence[int]) -> Mapping[int, Holding]:
    """What members hold, whoever asks: the member's own field has decided who may."""
    ladder = programme.current().ladder
    return await tiers.holdings_of(member_ids, ladder, programme.current().timezone) if ladder is not None else {}

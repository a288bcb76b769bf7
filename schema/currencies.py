"""Currencies, and what a member has of them."""

from __future__ import annotations

from collections.abc import Mapping

import strawberry

from schema.said import Constant, once, said
from schema.scalars import Points
from server.ledger import HELD
from server.programme.rulebook import Language, Rulebook


@strawberry.type(description="What members collect.")
class Currency(Constant):
    code: str = strawberry.field(description="Its name in the programme's file.")
    name: str = strawberry.field(description="What people call it.")
    decimals: int = strawberry.field(description="How many of a point's digits come after the decimal sign.")
    redeemable: bool = strawberry.field(description="Whether it can be spent. Otherwise it only counts.")


@strawberry.type(description="What a member has of a currency.")
class Balance:
    currency: Currency = strawberry.field(description="The currency.")
    points: Points = strawberry.field(description="What can be used now, in minor units. Below zero: a debt.")
    pending: Points = strawberry.field(description="What is held for something that is not settled, in minor units.")


@once
def currency_of(book: Rulebook, code: str, language: Language) -> Currency:
    """A currency of the programme; one that a later version dropped keeps its code as its name."""
    known = book.currencies.get(code)
    if known is None:
        return Currency(code=code, name=code, decimals=0, redeemable=False)
    return Currency(
        code=code, name=said(known.texts, language, "name"), decimals=known.decimals, redeemable=known.redeemable
    )


def balances_of(book: Rulebook, balances: Mapping[str, int], language: Language) -> list[Balance]:
    """Every currency that there is a balance in, and the redeemable ones at 0, in the programme's order."""
    return [
        Balance(currency=currency_of(book, code, language), points=Points(balances.get(code, 0)),
                pending=Points(balances.get(HELD + code, 0)))
        for code, currency in book.currencies.items()
        if code in balances or currency.redeemable
    ]

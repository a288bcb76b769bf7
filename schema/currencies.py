"""Currencies, and what a member has of them."""

from __future__ import annotations

from collections.abc import Mapping

import strawberry

from schema.said import Constant, once, said
from schema.scalars import Points
from server.ledger import HELD, PENDING
from server.programme.rulebook import Language, Rulebook, Transfer


@strawberry.type(description="How much members may give each other.")
class TransferTerms(Constant):
    least: Points = strawberry.field(description="The least at once, in minor units.")
    most_a_year: Points | None = strawberry.field(description="The most in a calendar year; null: there is no limit.")


@strawberry.type(description="What members collect.")
class Currency(Constant):
    code: str = strawberry.field(description="Its name in the programme's file.")
    name: str = strawberry.field(description="What people call it.")
    one: str = strawberry.field(description="The word after the number one: “1 stjärna”.")
    many: str = strawberry.field(description="The word after any other number: “2 stjärnor”.")
    decimals: int = strawberry.field(description="How many of a point's digits come after the decimal sign.")
    redeemable: bool = strawberry.field(description="Whether it can be spent. Otherwise it only counts.")
    expires: bool = strawberry.field(description="Whether what one has of it is gone after some time unused.")
    transfer: TransferTerms | None = strawberry.field(
        description="How much of it members may give each other; null: they may not."
    )


@strawberry.type(description="What a member has of a currency.")
class Balance:
    currency: Currency = strawberry.field(description="The currency.")
    points: Points = strawberry.field(description="What can be used now, in minor units. Below zero: a debt.")
    held: Points = strawberry.field(description="What waits in codes that are not used yet, in minor units.")
    waiting: Points = strawberry.field(
        description="What was earned and becomes the member's once a return window has passed, in minor units."
    )
    pending: Points = strawberry.field(description="All that is not settled: held and waiting, in minor units.")


@once
def currency_of(book: Rulebook, code: str, language: Language) -> Currency:
    """A currency of the programme; one that a later version dropped keeps its code as its name."""
    known = book.currencies.get(code)
    if known is None:
        return Currency(code=code, name=code, one=code, many=code, decimals=0, redeemable=False, expires=False,
                        transfer=None)
    return Currency(
        code=code, name=said(known.texts, language, "name"), one=said(known.texts, language, "one"),
        many=said(known.texts, language, "many"), decimals=known.decimals, redeemable=known.redeemable,
        expires=known.redeemable and known.expires is not None, transfer=_terms(known.transfer),
    )  # fmt: skip


def _terms(transfer: Transfer | None) -> TransferTerms | None:
    if transfer is None:
        return None
    most = transfer.most_a_year
    return TransferTerms(least=Points(transfer.least), most_a_year=Points(most) if most is not None else None)


def balances_of(book: Rulebook, balances: Mapping[str, int], language: Language) -> list[Balance]:
    """Every currency that there is a balance in, and the redeemable ones at 0, in the programme's order."""
    return [
        _balance(book, code, balances, language)
        for code, currency in book.shown.items()
        if code in balances or currency.redeemable
    ]


def _balance(book: Rulebook, code: str, balances: Mapping[str, int], language: Language) -> Balance:
    held, waiting = balances.get(HELD + code, 0), balances.get(PENDING + code, 0)
    return Balance(
        currency=currency_of(book, code, language), points=Points(balances.get(code, 0)), held=Points(held),
        waiting=Points(waiting), pending=Points(held + waiting),
    )  # fmt: skip

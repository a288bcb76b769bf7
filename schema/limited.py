"""What a cap or an empty budget left out of an activity, as its sender is told."""

from __future__ import annotations

import strawberry

from schema.currencies import Currency, currency_of
from schema.said import book_of
from schema.scalars import Points
from server import programme
from server.activities import Outcome
from server.programme.rulebook import Language


@strawberry.type(description="A rule that gave less than it would have, or nothing.")
class LimitedRule:
    rule: str = strawberry.field(description="The rule's code in the programme's file, as entries name it.")
    name: str = strawberry.field(description="What people call the rule.")
    missing: Points = strawberry.field(
        description="How much was left out, in minor units; 0 where it would have given a voucher or the like."
    )
    currency: Currency = strawberry.field(description="Of what.")
    budget: bool = strawberry.field(
        description="Whether a budget is empty that many share; else the member's own cap is reached."
    )
    why: str = strawberry.field(description="The same in words, for the member.")


def limited_rules(outcome: Outcome, language: Language) -> list[LimitedRule]:
    if not outcome.limited:
        return []
    book = book_of(outcome.activity.version)
    return [
        LimitedRule(
            rule=one.code, name=programme.limited_name(one, book, language), missing=Points(one.wanted - one.given),
            currency=currency_of(book, one.currency, language), budget=one.of == "budget",
            why=programme.why_limited(one, book, language),
        )
        for one in outcome.limited
    ]  # fmt: skip

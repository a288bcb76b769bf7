"""Campaigns' budgets: what all members draw on together, and how much of it is gone. For managers."""

from __future__ import annotations

from collections.abc import Mapping

import strawberry

from schema.said import said
from server import earning
from server.earning import Budget
from server.programme import words
from server.programme.rulebook import Language, Rulebook

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {"used": "Använt: {used} av {limit} {per}", "left": "{left} kvar", "gone": "Slut", "time": "gång",
           "times": "gånger", "ever": "Använt: {used} av {limit}"},
    "en": {"used": "{used} of {limit} used {per}", "left": "{left} left", "gone": "Empty", "time": "time",
           "times": "times", "ever": "{used} of {limit} used"},
}  # fmt: skip


@strawberry.type(description="A budget that all members draw on together: a campaign ends with it.")
class CampaignBudget:
    code: str = strawberry.field(description="Its code.")
    name: str = strawberry.field(description="What draws on it, as people call it.")
    says: str = strawberry.field(description="How much is used of how much.")
    left: str = strawberry.field(description="What is left, in words.")
    share: float = strawberry.field(description="How much of it is used, from 0 to 1.")
    empty: bool = strawberry.field(description="Whether it has ended what drew on it.")


async def budgets_told(book: Rulebook, language: Language) -> list[CampaignBudget]:
    return [_told(one, book, language) for one in await earning.budgets_of(book)]


def _told(one: Budget, book: Rulebook, language: Language) -> CampaignBudget:
    text, left = _WORDS[language], max(0, one.limit - one.used)
    used, limit, rest = (_amount(value, one, book, language) for value in (one.used, one.limit, left))
    per = words.per(one.cap.period, language)
    return CampaignBudget(
        code=one.code.removeprefix("cap:").removesuffix("#"),
        name=", ".join(said(drawing.texts, language, "name") for drawing in one.drawn_by),
        says=text["ever" if one.cap.period == "lifetime" else "used"].format(used=used, limit=limit, per=per),
        left=text["left"].format(left=rest) if left else text["gone"],
        share=min(1.0, one.used / one.limit),
        empty=not left,
    )


def _amount(value: int, one: Budget, book: Rulebook, language: Language) -> str:
    if one.of_points:
        return words.points(value, book.currencies[one.currency], language)
    text = _WORDS[language]
    return words.counted(value, text["time"], text["times"], language)

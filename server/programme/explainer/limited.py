"""What a cap or an empty budget left out of what a rule would have given, in words for whoever sent the activity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from server.kernel.periods import Calendar
from server.programme import words
from server.programme.guide.telling import Telling
from server.programme.rulebook import Language, Rulebook

from .causes import multiplier_of, rule_of

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "budget_over": "Potten är {limit} {per} och är slut, så det blev inget.",
        "budget_part": "Potten är {limit} {per} och räckte bara till {given} av {wanted}.",
        "cap_over": "Taket är {limit} {per} och är redan nått, så det blev inget.",
        "cap_part": "Taket är {limit} {per}, så det blev {given} av {wanted}.",
    },
    "en": {
        "budget_over": "The budget is {limit} {per} and it is empty, so nothing came.",
        "budget_part": "The budget is {limit} {per} and had only {given} of {wanted} left.",
        "cap_over": "The limit is {limit} {per} and it is reached already, so nothing came.",
        "cap_part": "The limit is {limit} {per}, so it became {given} of {wanted}.",
    },
}


@dataclass(frozen=True, slots=True)
class Limited:
    """What a rule or multiplier, named by its code, `wanted` to give and was left to give, in minor units; both 0 where
    it gives no points but a gift. `limit`: minor units, or times where `of_points` is not so."""

    code: str
    currency: str
    wanted: int
    given: int
    of: Literal["cap", "budget"]
    limit: int
    per: Calendar
    of_points: bool


def limited_name(limited: Limited, rulebook: Rulebook, language: Language) -> str:
    """What people call the rule."""
    one = rule_of(limited.code, rulebook) or multiplier_of(limited.code, rulebook)
    return Telling(rulebook, language).text(one.texts) if one is not None else limited.code


def why_limited(limited: Limited, rulebook: Rulebook, language: Language) -> str:
    """“Potten är 5 000 poäng totalt och räckte bara till 40 poäng av 100 poäng.”"""
    telling, said = Telling(rulebook, language), _WORDS[language]
    limit = telling.points(limited.limit, limited.currency) if limited.of_points else telling.so_many(
        limited.limit, "time"
    )
    return said[f"{limited.of}_{'part' if limited.given else 'over'}"].format(
        limit=limit, per=words.per(limited.per, language), given=telling.points(limited.given, limited.currency),
        wanted=telling.points(limited.wanted, limited.currency),
    )  # fmt: skip

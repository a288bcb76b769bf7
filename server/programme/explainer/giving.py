"""Points between members, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.programme.rulebook import HOUSEHOLD, Language

REASONS = ("sent", "received", "returned")

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "sent": "Till {name}",
        "received": "Från {name}",
        "returned": "En gåva gick tillbaka: {reason}",
        "sent_home": "Till {home}",
        "received_home": "Från {home}",
        "sent_home_body": "Någon i {home} löste in en belöning, delvis med det de andra hade. Det här kom från dig.",
        "received_home_body": "Belöningen löstes in delvis med det de andra i {home} hade. Det här kom från dem.",
        "sent_body": "Du gav dem till {name}. De gäller lika länge som de skulle ha gjort hos dig.",
        "received_body": "Du fick dem av {name}. De gäller lika länge som de skulle ha gjort hos {name}.",
        "returned_body": "Ledningen lät en gåva mellan medlemmar gå tillbaka: {reason}",
        "somebody": "en annan medlem",
        "name": "Mellan medlemmar",
    },
    "en": {
        "sent": "To {name}",
        "received": "From {name}",
        "returned": "A gift went back: {reason}",
        "sent_home": "To {home}",
        "received_home": "From {home}",
        "sent_home_body": "Somebody in {home} redeemed a reward, partly with what the others had. This came from you.",
        "received_home_body": "The reward was redeemed partly with what the others in {home} had. This came from them.",
        "sent_body": "You gave them to {name}. They last for as long as they would have done with you.",
        "received_body": "{name} gave you them. They last for as long as they would have done with {name}.",
        "returned_body": "The programme's managers let a gift between members go back: {reason}",
        "somebody": "another member",
        "name": "Between members",
    },
}


def short(reason: str, arithmetic: Mapping[str, Any], language: Language) -> str:
    """“Till Elsa”."""
    return _said(_case(reason, arithmetic), arithmetic, language)


def whole(reason: str, arithmetic: Mapping[str, Any], language: Language) -> str:
    """The sentence that answers where the points went, or whence they came."""
    return _said(f"{_case(reason, arithmetic)}_body", arithmetic, language)


def name_of(language: Language) -> str:
    return _WORDS[language]["name"]


def question(reason: str, points: int) -> str:
    """Which question the explainer's title asks."""
    if reason == "returned":
        return "returned" if points > 0 else "lost"
    return "spent" if reason == "sent" else "got"


def _case(reason: str, arithmetic: Mapping[str, Any]) -> str:
    return f"{reason}_home" if arithmetic.get("household") else reason


def _said(case: str, arithmetic: Mapping[str, Any], language: Language) -> str:
    said = _WORDS[language]
    home = arithmetic.get("household")
    the = home.get(language) if isinstance(home, Mapping) else None
    return said[case].format(
        name=arithmetic.get("name") or said["somebody"], reason=arithmetic.get("reason", ""),
        home=the or HOUSEHOLD[language]["the"],
    )  # fmt: skip

"""What a simulation says of itself, in Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping

from server.programme.rulebook import Language

Texts = Mapping[Language, str]

REFUSALS: Mapping[str, Texts] = {
    "NotAllowed": {"sv": "Avsändaren får inte registrera det längre", "en": "Their sender may not record them"},
    "UnknownKind": {"sv": "Utkastet känner inte till händelsen", "en": "The draft does not know such activities"},
    "FactError": {"sv": "Uppgifterna passar inte utkastet", "en": "Their facts do not fit the draft"},
    "NotEnoughPoints": {"sv": "Poängen räcker inte", "en": "The points do not suffice"},
    "VoucherNotFound": {"sv": "Koden finns inte med utkastet", "en": "The code is not there under the draft"},
    "VoucherUsed": {"sv": "Koden är redan använd", "en": "The code is used already"},
    "VoucherExpired": {"sv": "Koden har hunnit gå ut", "en": "The code has expired by then"},
    "VoucherCancelled": {"sv": "Koden är redan avbokad", "en": "The code was called off before"},
    "ActivityNotFound": {"sv": "Det som togs tillbaka finns inte med utkastet",
                         "en": "What was undone is not there under the draft"},
    "NotFound": {"sv": "Det som valdes finns inte i utkastet", "en": "What was chosen is not in the draft"},
    "SoldOut": {"sv": "Platserna är slut", "en": "The places are taken"},
    "LevelRequired": {"sv": "Nivån räcker inte", "en": "The level does not suffice"},
    "LimitReached": {"sv": "Mer än en medlem får ta", "en": "More than a member may have"},
    "OwnWordFull": {"sv": "Mer på eget ord än vad som räknas", "en": "More on one's own word than counts"},
    "LessThanThat": {"sv": "Mer att dra än vad som finns", "en": "More to take than there is"},
    "UnknownCurrency": {"sv": "Valutan finns inte i utkastet", "en": "The currency is not in the draft"},
}  # fmt: skip
OTHER: Texts = {"sv": "Annat skäl", "en": "Another reason"}


def refusal(name: str, language: Language) -> str:
    """Why activities would not have been taken, from the refusal's name."""
    return REFUSALS.get(name, OTHER)[language]

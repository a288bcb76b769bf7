"""What an estimate says, in words: how much, compared with what, by which source, and how it was reckoned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.programme import words
from server.programme.facts import plain_quantity
from server.programme.rulebook import Action, Factor, Language, Picture

_UNITS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "passenger-km": "km", "vehicle-km": "km", "kg": "kg", "item": "plagg", "pair": "par", "pack": "förpackning",
        "bag": "kasse",
    },
    "en": {
        "passenger-km": "km", "vehicle-km": "km", "kg": "kg", "item": "item", "pair": "pair", "pack": "pack",
        "bag": "bag",
    },
}  # fmt: skip
_BOUNDARIES: Mapping[Language, Mapping[str, str]] = {
    "sv": {"use": "endast körning", "life_cycle": "hela livscykeln", "system": "systemets eget genomsnitt"},
    "en": {"use": "driving only", "life_cycle": "the whole life cycle", "system": "the system's own average"},
}
_QUALITIES: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "A": "officiell eller granskad källa", "B": "ett företags egen studie, granskad",
        "C": "osäkert underlag eller en uppgift som ingen granskat",
    },
    "en": {
        "A": "an official or reviewed source", "B": "a company's own study, reviewed",
        "C": "uncertain evidence, or a claim that nobody reviewed",
    },
}  # fmt: skip
_ORIGINS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "read": "", "secondary": "läst i en återgivning", "derived": "härlett ur källans totaler",
        "assumed": "vårt antagande",
    },
    "en": {
        "read": "", "secondary": "read in a copy", "derived": "derived from the source's totals",
        "assumed": "our assumption",
    },
}  # fmt: skip


def estimate(action: Action, micro_kg: int, language: Language) -> str:
    """“Uppskattat 0,5 kg CO₂e mindre än samma sträcka med bensinbil”; where there is no figure, that there is none."""
    return str(action.texts[language]["impact"]).replace("{kg}", words.kilograms(micro_kg, language))


def for_one(action: Action, micro_kg: int, language: Language) -> str:
    """The same for one unit, with the figure as exact as the table has it: “Uppskattat 0,17 kg …”."""
    return str(action.texts[language]["impact"]).replace("{kg}", _exact(micro_kg, language))


def uncounted(language: Language) -> str:
    """What is said where an action has a figure, and the fact that it multiplies was not told."""
    return "Inga kilo räknas: det sägs inte hur mycket." if language == "sv" else "No kilograms: nobody said how much."


def source(action: Action, language: Language) -> str | None:
    """“0,170 kg per km; brittiska myndighetsfaktorer 2022; endast körning”."""
    text = action.texts[language].get("source")
    return str(text) if text is not None else None


def picture(shown: Picture, kilometers: int, language: Language) -> str:
    """“Ungefär 100 km i bensinbil.”"""
    return str(shown.texts[language]["picture"]).replace("{km}", words.number(kilometers, language))


def arithmetic(told: Mapping[str, Any], micro_kg: int, language: Language) -> str:
    """“3 × (0,17 − 0) = 0,51 kg CO₂e”, from what was kept; empty where nothing was reckoned."""
    if "baseline" not in told:
        return ""
    each = _exact(told["baseline"][1], language)
    if "chosen" in told:
        each = f"({each} {words.MINUS} {_exact(told['chosen'][1], language)})"
    factors = [_exact(told["quantity"], language), each]
    if "displacement" in told:
        factors.append(_exact(told["displacement"][1], language))
    return f"{' × '.join(factors)} = {_exact(micro_kg, language)}{words.HARD_SPACE}kg{words.HARD_SPACE}CO₂e"


def unit(factor: Factor, language: Language) -> str:
    return _UNITS[language].get(factor.unit, "")


def boundary(factor: Factor, language: Language) -> str:
    return _BOUNDARIES[language].get(factor.boundary, "")


def evidence(factor: Factor, language: Language) -> str:
    """“officiell eller granskad källa, läst i en återgivning”."""
    said = (_QUALITIES[language].get(factor.quality, ""), _ORIGINS[language][factor.origin])
    return ", ".join(part for part in said if part)


def _exact(micro: int, language: Language) -> str:
    return words.number(plain_quantity(micro), language)

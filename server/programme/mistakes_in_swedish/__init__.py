"""What is wrong with a programme's document, in Swedish. The readers say it in English, as they always did; here stands
each sentence's Swedish, and what is quoted in it (keys, codes, values, TOML to write) stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from server.programme.errors import ProgrammeError
from server.programme.rulebook.vocabulary import Language

from . import choices, conditions, document, earning, findings, game, kinds_and_money, moments, readers, tiers
from .kinds import KINDS
from .templates import Kind, Sentences

SECTIONS: Mapping[str, Mapping[str, str]] = {
    "choices": choices.SWEDISH, "conditions": conditions.SWEDISH, "document": document.SWEDISH,
    "earning": earning.SWEDISH, "findings": findings.SWEDISH, "game": game.SWEDISH,
    "kinds_and_money": kinds_and_money.SWEDISH, "moments": moments.SWEDISH, "readers": readers.SWEDISH,
    "tiers": tiers.SWEDISH,
}  # fmt: skip
KEPT = 4096  # Sentences: a desk asks again at each key that is pressed.


def in_language(mistake: ProgrammeError, language: Language) -> ProgrammeError:
    """The same mistake or note with its words in the language."""
    if language == "en":
        return mistake
    return replace(mistake, message=swedish(mistake.message), remedy=swedish(mistake.remedy))


def said(message: str, language: Language) -> str:
    return message if language == "en" else swedish(message)


@lru_cache(maxsize=KEPT)
def swedish(sentence: str) -> str:
    """The Swedish of a message or a remedy; the English where nobody has said it in Swedish."""
    found = SENTENCES.swedish(sentence)
    return sentence if found is None else found


CONDITIONS = Sentences(conditions.SWEDISH, KINDS)
READERS = Sentences(readers.SWEDISH, KINDS)
SENTENCES = Sentences(
    {english: one for section in SECTIONS.values() for english, one in section.items()},
    {**KINDS, "condition": Kind(".*?", CONDITIONS.swedish), "sentence": Kind(".*?", READERS.swedish)},
)

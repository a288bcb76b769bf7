"""Searching: a text's words as an index keeps them, and a question's words as ranges in it. Pure."""

from __future__ import annotations

import re
import unicodedata

WORD_LEAST = 2  # Letters. A single one says nothing.
WORD_BYTES = 80
WORDS_LIMIT = 400  # Of one text.
ASKED_LIMIT = 6  # Words of a question; more narrow nothing that people search for.
QUESTION_LIMIT = 200  # Characters.

_WORD = re.compile(r"[^\W_]+")
_OWN = frozenset("åäöæø")  # Letters of their own in the Nordic alphabets, and no accents.


def indexed(text: str) -> list[str]:
    """The words of a text, each once, as the index keeps them."""
    return list(dict.fromkeys(_key(word) for word in _words(text)))[:WORDS_LIMIT]


def asked(question: str) -> list[tuple[str, str]]:
    """The words of a question, longest first, each as (from, to): a word of the index that begins with it is ≥ from
    and < to."""
    keys = list(dict.fromkeys(_key(word) for word in _words(question[:QUESTION_LIMIT])))
    keys.sort(key=len, reverse=True)
    return [(key, f"{key}g") for key in keys[:ASKED_LIMIT]]  # “g” is past every hexadecimal digit.


def _words(text: str) -> list[str]:
    folded = "".join(_plain(character) for character in unicodedata.normalize("NFKC", text).casefold())
    return [word for word in _WORD.findall(folded) if len(word) >= WORD_LEAST]


def _plain(character: str) -> str:
    """Without its accent: “kafe” finds “kafé”."""
    if character in _OWN or character.isascii():
        return character
    return "".join(c for c in unicodedata.normalize("NFD", character) if not unicodedata.combining(c))


def _key(word: str) -> str:
    return word.encode("utf-8", "ignore")[:WORD_BYTES].hex()

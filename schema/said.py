"""What the programme's file says, in the asker's language."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from server import programme
from server.programme import NoProgramme
from server.programme.rulebook import Language, Rulebook, Texts

T = TypeVar("T")
BOOKS_KEPT = 16  # Versions of the programme whose parts are kept.
PARTS_KEPT = 500  # Of one version, in all languages.


class Constant:
    """An object that the rulebook alone decides and nobody changes: the same one answers whoever asks."""


def once(make: Callable[[Rulebook, str, Language], T]) -> Callable[[Rulebook, str, Language], T]:
    """Makes each part of a rulebook once a language. `make` takes the rulebook, the part's code and the language."""
    kept: dict[int, tuple[Rulebook, dict[tuple[str, Language], T]]] = {}

    @wraps(make)
    def of(book: Rulebook, code: str, language: Language) -> T:
        found = kept.get(id(book))
        if found is None or found[0] is not book:
            if len(kept) >= BOOKS_KEPT:
                kept.clear()
            found = kept[id(book)] = (book, {})
        parts = found[1]
        key = (code, language)
        if key in parts:
            return parts[key]
        if len(parts) >= PARTS_KEPT:
            parts.clear()
        made = parts[key] = make(book, code, language)
        return made

    return of


def said(texts: Texts, language: Language, name: str) -> str:
    """A text; empty where the file has none."""
    return str(texts[language].get(name, ""))


def said_or_none(texts: Texts, language: Language, name: str) -> str | None:
    text = texts[language].get(name)
    return str(text) if text else None


def listed(texts: Texts, language: Language, name: str) -> list[str]:
    """A list of lines; a single line is a list of one."""
    lines = texts[language].get(name) or []
    return [str(line) for line in lines] if isinstance(lines, (list, tuple)) else [str(lines)]


def book_of(version: int) -> Rulebook:
    """The version that something was made by; the current one where this process does not know it yet."""
    try:
        return programme.rulebook_numbered(version)
    except NoProgramme:
        return programme.current()

"""What a rule asks for, in words: its equalities, and conditions where they are simple comparisons.

A phrase stands after a verb: “på tisdagar”, “för minst 300 kr”, “på nivån Guld”. A condition that says more than such
phrases joined by “och” and “eller” has none: then the rule's own words speak for it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping

from server.programme.rulebook import FactValue, Kind

from .phrases import TooMuch, among, bounded, called, compared, either, flag, literal, plain_values
from .telling import Telling, fact_of

_TOKEN = re.compile(r"""\s*(?:(\d+(?:\.\d+)?)|("[^"]*"|'[^']*')|([A-Za-z_][\w.]*)|(&&|\|\||[=!<>]=|[<>!()\[\],]))""")
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_AGAINST = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def values(telling: Telling, kind: Kind | None, asked: Mapping[str, Iterable[FactValue]],
           lines: str | None = None) -> list[str]:
    """A phrase for each fact of which values are named: “för kläder och skor”, “på nivån Guld”. What asks for nothing,
    a yes or a no, has none."""
    phrases = []
    for name, chosen in asked.items():
        with contextlib.suppress(TooMuch):
            named = plain_values(telling, fact_of(kind, name, lines), chosen)
            phrases.append(among(telling, kind, name, named, lines, yes=True))
    return phrases


def excluded(telling: Telling, kind: Kind | None, asked: Mapping[str, Iterable[FactValue]],
             lines: str | None = None) -> tuple[list[str], list[str]]:
    """What counts for nothing: things by name, to be said as “… räknas inte”; and phrases that say “utom …”."""
    things: list[str] = []
    phrases: list[str] = []
    for name, chosen in asked.items():
        spec = fact_of(kind, name, lines)
        values = plain_values(telling, spec, chosen)
        if name in ("tier", "shop", "partner") or spec is None or spec.type == "boolean" or spec.filled_by == "shop":
            with contextlib.suppress(TooMuch):
                phrases.append(among(telling, kind, name, values, lines, yes=False))
        else:
            things += called(telling, spec, values)
    return things, phrases


def condition(telling: Telling, kind: Kind | None, source: str, lines: str | None = None) -> str | None:
    """A CEL condition as one phrase; None where it says more than simple comparisons do."""
    try:
        reading = _Reading(telling, kind, source, lines)
        phrase = reading.either()
        return phrase if reading.done() else None
    except TooMuch:
        return None


class _Reading:
    """Reads a condition that is known to be right, and says it as it goes."""

    def __init__(self, telling: Telling, kind: Kind | None, source: str, lines: str | None) -> None:
        self._telling, self._kind, self._lines, self._at = telling, kind, lines, 0
        self._tokens = [next(part for part in found.groups() if part) for found in _TOKEN.finditer(source)]
        if "".join(self._tokens) != re.sub(r"\s+(?=(?:[^\"']|\"[^\"]*\"|'[^']*')*$)", "", source):
            raise TooMuch

    def done(self) -> bool:
        return self._at == len(self._tokens)

    def either(self) -> str:
        return self._either(inner=False)

    def _either(self, *, inner: bool) -> str:
        parts = [self._both()]
        while self._take("||"):
            parts.append(self._both())
        if len(parts) == 1:
            return parts[0]
        joined = self._telling.joined(parts, "or")
        return either(self._telling, joined) if inner else joined

    def _both(self) -> str:
        parts = [self._one()]
        while self._take("&&"):
            parts.append(self._one())
        parts = bounded(self._telling, parts)
        return " ".join(parts) if len(parts) == 2 else ", ".join(parts)

    def _one(self, *, yes: bool = True) -> str:
        if self._take("!"):
            return self._one(yes=not yes)
        if self._take("("):
            if not yes:
                raise TooMuch
            phrase = self._either(inner=True)
            self._expect(")")
            return phrase
        left = self._next()
        if self._take("in"):
            return among(self._telling, self._kind, left, self._list(), self._lines, yes=yes)
        sign = self._peek()
        if sign not in _TURNED:
            return self._flag(left, yes=yes)
        self._next()
        right = self._next()
        if _is_literal(left):
            left, sign, right = right, _TURNED[sign], left
        if _is_literal(left) or not _is_literal(right):
            raise TooMuch
        return compared(self._telling, self._kind, left, sign if yes else _AGAINST[sign], right, self._lines)

    def _flag(self, name: str, *, yes: bool) -> str:
        spec = fact_of(self._kind, name, self._lines)
        if spec is None or spec.type != "boolean":
            raise TooMuch
        return flag(self._telling, spec, yes=yes)

    def _list(self) -> list[FactValue]:
        self._expect("[")
        found = [literal(self._next())]
        while self._take(","):
            found.append(literal(self._next()))
        self._expect("]")
        return found

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        if self.done():
            raise TooMuch
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, text: str) -> bool:
        taken = self._peek() == text
        self._at += taken
        return taken

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise TooMuch


def _is_literal(token: str) -> bool:
    return token[:1].isdigit() or token[:1] in "\"'" or token in ("true", "false", "null")

"""Reads one table of the document: asks for what it may hold, and notes every mistake with its line and its remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from server.kernel import clock, money, periods
from server.programme.errors import ProgrammeError
from server.programme.rulebook import LANGUAGES, Language, Texts

from .toml import Located

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
CODE_REMEDY = "Use small letters a–z, digits and _, beginning with a letter, at most 40 characters."
TEXT_LIMIT = 400  # Characters of one text that people read.
LIST_LIMIT = 12  # Texts in a list, such as a tier's perks.
MISTAKE_LIMIT = 200  # Nobody reads on; the rest shows when these are mended.
LANGUAGE_NAMES: Mapping[Language, str] = {"sv": "Swedish", "en": "English"}
PARAMETER = re.compile(r"\$([a-z][a-z0-9_]{0,39})")  # What stands for one; “$5 off” is a text like another.
WITH_COMMA = re.compile(r"-?\d+,\d+")
LIKE_A_NUMBER = re.compile(r"\s*[+-]?(\d[\d\s]*\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
T = TypeVar("T", bound=str)


@dataclass(frozen=True, slots=True)
class Removal:
    """An entry that a version took away, and the line that says so."""

    section: str
    line: int


class Mistakes:
    """All that is wrong with one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.told = 0  # How often something was wrong, what was told before included.
        self.removed: Mapping[str, Removal] = {}  # What the version that is being read is without, by code.
        self.unfilled: set[tuple[int, str]] = set()  # Places of parameters that have no value, which has been told.
        self._found: dict[tuple[int, str], ProgrammeError] = {}

    def add(self, line: int, message: str, remedy: str) -> None:
        self.told += 1
        if len(self._found) < MISTAKE_LIMIT:
            self._found.setdefault((line, message), ProgrammeError(self.file, line, message, remedy))

    def absent(self, line: int, what: str, code: str, message: str, remedy: str) -> None:
        """What names something that is not there: told where a version removed it, if that was after it was named."""
        removal = self.removed.get(code)
        if removal is None or removal.line < line:
            self.add(line, message, remedy)
            return
        self.add(removal.line, f"The {removal.section} “{code}” is removed here, and line {line} still names it: "
                               f"{what}.", "Keep it, or in the same version remove or change what names it.")

    def in_order(self) -> list[ProgrammeError]:
        return sorted(self._found.values(), key=lambda error: error.line)


class Reader:
    """One table. Each question notes what is wrong and answers something harmless, so that reading goes on."""

    def __init__(self, at: Located, what: str, mistakes: Mistakes) -> None:
        self.line, self.what, self.mistakes = at.line, what, mistakes
        self._table, self._asked = at.table, set[str]()
        if not isinstance(at.value, dict):
            mistakes.add(at.line, f"{what} must be a table, not {_named(at.value)}.", "Write it in { } or under [ ].")

    def has(self, key: str) -> bool:
        self._asked.add(key)
        return key in self._table

    def named(self) -> list[str]:
        """Every key that is there, of a table whose keys the file chooses."""
        return list(self._table)

    def line_of(self, key: str) -> int:
        return self._table[key].line if key in self._table else self.line

    def wrong(self, key: str, message: str, remedy: str) -> None:
        self.mistakes.add(self.line_of(key), message, remedy)

    def raw(self, key: str) -> Located | None:
        self._asked.add(key)
        return self._table.get(key)

    def code(self, key: str = "code") -> str:
        value: str | None = self._of_type(key, str, True, "a text in quotation marks", '"summer_2026"')
        if value is not None and not CODE.fullmatch(value):
            self.wrong(key, f"“{value[:60]}” cannot be a code.", CODE_REMEDY)
            return ""
        return value or ""

    def text(self, key: str, *, default: str | None = None, most: int = TEXT_LIMIT, example: str = '"…"') -> str:
        found: str | None = self._of_type(key, str, default is None, "a text in quotation marks", example)
        if found is None:
            return default or ""
        if not found.strip() or len(found) > most:
            self.wrong(key, f"{self.what}: {key} is empty or too long.", f"Write 1 to {most} characters.")
            return default or ""
        return found

    def boolean(self, key: str, *, default: bool) -> bool:
        found: bool | None = self._of_type(key, bool, False, "true or false", "true")
        return default if found is None else found

    def whole(self, key: str, *, least: int, most: int, default: int | None = None) -> int:
        found: int | None = self._of_type(key, int, default is None, "a whole number", str(least))
        if found is None:
            return default if default is not None else least
        if not least <= found <= most:
            self.wrong(key, f"{self.what}: {key} is {found}.", f"Write a whole number from {least} to {most}.")
            return least
        return found

    def decimal(self, key: str, *, decimals: int, least: Decimal, most: Decimal) -> Decimal | None:
        """An exact decimal, written 5, 2.5 or "2.5"; None where it is absent or wrong."""
        at = self.raw(key)
        if at is None:
            self._missing(key, '"2.5"' if decimals else f"{least:f}")
            return None
        value = _as_decimal(at.value)
        if value is None:
            if not self._unfilled(at):
                self._no_number(key, at.value, '"2.5"' if decimals else f"{min(max(least, Decimal(1)), most):f}",
                                f"Write a number from {least:f} to {most:f}.")
            return None
        exponent = value.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > decimals:
            self.wrong(key, f"{self.what}: {key} = {value} has more than {decimals} decimals." if decimals
                       else f"{self.what}: {key} = {value} is no whole number.",
                       f"Write at most {decimals} digits after the point." if decimals
                       else "Write it without decimals.")
            return None
        if not least <= value <= most:
            self.wrong(key, f"{self.what}: {key} is {value}.", f"Write a number from {least:f} to {most:f}.")
            return None
        return value

    def _no_number(self, key: str, value: Any, example: str, bounds: str) -> None:
        if isinstance(value, str) and WITH_COMMA.fullmatch(value.strip()):
            with_point = value.strip().replace(",", ".")
            self.wrong(key, f"{self.what}: {key} = “{value[:40]}” has a comma.", f'Write {key} = "{with_point[:40]}".')
        elif isinstance(value, str) and LIKE_A_NUMBER.fullmatch(value):
            self.wrong(key, f"{self.what}: {key} = “{value[:40]}” is not written as a number is here.",
                       f"Write at most {money.DIGITS_LIMIT} digits and a point, without spaces, + or exponent.")
        elif isinstance(value, Decimal) and not value.is_finite():
            self.wrong(key, f"{self.what}: {key} must be a number, not nan or inf.", f"Write {key} = {example}.")
        elif isinstance(value, int | Decimal) and not isinstance(value, bool):
            self.wrong(key, f"{self.what}: {key} is {str(value)[:40]}.", bounds)
        else:
            self.wrong(key, f"{self.what}: {key} must be a number, not {_named(value)}.", f"Write {key} = {example}.")

    def choice(self, key: str, choices: Iterable[T], *, default: T | None = None) -> T:
        known = list(choices)
        value = self.text(key, default=default, example=f'"{known[0]}"' if known else '"…"')
        for known_choice in known:
            if value == known_choice:
                return known_choice
        if value:
            self.mistakes.absent(self.line_of(key), self.what, value, f"{self.what}: {key} cannot be “{value[:60]}”.",
                                 one_of(value, known))
        return default if default is not None else known[0]

    def choices(self, key: str, known: Collection[T], *, default: Collection[T] = ()) -> frozenset[T]:
        """One or several of the known words, written "a" or ["a", "b"]."""
        at = self.raw(key)
        if at is None:
            if not default:
                self._missing(key, f'["{next(iter(known), "…")}"]')
            return frozenset(default)
        chosen: set[T] = set()
        for item in at.items if isinstance(at.value, list) else [at]:
            same = [word for word in known if word == item.value]
            if same:
                chosen.add(same[0])
            else:
                self.mistakes.absent(item.line, self.what, str(item.value),
                                     f"{self.what}: {key} cannot be “{str(item.value)[:60]}”.",
                                     one_of(str(item.value), known))
        if not at.items and isinstance(at.value, list):
            self.wrong(key, f"{self.what}: {key} is an empty list.", one_of("", known))
        return frozenset(chosen)

    def reference(self, key: str, known: Collection[str], noun: str, *, default: str | None = None) -> str:
        """The code of something that stands elsewhere in the file."""
        value = self.text(key, default=default)
        if value and value not in known:
            self.mistakes.absent(self.line_of(key), self.what, value,
                                 f"{self.what}: there is no {noun} “{value[:60]}”.", one_of(value, known))
        return value

    def moment(self, key: str, zone: str) -> clock.Instant | None:
        """A date (its first instant in the zone) or a time with an offset; None where absent."""
        value = getattr(self.raw(key), "value", None)
        return self._instant(key, value, zone) if value is not None else None

    def moment_after(self, key: str, zone: str) -> clock.Instant | None:
        """As `moment`, but a date means that it is included: the first instant of the day after."""
        value = getattr(self.raw(key), "value", None)
        if isinstance(value, date) and not isinstance(value, datetime):
            value = value + timedelta(days=1) if value < date.max else None
        return self._instant(key, value, zone) if value is not None else None

    def _instant(self, key: str, value: Any, zone: str) -> clock.Instant | None:
        try:
            if isinstance(value, datetime) and value.tzinfo is not None:
                return clock.from_datetime(value)
            if isinstance(value, date) and not isinstance(value, datetime):
                return periods.start_of(value, zone)
        except (ValueError, OverflowError):
            pass
        self.wrong(key, f"{self.what}: {key} must be a date, not {_named(value)}.",
                   f"Write {key} = 2026-03-01, or a time with its zone: 2026-03-01T08:00:00+01:00.")
        return None

    def table(self, key: str) -> Reader | None:
        at = self.raw(key)
        return None if at is None else Reader(at, f"{self.what}: {key}", self.mistakes)

    def texts(self, *names: str, optional: Collection[str] = (), lists: Collection[str] = (),
              placeholders: Mapping[str, Collection[str]] | None = None) -> Texts:
        """The texts of each language: `sv = { name = "…" }`. `lists` are lists of texts."""
        found: dict[Language, dict[str, Any]] = {}
        for language in LANGUAGES:
            at = self.raw(language)
            if at is None and not names and not any(other in self._table for other in LANGUAGES):
                continue
            if at is None:
                self.mistakes.add(self.line, f"{self.what} has no {LANGUAGE_NAMES[language]} text.",
                                  _texts_example(language, names or tuple(optional), lists))
                continue
            inner = Reader(at, f"{self.what}: {language}", self.mistakes)
            words = found[language] = {}
            for name in (*names, *optional):
                if name in optional and not inner.has(name):
                    continue
                words[name] = inner.text_list(name) if name in lists else inner.text(name)
                for text in words[name] if name in lists else [words[name]]:
                    inner.check_placeholders(name, text, (placeholders or {}).get(name, ()))
            inner.nothing_else()
        for name in optional:
            having = [language for language in LANGUAGES if name in found.get(language, {})]
            for language in LANGUAGES:
                if having and language not in having and language in found:
                    self.wrong(language, f"{self.what}: {language} has no {name}, but {having[0]} has.",
                               f'Write {name} = "…" there too, or in neither.')
        return found

    def text_list(self, key: str) -> tuple[str, ...]:
        at = self.raw(key)
        if at is None:
            self._missing(key, '["…", "…"]')
            return ()
        texts = [item.value for item in at.items]
        if (not isinstance(at.value, list) or not 0 < len(texts) <= LIST_LIMIT
                or any(not isinstance(text, str) or not 0 < len(text) <= TEXT_LIMIT for text in texts)):
            self.wrong(key, f"{self.what}: {key} must be a list of texts.",
                       f'Write {key} = ["…", "…"] with 1 to {LIST_LIMIT} texts of at most {TEXT_LIMIT} characters.')
            return ()
        return tuple(texts)

    def check_placeholders(self, key: str, text: str, known: Collection[str]) -> None:
        for name in PLACEHOLDER.findall(text):
            if name not in known:
                remedy = one_of(name, [*known]) if known else "Nothing is filled in here: write it without { }."
                self.wrong(key, f"{self.what}: {key} has {{{name[:40]}}}, which nothing fills in.", remedy)

    def nothing_else(self, remedies: Mapping[str, str] | None = None) -> None:
        """Notes every key that nobody asked for."""
        for key, at in self._table.items():
            if key not in self._asked:
                remedy = (remedies or {}).get(key) or nearest(key, self._asked)
                self.mistakes.add(at.line, f"{self.what} has no “{key[:60]}”.", remedy)

    def _of_type(self, key: str, wanted: type, required: bool, words: str, example: str) -> Any:
        at = self.raw(key)
        if at is None:
            if required:
                self._missing(key, example)
            return None
        if self._unfilled(at):
            return None
        if type(at.value) is not wanted:
            self.wrong(key, f"{self.what}: {key} must be {words}, not {_named(at.value)}.", f"Write {key} = {example}.")
            return None
        return at.value

    def _unfilled(self, at: Located) -> bool:
        """Whether it names a parameter that there is none of, and that has been told."""
        named = PARAMETER.fullmatch(at.value) if isinstance(at.value, str) else None
        return named is not None and (at.line, named[1]) in self.mistakes.unfilled

    def _missing(self, key: str, example: str) -> None:
        self.mistakes.add(self.line, f"{self.what} has no {key}.", f"Add {key} = {example}.")


def nearest(word: str, known: Iterable[str]) -> str:
    """What to write instead of an unknown key."""
    among = sorted(known)
    close = difflib.get_close_matches(word, among, n=1, cutoff=0.6)
    if not among:
        return "Remove it."
    return f"Did you mean “{close[0]}”?" if close else f"It may have: {', '.join(among)}."


def one_of(word: str, known: Iterable[str]) -> str:
    """What to write instead of an unknown value."""
    among = [one for one in dict.fromkeys(known) if not one.startswith("?")]  # “?1” has a code that cannot be one.
    if not among:
        return "The file has none yet: add it, or leave this out."
    close = difflib.get_close_matches(word, among, n=1, cutoff=0.6)
    shown = ", ".join(among[:20]) + (" …" if len(among) > 20 else "")
    return f"Did you mean “{close[0]}”? Write one of: {shown}." if close else f"Write one of: {shown}."


def _as_decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int) and abs(value) < 10**18:
        return Decimal(value)
    if isinstance(value, Decimal):
        return value if value.is_finite() and abs(value.adjusted()) < 18 else None
    try:
        return money.decimal(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _named(value: Any) -> str:
    """A value's type in a manager's words."""
    if isinstance(value, bool):
        return "true or false"
    names = {str: "a text", int: "a whole number", Decimal: "a number with decimals", dict: "a table", list: "a list",
             date: "a date", datetime: "a time", time: "a time of day"}
    return names.get(type(value), "this")


def _texts_example(language: Language, names: Iterable[str], lists: Collection[str]) -> str:
    inside = ", ".join(f'{name} = ["…"]' if name in lists else f'{name} = "…"' for name in names)
    return f"Add {language} = {{ {inside} }}."

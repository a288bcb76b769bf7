"""TOML with line numbers. The standard library reads the values; a second, smaller walk says where each one stands.

The walk relies on the text being valid, which the standard library has then made sure of.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from server.programme.errors import ProgrammeError, ProgrammeErrors

FILE_LIMIT = 512 * 1024  # Bytes. The largest of our examples has a tenth of a tenth of that.
NESTING_LIMIT = 12
Path = tuple[str | int, ...]
PLAINER: Mapping[str, str] = {
    r"Illegal character '\\n'|Expected \"'|Unterminated string": "a text has no closing quotation mark",
    r"Illegal character|Found invalid character": "a text holds an unprintable character",
    r"Cannot declare": "a table stands twice",
    r"Cannot (?:overwrite|mutate|redefine)|Duplicate inline table key": "a key stands twice",
    r"Unclosed array": "a list is not closed",
    r"Unclosed inline table": "a table is not closed",
    r"Expected '\]": "a table's name is not closed",
    r"Expected '='": "a key has no equals sign",
    r"Expected newline": "something follows a value on its line",
    r"Unescaped": "a backslash in a text stands alone",
    r"Invalid hex value|Escaped character": "a character's number is none",
    r"Invalid date": "there is no such day",
    r"Invalid initial character": "a key begins with a character that it may not have",
    r"Invalid value": "a value cannot be read",
    r"Invalid statement": "a line cannot be read",
}
"""What the library says, in a manager's words."""
ADDED_TO_INLINE = "a table in { } is added to further down"
COMMA = "a number has a comma"
_MISWRITTEN_DAY = re.compile(r"=\s*\d{4}-\d{2}-\d{2}\b")
_COMMA = re.compile(r"=\s*[+-]?\d+,\d")
_TWICE = re.compile(r"Cannot (mutate immutable namespace|declare) (\(.*\))(?: twice)?$", re.DOTALL)  # And where.


@dataclass(frozen=True, slots=True)
class Located:
    """A value and its line. Tables hold `dict[str, Located]`, arrays `list[Located]`; decimals are exact."""

    value: Any
    line: int

    @property
    def table(self) -> dict[str, Located]:
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Located]:
        return self.value if isinstance(self.value, list) else []


def read_toml(text: str, file: str) -> Located:
    """The text as a tree. Raises ProgrammeErrors where it is too long, too deep or no TOML."""
    if len(text.encode()) > FILE_LIMIT:
        raise ProgrammeErrors([ProgrammeError(
            file, 1, f"The file is larger than {FILE_LIMIT // 1024} kB.", "Remove what is not needed."
        )])
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        values = tomllib.loads(text, parse_float=Decimal)
        lines = _Walk(text).lines()
        return _located(values, (), lines, 1, 0)
    except tomllib.TOMLDecodeError as error:
        raise ProgrammeErrors([_syntax_error(error, text, file)]) from None
    except (RecursionError, _TooDeep):
        raise ProgrammeErrors([ProgrammeError(
            file, 1, "The file nests tables too deeply.", f"Use at most {NESTING_LIMIT} levels."
        )]) from None


class _TooDeep(Exception):
    pass


def _located(value: Any, path: Path, lines: dict[Path, int], line: int, depth: int) -> Located:
    if depth > NESTING_LIMIT:
        raise _TooDeep
    line = lines.get(path, line)
    if isinstance(value, dict):
        return Located({key: _located(item, (*path, key), lines, line, depth + 1) for key, item in value.items()}, line)
    if isinstance(value, list):
        return Located([_located(item, (*path, i), lines, line, depth + 1) for i, item in enumerate(value)], line)
    return Located(value, line)


def _syntax_error(error: tomllib.TOMLDecodeError, text: str, file: str) -> ProgrammeError:
    found = re.search(r"^(.*) \(at (?:line (\d+), column \d+|end of document)\)$", str(error), re.DOTALL)
    what, at = (found[1], found[2]) if found else (str(error), None)
    told = next((plain for words, plain in PLAINER.items() if re.match(words, what)), what)
    line = int(at) if at else text.count("\n") + 1
    stands = text.split("\n")[line - 1]
    if told.startswith("something follows") and _MISWRITTEN_DAY.search(stands):
        told = PLAINER["Invalid date"]
    elif told.startswith("something follows") and _COMMA.search(stands):
        told = COMMA
    # tomllib notices an unclosed string or value at the start of the next line.
    remedy = "Check the quotation marks, brackets and equals signs on this line and the one before."
    if _adds_to_inline(what, text):
        told = ADDED_TO_INLINE
        remedy = "What stands in { } is whole: write the rest inside it, or all of it under a [ ] of its own."
    elif told.endswith("stands twice"):
        remedy = "The same key or table stands twice: keep one of them."
    elif told == COMMA:
        remedy = "Write a point instead: 2.5."
    elif told == PLAINER["Invalid date"]:
        remedy = "Write a day of the calendar, such as 2026-02-28."
    return ProgrammeError(file, line, f"This is not valid TOML: {told}.", remedy)


def _adds_to_inline(what: str, text: str) -> bool:
    """Whether a table that is told to stand twice, or a part of its path, was written as key = { … }."""
    found = _TWICE.fullmatch(what)
    if found is None or found[1] != "declare":
        return found is not None
    path = re.findall(r"'(\w+)'", found[2])
    return any(re.search(rf"^[ \t]*(?:\w+\.)*{key}[ \t]*=[ \t]*\{{", text, re.MULTILINE) for key in path)


class _Walk:
    """One pass over valid TOML that notes the line on which each key, table and array element begins."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._line = text, 0, 1
        self._found: dict[Path, int] = {}
        self._lengths: dict[Path, int] = {}  # Elements seen so far of each array of tables.

    def lines(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip_blank():
            if self._text.startswith("[[", self._at):
                line = self._line
                self._move(2)
                table = self._array_element(self._key("]"), line)
                self._move(2)
            elif self._peek() == "[":
                line = self._line
                self._move(1)
                table = self._resolved(self._key("]"))
                self._found.setdefault(table, line)
                self._move(1)
            else:
                self._pair(table)
        return self._found

    def _pair(self, table: Path) -> None:
        line = self._line
        path = table
        for part in self._key("="):
            path = (*path, part)
            self._found.setdefault(path, line)
        self._move(1)
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip_space()
        self._found.setdefault(path, self._line)
        first = self._peek()
        if first in "\"'":
            self._string()
        elif first == "[":
            self._array(path)
        elif first == "{":
            self._inline(path)
        else:
            while self._at < len(self._text) and self._peek() not in ",]}#\n":
                self._move(1)

    def _array(self, path: Path) -> None:
        self._move(1)
        index = 0
        while self._skip_blank() and self._peek() != "]":
            self._value((*path, index))
            index += 1
            self._skip_blank()
            if self._peek() == ",":
                self._move(1)
        self._move(1)

    def _inline(self, path: Path) -> None:
        self._move(1)
        while self._skip_blank() and self._peek() != "}":
            self._pair(path)
            self._skip_blank()
            if self._peek() == ",":
                self._move(1)
        self._move(1)

    def _string(self) -> None:
        quote = self._peek()
        if self._text.startswith(quote * 3, self._at):
            self._move(3)
            while not self._text.startswith(quote * 3, self._at):
                self._move(2 if quote == '"' and self._peek() == "\\" else 1)
            self._move(3)
            while self._peek() == quote:  # A quotation mark or two may stand right before the closing three.
                self._move(1)
            return
        self._move(1)
        while self._peek() != quote:
            self._move(2 if quote == '"' and self._peek() == "\\" else 1)
        self._move(1)

    def _key(self, end: str) -> list[str]:
        parts: list[str] = []
        while True:
            self._skip_space()
            start = self._at
            if self._peek() in "\"'":
                self._string()
                parts.append(next(iter(tomllib.loads(self._text[start : self._at] + "=0"))))
            else:
                while self._peek() not in f".{end} \t":
                    self._move(1)
                parts.append(self._text[start : self._at])
            self._skip_space()
            if self._peek() != ".":
                return parts
            self._move(1)

    def _array_element(self, parts: list[str], line: int) -> Path:
        path: Path = (*self._resolved(parts[:-1]), parts[-1])
        index = self._lengths.get(path, 0)
        self._lengths[path] = index + 1
        self._found.setdefault(path, line)
        self._found[(*path, index)] = line
        return (*path, index)

    def _resolved(self, parts: list[str]) -> Path:
        """A header's path, with the newest element wherever a part names an array of tables."""
        path: Path = ()
        for part in parts:
            path = (*path, part)
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
        return path

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _move(self, by: int) -> None:
        self._line += self._text.count("\n", self._at, self._at + by)
        self._at += by

    def _skip_space(self) -> None:
        while self._peek() and self._peek() in " \t":
            self._move(1)

    def _skip_blank(self) -> bool:
        """Past spaces, lines and comments; whether anything follows."""
        while self._at < len(self._text):
            if self._peek() in " \t\n":
                self._move(1)
            elif self._peek() == "#":
                end = self._text.find("\n", self._at)
                self._move((end if end >= 0 else len(self._text)) - self._at)
            else:
                return True
        return False

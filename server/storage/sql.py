"""One SQL text for two dialects.

    :name                     a scalar; `:name::bigint` types it for PostgreSQL (SQLite drops the cast)
    {in ids bigint}           = ANY($1::text::bigint[])     IN (SELECT value FROM json_each(?1))
    {rows v a:bigint b:text}  unnest($1::text::bigint[], $2::text[]) AS v(a, b)   the same from one JSON array
    {lock}                    FOR NO KEY UPDATE             nothing: SQLite has one writer
    {lock of t}               FOR NO KEY UPDATE OF t        nothing
    {skip_locked}             FOR UPDATE SKIP LOCKED        nothing

A text is rendered once for each dialect and kept. Whole numbers travel to PostgreSQL as the text of an array: of a
real one the driver looks at each element, which takes longer than all the rest of sending a large batch.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

Dialect = Literal["sqlite", "postgres"]

_PART = re.compile(
    r"'(?:[^']|'')*'"  # a string literal is left alone
    r"|\{(?P<form>in|rows) (?P<name>\w+) (?P<columns>[^}]+)\}"
    r"|\{(?P<word>lock|skip_locked)(?: of (?P<of>\w+))?\}"
    r"|(?<!:):(?P<scalar>[a-z_][a-z0-9_]*)(?P<cast>::\w+(?:\[\])?)?"
)
_WHOLE = frozenset({"bigint", "integer", "smallint"})
_digits = int.__repr__
_WORDS = {"lock": "FOR NO KEY UPDATE", "skip_locked": "FOR UPDATE SKIP LOCKED"}


@dataclass(frozen=True, slots=True)
class Statement:
    """A text in one dialect, and how to lay out its parameters."""

    text: str
    bind: Callable[[Mapping[str, Any]], list[Any]]


@lru_cache(maxsize=2048)
def render(sql: str, dialect: Dialect) -> Statement:
    """The statement of a text. Raises ValueError for a form that is not known."""
    positions: dict[str, int] = {}
    layout: list[Callable[[Mapping[str, Any]], list[Any]]] = []
    taken = 0

    def place(key: str, width: int, values: Callable[[Mapping[str, Any]], list[Any]]) -> int:
        nonlocal taken
        if key not in positions:
            positions[key] = taken + 1
            taken += width
            layout.append(values)
        return positions[key]

    def part(match: re.Match[str]) -> str:
        if match["scalar"]:
            name = match["scalar"]
            at = place(name, 1, lambda given: [given[name]])
            return f"${at}{match['cast'] or ''}" if dialect == "postgres" else f"?{at}"
        if match["word"]:
            of = f" OF {match['of']}" if match["of"] else ""
            return _WORDS[match["word"]] + of if dialect == "postgres" else ""
        if match["form"] == "in":
            return _in(match["name"], match["columns"])
        if match["form"] == "rows":
            return _rows(match["name"], [column.split(":") for column in match["columns"].split()])
        return match[0]

    def _in(name: str, kind: str) -> str:
        if dialect == "postgres":
            at = place(f"in {name}", 1, lambda given: [array_of(given[name], kind)])
            return f"= ANY({array_type(at, kind)})"
        at = place(f"in {name}", 1, lambda given: [json.dumps(list(given[name]))])
        return f"IN (SELECT value FROM json_each(?{at}))"

    def _rows(name: str, columns: list[list[str]]) -> str:
        names = ", ".join(column for column, _ in columns)
        if dialect == "postgres":
            width = len(columns)
            kinds = [kind for _, kind in columns]
            at = place(f"rows {name}", width, lambda given: columns_of(given[name], kinds))
            arrays = ", ".join(array_type(at + n, kind) for n, kind in enumerate(kinds))
            return f"unnest({arrays}) AS {name}({names})"
        at = place(f"rows {name}", 1, lambda given: [json.dumps(given[name])])
        fields = ", ".join(f"value ->> {n} AS {column}" for n, (column, _) in enumerate(columns))
        return f"(SELECT {fields} FROM json_each(?{at})) AS {name}"

    text = _PART.sub(part, sql)

    def bind(given: Mapping[str, Any]) -> list[Any]:
        values: list[Any] = []
        for piece in layout:
            values += piece(given)
        return values

    return Statement(text, bind)


def columns_of(rows: Sequence[Sequence[Any]], kinds: Sequence[str]) -> list[Any]:
    """Rows turned into PostgreSQL's arrays, one a column, also when there are none. `kinds` are the columns' types."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(kinds)
    return [array_of(column, kind) for column, kind in zip(columns, kinds, strict=True)]


def array_of(values: Iterable[Any], kind: str) -> Any:
    """What is sent for an array. Raises TypeError where a whole number is none."""
    if kind not in _WHOLE:
        return list(values)
    return "{" + ",".join(["NULL" if value is None else _digits(value) for value in values]) + "}"


def array_type(position: int, kind: str) -> str:
    """The parameter that takes it."""
    return f"${position}::text::{kind}[]" if kind in _WHOLE else f"${position}::{kind}[]"

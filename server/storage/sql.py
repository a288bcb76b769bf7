"""One SQL text for two dialects.

    :name                     a scalar; `:name::bigint` types it for PostgreSQL (SQLite drops the cast)
    {in ids bigint}           = ANY($1::bigint[])          IN (SELECT value FROM json_each(?1))
    {rows v a:bigint b:text}  unnest($1::bigint[], …) AS v(a, b)   the same from one JSON array
    {lock}                    FOR NO KEY UPDATE             nothing: SQLite has one writer
    {lock of t}               FOR NO KEY UPDATE OF t        nothing
    {skip_locked}             FOR UPDATE SKIP LOCKED        nothing

A text is rendered once for each dialect and kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
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
            at = place(f"in {name}", 1, lambda given: [list(given[name])])
            return f"= ANY(${at}::{kind}[])"
        at = place(f"in {name}", 1, lambda given: [json.dumps(list(given[name]))])
        return f"IN (SELECT value FROM json_each(?{at}))"

    def _rows(name: str, columns: list[list[str]]) -> str:
        names = ", ".join(column for column, _ in columns)
        if dialect == "postgres":
            width = len(columns)
            at = place(f"rows {name}", width, lambda given: columns_of(given[name], width))
            arrays = ", ".join(f"${at + n}::{kind}[]" for n, (_, kind) in enumerate(columns))
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


def columns_of(rows: Sequence[Sequence[Any]], width: int) -> list[Any]:
    """Rows turned into columns, also when there are none."""
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]

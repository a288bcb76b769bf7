"""The set-based writes: INSERT (and UPSERT) and UPDATE of many rows of one table in one statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from tortoise.models import Model

from .sql import Dialect, array_type

_PARAMETER = re.compile(r"\$(\d+)")
_ARRAY = {"BIGINT": "bigint", "INT": "integer", "SMALLINT": "smallint", "BOOL": "boolean", "TEXT": "text"}


@lru_cache(maxsize=512)
def kinds(model: type[Model], columns: tuple[str, ...]) -> tuple[str, ...]:
    """PostgreSQL's types of a table's columns."""
    types = (str(model._meta.fields_map[column].SQL_TYPE).upper() for column in columns)
    return tuple(_ARRAY.get(kind, "text") for kind in types)


@lru_cache(maxsize=512)
def insert(model: type[Model], columns: tuple[str, ...], conflict: str | None, dialect: Dialect) -> str:
    """INSERT of rows; `conflict` is what stands after ON CONFLICT."""
    table, names = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    tail = f" ON CONFLICT {conflict}" if conflict else ""
    if dialect == "sqlite":
        marks = ", ".join("?" for _ in columns)
        return f'INSERT INTO "{table}" ({names}) VALUES ({marks}){tail}'
    arrays = ", ".join(array_type(n, kind) for n, kind in enumerate(kinds(model, columns), 1))
    return f'INSERT INTO "{table}" ({names}) SELECT * FROM unnest({arrays}){tail}'


@lru_cache(maxsize=512)
def update(model: type[Model], key: tuple[str, ...], values: tuple[str, ...], dialect: Dialect) -> str:
    """UPDATE of rows found by key; each row gives its key columns first."""
    table = model._meta.db_table
    if dialect == "sqlite":
        sets = ", ".join(f'"{column}" = ?{n}' for n, column in enumerate(values, len(key) + 1))
        where = " AND ".join(f'"{column}" = ?{n}' for n, column in enumerate(key, 1))
        return f'UPDATE "{table}" SET {sets} WHERE {where}'
    columns: Sequence[str] = (*key, *values)
    arrays = ", ".join(array_type(n, kind) for n, kind in enumerate(kinds(model, tuple(columns)), 1))
    names = ", ".join(f'"{column}"' for column in columns)
    sets = ", ".join(f'"{column}" = v."{column}"' for column in values)
    where = " AND ".join(f't."{column}" = v."{column}"' for column in key)
    return f'UPDATE "{table}" AS t SET {sets} FROM unnest({arrays}) AS v({names}) WHERE {where}'


@lru_cache(maxsize=512)
def together(writes: tuple[tuple[str, bool], ...]) -> str:
    """PostgreSQL's writes as one, each a part of WITH. Those that are marked are counted: one row answers, with how
    many rows each of them touched."""
    if len(writes) == 1 and not writes[0][1]:
        return writes[0][0]
    texts = _numbered_on([text for text, _ in writes])
    parts = [
        f"w{place} AS ({text}{' RETURNING 1' if counted else ''})"
        for place, (text, (_, counted)) in enumerate(zip(texts, writes, strict=True))
    ]
    counts = [f"(SELECT count(*) FROM w{place})" for place, (_, counted) in enumerate(writes) if counted]
    return f"WITH {', '.join(parts)} SELECT {', '.join(counts) or '1'}"


@lru_cache(maxsize=1024)
def beside(texts: tuple[str, ...]) -> str:
    """PostgreSQL's reads as one: a row in which each column holds the rows of one text, or NULL where it has none."""
    return f"SELECT {', '.join(f'(SELECT array_agg(q) FROM ({text}) AS q)' for text in _numbered_on(texts))}"


def _numbered_on(texts: Sequence[str]) -> list[str]:
    """Their parameters numbered on from one to the next."""
    moved, taken = [], 0
    for text in texts:
        moved.append(_PARAMETER.sub(lambda match, by=taken: f"${int(match[1]) + by}", text))  # type: ignore[misc]
        taken += len(set(_PARAMETER.findall(text)))
    return moved

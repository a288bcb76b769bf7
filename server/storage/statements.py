"""The set-based writes: INSERT (and UPSERT) and UPDATE of many rows of one table in one statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from tortoise.models import Model

from .sql import Dialect

_PARAMETER = re.compile(r"\$(\d+)")
_ARRAY = {"BIGINT": "bigint", "INT": "integer", "SMALLINT": "smallint", "BOOL": "boolean", "TEXT": "text"}


def _type(model: type[Model], column: str) -> str:
    kind = str(model._meta.fields_map[column].SQL_TYPE).upper()
    return _ARRAY.get(kind, "text")


@lru_cache(maxsize=512)
def insert(model: type[Model], columns: tuple[str, ...], conflict: str | None, dialect: Dialect) -> str:
    """INSERT of rows; `conflict` is what stands after ON CONFLICT."""
    table, names = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    tail = f" ON CONFLICT {conflict}" if conflict else ""
    if dialect == "sqlite":
        marks = ", ".join("?" for _ in columns)
        return f'INSERT INTO "{table}" ({names}) VALUES ({marks}){tail}'
    arrays = ", ".join(f"${n}::{_type(model, column)}[]" for n, column in enumerate(columns, 1))
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
    arrays = ", ".join(f"${n}::{_type(model, column)}[]" for n, column in enumerate(columns, 1))
    names = ", ".join(f'"{column}"' for column in columns)
    sets = ", ".join(f'"{column}" = v."{column}"' for column in values)
    where = " AND ".join(f't."{column}" = v."{column}"' for column in key)
    return f'UPDATE "{table}" AS t SET {sets} FROM unnest({arrays}) AS v({names}) WHERE {where}'


@lru_cache(maxsize=512)
def together(texts: tuple[str, ...]) -> str:
    """PostgreSQL's statements as one, each a part of WITH; their parameters are numbered on from one to the next."""
    if len(texts) == 1:
        return texts[0]
    parts, taken = [], 0
    for place, text in enumerate(texts):
        moved = _PARAMETER.sub(lambda match, by=taken: f"${int(match[1]) + by}", text)  # type: ignore[misc]
        taken += len(set(_PARAMETER.findall(text)))
        parts.append(f"w{place} AS ({moved})")
    return f"WITH {', '.join(parts)} SELECT 1"

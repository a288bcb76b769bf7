"""Keyset paging: a page says where it ends, and the next one begins after that."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .errors import BadInput

T = TypeVar("T")

PAGE_LIMIT = 100
PAGE_DEFAULT = 20
CURSOR_LIMIT = 500  # Characters; ours are shorter.


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, each with its cursor, and whether more follow."""

    items: Sequence[T]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool = False


def page_size(first: int | None) -> int:
    """How many rows were asked for. Raises BadInput outside 1…100."""
    if first is None:
        return PAGE_DEFAULT
    if not 1 <= first <= PAGE_LIMIT:
        raise BadInput("first", f"first must be from 1 to {PAGE_LIMIT}, not {first}.")
    return first


def encode_cursor(*values: int | str) -> str:
    """An opaque cursor that holds the sort key's values."""
    alone = len(values) == 1 and type(values[0]) is int  # As nearly all are; the same text, much sooner.
    text = f"[{values[0]}]" if alone else json.dumps(values, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *types: type) -> tuple[Any, ...]:
    """The values of a cursor, each of the type named. Raises BadInput for what this server never made."""
    try:
        if len(cursor) > CURSOR_LIMIT:
            raise ValueError
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        values = None
    if not isinstance(values, list) or len(values) != len(types) or not all(map(_fits, values, types)):
        raise BadInput("after", "after must be a cursor that this list answered.")
    return tuple(values)


def _fits(value: Any, kind: type) -> bool:
    """Whether it is of the kind, and no number that a database's BIGINT does not hold."""
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return False
    return type(value) is kind

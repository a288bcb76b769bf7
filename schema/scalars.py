"""The schema's own scalars. Annotate with these names; the schema's configuration maps them (`SCALARS`).

`Points` and `DateTime` are whole numbers inside (minor units; microseconds since 1970), so a resolver answers what it
read and nothing is converted before the edge.
"""

from __future__ import annotations

import decimal
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NewType

import msgspec
import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from server.kernel import clock, money

Points = NewType("Points", int)
"""A whole number of minor units."""
DateTime = NewType("DateTime", int)
"""An instant: microseconds since 1970-01-01T00:00Z inside, ISO 8601 outside."""
JSON = NewType("JSON", object)
"""Any JSON value. A resolver may also answer `json_text(...)`: stored text that is embedded as it is."""
Decimal = decimal.Decimal
"""A plain decimal as text, such as 4.5."""

MICRO = decimal.Decimal(1_000_000)
JSON_DEPTH = 32  # Deeper facts than this are an attack or a mistake.
_iso = lru_cache(maxsize=4096)(clock.to_iso)  # A challenge's days are everybody's; an activity's events share theirs.


@lru_cache(maxsize=1024)
def from_micro(units: int) -> decimal.Decimal:
    """Micro-units (rules' quantities) as the shortest plain decimal: from_micro(4_500_000) == Decimal("4.5")."""
    return plain(units / MICRO)


def plain(value: decimal.Decimal) -> decimal.Decimal:
    """Without trailing zeros and without an exponent."""
    return value.quantize(decimal.Decimal(1)) if value == value.to_integral_value() else value.normalize()


def json_text(text: str) -> JSON:
    """JSON that is text already, as the database keeps it. It is embedded in the answer unparsed."""
    return JSON(msgspec.Raw(text.encode()))


def _points_out(value: Any) -> int:
    if type(value) is not int or not -money.POINTS_LIMIT <= value <= money.POINTS_LIMIT:
        raise ValueError(f"Points must be a whole number up to 2^53, not {value!r}.")
    return value


def _points_in(value: Any) -> int:
    if type(value) is not int:
        raise GraphQLError(
            f"Points must be a whole number of minor units, such as 1500, not {_shown(value)}."
            " Fractions and text are refused so that no point is lost in rounding."
        )
    if not -money.POINTS_LIMIT <= value <= money.POINTS_LIMIT:
        raise GraphQLError("Points must lie between -2^53 and 2^53.")
    return value


def _instant_out(value: Any) -> str:
    if type(value) is int:
        return _iso(value)
    if isinstance(value, datetime):
        return clock.to_iso(clock.from_datetime(value))
    raise ValueError(f"A time must be an instant, not {value!r}.")


def _instant_in(value: Any) -> int:
    if not isinstance(value, str):
        raise GraphQLError(f"DateTime must be text such as “2026-03-10T12:00:00Z”, not {_shown(value)}.")
    try:
        if len(value) > 40:
            raise ValueError(f"“{value[:40]}…” is not a time with a zone, such as 2026-03-10T12:00:00Z.")
        instant = clock.from_iso(value)
        clock.to_datetime(instant)  # The last hours of the year 9999 in the west are past what a calendar holds.
        return instant
    except (ValueError, OverflowError) as error:
        raise GraphQLError(str(error)) from None


def _decimal_out(value: Any) -> str:
    if isinstance(value, decimal.Decimal):
        return f"{value:f}"
    if type(value) is int:
        return str(value)
    if isinstance(value, str):
        return value
    raise ValueError(f"A decimal must be exact, not {value!r}.")


def _decimal_in(value: Any) -> decimal.Decimal:
    if type(value) is int:
        value = str(value)
    if not isinstance(value, str):
        raise GraphQLError(f"Decimal must be text such as “4.5”, not {_shown(value)}.")
    try:
        return money.decimal(value)
    except ValueError as error:
        raise GraphQLError(str(error)) from None


def _json_in(value: Any) -> Any:
    _check_depth(value, JSON_DEPTH)
    return value


def _check_depth(value: Any, left: int) -> None:
    if not isinstance(value, (dict, list)):
        return
    if left == 0:
        raise GraphQLError(f"JSON must not nest deeper than {JSON_DEPTH}.")
    for item in value.values() if isinstance(value, dict) else value:
        _check_depth(item, left - 1)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


SCALARS: Mapping[object, ScalarDefinition] = {
    Points: strawberry.scalar(
        name="Points",
        description="A whole number of minor units, up to 2^53. Never a fraction, never text.",
        serialize=_points_out,
        parse_value=_points_in,
    ),
    DateTime: strawberry.scalar(
        name="DateTime",
        description="A moment with its zone in ISO 8601, such as 2026-03-10T12:00:00Z.",
        serialize=_instant_out,
        parse_value=_instant_in,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any JSON value.",
        serialize=lambda value: value,
        parse_value=_json_in,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="A plain decimal as text, such as 4.5.",
        serialize=_decimal_out,
        parse_value=_decimal_in,
    ),
}

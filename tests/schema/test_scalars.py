"""Scalars and ids at the edge: exact, or refused in clear words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from graphql import GraphQLError

from schema.relay import global_id, number_of, parsed_id
from schema.scalars import JSON, SCALARS, DateTime, Points, from_micro, json_text, plain
from schema.scalars import Decimal as DecimalScalar
from server.kernel.errors import BadInput

POINTS, TIME, JSON_, DECIMAL = (SCALARS[key] for key in (Points, DateTime, JSON, DecimalScalar))


@pytest.mark.parametrize("value", [0, 1, -1500, 2**53, -(2**53)])
def test_points_in_and_out(value: int) -> None:
    assert POINTS.parse_value(value) == POINTS.serialize(value) == value  # type: ignore[misc]


@pytest.mark.parametrize("value", [1.0, 1.5, "1", True, None, 2**53 + 1, [1], float("inf")])
def test_points_refuse_what_is_no_whole_number(value: Any) -> None:
    with pytest.raises(GraphQLError, match="Points must"):
        POINTS.parse_value(value)  # type: ignore[misc]
    with pytest.raises(ValueError, match="Points must"):
        POINTS.serialize(value)  # type: ignore[misc]


def test_a_time_has_a_zone() -> None:
    instant = TIME.parse_value("2026-03-29T03:30:00.000001+02:00")  # type: ignore[misc]

    assert instant == 1_774_747_800_000_001
    assert TIME.serialize(instant) == "2026-03-29T01:30:00.000001Z"  # type: ignore[misc]
    assert TIME.serialize(1_774_747_800_000_000) == "2026-03-29T01:30:00Z"  # type: ignore[misc]


@pytest.mark.parametrize(
    "value", ["2026-03-29T03:30:00", "2026-03-29", "yesterday", "", 1, None, "2" * 1000, "9999-12-31T23:59:59-23:59"]
)
def test_a_time_without_a_zone_is_refused(value: Any) -> None:
    with pytest.raises(GraphQLError):
        TIME.parse_value(value)  # type: ignore[misc]


@pytest.mark.parametrize(("value", "expected"), [("4.50", "4.50"), ("-0.1", "-0.1"), (4, "4"), ("100", "100")])
def test_decimals_keep_their_digits(value: Any, expected: str) -> None:
    assert DECIMAL.serialize(DECIMAL.parse_value(value)) == expected  # type: ignore[misc]


@pytest.mark.parametrize("value", [4.5, "1e9", "NaN", "", " 1", "٣", True, None, "1.2.3", "9" * 40])
def test_decimals_refuse_what_is_not_plain(value: Any) -> None:
    with pytest.raises(GraphQLError):
        DECIMAL.parse_value(value)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("units", "expected"), [(4_500_000, "4.5"), (3_000_000, "3"), (1, "0.000001"), (0, "0"), (10**12, "1000000")]
)
def test_micro_units_read_plainly(units: int, expected: str) -> None:
    assert DECIMAL.serialize(from_micro(units)) == expected  # type: ignore[misc]
    assert DECIMAL.serialize(plain(Decimal("100.00"))) == "100"  # type: ignore[misc]


def test_json_is_bounded_in_depth() -> None:
    fine: Any = 1
    for _ in range(32):
        fine = [fine]

    assert JSON_.parse_value(fine) == fine  # type: ignore[misc]
    with pytest.raises(GraphQLError, match="deeper"):
        JSON_.parse_value({"a": fine})  # type: ignore[misc]


def test_stored_json_is_embedded_as_it_is() -> None:
    assert msgspec.json.encode({"facts": json_text('{"a":1.50}')}) == b'{"facts":{"a":1.50}}'


def test_ids() -> None:
    id_ = global_id("LedgerEntry", 2**62)

    assert parsed_id(id_) == ("LedgerEntry", str(2**62))
    assert number_of(id_, "LedgerEntry") == 2**62


@pytest.mark.parametrize(
    "value",
    [
        "",
        "nonsense",
        "!!!!",
        global_id("Member", 1),
        global_id("LedgerEntry", "x"),
        global_id("LedgerEntry", -1),
        global_id("LedgerEntry", 2**63),
        global_id("LedgerEntry", "١"),
        "x" * 500,
        "TGVkZ2VyRW50cnk=",
    ],
)
def test_ids_that_are_not_ours(value: str) -> None:
    with pytest.raises(BadInput):
        number_of(value, "LedgerEntry")

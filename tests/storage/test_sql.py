"""One text, two dialects."""

from __future__ import annotations

import pytest

from server.storage.sql import array_of, columns_of, render


def test_scalars_are_numbered_once_and_typed_for_postgres_only() -> None:
    sql = "SELECT :a::bigint, :b, :a::bigint"

    postgres, sqlite = render(sql, "postgres"), render(sql, "sqlite")

    assert postgres.text == "SELECT $1::bigint, $2, $1::bigint"
    assert sqlite.text == "SELECT ?1, ?2, ?1"
    assert postgres.bind({"a": 1, "b": 2}) == sqlite.bind({"a": 1, "b": 2}) == [1, 2]


def test_sets_and_rows() -> None:
    sql = "SELECT 1 FROM {rows v id:bigint name:text} WHERE v.id {in ids bigint} {lock}"

    postgres, sqlite = render(sql, "postgres"), render(sql, "sqlite")
    given = {"v": [(1, "a"), (2, "b")], "ids": [1, 2]}

    assert postgres.text == (
        "SELECT 1 FROM unnest($1::text::bigint[], $2::text[]) AS v(id, name) "
        "WHERE v.id = ANY($3::text::bigint[]) FOR NO KEY UPDATE"
    )
    assert postgres.bind(given) == ["{1,2}", ["a", "b"], "{1,2}"]
    assert sqlite.bind(given) == ['[[1, "a"], [2, "b"]]', "[1, 2]"]


def test_text_in_quotes_and_casts_are_left_alone() -> None:
    assert render("SELECT ':a {in b c}', x::text", "postgres").text == "SELECT ':a {in b c}', x::text"


def test_no_rows_are_still_columns() -> None:
    assert columns_of([], ["bigint", "text"]) == ["{}", []]


def test_an_array_of_whole_numbers_takes_nothing_else() -> None:
    assert array_of([1, None, -(2**63)], "bigint") == "{1,NULL,-9223372036854775808}"
    with pytest.raises(TypeError):
        array_of([1, "2,3"], "bigint")

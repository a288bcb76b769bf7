"""The harness's arithmetic and reading; nothing here is timed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.load.bench import kit as kits
from tests.load.bench.documents import definitions, page_document, whole
from tests.load.bench.figures import ROWS, Measured, percentile, ratio, report, shown, table, verdict
from tests.load.bench.kit import Kit, Unmeasurable
from tests.load.bench.measuring import MEASUREMENTS, difference, pages_of
from tests.load.ratios import chosen

PGBENCH = """transaction type: /kit/sql/pg_award.sql
number of clients: 8
number of failed transactions: {failed} (0.000%)
latency average = 2.911 ms
tps = 2748.170561 (without initial connection time)
"""
SQLITE = (
    '{"synchronous": "NORMAL", "per_tx": 1, "tx_s": 9000}\n',
    '{"synchronous": "FULL", "per_tx": 1, "tx_s": 2100}\n',
)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("award-postgres", 0.17, "missed"), ("award-postgres", 0.18, "reach"), ("award-postgres", 0.35, "aim"),
        ("push-sqlite", 0.36, "missed"), ("push-sqlite", 0.35, "reach"), ("push-sqlite", 0.2, "aim"),
    ],
)  # fmt: skip
def test_a_ratio_keeps_the_best_promise_that_it_reaches(name: str, value: float, expected: str) -> None:
    assert verdict(ROWS[name], value) == expected


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_an_aim_is_harder_than_its_reach(row: object) -> None:
    assert row.aim > row.reach if row.sense == "at_least" else row.aim < row.reach  # type: ignore[attr-defined]


def test_the_median_round_decides() -> None:
    measured = Measured("award-sqlite")
    for ours, theirs in ((600, 1000), (100, 1000), (300, 1000), (900, 1000), (200, 1000)):
        measured.add(ours, theirs)

    assert measured.ratio == 0.3
    assert measured.verdict == "reach"
    assert report([measured])[0]["ratios"] == [0.6, 0.1, 0.3, 0.9, 0.2]
    assert "| 0.3 (0.1 – 0.9) | – | ≥ 0.25 | ≥ 0.5 | reach |" in table([measured])


def test_less_cpu_is_a_higher_ratio_where_more_is_better() -> None:
    measured = Measured("naive-sqlite")
    measured.add(1200, 100, cpu=(400, 4000))

    assert (measured.ratios, measured.cpu) == ([12], [10])


@pytest.mark.parametrize(("ours", "theirs"), [(0, 5), (5, 0), (-1, 5)])
def test_a_side_that_did_nothing_makes_no_ratio(ours: float, theirs: float) -> None:
    with pytest.raises(ValueError, match="No ratio"):
        ratio(ours, theirs)


@pytest.mark.parametrize(("value", "text"), [(0.01984, "0.0198"), (5.4351, "5.44"), (2.0, "2"), (1234.6, "1235")])
def test_three_figures_are_shown(value: float, text: str) -> None:
    assert shown(value) == text


def test_percentiles() -> None:
    assert (percentile([5, 1, 3, 2, 4], 0.5), percentile([7], 0.99)) == (3, 7)
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)


def test_pgbench_is_read() -> None:
    assert kits.pgbench_figures(PGBENCH.format(failed=0)) == {"tps": 2748.170561, "avg_ms": 2.911}


@pytest.mark.parametrize("text", [PGBENCH.format(failed=3), "pgbench: error: connection refused"])
def test_a_pgbench_that_failed_is_no_figure(text: str) -> None:
    with pytest.raises(Unmeasurable):
        kits.pgbench_figures(text)


def test_the_wanted_sqlite_case_is_found_and_nothing_is_read_after_it() -> None:
    lines = iter((*SQLITE, "what comes later is not read"))

    assert kits.sqlite_case(lines, synchronous="FULL", per_tx=1)["tx_s"] == 2100
    assert next(lines) == "what comes later is not read"
    with pytest.raises(Unmeasurable):
        kits.sqlite_case(SQLITE, synchronous="FULL", per_tx=100)


def test_the_last_object_is_the_answer() -> None:
    assert kits.last_json('{"rps": 1}\nwarming up\n{"rps": 2}\nbye\n') == {"rps": 2}
    with pytest.raises(Unmeasurable):
        kits.last_json("Segmentation fault")


def test_an_address_becomes_libpqs_variables() -> None:
    assert kits.postgres_environment("postgres://postgres@127.0.0.1:5432/own") == {
        "PGHOST": "127.0.0.1", "PGPORT": "5432", "PGUSER": "postgres", "PGDATABASE": "own"
    }  # fmt: skip


def test_a_run_is_short() -> None:
    assert [kits.bounded(seconds) for seconds in (0, 6, 600)] == [1, 6, 8]


def test_an_absent_kit_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unmeasurable, match=r"http_load\.py.*\.\./shared/bench"):
        Kit.find(tmp_path)


def test_a_document_brings_its_fragments_once() -> None:
    known = definitions([
        "const A = graphql(`query Home { me { ...Parts tier { ...Tier } ... on Member { id } } }`, [Parts])",
        "const P = graphql(`\n fragment Parts on Member {\n  tier { ...Tier }\n }`)",
        "const T = graphql(`fragment Tier on Tier { code }`)",
    ])

    document = whole("Home", known)

    assert document.startswith("query Home")
    assert document.count("fragment Parts") == document.count("fragment Tier") == 1
    with pytest.raises(Unmeasurable, match="Away"):
        whole("Away", known)


@pytest.mark.parametrize("name", ["Home", "MemberEvents", "BoardChanged"])
def test_the_page_has_what_is_measured(name: str) -> None:
    assert name in page_document(name)


def test_the_plain_server_is_asked_for_as_much_as_the_page_asks_for() -> None:
    assert all(count > 0 for count in pages_of(page_document("Home")).values())


@pytest.mark.parametrize(
    ("ours", "theirs", "says"),
    [
        ({"me": {"a": [1, 2]}}, {"me": {"a": [1, 2]}}, None),
        ({"me": {"a": [1, 2]}}, {"me": {"a": [1, 2], "more": 1}}, None),
        ({"me": {"a": [1, 2]}}, {"me": {"a": [1, 3]}}, "data.me.a[1] is 2 here and 3 there"),
        ({"me": {"a": 1}}, {"me": {"b": 1}}, "data.me has ['a'] here and ['b'] there"),
        ({"me": [1]}, {"me": [1, 2]}, "data.me is [1] here and [1, 2] there"),
    ],
)
def test_two_answers_are_told_apart_by_their_first_difference(ours: object, theirs: object, says: str | None) -> None:
    assert difference(ours, theirs) == says


def test_rows_are_chosen_by_how_they_begin() -> None:
    assert chosen([]) == list(MEASUREMENTS)
    assert chosen(["push", "many"]) == ["many", "push-postgres", "push-sqlite"]
    assert chosen(["nonsense"]) == []

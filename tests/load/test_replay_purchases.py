"""The replay of real purchases, small: on a file of our own with the real one's peculiarities."""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.journeys import books
from tests.load import replay_purchases
from tests.load.purchases import Purchase, purchases, reckoned, top
from tests.load.replay_purchases import parts, words
from tests.load.replay_setup import Failed

HEAD = " customer_id  date number_of_cds  dollar_value\r\n"
CUSTOMERS = 60


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Purchases of 0.00, lines that stand twice, customers with ten purchases and with nine, ties."""
    chance = random.Random(1997)
    lines = []
    for customer in range(1, CUSTOMERS + 1):
        day = date(1997, 1, 1) + timedelta(days=chance.randrange(90))
        count = {1: 10, 2: 9, 3: 25}.get(customer, chance.randrange(1, 6))
        for _ in range(count):
            amount = chance.choice(("0.00", "9.99", "12.00", f"{chance.randrange(0, 9000) / 100:.2f}"))
            line = f" {customer:05d} {day:%Y%m%d} {chance.randrange(1, 9):2d} {amount:>7}\r\n"
            lines += [line] * chance.choice((1, 1, 1, 2))
            day += timedelta(days=chance.randrange(0, 40))
    path = tmp_path / "purchases.txt"
    path.write_text(HEAD + "".join(lines), encoding="ascii", newline="")
    return path


async def test_what_is_replayed_is_what_the_file_says(file: Path, tmp_path: Path, database_url: str) -> None:
    arguments = _arguments(file, tmp_path, database_url)
    total = sum(1 for _ in purchases(file))

    figures = await replay_purchases.run(arguments)  # Sends twice, compares twice, and raises what differs.

    assert (figures["members"], figures["purchases"]) == (CUSTOMERS, total)
    assert (figures["recorded"], figures["replayed"]) == (total, 0)
    ((purchases_recorded,),) = await _read(database_url, "SELECT count(*) FROM activity WHERE kind = 'purchase'")
    ((earliest,),) = await _read(database_url, "SELECT min(occurred_at) FROM activity WHERE kind = 'purchase'")
    assert purchases_recorded == total
    assert earliest < 870_000_000_000_000  # In 1997.

    again = await replay_purchases.run(arguments)

    assert (again["recorded"], again["replayed"]) == (0, total)


async def test_the_proof_sees_what_is_wrong(file: Path, tmp_path: Path, sqlite_url: str) -> None:
    arguments = _arguments(file, tmp_path, sqlite_url)
    await replay_purchases.run(arguments)
    database = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    with database:
        database.execute(
            "UPDATE ledger_account SET balance = balance + 1000000 WHERE currency = 'points' AND owner_id = "
            "(SELECT min(owner_id) FROM ledger_account WHERE owner_kind = 'member')"
        )
        database.execute("DELETE FROM badge_award WHERE badge = 'tenth_purchase'")
        database.execute("UPDATE standing SET score = score + 100000 WHERE score = (SELECT min(score) FROM standing)")
    database.close()

    with pytest.raises(Failed) as failed:
        await replay_purchases.run(arguments)

    said = str(failed.value)
    assert re.search(r"has \{[^}]*'points': 100\d{4}", said)
    assert "['regular_month', 'tenth_purchase'] by the file" in said
    assert "the top 100" in said
    assert re.search(r"points: balance 100\d{4}, entries \d{1,4}\n", said)


async def test_another_purchase_under_the_same_key_stops_the_run(file: Path, tmp_path: Path, sqlite_url: str) -> None:
    arguments = _arguments(file, tmp_path, sqlite_url)
    await replay_purchases.run(arguments)
    head, first, *rest = file.read_text(encoding="ascii").splitlines(keepends=True)
    file.write_text("".join([head, first.rsplit(" ", 1)[0] + " 77.77\n", *rest]), encoding="ascii")

    with pytest.raises(Failed, match=r"Line 2 was not recorded: .*KeyConflictProblem"):
        await replay_purchases.run(arguments)


def test_the_reckoning_is_by_whole_dollars_of_each_purchase() -> None:
    days = [date(1997, 1, day) for day in range(1, 11)]
    lines = [Purchase(n, "1", day, 1, "1.99") for n, day in enumerate(days)]
    lines += [Purchase(90, "2", days[0], 1, "0.00"), Purchase(91, "3", days[0], 1, "10.00")]

    found = reckoned(lines)

    assert (found["1"].points, found["1"].purchases) == (10, 10)
    assert found["1"].badges == {"tenth_purchase", "regular_month"}
    assert (found["2"].points, found["2"].badges, found["2"].tier) == (0, frozenset(), "listener")
    assert top(found, 1) == [(10, frozenset({"1", "3"}))]  # Equals are one group, though there is one place only.


def test_midday_is_the_shops_own() -> None:
    winter, summer = (Purchase(1, "1", date(1997, month, 4), 1, "1.00") for month in (1, 7))

    assert winter.occurred_at == "1997-01-04T12:00:00-05:00"
    assert summer.occurred_at == "1997-07-04T12:00:00-04:00"


def test_a_line_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "purchases.txt"
    path.write_text(
        HEAD + " 00001 19970101  1   11.77\r\n 00002 19970101  1   eleven\r\n", encoding="ascii", newline=""
    )

    with pytest.raises(ValueError, match=r"line 3: “00002 19970101  1   eleven”"):
        list(purchases(path))


def test_parts_leave_nothing_out() -> None:
    assert list(parts(range(5), 2)) == [(0, 1), (2, 3), (4,)]


def test_a_missing_file_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["replay_purchases", "/nowhere/purchases.txt"])

    assert replay_purchases.main() == 2
    assert "/nowhere/purchases.txt is not there" in capsys.readouterr().err


def _arguments(file: Path, tmp_path: Path, database: str) -> argparse.Namespace:
    return words([str(file), "--database", database, "--home", str(tmp_path / "home")])


async def _read(database: str, sql: str) -> list[books.Row]:
    (rows,) = await books.read(database, sql)
    return rows

"""The books of an installation, read by the database's driver alone: nothing of the server is asked."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import asyncpg

Row = tuple[Any, ...]


async def read(database: str, *statements: str) -> list[list[Row]]:
    """The rows of each statement, all of one instant where nobody writes."""
    if database.startswith("sqlite"):
        return await asyncio.to_thread(_read_sqlite, database.removeprefix("sqlite:///"), statements)
    connection = await asyncpg.connect(database, timeout=10)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return [[tuple(row) for row in await connection.fetch(sql)] for sql in statements]
    finally:
        await connection.close()


def _read_sqlite(path: str, statements: Iterable[str]) -> list[list[Row]]:
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    try:
        connection.execute("BEGIN")
        return [connection.execute(sql).fetchall() for sql in statements]
    finally:
        connection.close()


async def tables(database: str) -> list[str]:
    """Every table's name, but the databases' own."""
    sql = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    if database.startswith("sqlite"):
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
    (rows,) = await read(database, sql)
    return [row[0] for row in rows]


async def counts(database: str) -> dict[str, int]:
    """How many rows each table holds."""
    names = await tables(database)
    found = await read(database, *(f'SELECT count(*) FROM "{name}"' for name in names))
    return {name: rows[0][0] for name, rows in zip(names, found, strict=True)}


async def columns(database: str, table: str) -> list[str]:
    """A table's columns, in the order of their names."""
    sql = (
        "SELECT column_name FROM information_schema.columns "
        f"WHERE table_schema = 'public' AND table_name = '{table}' ORDER BY 1"
    )
    if database.startswith("sqlite"):
        sql = f"SELECT name FROM pragma_table_info('{table}') ORDER BY 1"
    (rows,) = await read(database, sql)
    return sorted(row[0] for row in rows)


async def audit(database: str, *, redeemable: Iterable[str] = ("points",)) -> list[str]:
    """Every mistake in the books; an empty list is what they should have.

    Balance = sum of lots = sum of entries = the last entry's balance; all accounts sum to zero; each key stands for
    one activity; positions run from 1 to the head without a gap.
    """
    accounts, entries, lots, activities, heads, events = await read(
        database,
        "SELECT id, owner_kind, owner_id, currency, balance FROM ledger_account",
        "SELECT id, activity_id, member_id, currency, debit_account_id, credit_account_id, points, sign, balance_after "
        "FROM ledger_entry ORDER BY id",
        "SELECT account_id, activity_id, remaining, points FROM ledger_lot",
        "SELECT a.id, a.sender, a.key, k.id FROM activity a LEFT JOIN activity_key k ON k.id = a.id",
        "SELECT member_id, position FROM timeline_head",
        "SELECT member_id, first_position, last_position FROM timeline_event ORDER BY member_id, first_position",
    )
    return [
        *_ledger_mistakes(accounts, entries, lots, frozenset(redeemable)),
        *_key_mistakes(activities, entries, lots),
        *_timeline_mistakes(dict(heads), events),
    ]


def _ledger_mistakes(
    accounts: list[Row], entries: list[Row], lots: list[Row], redeemable: frozenset[str]
) -> Iterable[str]:
    sums: defaultdict[int, int] = defaultdict(int)
    running: defaultdict[tuple[int, str], int] = defaultdict(int)
    owners = {row[0]: (row[1], row[2], row[3]) for row in accounts}
    for id_, _, member, currency, debit, credit, points, sign, after in entries:
        sums[debit] -= points
        sums[credit] += points
        running[member, currency] += sign * points
        if running[member, currency] != after:
            yield f"entry {id_}: balance after is {after} and should be {running[member, currency]}"
        own = credit if sign > 0 else debit
        if owners.get(own) != ("member", member, currency):
            yield f"entry {id_}: account {own} is not member {member}'s"
    if total := sum(sums.values()):
        yield f"all accounts sum to {total}"
    for account in sums.keys() - owners.keys():
        yield f"account {account} is in entries and nowhere else"
    left: defaultdict[int, int] = defaultdict(int)
    for account, _, remaining, _ in lots:
        left[account] += remaining
    for id_, kind, owner, currency, balance in accounts:
        if kind != "member":
            continue
        if sums[id_] != balance:
            yield f"member {owner}, {currency}: balance {balance}, entries {sums[id_]}"
        if currency in redeemable and left[id_] != balance:
            yield f"member {owner}, {currency}: balance {balance}, lots {left[id_]}"


def _key_mistakes(activities: list[Row], entries: list[Row], lots: list[Row]) -> Iterable[str]:
    known: set[int] = set()
    keys: set[tuple[str, str]] = set()
    for id_, sender, key, keyed in activities:
        known.add(id_)
        if (sender, key) in keys:
            yield f"{sender} {key}: recorded more than once"
        keys.add((sender, key))
        if keyed is None and sender != "system:due":
            yield f"{sender} {key}: an activity without its key"
    for id_, *_ in (row for row in entries if row[1] not in known):
        yield f"entry {id_}: no activity"
    for row in lots:
        if row[1] not in known:
            yield f"a lot of account {row[0]}: no activity"


def _timeline_mistakes(heads: dict[int, int], events: list[Row]) -> Iterable[str]:
    reached: defaultdict[int, int] = defaultdict(int)
    for member, first, last in events:
        if first != reached[member] + 1 or last < first:
            yield f"member {member}: positions go from {reached[member]} to {first}–{last}"
        reached[member] = last
    for member, position in heads.items():
        if reached[member] != position:
            yield f"member {member}: the head says {position}, the events {reached[member]}"

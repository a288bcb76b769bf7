"""What databases that lived the same life have in common: every row, but for ids and the instants of posting."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.journeys import books
from tests.journeys.books import Row

# What is an installation's own, and no consequence of what was recorded; a share is counted at times.
NOT_COMPARED = frozenset({
    "badge_share", "counter", "job", "mail_message", "member", "member_link", "member_link_partner", "member_role",
    "oauth_client", "oauth_key", "oauth_secret", "partner", "partner_request", "programme_version", "session", "shop",
    "throttle", "tortoise_migrations",
})  # fmt: skip
NO_CONSEQUENCE = frozenset({"id", "digest", "change"})  # A digest is of ids too; changes are numbered like ids.
_LONG = re.compile(r"\d{15,}|hp-[0-9a-f]{20}")  # Ids, instants, and the ids of clients.

Likeness = Mapping[str, Counter[tuple[str, ...]]]


async def likeness(database: str, *, began: int, ended: int) -> Likeness:
    """By table the rows, with names for ids. Instants from `began` to `ended` (microseconds) were made at posting."""
    names = await _names(database)

    def named(match: re.Match[str]) -> str:
        if match[0].startswith("hp-"):
            return "<client>"
        number = int(match[0])
        if number in names:
            return names[number]
        return "<posted>" if began <= number <= ended else match[0]

    found = {}
    for table in await books.tables(database):
        if table in NOT_COMPARED:
            continue
        columns = [column for column in await books.columns(database, table) if column not in NO_CONSEQUENCE]
        (rows,) = await books.read(database, f'SELECT {", ".join(columns)} FROM "{table}"')
        found[table] = Counter(
            tuple(f"{column}={_LONG.sub(named, str(value))}" for column, value in zip(columns, row, strict=True))
            for row in rows
        )
    return found


def differences(one: Likeness, other: Likeness) -> list[str]:
    """Rows that only one of the two has."""
    found = []
    for table in sorted({*one, *other}):
        mine, theirs = one.get(table, Counter()), other.get(table, Counter())
        found += [f"{table}: only in the first: {row}" for row in (mine - theirs).elements()]
        found += [f"{table}: only in the second: {row}" for row in (theirs - mine).elements()]
    return found


async def _names(database: str) -> dict[int, str]:
    """What each id means, in words that are the same in every database."""
    members, partners, activities, accounts, entries, awards = await books.read(
        database,
        "SELECT id, display_name FROM member",
        "SELECT id, code FROM partner",
        "SELECT id, member_id, sender, key FROM activity",
        "SELECT id, owner_kind, owner_id, purpose, currency FROM ledger_account",
        "SELECT id, activity_id, currency, reason, rule FROM ledger_entry",
        "SELECT id, activity_id, badge FROM badge_award",
    )
    names: dict[int, str] = {row[0]: f"<{row[1]}>" for row in (*members, *partners)}

    def name(value: Any) -> str:
        return _LONG.sub(
            lambda match: names.get(int(match[0]), match[0]) if match[0].isdigit() else match[0], str(value)
        )

    def add(rows: list[Row], what: str) -> None:
        names.update({row[0]: f"<{what} {' '.join(name(value) for value in row[1:])}>" for row in rows})

    add(activities, "activity")
    add(accounts, "account")
    add(entries, "entry")
    add(awards, "award")
    return names

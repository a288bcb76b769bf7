"""The migrations, up from empty, against what the models declare."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tortoise import Tortoise
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from server import storage
from server.badges.models import BadgeAward
from server.storage.making import make


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    await storage.connect(database_url)
    yield database_url
    await storage.close()


def models() -> list[Any]:
    apps = Tortoise.apps
    assert apps is not None
    return list(apps["hemmaplan"].values())


async def indexes() -> dict[str, set[tuple[str, ...]]]:
    """The column lists of each table's indexes, primary keys and unique constraints too."""
    found: dict[str, set[tuple[str, ...]]] = {}
    if storage.dialect() == "sqlite":
        for table in await storage.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
            of_table = found.setdefault(table[0], set())
            for index in await storage.rows(f"SELECT name FROM pragma_index_list('{table[0]}')"):
                columns = await storage.rows(f"SELECT name FROM pragma_index_info('{index[0]}') ORDER BY seqno")
                of_table.add(tuple(column[0] for column in columns))
        return found
    for row in await storage.rows("SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'"):
        inside = re.search(r"\((.*?)\)(?: WHERE|$)", row[1])
        assert inside is not None
        columns = tuple(part.split()[0].strip('"') for part in inside[1].split(", "))
        found.setdefault(row[0], set()).add(columns)
    return found


async def checks() -> str:
    """Everything that the tables check, as one text."""
    if storage.dialect() == "sqlite":
        return "\n".join(row[0] for row in await storage.rows("SELECT sql FROM sqlite_master WHERE type = 'table'"))
    rows = await storage.rows("SELECT conname FROM pg_constraint WHERE contype = 'c'")
    return "\n".join(f'"{row[0]}"' for row in rows)


async def test_migrations_make_every_table_index_and_check_of_the_models(database: str) -> None:
    assert await storage.migrate()
    assert await storage.pending() == []

    there, checked = await indexes(), await checks()
    for model in models():
        meta = model._meta
        wanted = {tuple(columns) for columns in meta.unique_together}
        wanted |= {tuple(getattr(index, "fields", index)) for index in meta.indexes}
        wanted |= {
            (name,) for name, field in meta.fields_map.items() if field.unique and not field.pk
        }
        for constraint in getattr(meta, "constraints", None) or ():
            if isinstance(constraint, UniqueConstraint):
                wanted.add(tuple(constraint.fields))
            elif isinstance(constraint, CheckConstraint):
                assert f'"{constraint.name}"' in checked
        assert wanted <= there.get(meta.db_table, set()), meta.db_table
    assert ("board", "season", "score", "reached_at", "member_id") in there["standing"]


async def test_migrating_again_changes_nothing(database: str) -> None:
    await storage.migrate()

    assert await storage.migrate() == []


async def test_a_partial_unique_index_admits_a_badge_that_was_revoked(database: str) -> None:

    await storage.migrate()
    columns = ("id", "member_id", "badge", "activity_id", "cause", "version", "awarded_at", "revoked_at")
    async with storage.transaction() as tx:
        await tx.insert(BadgeAward, columns, [(1, 1, "b", 1, "hand", 1, 1, 5), (2, 1, "b", 1, "hand", 1, 1, None)])
    with pytest.raises(storage.UniqueViolation):
        async with storage.transaction() as tx:
            await tx.insert(BadgeAward, columns, [(3, 1, "b", 1, "hand", 1, 1, None)])


async def test_a_check_refuses(database: str) -> None:
    await storage.migrate()
    with pytest.raises(storage.CheckViolation):
        async with storage.transaction() as tx:
            await tx.execute(
                "INSERT INTO partner (id, code, name, texts, status, created_at) VALUES (1, 'x', 'X', '{}', 'gone', 1)"
            )


PARENTS = {
    ("member", "enrolled_by_partner_id"): "partner",
    ("member_link", "member_id"): "member",
    ("member_link_partner", "member_id"): "member",
    ("member_link_partner", "partner_id"): "partner",
    ("member_role", "member_id"): "member",
    ("member_role", "partner_id"): "partner",
    ("oauth_client", "partner_id"): "partner",
    ("oauth_secret", "client_row_id"): "oauth_client",
    ("partner_audit", "partner_id"): "partner",
    ("partner_budget", "partner_id"): "partner",
    ("partner_person", "member_id"): "member",
    ("partner_person", "partner_id"): "partner",
    ("session", "member_id"): "member",
    ("shop", "partner_id"): "partner",
}


async def test_what_opens_a_door_or_holds_money_has_its_parent(database: str) -> None:
    await storage.migrate()

    if storage.dialect() == "sqlite":
        sql = 'SELECT m.name, f."from", f."table" FROM sqlite_master m, pragma_foreign_key_list(m.name) f'
    else:
        sql = (
            "SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text FROM pg_constraint c "
            "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f'"
        )
    assert {(row[0].strip('"'), row[1]): row[2] for row in await storage.rows(sql)} == PARENTS


async def test_a_child_without_its_parent_is_refused(database: str) -> None:
    await storage.migrate()
    with pytest.raises(storage.CheckViolation):
        async with storage.transaction() as tx:
            await tx.execute("INSERT INTO shop (id, partner_id, code, name) VALUES (1, 7, 'x', 'X')")


async def test_a_database_that_is_newer_than_the_code_is_refused_with_its_names(database: str) -> None:
    await storage.migrate()
    async with storage.transaction() as tx:
        await tx.execute(
            "INSERT INTO tortoise_migrations (id, app, name, applied_at) "
            "VALUES (999, 'hemmaplan', '0999_from_tomorrow', '2030-01-01 00:00:00')"
        )

    with pytest.raises(storage.DatabaseNewer, match="0999_from_tomorrow"):
        await storage.migrate()


async def test_an_older_database_says_what_it_waits_for(database: str) -> None:
    with pytest.raises(storage.DatabaseOlder, match="0001_initial"):
        await storage.check()


async def test_the_migrations_say_all_that_the_models_say() -> None:
    assert await make("nothing_is_missing") == []

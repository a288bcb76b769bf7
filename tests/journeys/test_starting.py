"""When `serve` refuses to start, it says why and what to do; and it stops in order."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from subprocess import CompletedProcess

import asyncpg
import pytest

from tests.journeys.prepared import prepare
from tests.journeys.serving import command, free_port, serving


async def test_a_second_process_on_sqlite_is_refused(sqlite_url: str, home: Path) -> None:
    await prepare(sqlite_url)

    async with serving(home, sqlite_url) as first:
        second = _serve(home, sqlite_url)

        assert second.returncode == 1
        assert first.process is not None
        assert f"Process {first.process.pid} is already using" in second.stderr
        assert "HEMMAPLAN_DATABASE_URL" in second.stderr
        assert "Traceback" not in second.stderr
        await first.ready()  # The refused one took nothing from it.


@pytest.mark.postgres
async def test_a_second_process_on_postgresql_without_redis_is_refused(
    postgres_url: str, home: Path, redis_url: str
) -> None:
    await prepare(postgres_url)

    async with serving(home, postgres_url) as first:
        second = _serve(home, postgres_url)
        with_redis = _serve(home, postgres_url, redis=redis_url)

        assert second.returncode == with_redis.returncode == 1
        assert "HEMMAPLAN_REDIS_URL is not set" in second.stderr
        assert "without HEMMAPLAN_REDIS_URL" in with_redis.stderr
        assert "Traceback" not in second.stderr + with_redis.stderr
        await first.ready()


async def test_a_database_that_is_newer_than_the_code_is_refused(database_url: str, home: Path) -> None:
    await prepare(database_url)
    await _add_a_migration(database_url, "0999_from_tomorrow")

    refused = _serve(home, database_url)

    assert refused.returncode == 1
    assert "0999_from_tomorrow" in refused.stderr
    assert "newer" in refused.stderr
    assert "Traceback" not in refused.stderr
    for verb in ("migrate", "reconcile"):
        other = command(home, database_url, verb)
        assert other.returncode == 1
        assert "0999_from_tomorrow" in other.stderr


@pytest.mark.postgres
async def test_a_shared_database_that_waits_for_migrations_is_refused(postgres_url: str, home: Path) -> None:
    refused = _serve(home, postgres_url)

    assert refused.returncode == 1
    assert "python3 -m server migrate" in refused.stderr


def test_a_database_that_does_not_answer_is_said(home: Path) -> None:
    refused = _serve(home, f"postgres://nobody@127.0.0.1:{free_port()}/nothing")

    assert refused.returncode == 1
    assert "database" in refused.stderr
    assert "Traceback" not in refused.stderr


def _serve(home: Path, database: str, *, redis: str | None = None) -> CompletedProcess[str]:
    return command(home, database, "serve", "--no-page", "--port", str(free_port()), redis=redis)


async def _add_a_migration(database: str, name: str) -> None:
    """As a newer version of the code would have."""
    sql = "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('hemmaplan', '{}', '2030-01-01 00:00:00+00')"
    if database.startswith("sqlite"):
        connection = sqlite3.connect(database.removeprefix("sqlite:///"))
        with connection:
            connection.execute(sql.format(name))
        connection.close()
        return
    postgres = await asyncpg.connect(database)
    await postgres.execute(sql.format(name))
    await postgres.close()

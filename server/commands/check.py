"""`check`: whether this installation is ready to serve, part by part, without changing anything."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
from redis import asyncio as redis
from redis.exceptions import RedisError

from server import storage
from server.commands import page
from server.commands.surroundings import finish, settings_from_environment
from server.settings import Settings

ANSWER_SECONDS = 5
DISK_WANTED_MB = 500


@dataclass(frozen=True, slots=True)
class Finding:
    part: str
    well: bool
    says: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(arguments: argparse.Namespace) -> int:
    settings = settings_from_environment()
    findings = finish(_all(settings))
    for finding in findings:
        print(f"{'ok' if finding.well else 'NO':<4} {finding.part:<10} {finding.says}")
    return 0 if all(finding.well for finding in findings) else 1


async def _all(settings: Settings) -> list[Finding]:
    found = [_address(settings), _disk(settings), _page(), _mail(settings), await _bus(settings)]
    found += [finding async for finding in _database(settings)]
    return found


def _address(settings: Settings) -> Finding:
    if settings.secure or settings.public_url.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]")):
        return Finding("address", True, settings.public_url)
    return Finding("address", False, f"{settings.public_url} is not https: passwords would travel in the open.")


def _disk(settings: Settings) -> Finding:
    folder = next(path for path in (settings.home.absolute(), *settings.home.absolute().parents) if path.exists())
    free = shutil.disk_usage(folder).free // 1_000_000
    return Finding("disk", free >= DISK_WANTED_MB, f"{free} MB free at {folder}")


def _page() -> Finding:
    if page.is_ready():
        return Finding("page", True, "built")
    if (page.FRONTEND / "package.json").exists():
        return Finding("page", True, "is built when `serve` starts")
    return Finding("page", False, "neither built nor its sources here: this copy is not whole.")


def _mail(settings: Settings) -> Finding:
    if settings.mail_url is None:
        return Finding("mail", settings.demo or not settings.secure, "HEMMAPLAN_MAIL_URL is not set: no mail leaves.")
    return Finding("mail", True, f"from {settings.mail_sender}")


async def _bus(settings: Settings) -> Finding:
    if settings.bus is None:
        return Finding("bus", True, "none: one process, which also does the jobs")
    try:
        async with redis.Redis.from_url(settings.bus, socket_connect_timeout=ANSWER_SECONDS) as client:
            await client.ping()
    except RedisError as error:
        return Finding("bus", False, f"HEMMAPLAN_REDIS_URL does not answer: {type(error).__name__}")
    return Finding("bus", True, "answers")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    kind = "SQLite" if settings.on_sqlite else "PostgreSQL"
    if settings.on_sqlite and not (settings.home / "hemmaplan.sqlite3").exists() and settings.database_url is None:
        yield Finding("database", True, f"{kind}: is made when `serve` starts")
        return
    try:
        await storage.connect(settings.database)
    except (OSError, asyncpg.PostgresError, storage.StorageError) as error:
        yield Finding("database", False, f"{kind} does not answer: {error or type(error).__name__}")
        return
    try:
        waiting = await storage.pending()
        said = f"{kind}: {'tables as this version knows them' if not waiting else 'waits for ' + ', '.join(waiting)}"
        yield Finding("database", not waiting or settings.on_sqlite, said)
    except storage.DatabaseNewer as error:
        yield Finding("database", False, str(error))
    finally:
        await storage.close()

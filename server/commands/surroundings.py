"""The settings that a command runs with: the environment's, and what its own words changed."""

from __future__ import annotations

import argparse
import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg

from server import settings as environment
from server import storage
from server.commands.terminal import Problem
from server.commands.texts import say
from server.kernel.errors import DomainError
from server.processes import StartRefused, take_place
from server.programme import ProgrammeErrors
from server.settings import Settings

T = TypeVar("T")


def settings_from_environment(**changes: Any) -> Settings:
    """Raises Problem, naming each variable that is wrong."""
    try:
        settings = environment.current()
        return settings.model_copy(update={name: value for name, value in changes.items() if value is not None})
    except environment.SettingsError as error:
        raise Problem(say("settings_wrong", what=error)) from None


def add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="the address to listen on (HEMMAPLAN_HOST, 127.0.0.1)")
    parser.add_argument("--port", type=_port, help="the port to listen on (HEMMAPLAN_PORT, 8000)")


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[None]:
    """This installation's database, open for an operator's command: also while `serve` runs, which sees the change
    within seconds. On SQLite the tables are made where they are not there yet."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    await storage.connect(settings.database)
    try:
        if settings.on_sqlite and await storage.pending():
            async with take_place(settings):
                await storage.migrate()
        await storage.check()
        await storage.start_process()
        yield
    finally:
        await storage.close()


def finish(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's async part. What a person can mend is said in plain words."""
    logging.getLogger("tortoise").setLevel(logging.WARNING)
    try:
        return asyncio.run(work)
    except storage.DatabaseNewer as error:
        raise Problem(say("database_newer", names=", ".join(error.unknown))) from None
    except storage.DatabaseOlder as error:
        raise Problem(say("database_older", names=", ".join(error.waiting))) from None
    except StartRefused as error:
        raise Problem(str(error)) from None
    except ProgrammeErrors:
        raise  # Many lines with places of their own: whoever published prints them.
    except DomainError as error:
        raise Problem(f"{error} Nothing was changed.") from None
    except (OSError, asyncpg.PostgresError) as error:
        raise Problem(say("database_silent", reason=str(error) or type(error).__name__)) from None


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port

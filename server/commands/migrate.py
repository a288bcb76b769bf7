"""`migrate`: the database's tables, up to this version."""

from __future__ import annotations

import argparse

from server import storage
from server.commands.surroundings import finish, settings_from_environment
from server.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 where something waits")


def run(arguments: argparse.Namespace) -> int:
    settings = settings_from_environment()
    waiting = finish(_waiting(settings) if arguments.check else _migrate(settings))
    for name in waiting:
        print(name)
    if not waiting:
        print("Nothing waits.")
    return 1 if arguments.check and waiting else 0


async def _migrate(settings: Settings) -> list[str]:
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    await storage.connect(settings.database)
    try:
        return await storage.migrate()
    finally:
        await storage.close()


async def _waiting(settings: Settings) -> list[str]:
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    await storage.connect(settings.database)
    try:
        return await storage.pending()
    finally:
        await storage.close()

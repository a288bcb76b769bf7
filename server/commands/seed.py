"""`seed`: the example programme in this installation's database, without serving it."""

from __future__ import annotations

import argparse
import sys

from server import demo, storage
from server.commands.files import write_private_json
from server.commands.surroundings import finish, settings_from_environment
from server.commands.terminal import Problem, Step
from server.commands.texts import language, say
from server.processes import take_place
from server.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(arguments: argparse.Namespace) -> int:
    settings = settings_from_environment()
    finish(_seed(settings))
    return 0


async def _seed(settings: Settings) -> None:
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    async with take_place(settings):
        await storage.connect(settings.database)
        try:
            await storage.migrate()
            await storage.start_process()
            with Step(demo.title(language()), stream=sys.stderr, bar=False) as step:
                if not await demo.fill(settings, step.to):
                    raise Problem(say("not_empty"))
        finally:
            await storage.close()
    path = settings.home / "demo.json"
    write_private_json(path, demo.describe())
    print(say("secrets_in", path=path))

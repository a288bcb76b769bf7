"""`work`: a process that does the database's jobs and answers no requests. Any number of them may run."""

from __future__ import annotations

import argparse
import asyncio
import signal

import structlog

from server.app import running
from server.commands.surroundings import finish, settings_from_environment
from server.commands.terminal import Problem
from server.observability import configure_logging
from server.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(arguments: argparse.Namespace) -> int:
    settings = settings_from_environment()
    if settings.alone:
        raise Problem(
            "On SQLite, and without HEMMAPLAN_REDIS_URL, `serve` does the jobs itself and there is nothing to start.\n"
            "For workers of their own set HEMMAPLAN_DATABASE_URL to PostgreSQL and HEMMAPLAN_REDIS_URL."
        )
    configure_logging(settings)
    finish(_work(settings))
    return 0


async def _work(settings: Settings) -> None:
    told_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told_to_stop.set)
    async with running(settings, work="here"):
        log = structlog.get_logger("hemmaplan")
        log.info("working")
        await told_to_stop.wait()
        log.info("finishing what was taken")

"""The process in which a simulation is lived: `python -m server.commands.replaying`, started by whoever simulates."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from contextlib import suppress
from pathlib import Path

from server import simulation
from server.app import HANDLERS
from server.commands import install
from server.commands.surroundings import settings_from_environment


def _end(signal_number: int, frame: object) -> None:
    sys.exit(143)  # By way of every clean-up: the temporary database goes with it.


async def _lived_apart() -> None:
    await simulation.serve(HANDLERS, await _empty())


async def _empty() -> Path | None:
    """Tables without rows, kept beside the packages or at home: to make them takes longer than a short history."""
    for folder in (install.VENV, settings_from_environment().home):
        with suppress(OSError):
            return await simulation.kept_empty(folder)
    return None


if __name__ == "__main__":
    logging.disable(logging.ERROR)  # Standard output is for answers; what fails is answered there.
    signal.signal(signal.SIGTERM, _end)
    asyncio.run(_lived_apart())

"""The process in which a simulation is lived: `python -m server.commands.replaying`, started by whoever simulates."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

from server import simulation
from server.app import HANDLERS


def _end(signal_number: int, frame: object) -> None:
    sys.exit(143)  # By way of every clean-up: the temporary database goes with it.


if __name__ == "__main__":
    logging.disable(logging.ERROR)  # Standard output is for answers; what fails is answered there.
    signal.signal(signal.SIGTERM, _end)
    asyncio.run(simulation.serve(HANDLERS))

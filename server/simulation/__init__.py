"""A programme lived through on a temporary database, by the same recorder and the same ledger as the server's.

    lines = simulation.read_lines(text)                      # or BadLines, each with its number and what is right
    found = await simulation.run(document, lines, until=instant, handlers=HANDLERS, told=told)
    compared = await simulation.simulate(text, file, since=instant, progress=progress)
"""

from .apart import serve
from .asking import JOBS, PERIODICS, TOPIC, Asked, ask, asked, asked_by_id, call_off, stop
from .compared import EDGES, Change, Comparison, Moved
from .concerning import concerning
from .lines import BadLines, Line
from .passing import kept_empty, passing_database
from .picture import Group, Pair, svg
from .reading import read_lines
from .report import Told
from .run import FIRST_DAY, Run, lived, run
from .simulate import SimulationFailed, simulate
from .wire import LeftOut, Side
from .words import left_out, refusal

__all__ = [
    "EDGES", "FIRST_DAY", "JOBS", "PERIODICS", "TOPIC", "Asked", "BadLines", "Change", "Comparison", "Group", "LeftOut",
    "Line", "Moved", "Pair", "Run", "Side", "SimulationFailed", "Told", "ask", "asked", "asked_by_id", "call_off",
    "concerning", "kept_empty", "left_out", "lived", "passing_database", "read_lines", "refusal", "run", "serve",
    "simulate", "stop", "svg",
]  # fmt: skip

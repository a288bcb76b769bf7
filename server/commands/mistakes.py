"""What is wrong with a programme's file, as the terminal says it."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from server import programme
from server.programme import ProgrammeError
from server.programme.rulebook import Language


def show(mistakes: Iterable[ProgrammeError], language: Language) -> None:
    """Each on a line of its own, on standard error: the file, the line, what is wrong, what to write."""
    for mistake in mistakes:
        print(programme.in_language(mistake, language), file=sys.stderr)

"""The lines a command prints while it works: numbered steps with bars. Standard library only."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TextIO

from server.commands.texts import say

BAR_CELLS = 20
REDRAW_SECONDS = 0.1
LABEL_CELLS = 37  # The bars of one run stand below each other.


class Problem(Exception):
    """Something a person can mend: the message says what happened, what is safe and what to do now."""


class Step:
    """One line with a bar, redrawn in place on a terminal and printed once, when done, into a file."""

    def __init__(self, label: str, *, stream: TextIO, bar: bool = True) -> None:
        self._label, self._stream, self._bar = label, stream, bar
        self._began = self._drawn = time.monotonic()
        self._share = 0.0

    def __enter__(self) -> Step:
        self._draw()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            if self._stream.isatty():
                self._stream.write("\n")
            return
        self.done()

    def done(self) -> None:
        """End the line. For a step that ends while the command goes on; `with` does it otherwise."""
        seconds = time.monotonic() - self._began
        word = say("done_in", seconds=f"{seconds:.0f}") if self._bar and seconds >= 1 else say("done")
        self._write(self._line(1.0, word), end="\n")

    def to(self, share: float) -> None:
        """How much is done, from 0 to 1. Never goes back."""
        self._share = max(self._share, min(share, 1.0))
        if time.monotonic() - self._drawn >= REDRAW_SECONDS:
            self._draw()

    def _draw(self) -> None:
        self._drawn = time.monotonic()
        if self._stream.isatty():
            self._write(self._line(self._share, ""), end="")

    def _line(self, share: float, word: str) -> str:
        if not self._bar:
            return f"  {self._label + '   ':<{LABEL_CELLS}}{word}"
        full = round(share * BAR_CELLS)
        return f"  {self._label:<{LABEL_CELLS}}{'█' * full}{'░' * (BAR_CELLS - full)}  {word}"

    def _write(self, line: str, *, end: str) -> None:
        self._stream.write(f"\r\x1b[K{line}{end}" if self._stream.isatty() else f"{line}{end}")
        self._stream.flush()


@contextmanager
def plain_words() -> Iterator[None]:
    """Run a command so that a Problem, or Ctrl-C, ends it with plain words and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # A terminal without █ shows “?” and goes on.
    try:
        yield
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        raise SystemExit(1) from None
    except BrokenPipeError:  # Whoever read along has enough, as `head` has.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(141) from None
    except KeyboardInterrupt:
        print(f"\n{say('interrupted')}", file=sys.stderr)
        raise SystemExit(130) from None

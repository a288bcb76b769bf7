"""`programme check FILE…`, `plan`, `run`, `simulate`, `publish FILE`: from a readable file to a version that holds."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from server import programme
from server.commands import planning
from server.commands.surroundings import database, finish, settings_from_environment
from server.commands.texts import language
from server.kernel import clock
from server.kernel.clock import Instant
from server.programme import ProgrammeErrors, Rulebook
from server.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    check = verbs.add_parser("check", help="name each mistake's line, and what to write instead")
    check.add_argument("file", nargs="+", type=Path)
    plan = verbs.add_parser("plan", help="say what the second file in place of the first would change")
    plan.add_argument("old", type=Path)
    plan.add_argument("new", type=Path)
    plan.add_argument("--language", choices=("sv", "en"), default=None, help="else the terminal's own")
    lived = verbs.add_parser("run", help="live through activities on a temporary database, and print what they come to")
    lived.add_argument("file", type=Path)
    lived.add_argument(
        "--activities", required=True, type=Path, metavar="FILE.jsonl", help="the life: one JSON object a line"
    )
    lived.add_argument(
        "--at", dest="until", required=True, type=_instant, metavar="INSTANT",
        help="the instant at which it ends, such as 2026-12-31T23:00:00Z",
    )  # fmt: skip
    tried = verbs.add_parser("simulate", help="live through what this installation recorded under a draft, and compare")
    tried.add_argument("file", type=Path)
    tried.add_argument(
        "--since", required=True, metavar="DATE", help="from when the draft is to have held: 2026-01-01, or an instant"
    )
    tried.add_argument("--picture", type=Path, metavar="FILE.svg", help="draw the comparison there, too")
    tried.add_argument("--language", choices=("sv", "en"), default=None, help="else the terminal's own")
    publish = verbs.add_parser("publish", help="check the file and let what is new in it hold")
    publish.add_argument("file", type=Path)
    publish.add_argument(
        "--from", dest="holds_from", type=_instant, metavar="INSTANT",
        help="when it begins to hold, such as 2027-01-01T00:00:00+01:00; else what the file says, else at once for a "
        "first version and in a minute for a later one",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    if arguments.verb == "check":
        return _check(arguments.file)
    if arguments.verb == "plan":
        return planning.run(arguments.old, arguments.new, arguments.language or language())
    if arguments.verb == "run":
        living = importlib.import_module("server.commands.living")  # The whole house: `check` needs none of it.
        return int(living.run(arguments.file, arguments.activities, arguments.until))
    if arguments.verb == "simulate":
        simulating = importlib.import_module("server.commands.simulating")
        chosen = arguments.language or language()
        return int(simulating.run(arguments.file, arguments.since, arguments.picture, chosen))
    if _check([arguments.file], quietly=True):
        return 1
    text = arguments.file.read_text(encoding="utf-8")
    settings = settings_from_environment()
    try:
        published, newest = finish(_publish(settings, text, arguments.file.name, arguments.holds_from))
    except ProgrammeErrors as mistakes:  # Sound by itself, and not beside what is published already.
        print(mistakes, file=sys.stderr)
        return 1
    for book in published:
        print(f"Version {book.number} of {book.code} holds from {clock.to_iso(book.holds_from)}.")
    if not published:
        print(f"Nothing is new: version {newest.number} says the same. Nothing was changed.")
    return 0


def _check(files: list[Path], *, quietly: bool = False) -> int:
    """Mistakes on stderr, and 1; notes and which multipliers meet on stdout, which refuse nothing."""
    examined = {file: programme.examine_file(file) for file in files}
    for file, found in examined.items():
        for mistake in found.mistakes:
            print(mistake, file=sys.stderr)
        if found.mistakes or quietly:
            continue
        for note in found.notes:
            print(f"{note.file}:{note.line}: note: {note.message} {note.remedy}")
        for conflict in found.conflicts:
            print(f"{file}: together: {conflict}")
        print(f"{file}: well")
    return 1 if any(found.mistakes for found in examined.values()) else 0


async def _publish(
    settings: Settings, text: str, name: str, holds_from: Instant | None
) -> tuple[tuple[Rulebook, ...], Rulebook]:
    async with database(settings):
        published = await programme.publish(text, name, holds_from=holds_from)
        return published, published[-1] if published else programme.current()


def _instant(text: str) -> Instant:
    try:
        return clock.from_iso(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


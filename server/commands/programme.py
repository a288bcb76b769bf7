"""`programme check FILE…` and `programme publish FILE`: from a readable file to the version that holds."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from server import programme
from server.commands.surroundings import database, finish, settings_from_environment
from server.kernel import clock
from server.kernel.clock import Instant
from server.programme import ProgrammeErrors, Rulebook
from server.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    check = verbs.add_parser("check", help="name each mistake's line, and what to write instead")
    check.add_argument("file", nargs="+", type=Path)
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
    mistakes = programme.check(files)
    for mistake in mistakes:
        print(mistake, file=sys.stderr)
    if not mistakes and not quietly:
        print("\n".join(f"{file}: well" for file in files))
    return 1 if mistakes else 0


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


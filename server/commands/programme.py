"""`programme check FILE…`, `plan`, `run`, `simulate`, `publish FILE`: from a readable file to a version that holds."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Mapping
from pathlib import Path

from server import programme
from server.commands import mistakes, planning
from server.commands.surroundings import database, finish, settings_from_environment
from server.commands.texts import language
from server.kernel import clock
from server.kernel.clock import Instant
from server.programme import ProgrammeErrors, Rulebook
from server.programme.rulebook import Language
from server.settings import Settings

_SAID: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "note": "anmärkning", "together": "samtidigt", "well": "inga fel",
        "holds": "Version {number} av {code} gäller från {instant}.",
        "same": "Inget är nytt: version {number} säger detsamma. Inget ändrades.",
    },
    "en": {
        "note": "note", "together": "together", "well": "well",
        "holds": "Version {number} of {code} holds from {instant}.",
        "same": "Nothing is new: version {number} says the same. Nothing was changed.",
    },
}  # fmt: skip
LAST = clock.from_iso("2200-01-01T00:00:00Z")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    check = verbs.add_parser("check", help="name each mistake's line, and what to write instead")
    check.add_argument("file", nargs="+", type=Path)
    check.add_argument("--language", choices=("sv", "en"), default="en", help="of what is said; else English")
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
        "--at", dest="until", required=True, type=_end, metavar="INSTANT",
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
    publish.add_argument("--language", choices=("sv", "en"), default="en", help="of what is said; else English")
    publish.add_argument(
        "--from", dest="holds_from", type=_instant, metavar="INSTANT",
        help="when it begins to hold, such as 2027-01-01T00:00:00+01:00; else what the file says, else at once for a "
        "first version and in a minute for a later one",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    if arguments.verb == "check":
        return _check(arguments.file, arguments.language)
    if arguments.verb == "plan":
        return planning.run(arguments.old, arguments.new, arguments.language or language())
    if arguments.verb == "run":
        living = importlib.import_module("server.commands.living")  # The whole house: `check` needs none of it.
        return int(living.run(arguments.file, arguments.activities, arguments.until))
    if arguments.verb == "simulate":
        simulating = importlib.import_module("server.commands.simulating")
        chosen = arguments.language or language()
        return int(simulating.run(arguments.file, arguments.since, arguments.picture, chosen))
    if not _sound(arguments.file, arguments.language):
        return 1
    said = _SAID[arguments.language]
    text = arguments.file.read_text(encoding="utf-8")
    settings = settings_from_environment()
    try:
        published, newest = finish(_publish(settings, text, arguments.file.name, arguments.holds_from))
    except ProgrammeErrors as unfitting:  # Sound by itself, and not beside what is published already.
        mistakes.show(unfitting.errors, arguments.language)
        return 1
    for book in published:
        print(said["holds"].format(number=book.number, code=book.code, instant=clock.to_iso(book.holds_from)))
    if not published:
        print(said["same"].format(number=newest.number))
    return 0


def _check(files: list[Path], language: Language) -> int:
    """Mistakes on stderr, and 1; notes and which multipliers meet on stdout, which refuse nothing."""
    examined = {file: programme.examine_file(file) for file in files}
    said = _SAID[language]
    for file, found in examined.items():
        mistakes.show(found.mistakes, language)
        if found.mistakes:
            continue
        for note in (programme.in_language(one, language) for one in found.notes):
            print(f"{note.file}:{note.line}: {said['note']}: {note.message} {note.remedy}")
        for conflict in found.conflicts:
            print(f"{file}: {said['together']}: {conflict[language]}")
        print(f"{file}: {said['well']}")
    return 1 if any(found.mistakes for found in examined.values()) else 0


def _sound(file: Path, language: Language) -> bool:
    found = programme.examine_file(file)
    mistakes.show(found.mistakes, language)
    return not found.mistakes


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


def _end(text: str) -> Instant:
    """Beyond a person's life every day is only waited for."""
    until = _instant(text)
    if until > LAST:
        raise argparse.ArgumentTypeError(f"{text} is too far ahead. Write an instant before {clock.to_iso(LAST)}.")
    return until

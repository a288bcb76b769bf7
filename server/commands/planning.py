"""`programme plan OLD NEW`: what the one file in place of the other would change, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from server import programme
from server.commands import mistakes
from server.programme import Document, Stage
from server.programme.rulebook import Language
from server.programme.words import day

_SAID = {
    "sv": {
        "same": "Ingen skillnad: båda filerna säger samma sak.", "at_once": "När filen publiceras:",
        "from": "Från {day}:", "stricter": "! Strängare för medlemmar: de får mindre, senare, eller har mer att göra.",
        "kept": "Det här förblir som det var:",
    },
    "en": {
        "same": "No difference: both files say the same.", "at_once": "Once the file is published:",
        "from": "From {day}:", "stricter": "! Stricter for members: they get less, later, or have more to do.",
        "kept": "This stays as it was:",
    },
}  # fmt: skip


def run(old: Path, new: Path, language: Language) -> int:
    """0 where both files are sound, whether or not they differ; else 1, and the mistakes."""
    examined = [programme.examine_file(path) for path in (old, new)]
    documents = [one.document for one in examined if one.document is not None]
    if len(documents) < len(examined):
        mistakes.show((mistake for one in examined for mistake in one.mistakes), language)
        return 1
    print("\n".join(lines(documents[0], documents[1], language)))
    return 0


def lines(old: Document, new: Document, language: Language) -> Iterator[str]:
    said, found = _SAID[language], programme.stages(old, new)
    if not found:
        yield said["same"]
        return
    for place, stage in enumerate(found):
        yield from ([""] if place else [])
        yield from _stage(stage, language)
    if any(change.stricter for stage in found for change in stage.changes):
        yield from ("", said["stricter"])


def _stage(stage: Stage, language: Language) -> Iterator[str]:
    said = _SAID[language]
    yield said["at_once"] if stage.holds_from is None else said["from"].format(
        day=day(stage.holds_from, stage.timezone, language))
    for section, changes in groupby(stage.changes, key=lambda change: change.section):
        yield f"  {programme.section_name(section, language)}"
        yield from (f"  {'!' if change.stricter else ' '} {change.sentence[language]}" for change in changes)
    yield f"  {said['kept']}"
    yield from (f"    {sentence}" for sentence in stage.kept[language])

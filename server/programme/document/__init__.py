"""A programme's document: TOML text → drafts of rulebooks, one for each version in the file, or every mistake at once.

The file's own tables are its first version. Each `[[version]]` begins at its `holds_from`, carries on what came before
it, and says only what is new: an entry with a code that exists changes the keys that it names, one with a new code is
added, and `remove = { earn = ["code"] }` takes entries away.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.programme.errors import ProgrammeErrors

from . import letters, sections
from .parameters import filled_in
from .reading import Mistakes, Removal, one_of
from .sections import LISTS, Draft
from .toml import Located, read_toml

VERSION_LIMIT = 50  # In one file.


@dataclass(frozen=True, slots=True)
class Document:
    """A valid file. `versions` are in the order of their dates; only the first may be without one."""

    file: str
    text: str
    versions: tuple[Draft, ...]
    trees: tuple[Located, ...]  # Each version as it stands in the file, with its lines.

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def parse(text: str, file: str) -> Document:
    """Reads and validates. Raises ProgrammeErrors with every mistake that was found, in the order of lines."""
    tree = read_toml(text, file)
    mistakes = Mistakes(file)
    letters.check(tree, mistakes)
    trees: list[Located] = []
    drafts: list[Draft] = []
    for whole, removed in _wholes(tree, mistakes):
        trees.append(filled_in(whole, mistakes))
        mistakes.removed = removed
        drafts.append(sections.read(trees[-1], mistakes))
    for before, after in itertools.pairwise(drafts):
        sections.check_steady(before, after, mistakes)
    found = mistakes.in_order()
    if found:
        raise ProgrammeErrors(found)
    return Document(file, text, tuple(drafts), tuple(trees))


def _wholes(tree: Located, mistakes: Mistakes) -> Iterator[tuple[Located, Mapping[str, Removal]]]:
    """Each version with all that it carries on, and what it is without that an earlier one had."""
    versions = tree.table.get("version")
    whole = Located({key: at for key, at in tree.table.items() if key != "version"}, tree.line)
    removed: dict[str, Removal] = {}
    yield whole, removed
    if versions is None:
        return
    if not isinstance(versions.value, list) or len(versions.items) > VERSION_LIMIT:
        mistakes.add(versions.line, "Versions must be a list of tables.", f"Write at most {VERSION_LIMIT} [[version]].")
        return
    for version in versions.items:
        if "holds_from" not in version.table:
            mistakes.add(version.line, "A version has no holds_from.", "Add holds_from = 2026-03-01.")
            continue
        whole = _overlaid(whole, version, removed, mistakes)
        yield whole, removed


def _overlaid(whole: Located, version: Located, removed: dict[str, Removal], mistakes: Mistakes) -> Located:
    """What came before, with what this version says put over it."""
    tables = dict(whole.table)
    for key, at in version.table.items():
        if key == "holds_from":
            tables["programme"] = _merged(tables.get("programme"), Located({"holds_from": at}, at.line))
        elif key == "remove":
            _remove(tables, at, removed, mistakes)
        elif key in LISTS:
            tables[key] = _merged_list(key, tables.get(key), at, mistakes)
        else:
            tables[key] = _merged(tables.get(key), at)
    if "programme" in tables:  # What is wrong with a version as a whole is told where it begins.
        tables["programme"] = Located(tables["programme"].value, version.line)
    return Located(tables, whole.line)


def _merged(before: Located | None, after: Located) -> Located:
    if before is None or not isinstance(after.value, dict):
        return after
    return Located({**before.table, **after.table}, before.line)


def _merged_list(section: str, before: Located | None, after: Located, mistakes: Mistakes) -> Located:
    """The entries with what is new of them. One that has no texts, where all others do, is a change of one that there
    is not: it is told as that, and left out."""
    worded = before is not None and all({"sv", "en"} & entry.table.keys() for entry in before.items)
    entries = list(before.items) if before is not None else []
    for entry in after.items:
        same = next((i for i, old in enumerate(entries) if _code(old) is not None and _code(old) == _code(entry)), None)
        if same is None and entries and worded and _code(entry) and not {"sv", "en"} & entry.table.keys():
            known = [code for old in entries if (code := _code(old)) is not None]
            mistakes.add(entry.line, f"A version changes the {section} “{str(_code(entry))[:60]}”, and there is none "
                                     "before it.", f"{one_of(str(_code(entry)), known)} A new one says all, texts too.")
        elif same is None:
            entries.append(entry)
        else:
            entries[same] = Located({**entries[same].table, **entry.table}, entry.line)
    return Located(entries, after.line)


def _remove(tables: dict[str, Located], at: Located, removed: dict[str, Removal], mistakes: Mistakes) -> None:
    if not isinstance(at.value, dict):
        mistakes.add(at.line, "What a version removes must be a table.", 'Write remove = { earn = ["…"] }.')
    for section, codes in at.table.items():
        entries = tables[section].items if section in tables and section in LISTS else []
        known = [code for entry in entries if (code := _code(entry)) is not None]
        for named in codes.items or [codes]:
            if str(named.value) not in known:
                mistakes.add(named.line, f"remove: there is no {section} “{str(named.value)[:60]}”.",
                             one_of(str(named.value), known))
            else:
                removed[str(named.value)] = Removal(section, named.line)
        gone = [str(named.value) for named in codes.items or [codes]]
        if section in tables:
            tables[section] = Located([entry for entry in entries if _code(entry) not in gone], tables[section].line)


def _code(entry: Located) -> str | None:
    """What an entry is known by: its code, or the number of a house rule."""
    code = entry.table.get("code", entry.table.get("no"))
    return str(code.value) if code is not None and isinstance(code.value, str | int) else None

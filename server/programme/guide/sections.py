"""A section of “Så funkar det”: sentences, and tables that show some of them side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads, the first cell naming the row. `sentences` say the same in words, and `notes` what of it has
    no place in a cell. `after`: how many of the section's other sentences stand before it."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sentences: tuple[str, ...]
    notes: tuple[str, ...] = ()
    after: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """What the rules say of one thing. `sentences` stand for themselves, one a line, and say all of it; `tables` show
    some of that side by side, and `besides` are the sentences that no table shows."""

    code: str
    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...] = field(default=())
    besides: tuple[str, ...] = field(default=())


def section(code: str, title: str, told: Iterable[str | Table]) -> Section:
    """A section of what was told, in its order."""
    sentences: list[str] = []
    tables: list[Table] = []
    besides: list[str] = []
    for part in dict.fromkeys(told):  # Two rules may say the same.
        if isinstance(part, Table):
            tables.append(replace(part, after=len(besides)))
            sentences += part.sentences
        else:
            besides.append(part)
            sentences.append(part)
    return Section(code, title, tuple(sentences), tuple(tables), tuple(besides))

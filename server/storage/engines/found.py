"""Rows that came as values only, inside a statement that answered several reads: read by place and by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class FoundRow(tuple[Any, ...]):
    """One row of one read. Each read has a subclass of its own, which knows the names."""

    __slots__ = ()
    places: Mapping[str, int] = {}

    def __getitem__(self, key: Any) -> Any:
        return tuple.__getitem__(self, self.places[key] if key.__class__ is str else key)

    def keys(self) -> Any:
        return self.places.keys()


def found_row(names: Sequence[str]) -> type[FoundRow]:
    """The rows of a read with these columns."""
    return type("FoundRow", (FoundRow,), {"__slots__": (), "places": {name: n for n, name in enumerate(names)}})

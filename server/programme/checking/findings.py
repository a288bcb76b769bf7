"""What a look at the whole of a file finds, and where things stand in it."""

from __future__ import annotations

from server.programme.document.reading import Mistakes
from server.programme.document.toml import Located
from server.programme.errors import ProgrammeError


class Findings:
    """Mistakes, which refuse the file, and notes, which do not. The same is told once, whichever versions have it."""

    def __init__(self, file: str) -> None:
        self._mistakes, self._notes = Mistakes(file), Mistakes(file)

    def wrong(self, line: int, message: str, remedy: str) -> None:
        self._mistakes.add(line, message, remedy)

    def note(self, line: int, message: str, remedy: str) -> None:
        self._notes.add(line, message, remedy)

    def mistakes(self) -> list[ProgrammeError]:
        return self._mistakes.in_order()

    def notes(self) -> list[ProgrammeError]:
        return self._notes.in_order()


class Lines:
    """Where a version's entries stand."""

    def __init__(self, tree: Located) -> None:
        self._tree = tree

    def of(self, section: str, code: str, *keys: str) -> int:
        """The line of an entry's first key of these that it has; of the entry where it has none."""
        at = self._tree.table.get(section)
        if at is None:
            return 1
        entry = next((item for item in at.items if _code(item) == code), at)
        return next((entry.table[key].line for key in keys if key in entry.table), entry.line)

    def inside(self, section: str, code: str, key: str, place: int) -> int:
        """The line of one of a key's list."""
        at = self._tree.table.get(section)
        for item in at.items if at is not None else ():
            if _code(item) == code and key in item.table and place < len(item.table[key].items):
                return item.table[key].items[place].line
        return self.of(section, code, key)

    def has(self, section: str, key: str) -> bool:
        """Whether a section of which there is one says a key."""
        at = self._tree.table.get(section)
        return at is not None and key in at.table

    def codes(self, section: str) -> list[str]:
        at = self._tree.table.get(section)
        return [code for item in at.items if (code := _code(item))] if at is not None else []

    def entry(self, section: str, code: str) -> Located | None:
        at = self._tree.table.get(section)
        return next((item for item in at.items if _code(item) == code), None) if at is not None else None


def _code(entry: Located) -> str:
    code = entry.table.get("code")
    return code.value if code is not None and isinstance(code.value, str) else ""

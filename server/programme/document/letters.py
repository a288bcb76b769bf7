"""Characters that nobody sees, and that turn what stands around them: no text of a programme may hold one.

They come from a web page or a word processor, unseen, and a name with one of them is no longer what it looks like.
"""

from __future__ import annotations

from server.kernel.letters import unreadable

from .reading import Mistakes
from .toml import Located


def check(at: Located, mistakes: Mistakes) -> None:
    """Notes each text and each key of the file that holds such a character, on its line."""
    for key, item in at.table.items():
        _note(key, item.line, mistakes)
        check(item, mistakes)
    for item in at.items:
        check(item, mistakes)
    if isinstance(at.value, str):
        _note(at.value, at.line, mistakes)


def _note(text: str, line: int, mistakes: Mistakes) -> None:
    found = next((character for character in text if unreadable(character) and character not in "\n\t"), None)
    if found is not None:
        mistakes.add(line, f"A text here holds a character that nobody sees (U+{ord(found):04X}).",
                     "Take it out: write the text anew instead of pasting it.")

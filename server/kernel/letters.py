"""Characters that nobody sees, and that turn what stands around them. Pure."""

from __future__ import annotations

from unicodedata import category

TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the writing round: a name with one of them is not what it looks like."""
_HIDDEN = ("Cc", "Cs", "Zl", "Zp")  # Controls, halves of characters, breaks of lines and paragraphs.


def unreadable(character: str) -> bool:
    """Whether it has no place in a line that people read. Line breaks and tabs have none either."""
    return category(character) in _HIDDEN or character in TURNING

"""What a text must be before anybody stores it. Pure."""

from __future__ import annotations

import re
import unicodedata

from server.kernel.letters import TURNING

from .errors import BadText

POST_LIMIT = 4_000  # Characters.
COMMENT_LIMIT = 2_000
ANSWER_LIMIT = 500  # Of what managers say to an idea.
RAW_LIMIT = 40_000  # Nothing that is longer is even tidied: composing a run of accents takes the square of it.
MARKS_LIMIT = 4  # Accents on one letter. No language has more, and towers of them cover other people's lines.

_TURNING = TURNING | {"\ufeff"}
_EMPTY_LINES = re.compile(r"\n{3,}")


def body(text: str, *, most: int, field: str = "body") -> str:
    """The text as it is kept: composed, with plain line breaks, without controls. Raises BadText."""
    tidied = _tidied(text) if len(text) <= RAW_LIMIT else text
    if len(tidied) > most:
        raise BadText(
            field,
            sv=f"Texten har {len(tidied)} tecken. Den får ha högst {most}.",
            en=f"The text has {len(tidied)} characters. It may have at most {most}.",
        )
    if not any(character.isalnum() for character in tidied):
        raise BadText(field, sv="Skriv något först.", en="Write something first.")
    return tidied


def _tidied(text: str) -> str:
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept: list[str] = []
    marks = 0
    for character in composed:
        category = unicodedata.category(character)
        marks = marks + 1 if category == "Mn" else 0
        if (category in ("Cc", "Cs", "Co", "Cn") and character not in "\n\t") or character in _TURNING:
            continue
        if marks <= MARKS_LIMIT:
            kept.append(character)
    lines = (line.rstrip() for line in "".join(kept).replace("\t", "    ").split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()

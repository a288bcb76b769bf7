"""A whole programme that fits on a screen, for whoever begins: the small shop of the examples, in one's own name."""

from __future__ import annotations

import re
from pathlib import Path

from .rulebook import Rulebook

_SHOP = Path(__file__).parent / "examples" / "small_shop.toml"


def starter(book: Rulebook) -> str:
    """The small shop's document with the code, the zone and the money that this programme has: those are for good."""
    first, mark, rest = _SHOP.read_text(encoding="utf-8").partition("[[")  # Below it, a code is some other part's.
    for key, value in (("code", book.code), ("timezone", book.timezone), ("currency", book.money)):
        first = re.sub(rf'^{key} = ".*"$', f'{key} = "{value}"', first, flags=re.MULTILINE)
    return first + mark + rest

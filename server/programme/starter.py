"""A whole programme that fits on a screen, for whoever begins: the small shop of the examples, in one's own name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .rulebook import Rulebook

_SHOP = Path(__file__).parent / "examples" / "small_shop.toml"
_CURRENCY = re.compile(r"^\[\[currency\]\].*?(?=^\[(?!currency\.)|\Z)", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"^code = [\"']([^\"']+)[\"']", re.MULTILINE)
_TRAILING = re.compile(r"(\n[ \t]*(#[^\n]*)?)+\Z")  # A comment there is about what comes next.


def starter(book: Rulebook, text: str) -> str:
    """The small shop's document with the code, the zone and the money that this programme has, and with its currencies,
    which members may have something of: those are for good. `text`: the document that holds."""
    first, mark, rest = _SHOP.read_text(encoding="utf-8").partition("[[")  # Below it, a code is some other part's.
    for key, value in (("code", book.code), ("timezone", book.timezone), ("currency", book.money)):
        first = re.sub(rf'^{key} = ".*"$', f'{key} = "{value}"', first, flags=re.MULTILINE)
    own = _CURRENCY.search(mark + rest)
    assert own is not None
    kept = dict(_currencies(text))
    code = next(code for code, _ in _currencies(own[0]))
    blocks = [kept.pop(code, own[0].rstrip()), *kept.values()]
    return first + "\n\n".join(blocks) + "\n\n" + (mark + rest)[own.end() :]


def _currencies(text: str) -> Iterator[tuple[str, str]]:
    """Each currency's part of a document, by its code."""
    for found in _CURRENCY.finditer(text):
        block = _TRAILING.sub("", found[0])
        if (code := _CODE.search(block)) is not None:
            yield code[1], block

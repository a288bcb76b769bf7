"""From what people write to what a page may show: Markdown becomes blocks of spans, and never HTML.

Of Markdown there is emphasis, lists and links; everything else, HTML and pictures too, is the text that it is. A page
that puts spans into text nodes can run nothing, whatever was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

DEPTH_LIMIT = 3  # Of lists inside lists. What lies deeper is shown at this depth.
NESTING_LIMIT = 12  # Of everything inside everything: beyond it the parser reads on as text.
LINK_LIMIT = 2_000
KEPT = 1_024  # Texts whose blocks are remembered: a feed is read by many.

_BARE = re.compile(r"https?://[^\s<>\"“”„»«]+", re.IGNORECASE)
_TRAILING = ".,;:!?'’”*_"
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z0-9-]{2,63}")


@dataclass(frozen=True, slots=True)
class Link:
    """Where a span leads. `domain` is what the reader is shown of it, in ASCII: letters that look alike do not."""

    href: str
    domain: str


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one look. Its line breaks are the writer's."""

    text: str
    strong: bool = False
    emphasis: bool = False
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or an item of a list at a depth from 1, numbered or not."""

    kind: Literal["paragraph", "item"]
    spans: tuple[Span, ...]
    depth: int = 0
    number: int | None = None


class _Reader(MarkdownIt):
    """Links are ours to judge."""

    def validateLink(self, url: str) -> bool:
        return link_of(url) is not None

    def normalizeLink(self, url: str) -> str:
        return url


_reader = _Reader("zero", {"html": False, "maxNesting": NESTING_LIMIT}).enable(
    ["list", "emphasis", "link", "newline", "escape"]
)


@lru_cache(maxsize=KEPT)
def blocks(source: str) -> tuple[Block, ...]:
    """What a page shows of a text: never nothing. Pure."""
    return tuple(_blocks(_reader.parse(source))) or (Block("paragraph", (Span(source),)),)


def plain(source: str, *, most: int) -> str:
    """The text alone, on one line, cut at a word where it is longer."""
    words = " ".join(" ".join(span.text for span in block.spans) for block in blocks(source)).split()
    text = " ".join(words)
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,.;:") + "…"


def link_of(url: str) -> Link | None:
    """A link to another site over http or https; None for anything that does more, or hides where it leads."""
    if not 0 < len(url) <= LINK_LIMIT or not url.isprintable() or any(c in " \\<>\"'`" for c in url):
        return None
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
        domain = host.encode("idna").decode("ascii")
    except ValueError:  # Also what no domain may be: a UnicodeError is one.
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not _HOST.fullmatch(domain):
        return None
    rest = url[len(parts.scheme) + 3 + len(parts.netloc) :]
    at_port = f":{port}" if port is not None else ""
    return Link(f"{parts.scheme}://{domain}{at_port}{rest}", domain.removeprefix("www."))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    depth, number = 0, None  # Of the item that the next paragraph begins; a further one in it has none of its own.
    numbered: list[bool] = []
    begins = False
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            numbered.append(token.type == "ordered_list_open")
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbered.pop()
            depth -= 1
        elif token.type == "list_item_open":
            begins = True
            number = int(token.info) if numbered[-1] and token.info.isdecimal() else None
        elif token.type == "inline":
            spans = tuple(_spans(token.children or ()))
            if spans:
                item = depth > 0 and begins
                yield Block("item" if item else "paragraph", spans, min(depth, DEPTH_LIMIT), number if item else None)
            begins = False


def _spans(tokens: Sequence[Token]) -> Iterator[Span]:
    strong = emphasis = 0
    link: Link | None = None
    text = ""
    for token in tokens:
        if token.type in ("text", "text_special"):
            text += token.content
            continue
        if token.type in ("softbreak", "hardbreak"):
            text += "\n"
            continue
        yield from _looking(text, bool(strong), bool(emphasis), link)
        text = ""
        strong += {"strong_open": 1, "strong_close": -1}.get(token.type, 0)
        emphasis += {"em_open": 1, "em_close": -1}.get(token.type, 0)
        if token.type == "link_open":
            link = link_of(str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            link = None
    yield from _looking(text, bool(strong), bool(emphasis), link)


def _looking(text: str, strong: bool, emphasis: bool, link: Link | None) -> Iterator[Span]:
    """A text as spans; an address that stands in it bare leads there."""
    if link is not None:
        if text:
            yield Span(text, strong, emphasis, link)
        return
    begin = 0
    for match in _BARE.finditer(text):
        address = _address(match[0])
        found = link_of(address)
        if found is None:
            continue
        if match.start() > begin:
            yield Span(text[begin : match.start()], strong, emphasis)
        yield Span(address, strong, emphasis, found)
        begin = match.start() + len(address)
    if begin < len(text):
        yield Span(text[begin:], strong, emphasis)


def _address(found: str) -> str:
    """Without the sentence's own marks after it; a parenthesis stays where it was opened inside."""
    while found:
        if found[-1] in _TRAILING or (found[-1] == ")" and found.count(")") > found.count("(")):
            found = found[:-1]
        else:
            break
    return found

"""The page's own GraphQL documents, read from its sources: what is measured is what a phone asks for."""

from __future__ import annotations

import re
from pathlib import Path

from .kit import CHECKOUT, Unmeasurable

SOURCES = CHECKOUT / "frontend" / "src"
_TEMPLATE = re.compile(r"graphql\(\s*`([^`]*)`")
_NAMED = re.compile(r"^\s*(query|mutation|subscription|fragment)\s+(\w+)", re.MULTILINE)
_SPREAD = re.compile(r"\.\.\.\s*(?!on\b)(\w+)")


def page_document(name: str, sources: Path = SOURCES) -> str:
    """An operation of the page with every fragment that it uses. Raises Unmeasurable where the page has none."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(sources.rglob("*.ts"))]
    return whole(name, definitions(texts))


def page_number(name: str, sources: Path = SOURCES) -> int:
    """A constant of the page's. Raises Unmeasurable where it has none of that name."""
    for path in sorted(sources.rglob("*.ts")):
        if found := re.search(rf"\bconst {name} = (\d+)", path.read_text(encoding="utf-8")):
            return int(found[1])
    raise Unmeasurable(f"The page has no constant called {name}.")


def definitions(texts: list[str]) -> dict[str, str]:
    """Each operation and fragment in TypeScript sources, by name."""
    found = {}
    for template in (template for text in texts for template in _TEMPLATE.findall(text)):
        named = _NAMED.search(template)
        if named is not None:
            found[named[2]] = re.sub(r"\s+", " ", template).strip()
    return found


def whole(name: str, known: dict[str, str]) -> str:
    """A definition followed by the fragments that it spreads, each once. Raises Unmeasurable."""
    wanted, parts = [name], []
    for each in wanted:  # It grows while it is walked.
        if each not in known:
            raise Unmeasurable(f"The page has no GraphQL definition called {each}.")
        parts.append(known[each])
        wanted += [spread for spread in dict.fromkeys(_SPREAD.findall(known[each])) if spread not in wanted]
    return " ".join(parts)

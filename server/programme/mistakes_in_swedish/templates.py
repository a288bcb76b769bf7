"""English sentences with places in them, and the Swedish of each.

A template is a sentence as the readers write it, with `{name}` where they put something in; `{{` and `}}` are braces.
A place whose name (without a digit at its end) is a *kind* holds English itself, and is put into Swedish as the kind
says; every other place holds a code, a key or a number, and is taken over as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

NESTED = {"condition", "sentence"}  # Kinds of places with a whole sentence in them.
_PLACE = re.compile(r"\{\{|\}\}|\{([a-z_]+[0-9]?)\}")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a place may hold: a pattern of it, and its Swedish. None: it holds something else than it may."""

    pattern: str
    swedish: Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Template:
    english: str
    swedish: str
    literals: tuple[str, ...] = field(init=False)  # What stands between its places, one more than there are of those.
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        literals, names = taken_apart(self.english)
        object.__setattr__(self, "literals", literals)
        object.__setattr__(self, "names", names)

    @property
    def weight(self) -> int:
        """How much of a sentence it says itself. Of two that fit, the one that says more is meant."""
        return sum(map(len, self.literals))

    @property
    def rank(self) -> tuple[bool, int, int]:
        """The order in which templates are asked: first those with a whole sentence inside, which looks like another
        one itself; then those that say most; of two that say as much, the one that takes less of anything."""
        kinds = [kind_of(name) for name in self.names]
        return not NESTED & {*kinds}, -self.weight, len(kinds) - kinds.count("what")

    def may_fit(self, text: str) -> bool:
        """Whether its literals stand there in their order: cheap, and wrong only where it says yes."""
        first, *between, last = self.literals if len(self.literals) > 1 else (self.literals[0], "")
        if not (text.startswith(first) and text.endswith(last)):
            return False
        at = len(first)
        for literal in between:
            at = text.find(literal, at)
            if at < 0:
                return False
            at += len(literal)
        return at <= len(text) - len(last)

    def pattern(self, kinds: Mapping[str, Kind]) -> str:
        places = [f"({kinds[kind_of(name)].pattern})" if kind_of(name) in kinds else "(.*?)" for name in self.names]
        return "".join(
            re.escape(literal) + place for literal, place in zip(self.literals, [*places, ""], strict=True)
        )


class Sentences:
    """Templates, asked one after the other: those that say most of a sentence themselves come first."""

    def __init__(self, swedish: Mapping[str, str], kinds: Mapping[str, Kind]) -> None:
        self.templates = sorted(
            (Template(english, said) for english, said in swedish.items()), key=lambda one: one.rank
        )
        self._kinds = kinds
        self._compiled: dict[str, re.Pattern[str]] = {}  # Each when it is first met.

    def swedish(self, text: str) -> str | None:
        return next((said for _, said in self.fitting(text)), None)

    def fitting(self, text: str) -> Iterator[tuple[Template, str]]:
        """Each template that the text is one of, with its Swedish, the best first."""
        for template in self.templates:
            if template.may_fit(text) and (said := self._said(template, text)) is not None:
                yield template, said

    def _said(self, template: Template, text: str) -> str | None:
        compiled = self._compiled.get(template.english)
        if compiled is None:
            compiled = self._compiled[template.english] = re.compile(template.pattern(self._kinds), re.DOTALL)
        found = compiled.fullmatch(text)
        if found is None:
            return None
        held: dict[str, str] = {}
        for name, value in zip(template.names, found.groups(), strict=True):
            kind = self._kinds.get(kind_of(name))
            said = kind.swedish(value) if kind is not None else value
            if said is None:
                return None
            held[name] = said
        return filled(template.swedish, held)


def kind_of(name: str) -> str:
    return name.rstrip("0123456789")


def taken_apart(sentence: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What it says itself, and the names of its places between that."""
    literals, names, at = [""], list[str](), 0
    for found in _PLACE.finditer(sentence):
        literals[-1] += sentence[at : found.start()]
        at = found.end()
        if found[1] is None:
            literals[-1] += found[0][0]
        else:
            names.append(found[1])
            literals.append("")
    literals[-1] += sentence[at:]
    return tuple(literals), tuple(names)


def filled(sentence: str, held: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda found: held[found[1]] if found[1] is not None else found[0][0], sentence)


def words(swedish: Mapping[str, str]) -> Kind:
    """One of so many words."""
    return Kind(_any_of(swedish), swedish.get)


def words_or_codes(swedish: Mapping[str, str]) -> Kind:
    """Mostly a code or a key, which stays as it is; or one of these words."""
    return Kind(".*?", lambda text: swedish.get(text, text))


def _any_of(texts: Iterable[str]) -> str:
    return f"(?:{'|'.join(re.escape(text) for text in sorted(texts, key=len, reverse=True))})"

"""How an activity's facts change, one by one: what each is, whether it must be told, and its limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from server.kernel import money
from server.programme import words
from server.programme.rulebook import LANGUAGES, MICRO, FactSpec, Kind, Language, Rulebook

from .earned import fact_name
from .phrases import plain

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "money": "pengar", "decimal": "decimaltal", "integer": "heltal", "text": "text", "boolean": "ja eller nej",
        "date": "datum", "lines": "kvittorader", "needed": "måste anges", "free": "får utelämnas", "least": "minst {n}",
        "most": "högst {n}", "staff_most": "högst {n} för hand", "one_of": "något av {n}", "of": "med {n}",
        "default": "annars {n}", "none": "finns inte",
    },
    "en": {
        "money": "money", "decimal": "a decimal", "integer": "a whole number", "text": "text", "boolean": "yes or no",
        "date": "a date", "lines": "a receipt's lines", "needed": "must be told", "free": "may be left out",
        "least": "at least {n}", "most": "at most {n}", "staff_most": "at most {n} by hand", "one_of": "one of {n}",
        "of": "with {n}", "default": "else {n}", "none": "is not there",
    },
}  # fmt: skip


def changes(
    before: tuple[Kind, Rulebook], after: tuple[Kind, Rulebook]
) -> Iterator[Mapping[Language, tuple[str, str, str]]]:
    """Each fact that changes: in each language its name, what it was and what it will be."""
    old, new = before[0].facts, after[0].facts
    for name in dict.fromkeys((*old, *new)):
        one, other = old.get(name), new.get(name)
        if one == other:
            continue
        named = other if other is not None else one
        found = {
            language: (words.inside(fact_name(named, language)), _said(one, before[1], language),
                       _said(other, after[1], language))
            for language in LANGUAGES if named is not None
        }  # fmt: skip
        if any(was != will for _, was, will in found.values()):
            yield found


def _said(spec: FactSpec | None, book: Rulebook, language: Language) -> str:
    words_of = _WORDS[language]
    if spec is None:
        return words_of["none"]
    parts = [words_of[spec.type], words_of["needed" if spec.required else "free"]]
    for key, limit in (("least", spec.least), ("most", spec.most), ("staff_most", spec.staff_most)):
        if limit is not None:
            parts.append(words_of[key].format(n=_number(limit, spec, book, language)))
    if isinstance(spec.default, int) and not isinstance(spec.default, bool):
        parts.append(words_of["default"].format(n=_number(spec.default, spec, book, language)))
    elif spec.default is not None:
        parts.append(words_of["default"].format(n=plain(spec.default, spec, book, language)))
    if spec.choices is not None:
        named = spec.names.get(language, {})
        parts.append(words_of["one_of"].format(n=", ".join(str(named.get(one, one)) for one in spec.choices)))
    if spec.fields:
        fields = (f"{fact_name(one, language)} ({_said(one, book, language)})" for one in spec.fields.values())
        parts.append(words_of["of"].format(n=", ".join(fields)))
    return ", ".join(parts)


def _number(units: int, spec: FactSpec, book: Rulebook, language: Language) -> str:
    if spec.type == "money":
        return words.number(money.from_minor(units, book.money_decimals), language)
    return words.number(words.plain(Decimal(units) / MICRO) if spec.type == "decimal" else units, language)

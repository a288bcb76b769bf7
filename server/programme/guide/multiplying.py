"""Campaigns and standing bonuses: what makes points more, when, and what happens where several hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from server.programme import words
from server.programme.rulebook import Kind, Language, Multiplier, RateRow

from . import asking
from .earning import row_head
from .sections import Table
from .telling import Telling

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "get": "Du får {what}", "times": "{n} gånger så många {many}", "double": "dubbelt så många {many}",
        "more": "{percent} fler {many}", "less": "{percent} färre {many}", "same": "lika många {many}",
        "on": "på {rules}", "else": "{factor} annars",
        "day": "den {day}", "from": "från och med {day}", "until": "till och med {day}",
        "between": "från {first} till och med {last}",
        "only": "det gäller bara {phrases}", "not": "{things} räknas inte", "except": "det gäller alltid, {phrases}",
        "best": "Av flera sådana som gäller samtidigt räknas bara den som ger mest.",
        "add": "Gäller flera sådana samtidigt läggs de ihop.",
        "multiply": "Gäller något mer samtidigt räknas de gånger varandra.",
        "head_for": "Vem", "head_gets": "Du får", "any": "Alla andra",
        "cut": "Det som ett tak har tagit räknas inte upp.",
    },
    "en": {
        "get": "You get {what}", "times": "{n} times as many {many}", "double": "twice as many {many}",
        "more": "{percent} more {many}", "less": "{percent} fewer {many}", "same": "as many {many}",
        "on": "on {rules}", "else": "{factor} otherwise",
        "day": "on {day}", "from": "from {day}", "until": "until {day}, included",
        "between": "from {first} to {last}, both included",
        "only": "it holds only {phrases}", "not": "it does not hold for {things}",
        "except": "it always holds, {phrases}",
        "best": "Of several of these at the same time only the one that gives most counts.",
        "add": "Several of these at the same time are added together.",
        "multiply": "With something else at the same time they are multiplied.",
        "head_for": "Who", "head_gets": "You get", "any": "Everybody else",
        "cut": "What a limit has taken is not multiplied.",
    },
}  # fmt: skip


def multiplying(telling: Telling) -> Iterator[str | Table]:
    multipliers = [one for one in telling.book.multipliers if not telling.is_over(one.ends_at)]
    for multiplier in multipliers:
        sentences = list(of_multiplier(telling, multiplier))
        told = f"{telling.text(multiplier.texts)}: {' '.join(sentences)}"
        table = _table(telling, multiplier, told, sentences[1:])
        yield table if table is not None else told
    touched = {multiplier.currency for multiplier in multipliers}
    if any(rule.caps and rule.currency in touched for rules in telling.book.earning.values() for rule in rules):
        yield _WORDS[telling.language]["cut"]


def of_multiplier(telling: Telling, multiplier: Multiplier) -> Iterator[str]:
    said, kind = _WORDS[telling.language], _kind(telling, multiplier)
    phrase = ""
    if multiplier.condition is not None:
        simple = asking.condition(telling, kind, multiplier.condition.source)
        if simple is None:
            yield words.sentence(telling.text(multiplier.texts, "why"))
        phrase = simple or ""
    what = [_rows(telling, multiplier), *_touched(telling, multiplier), phrase, dates(telling, multiplier)]
    yield words.sentence(said["get"].format(what=" ".join(part for part in what if part)))
    if multiplier.only:
        phrases = telling.joined(asking.values(telling, kind, multiplier.only))
        yield words.sentence(said["only"].format(phrases=phrases))
    things, phrases_not = asking.excluded(telling, kind, multiplier.unless)
    if things:
        yield words.sentence(said["not"].format(things=telling.joined(things)))
    if phrases_not:
        yield words.sentence(said["except"].format(phrases=telling.joined(phrases_not)))
    if sum(other.currency == multiplier.currency for other in telling.book.multipliers) > 1:
        yield said[multiplier.stack]


def times(telling: Telling, factor: Decimal, currency: str) -> str:
    """“dubbelt så många poäng”, “25 % fler poäng”."""
    said, many = _WORDS[telling.language], telling.many(currency)
    if factor == 2:
        return said["double"].format(many=many)
    if factor == factor.to_integral_value() and factor > 1:
        return said["times"].format(n=telling.number(words.plain(factor)), many=many)
    if factor == 1:
        return said["same"].format(many=many)
    key = "more" if factor > 1 else "less"
    return said[key].format(percent=telling.percent(abs(factor - 1) * 100), many=many)


def dates(telling: Telling, multiplier: Multiplier) -> str:
    said = _WORDS[telling.language]
    first = telling.day(multiplier.starts_at) if multiplier.starts_at is not None else ""
    last = telling.day(multiplier.ends_at - 1) if multiplier.ends_at is not None else ""
    if first and first == last:
        return said["day"].format(day=first)
    if first and last:
        return said["between"].format(first=first, last=last)
    return said["from"].format(day=first) if first else said["until"].format(day=last) if last else ""


def _rows(telling: Telling, multiplier: Multiplier) -> str:
    parts = []
    for place, row in enumerate(multiplier.factors):
        shown, phrase = times(telling, row.rate, multiplier.currency), _phrase(telling, multiplier, row)
        whole = phrase or len(multiplier.factors) == 1 or place == 0
        parts.append(f"{shown} {phrase}".strip() if whole
                     else _WORDS[telling.language]["else"].format(factor=shown))
    return telling.joined(parts)


def _touched(telling: Telling, multiplier: Multiplier) -> list[str]:
    rules = [rule for rules in telling.book.earning.values() for rule in rules if rule.code in multiplier.rules]
    if not rules:
        return []
    names = telling.joined(list(dict.fromkeys(telling.text(rule.texts) for rule in rules)))
    return [_WORDS[telling.language]["on"].format(rules=names)]


def _table(telling: Telling, multiplier: Multiplier, told: str, notes: list[str]) -> Table | None:
    if len(multiplier.factors) < 2 or multiplier.condition is not None:
        return None
    said = _WORDS[telling.language]
    rows = tuple(
        (row_head(telling, row, _phrase(telling, multiplier, row)) or said["any"],
         times(telling, row.rate, multiplier.currency))
        for row in multiplier.factors
    )  # fmt: skip
    when = [*_touched(telling, multiplier), dates(telling, multiplier)]
    first = [words.sentence(" ".join(part for part in when if part))] if any(when) else []
    return Table(telling.text(multiplier.texts), (said["head_for"], said["head_gets"]), rows, (told,),
                 (*first, *notes))


def _phrase(telling: Telling, multiplier: Multiplier, row: RateRow) -> str:
    return " ".join(asking.values(telling, _kind(telling, multiplier), row.where))


def _kind(telling: Telling, multiplier: Multiplier) -> Kind | None:
    """The facts that its words are about: those of any kind whose rules it touches, as one."""
    book = telling.book
    kinds = [
        book.kinds[rule.kind] for rules in book.earning.values() for rule in rules
        if rule.currency == multiplier.currency and (not multiplier.rules or rule.code in multiplier.rules)
    ]  # fmt: skip
    facts = {name: spec for kind in reversed(kinds) for name, spec in kind.facts.items()}
    return replace(kinds[0], facts=facts) if kinds else None

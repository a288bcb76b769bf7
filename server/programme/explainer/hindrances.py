"""Why a rule did not fire, in words that a manager reads: what it asks for, and what the activity said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from server.programme import words
from server.programme.guide import asking
from server.programme.guide.caps import of_cap
from server.programme.guide.multiplying import dates
from server.programme.guide.telling import Telling, fact_of, whole
from server.programme.rulebook import FactSpec, Kind, Language, Rulebook
from server.programme.rulebook.earning import Cap, EarningRule, Multiplier

What = Literal[
    "only", "except", "lines", "condition", "draw", "cap", "absent", "row", "nothing", "dates", "base", "beaten",
    "beneficiary",
]

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "only": "Gäller bara {phrases}.", "only_bare": "Gäller bara andra val av {fact}.",
        "except": "{things} räknas inte.", "except_bare": "Gäller inte för det här valet av {fact}.",
        "lines": "Ingen rad på kvittot räknas.", "condition": "Gäller bara {phrases}.",
        "condition_bare": "Villkoret stämmer inte.", "draw": "Lotten föll inte ut den här gången. Chansen är {chance}.",
        "cap": "Taket är nått. {cap}", "budget": "Potten är slut. {cap}",
        "absent": "Uppgiften {fact} saknas.", "row": "Ingen rad i tabellen gäller.",
        "nothing": "Det blir mindre än {least}.", "dates": "Gäller {dates}.",
        "beneficiary": "Du har inte valt någon förening.",
        "base": "Det som den gör mer av gav inget.", "beaten": "En annan som ger mer gällde i stället.",
        "here": "Här: {facts}.", "yes": "ja", "no": "nej", "none": "inget", "tier": "nivå", "shop": "butik",
        "partner": "partner",
    },
    "en": {
        "only": "Holds only {phrases}.", "only_bare": "Holds only for other choices of {fact}.",
        "except": "{things} does not count.", "except_bare": "Does not hold for this choice of {fact}.",
        "lines": "No line of the receipt counts.", "condition": "Holds only {phrases}.",
        "condition_bare": "The condition is not met.",
        "draw": "The draw did not come out this time. The chance is {chance}.",
        "cap": "The limit is reached. {cap}", "budget": "The budget is empty. {cap}",
        "absent": "The fact {fact} is missing.", "row": "No row of the table holds.",
        "nothing": "It comes to less than {least}.", "dates": "Holds {dates}.",
        "beneficiary": "You have not chosen anybody to support.",
        "base": "What it makes more of gave nothing.", "beaten": "Another one that gives more held instead.",
        "here": "Here: {facts}.", "yes": "yes", "no": "no", "none": "none", "tier": "level", "shop": "shop",
        "partner": "partner",
    },
}  # fmt: skip
_RESERVED = ("tier", "shop", "partner")
_NAME = re.compile(r"""("[^"]*"|'[^']*')|([A-Za-z_]\w*)""")


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What kept a rule from firing. `values`: what the activity said, by fact, and tier, shop and partner; `fact`: the
    one that did not fit; `cap`: the one that is full."""

    what: What
    values: Mapping[str, Any]
    fact: str | None = None
    cap: Cap | None = None


def why_not(
    one: EarningRule | Multiplier, hindrance: Hindrance, kind: str, book: Rulebook, language: Language
) -> str:
    """“Gäller bara för kläder. Här: kategori livsmedel.”"""
    telling, of_kind = Telling(book, language), book.kinds.get(kind)
    told = _told(telling, one, hindrance, of_kind)
    facts = list(_facts(telling, one, hindrance, of_kind))
    if not facts:
        return told
    return f"{told} {_WORDS[language]['here'].format(facts=telling.joined(facts))}"


def _told(telling: Telling, one: EarningRule | Multiplier, hindrance: Hindrance, kind: Kind | None) -> str:
    said, what, fact = _WORDS[telling.language], hindrance.what, hindrance.fact or ""
    if what == "only":
        phrases = asking.values(telling, kind, {fact: one.only[fact]})
        return _or_bare(telling, "only", kind, fact, telling.joined(phrases))
    if what == "except":
        things, phrases = asking.excluded(telling, kind, {fact: one.unless[fact]})
        if not things and phrases:
            return words.sentence(said["only"].format(phrases=telling.joined(phrases)).rstrip("."))
        return words.capital(_or_bare(telling, "except", kind, fact, telling.joined(things), "things"))
    if what == "condition" and one.condition is not None:
        phrase = asking.condition(telling, kind, one.condition.source)
        return said["condition"].format(phrases=phrase) if phrase else said["condition_bare"]
    if what == "cap" and hindrance.cap is not None:
        cap, names = hindrance.cap, [telling.text(one.texts)]
        shown = of_cap(telling, cap, one.currency, names)
        return said["cap" if "member" in cap.each else "budget"].format(cap=shown)
    if what == "draw" and isinstance(one, EarningRule) and one.chance is not None:
        return said["draw"].format(chance=telling.percent(one.chance * 100))
    if what == "absent" and isinstance(one, EarningRule):
        return said["absent"].format(fact=_name(telling, fact_of(kind, one.of or ""), one.of or ""))
    if what == "nothing":
        return said["nothing"].format(least=telling.points(1, one.currency))
    if what == "dates" and isinstance(one, Multiplier):
        return said["dates"].format(dates=dates(telling, one))
    return said[what]


def _or_bare(telling: Telling, what: str, kind: Kind | None, fact: str, phrases: str, slot: str = "phrases") -> str:
    said = _WORDS[telling.language]
    if phrases:
        return said[what].format(**{slot: phrases})
    return said[f"{what}_bare"].format(fact=_name(telling, fact_of(kind, fact), fact))


def _facts(telling: Telling, one: EarningRule | Multiplier, hindrance: Hindrance, kind: Kind | None) -> Iterator[str]:
    """What the activity said of whatever the rule asks for."""
    if hindrance.what in ("only", "except"):
        names = [hindrance.fact or ""]
    elif hindrance.what == "condition" and one.condition is not None:
        names = _named_in(one.condition.source, kind)
    elif hindrance.what == "row" and isinstance(one, EarningRule):
        names = list(dict.fromkeys(name for row in one.rates for name in row.where))
    elif hindrance.what == "nothing" and isinstance(one, EarningRule) and one.lines is None and one.of is not None:
        names = [one.of]
    else:
        return
    for name in names:
        spec = fact_of(kind, name)
        yield f"{_name(telling, spec, name)} {_value(telling, spec, name, hindrance.values.get(name))}"


def _named_in(source: str, kind: Kind | None) -> list[str]:
    """The facts that a condition speaks of, in its order."""
    known = {*(kind.facts if kind is not None else ()), "shop", "partner"}
    found = [match[2] for match in _NAME.finditer(source) if match[2] in known]
    if "member.tier" in source:
        found.append("tier")
    return list(dict.fromkeys(found))


def _name(telling: Telling, spec: FactSpec | None, name: str) -> str:
    if spec is not None:
        return telling.fact(spec)
    return _WORDS[telling.language].get(name, name) if name in _RESERVED else name.replace("_", " ")


def _value(telling: Telling, spec: FactSpec | None, name: str, value: Any) -> str:
    said = _WORDS[telling.language]
    if value is None:
        return said["none"]
    if isinstance(value, bool):
        return said["yes" if value else "no"]
    if name == "tier" and spec is None:
        return telling.tier(str(value)) or str(value)
    if spec is None or spec.type in ("text", "date"):
        return telling.choice(spec, value) if spec is not None else str(value)
    if isinstance(value, list):
        return telling.number(len(value))
    return telling.quantity(spec, whole(spec, value, telling.book.money_decimals))

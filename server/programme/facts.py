"""An activity's facts: from what was sent to typed values, and back to what people read.

Money and decimals are sent as text ("214.50"), so that no float ever comes near points. Typed, money is whole minor
units, a decimal whole micro-units, a date ISO text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from . import words
from .errors import FactError, UnknownKind
from .rulebook import MICRO, Currency, EarningRule, FactSpec, FactValue, Kind, Language, Line, Rulebook, Scalar
from .values import (
    DECIMAL_LIMIT,
    INTEGER_LIMIT,
    MICRO_DIGITS,
    MONEY_LIMIT,
    TEXT_LIMIT,
    bounds_of,
    example_of,
    plain_quantity,
    shown_value,
    typed_value,
    wrong,
)

__all__ = [
    "DECIMAL_LIMIT", "INTEGER_LIMIT", "LINE_LIMIT", "MICRO_DIGITS", "MONEY_LIMIT", "TEXT_LIMIT", "bounds_of",
    "by_hand_in_words", "canonical_facts", "check_by_hand", "facts_in_words", "kind_of", "measured", "micro_units",
    "most_points", "plain_quantity", "quantity", "sample_facts", "show_fact", "show_facts", "staff_most_of",
    "type_facts",
]  # fmt: skip

STAFF_MONEY_LIMIT = 10_000  # Whole units of money that staff may record by hand, where the document does not say.
LINE_LIMIT = 200  # Lines of one receipt.


def kind_of(rulebook: Rulebook, code: str) -> Kind:
    """Raises UnknownKind with those that there are."""
    kind = rulebook.kinds.get(code)
    if kind is None:
        raise UnknownKind(code, tuple(rulebook.kinds))
    return kind


def type_facts(kind: Kind, raw: Mapping[str, Any], shop: str | None, rulebook: Rulebook) -> dict[str, FactValue]:
    """The facts, typed, in the order of the kind's declaration; absent ones that may be absent are left out.

    `shop` is the sender's own, for facts that are filled by it. Raises FactError for the first fact that is unknown,
    absent, mistyped or out of bounds.
    """
    typed: dict[str, FactValue] = {}
    for name, spec in kind.facts.items():
        value = raw.get(name)
        if value is not None:
            typed[name] = _typed(spec, value, rulebook)
        elif spec.filled_by == "shop" and shop is not None:
            typed[name] = shop
        elif spec.default is not None:
            typed[name] = spec.default
        elif spec.required:
            raise _absent(spec, rulebook)
    if not raw.keys() <= kind.facts.keys():
        raise _unknown(next(name for name in raw if name not in kind.facts), kind)
    return typed


def staff_most_of(spec: FactSpec, rulebook: Rulebook) -> int | None:
    """The most of a fact that staff may record by hand, in its typed unit; None: as much as anybody."""
    if spec.staff_most is not None or spec.type != "money":
        return spec.staff_most
    usual: int = STAFF_MONEY_LIMIT * 10**rulebook.money_decimals
    return min(usual, bounds_of(spec)[1])


def by_hand_in_words(spec: FactSpec, rulebook: Rulebook, language: Language) -> str | None:
    """The same as people read it: “10 000 kr”."""
    most = staff_most_of(spec, rulebook)
    return _amount(spec, most, rulebook, language) if most is not None else None


def check_by_hand(kind: Kind, facts: Mapping[str, FactValue], rulebook: Rulebook) -> None:
    """Raises FactError for the first fact that is more than staff may record by hand. A till's program may."""
    for name, value in facts.items():
        most = staff_most_of(kind.facts[name], rulebook)
        if most is not None and isinstance(value, int) and value > most:
            raise _above(kind.facts[name], most, rulebook)


def canonical_facts(facts: Mapping[str, FactValue]) -> str:
    """Typed facts as JSON that is equal where the facts are: "120" and "120.00" are one amount."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def show_facts(kind: Kind | None, facts: Mapping[str, FactValue], rulebook: Rulebook) -> dict[str, FactValue]:
    """Typed facts as they are sent: decimals as text. A fact that the kind no longer has stays as it is stored."""
    specs = kind.facts if kind is not None else {}
    return {name: show_fact(specs[name], value, rulebook) if name in specs else value for name, value in facts.items()}


def show_fact(spec: FactSpec, value: FactValue, rulebook: Rulebook) -> FactValue:
    if isinstance(value, list):
        return [
            {name: shown_value(spec.fields[name], one, rulebook) if name in spec.fields else one
             for name, one in line.items()}
            for line in value
        ]  # fmt: skip
    return shown_value(spec, value, rulebook)


def facts_in_words(
    kind: Kind | None, facts: Mapping[str, FactValue], rulebook: Rulebook, language: Language
) -> str:
    """The numbers among typed facts in one line: “120 kr”, “2,5 kg”, “Antal 3”. Empty where there are none."""
    told = []
    for name, value in facts.items():
        spec = kind.facts.get(name) if kind is not None else None
        if spec is None or spec.type not in ("money", "decimal", "integer") or isinstance(value, list):
            continue
        amount = _amount(spec, int(value), rulebook, language)
        bare = spec.type != "money" and not spec.unit
        told.append(f"{_name(spec, language)}{words.HARD_SPACE}{amount}" if bare else amount)
    return ", ".join(told)


def sample_facts(kind: Kind, rulebook: Rulebook) -> dict[str, FactValue]:
    """Facts of a kind as they could be sent, for whoever connects a program: what must be there, and nothing more."""
    return {
        name: show_fact(spec, _sample(spec, rulebook), rulebook)
        for name, spec in kind.facts.items()
        if spec.required and spec.default is None
    }


def quantity(spec: FactSpec, value: FactValue, rulebook: Rulebook) -> Decimal:
    """A number fact in whole units: kronor, kilograms, pieces. What a rate multiplies."""
    assert not isinstance(value, list)  # Lines are no quantity: one of their fields is.
    if spec.type == "money":
        return Decimal(int(value)).scaleb(-rulebook.money_decimals)
    return Decimal(int(value)).scaleb(-MICRO_DIGITS) if spec.type == "decimal" else Decimal(int(value))


def measured(rule: EarningRule, kind: Kind) -> FactSpec | None:
    """The fact, or the field of a receipt's lines, that a rule's rate multiplies."""
    if rule.of is None:
        return None
    if rule.lines is None:
        return kind.facts.get(rule.of)
    lists = kind.facts.get(rule.lines)
    return lists.fields.get(rule.of) if lists is not None else None


def most_points(rule: EarningRule, kind: Kind | None, money_decimals: int, currency: Currency) -> Decimal:
    """The most minor units that one activity can bring by a rule, before caps and multipliers."""
    if rule.fixed is not None:
        return Decimal(rule.fixed)
    spec = measured(rule, kind) if kind is not None else None
    if spec is None:
        return Decimal(0)
    rates = [rule.rate] if rule.rate is not None else [row.rate for row in rule.rates]
    scale = {"money": money_decimals, "decimal": MICRO_DIGITS}.get(spec.type, 0)
    lines = LINE_LIMIT if rule.lines is not None else 1
    whole = max(rates, default=Decimal(0)) * Decimal(bounds_of(spec)[1]).scaleb(-scale) * lines
    return whole.scaleb(currency.decimals)


def micro_units(spec: FactSpec, value: FactValue, rulebook: Rulebook) -> int:
    """A number fact in micro-units, as challenges and counters sum it."""
    return int(quantity(spec, value, rulebook) * MICRO)


def _sample(spec: FactSpec, rulebook: Rulebook) -> FactValue:
    if spec.type == "lines":
        return [{name: _sample_value(one, rulebook) for name, one in spec.fields.items() if one.required}]
    return _sample_value(spec, rulebook)


def _sample_value(spec: FactSpec, rulebook: Rulebook) -> Scalar:
    if spec.type == "boolean":
        return True
    if spec.type == "date":
        return "2026-03-01"
    least, most = bounds_of(spec)
    if spec.type == "text":
        return spec.choices[0] if spec.choices else "exempel".ljust(least, ".")[:most]
    usual: int = {"money": 120 * 10**rulebook.money_decimals, "decimal": MICRO}.get(spec.type, 1)
    return min(max(usual, least), most)


def _typed(spec: FactSpec, value: Any, rulebook: Rulebook) -> FactValue:
    return _lines(spec, value, rulebook) if spec.type == "lines" else typed_value(spec, value, rulebook)


def _lines(spec: FactSpec, value: Any, rulebook: Rulebook) -> list[Line]:
    if not isinstance(value, list) or len(value) > LINE_LIMIT:
        raise wrong(spec, f"ska vara en lista med högst {LINE_LIMIT} rader.",
                    f"must be a list of at most {LINE_LIMIT} lines.")
    return [_line(spec, number, line, rulebook) for number, line in enumerate(value, 1)]


def _line(spec: FactSpec, number: int, line: Any, rulebook: Rulebook) -> Line:
    """One line of a receipt. Raises FactError naming the line's number, from 1, and its field."""
    known = ", ".join(spec.fields)
    if not isinstance(line, dict):
        raise wrong(spec, f"rad {number}: ska vara ett objekt med: {known}.",
                    f"line {number}: must be an object with: {known}.")
    typed: Line = {}
    try:
        for name, one in spec.fields.items():
            value = line.get(name)
            if value is not None:
                typed[name] = typed_value(one, value, rulebook)
            elif one.default is not None and not isinstance(one.default, list):
                typed[name] = one.default
            elif one.required:
                raise _absent(one, rulebook)
    except FactError as error:
        raise FactError(f"{spec.name}.{error.fact}", {
            "sv": f"{spec.name}, rad {number}: {error.messages['sv']}",
            "en": f"{spec.name}, line {number}: {error.messages['en']}",
        }) from None  # fmt: skip
    for name in line:
        if name not in spec.fields:
            raise FactError(f"{spec.name}.{str(name)[:60]}", {
                "sv": f"{spec.name}, rad {number}: det finns ingen uppgift “{str(name)[:60]}”. Raden har: {known}.",
                "en": f"{spec.name}, line {number}: there is no “{str(name)[:60]}”. A line has: {known}.",
            })  # fmt: skip
    return typed


def _absent(spec: FactSpec, rulebook: Rulebook) -> FactError:
    example = {"money": example_of(spec, rulebook), "decimal": '"4.5"', "integer": "1", "boolean": "true",
               "date": '"2026-03-01"', "lines": "[{…}]"}.get(spec.type, '"…"')
    return wrong(spec, f"saknas. Skicka till exempel {example}.", f"is missing. Send for example {example}.")


def _unknown(name: str, kind: Kind) -> FactError:
    known = ", ".join(kind.facts) or "–"
    messages: dict[Language, str] = {
        "sv": f"“{kind.code}” har ingen uppgift “{name[:60]}”. Den har: {known}.",
        "en": f"“{kind.code}” has no fact “{name[:60]}”. It has: {known}.",
    }
    return FactError(name[:60], messages)


def _above(spec: FactSpec, most: int, rulebook: Rulebook) -> FactError:
    sv, en = (_amount(spec, most, rulebook, language) for language in ("sv", "en"))
    return FactError(spec.name, {
        "sv": f"{_name(spec, 'sv')}: för hand går det att registrera högst {sv}. Mer än så kommer från kassans "
              "program. Inget ändrades.",
        "en": f"{_name(spec, 'en')}: at most {en} can be recorded by hand. More comes from the till's program. "
              "Nothing was changed.",
    })  # fmt: skip


def _amount(spec: FactSpec, value: int, rulebook: Rulebook, language: Language) -> str:
    if spec.type == "money":
        return words.sum_of_money(value, rulebook.money_decimals, rulebook.money, language)
    shown = words.number(str(show_fact(spec, value, rulebook)), language)
    return f"{shown}{words.HARD_SPACE}{spec.unit}" if spec.unit else shown


def _name(spec: FactSpec, language: Language) -> str:
    return str(spec.texts.get(language, {}).get("name", spec.name))

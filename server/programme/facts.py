"""An activity's facts: from what was sent to typed values, and back to what people read.

Money and decimals are sent as text ("214.50"), so that no float ever comes near points. Typed, money is whole minor
units, a decimal whole micro-units, a date ISO text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from server.kernel import money

from . import words
from .errors import FactError, UnknownKind
from .rulebook import MICRO, FactSpec, FactValue, Kind, Language, Rulebook

MONEY_LIMIT = 10**12  # Minor units. More is a slip of the till, and points must stay below 2^53.
DECIMAL_LIMIT = 10**15  # Micro-units: a thousand million kilograms.
INTEGER_LIMIT = 10**9
TEXT_LIMIT = 200  # Characters.
STAFF_MONEY_LIMIT = 10_000  # Whole units of money that staff may record by hand, where the document does not say.
MICRO_DIGITS = 6


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


def facts_in_words(
    kind: Kind | None, facts: Mapping[str, FactValue], rulebook: Rulebook, language: Language
) -> str:
    """The numbers among typed facts in one line: “120 kr”, “2,5 kg”, “Antal 3”. Empty where there are none."""
    told = []
    for name, value in facts.items():
        spec = kind.facts.get(name) if kind is not None else None
        if spec is None or spec.type not in ("money", "decimal", "integer"):
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


def show_fact(spec: FactSpec, value: FactValue, rulebook: Rulebook) -> FactValue:
    if spec.type == "money":
        return money.from_minor(int(value), rulebook.money_decimals)
    return plain_quantity(int(value)) if spec.type == "decimal" else value


def quantity(spec: FactSpec, value: FactValue, rulebook: Rulebook) -> Decimal:
    """A number fact in whole units: kronor, kilograms, pieces. What a rate multiplies."""
    if spec.type == "money":
        return Decimal(int(value)).scaleb(-rulebook.money_decimals)
    return Decimal(int(value)).scaleb(-MICRO_DIGITS) if spec.type == "decimal" else Decimal(int(value))


def micro_units(spec: FactSpec, value: FactValue, rulebook: Rulebook) -> int:
    """A number fact in micro-units, as challenges and counters sum it."""
    return int(quantity(spec, value, rulebook) * MICRO)


def plain_quantity(micro: int) -> str:
    """Micro-units as the shortest decimal text: 4 500 000 is "4.5"."""
    return money.from_minor(micro, MICRO_DIGITS).rstrip("0").rstrip(".")


def bounds_of(spec: FactSpec) -> tuple[int, int]:
    """The least and the most of a number fact in its typed unit, or of a text in characters."""
    limit = {"money": MONEY_LIMIT, "decimal": DECIMAL_LIMIT, "integer": INTEGER_LIMIT}.get(spec.type, TEXT_LIMIT)
    least = spec.least if spec.least is not None else (1 if spec.type == "text" else 0)
    return least, min(spec.most, limit) if spec.most is not None else limit


def _sample(spec: FactSpec, rulebook: Rulebook) -> FactValue:
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
    if spec.type == "boolean":
        if type(value) is not bool:
            raise _wrong(spec, "ska vara true eller false.", "must be true or false.")
        return bool(value)
    if spec.type == "text":
        return _text(spec, value)
    if spec.type == "date":
        return _date(spec, value)
    return _number(spec, value, rulebook)


def _text(spec: FactSpec, value: Any) -> str:
    least, most = bounds_of(spec)
    if not isinstance(value, str) or not least <= len(value) <= most or not value.isprintable():
        raise _wrong(spec, f"ska vara en text med {least} till {most} tecken.",
                     f"must be a text of {least} to {most} characters.")
    if spec.choices is not None and value not in spec.choices:
        known = ", ".join(spec.choices)
        raise _wrong(spec, f"ska vara ett av: {known}.", f"must be one of: {known}.")
    return value


def _date(spec: FactSpec, value: Any) -> str:
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise _wrong(spec, "ska vara ett datum, till exempel 2026-03-01.", "must be a date, such as 2026-03-01.")


def _number(spec: FactSpec, value: Any, rulebook: Rulebook) -> int:
    if spec.type == "integer":
        if type(value) is not int:
            raise _wrong(spec, "ska vara ett heltal.", "must be a whole number.")
        units = int(value)
    else:
        units = _units(spec, value, rulebook)
    least, most = bounds_of(spec)
    if not least <= units <= most:
        low, high = (show_fact(spec, bound, rulebook) for bound in (least, most))
        raise _wrong(spec, f"ska vara från {low} till {high}.", f"must be from {low} to {high}.")
    return units


def _units(spec: FactSpec, value: Any, rulebook: Rulebook) -> int:
    example = _example(spec, rulebook)
    if not isinstance(value, str):
        raise _wrong(spec, f"ska skickas som text, med citattecken: {example}.",
                     f"must be sent as text, in quotation marks: {example}.")
    decimals = rulebook.money_decimals if spec.type == "money" else MICRO_DIGITS
    try:
        exact = money.decimal(value)
    except ValueError:
        raise _wrong(
            spec, f"ska vara ett tal, till exempel {example}.", f"must be a number, such as {example}."
        ) from None
    try:
        return money.to_minor(exact, decimals)
    except ValueError:
        raise _wrong(spec, f"får ha högst {decimals} decimaler.", f"may have at most {decimals} decimals.") from None


def _example(spec: FactSpec, rulebook: Rulebook) -> str:
    return f'"{money.from_minor(21450, rulebook.money_decimals)}"' if spec.type == "money" else '"4.5"'


def _absent(spec: FactSpec, rulebook: Rulebook) -> FactError:
    example = {"money": _example(spec, rulebook), "decimal": '"4.5"', "integer": "1", "boolean": "true",
               "date": '"2026-03-01"'}.get(spec.type, '"…"')
    return _wrong(spec, f"saknas. Skicka till exempel {example}.", f"is missing. Send for example {example}.")


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


def _wrong(spec: FactSpec, swedish: str, english: str) -> FactError:
    return FactError(spec.name, {"sv": f"{spec.name} {swedish}", "en": f"{spec.name} {english}"})

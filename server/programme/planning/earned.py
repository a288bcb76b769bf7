"""What an activity earns as a person reads it in a plan: rates, what rules choose by, conditions and caps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from server.programme import words
from server.programme.document.choosing import RESERVED
from server.programme.rulebook import MICRO, Cap, EarningRule, FactSpec, Language, RateRow, Rulebook

from .phrases import entry_name, in_unit, money, of_unit, plain, said


def earned(rule: EarningRule, _: Any, book: Rulebook, language: Language) -> str:
    """“1 poäng per krona”, “10 poäng”, a row of them, or nothing but gifts."""
    if rule.fixed is not None:
        return of_unit(rule.fixed, rule.currency, book, language)
    if rule.rates:
        return rows(rule.rates, rule, book, language)
    return _rate(rule.rate, rule, book, language) if rule.rate is not None else said("nothing", language)


def rows(table: Sequence[RateRow], entry: Any, book: Rulebook, language: Language) -> str:
    shown = []
    for row in table:
        rate = _rate(row.rate, entry, book, language) if isinstance(entry, EarningRule) else _factor(row.rate, language)
        where = chosen(row.where, entry, book, language)
        shown.append(said("where", language, rate=rate, where=where) if row.where else
                     said("else", language, rate=rate) if len(table) > 1 else rate)
    return "; ".join(shown)


def _rate(rate: Decimal, rule: EarningRule, book: Rulebook, language: Language) -> str:
    kind = book.kinds.get(rule.kind)
    spec = kind.facts.get(rule.of or "") if kind is not None and rule.lines is None else None
    if spec is None or spec.type == "money":
        unit = words.money_unit(book.money, language)[0]
    else:
        one = spec.texts.get(language, {}).get("one")
        unit = str(one or spec.unit or words.inside(fact_name(spec, language)))
    currency = book.currencies.get(rule.currency)
    points = words.amount(rate, currency, language) if currency is not None else words.plain(rate)
    return said("per", language, points=points, unit=unit)


def _factor(factor: Decimal, language: Language) -> str:
    return f"×{words.HARD_SPACE}{words.number(words.plain(factor), language)}"


def fact_name(spec: FactSpec, language: Language) -> str:
    return str(spec.texts.get(language, {}).get("name") or spec.name)


def chosen(value: Mapping[str, frozenset[Any]], entry: Any, book: Rulebook, language: Language) -> str:
    """“kategori tobak, lotter”; what is asked of a rule, or left out by it."""
    if not value:
        return said("nothing", language)
    kind = book.kinds.get(getattr(entry, "kind", ""))
    parts = []
    for key, values in value.items():
        spec = kind.facts.get(key) if kind is not None else None
        if spec is None and kind is not None:
            fields = [one.fields for one in kind.facts.values() if key in one.fields]
            spec = fields[0][key] if fields else None
        name = fact_name(spec, language) if spec is not None else said(key, language) if key in RESERVED else key
        label = words.inside(name)
        shown = [_value(key, one, spec, book, language) for one in values]
        parts.append(f"{label} {', '.join(sorted(shown))}")
    return "; ".join(parts)


def _value(key: str, value: Any, spec: FactSpec | None, book: Rulebook, language: Language) -> str:
    """A value that rules choose by, as people call it."""
    if spec is None:
        return entry_name("tier", str(value), book, language) if key == "tier" else str(value)
    if spec.type == "money":
        return money(value, None, book, language)
    if spec.type == "decimal":
        return words.number(words.plain(Decimal(value) / MICRO), language)
    named = spec.names.get(language, {}).get(str(value))
    return str(named) if named else plain(value, None, book, language)


def left_out(value: Any, _: Any, book: Rulebook, language: Language) -> str:
    return chosen(value.unless, value, book, language)


def condition(value: Any, _: Any, __: Rulebook, language: Language) -> str:
    return f"”{value.source}”" if value is not None and language == "sv" else (
        f"“{value.source}”" if value is not None else said("nothing", language))


def caps(value: Sequence[Cap], entry: Any, book: Rulebook, language: Language) -> str:
    shown = []
    for cap in value:
        what = (in_unit(cap.points, entry, book, language) if cap.points is not None
                else words.so_many(cap.times or 0, "time", language))
        text = said("cap", language, what=what, per=words.per(cap.period, language))
        others = [said(each, language) for each in ("shop", "partner") if each in cap.each]
        text += said("each", language, each=words.joined(others, language)) if others else ""
        shown.append(text + ("" if "member" in cap.each else said("shared", language)))
    return "; ".join(shown) or said("nothing", language)

"""What rules choose by, in the document: `only`, `except` and the rows of a table. Equalities, so that they can be
found by looking up.

A key is a fact of the kind; in a rule over a receipt's lines a field of them first; or `tier`, `shop` or `partner`: the
member's tier, the sender's shop and partner, by their codes, where no fact has that name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from server.kernel import money
from server.programme.rulebook import Chosen, FactSpec, RateRow, Scalar
from server.programme.values import MICRO_DIGITS

from .parts import NUMBERS, Known, facts_of_any
from .reading import Reader, one_of
from .toml import Located

RESERVED = ("tier", "shop", "partner")
ROW_LIMIT = 100  # Of one table.
VALUE_LIMIT = 200  # Of one key.
_WORDS: Mapping[str, str] = {
    "money": 'a sum such as "12.50"', "decimal": 'a number such as "2.5"', "integer": "a whole number",
    "text": "a text in quotation marks", "boolean": "true or false", "date": "a date such as 2026-03-01",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Askable:
    """What can be chosen by: facts, and fields of a receipt's lines where `lines` is looked into."""

    facts: Mapping[str, FactSpec]
    fields: Mapping[str, FactSpec]

    @classmethod
    def of(cls, known: Known, kinds: Sequence[str]) -> Askable:
        there = [kind for kind in kinds if kind in known.kinds]
        facts = facts_of_any(known, there)
        fields: dict[str, FactSpec] = {}
        for kind in there:
            for spec in known.kinds[kind].facts.values():
                fields |= spec.fields
        return cls({name: spec for name, spec in facts.items() if spec.type != "lines"}, fields)

    def spec(self, key: str, over_lines: bool) -> FactSpec | None:
        first, then = (self.fields, self.facts) if over_lines else (self.facts, self.fields)
        return first.get(key) or then.get(key)

    def keys(self) -> list[str]:
        return list(dict.fromkeys((*self.facts, *self.fields, *RESERVED)))


def chosen_of(reader: Reader, known: Known, askable: Askable, key: str, *, over_lines: bool) -> Chosen:
    """only = { tender = "coop_card", tier = ["gold"] }. Empty where absent."""
    inner = reader.table(key)
    return _chosen(inner, known, askable, over_lines) if inner is not None else {}


def rows_of(reader: Reader, known: Known, askable: Askable, key: str, value: str, *, decimals: int, least: Decimal,
            most: Decimal, over_lines: bool) -> tuple[RateRow, ...]:
    """rates = [{ brand = "standard", rate = 10 }, { rate = 1 }]: `value` is the key of the number."""
    at = reader.raw(key)
    example = f"Write {key} = [{{ tier = \"…\", {value} = 2 }}, {{ {value} = 1 }}]."
    if at is None or not isinstance(at.value, list) or not 0 < len(at.items) <= ROW_LIMIT:
        reader.wrong(key, f"{reader.what}: {key} must be a list of 1 to {ROW_LIMIT} rows.", example)
        return ()
    rows: list[RateRow] = []
    for number, item in enumerate(at.items, 1):
        inner = Reader(item, f"{reader.what}: row {number} of {key}", reader.mistakes)
        if not isinstance(item.value, dict):
            continue
        amount = inner.decimal(value, decimals=decimals, least=least, most=most)
        where = _chosen(inner, known, askable, over_lines, besides=value)
        if rows and not rows[-1].where:
            reader.mistakes.add(item.line, f"{inner.what} is never reached: the row before it always holds.",
                                "Put the row without conditions last.")
        rows.append(RateRow(where, amount if amount is not None else least))
    return tuple(rows)


def number_of(reader: Reader, known: Known, kinds: Sequence[str], key: str = "of") -> tuple[str | None, str | None]:
    """What is multiplied or added up, a number of each of the kinds: of = "amount", or of = "lines.amount". The fact
    that lists the lines, where it is one of their fields; and the number's name."""
    of = reader.text(key, example='"amount"')
    there = [kind for kind in kinds if kind in known.kinds]
    if not there or not of:
        return None, of or None
    for kind in there:
        facts = known.kinds[kind].facts
        paths: dict[str, FactSpec] = {}
        for fact, spec in facts.items():
            paths |= {f"{fact}.{field}": one for field, one in spec.fields.items()} if spec.fields else {fact: spec}
        numbers = [path for path, spec in paths.items() if spec.type in NUMBERS]
        if of not in numbers:
            there_is = of in paths or of in facts
            reader.wrong(key, f"{reader.what}: “{of[:40]}” is no number." if there_is
                         else f"{reader.what}: “{of[:40]}” is no fact of “{kind}”.", one_of(of, numbers))
            return None, None
    lines, _, name = of.rpartition(".")
    return lines or None, name


def looked_into(reader: Reader, known: Known, kind: str, keys: Iterable[str], *, measured: bool) -> str | None:
    """The fact whose lines a rule without a rate of them chooses among: it holds where any line is admitted."""
    facts = known.kinds[kind].facts if kind in known.kinds else {}
    lists = next((spec for spec in facts.values() if spec.type == "lines"), None)
    inside = [key for key in keys if lists is not None and key in lists.fields and key not in facts]
    if not inside or lists is None:
        return None
    if measured:
        numbers = [f"{lists.name}.{name}" for name, spec in lists.fields.items() if spec.type in NUMBERS]
        reader.wrong("of", f"{reader.what} chooses by “{inside[0]}” of a receipt's lines, but multiplies a fact of the "
                           "whole receipt.", one_of("", numbers))
    return lists.name


def _chosen(reader: Reader, known: Known, askable: Askable, over_lines: bool, besides: str = "") -> Chosen:
    chosen: dict[str, frozenset[Scalar]] = {}
    for key in [key for key in reader.named() if key != besides]:
        at = reader.raw(key)
        spec = askable.spec(key, over_lines)
        if at is None or (spec is None and key not in RESERVED):
            reader.wrong(key, f"{reader.what} has no “{key[:60]}”.", one_of(key, askable.keys()))
            continue
        listed = at.items if isinstance(at.value, list) else [at]
        if not 0 < len(listed) <= VALUE_LIMIT:
            reader.wrong(key, f"{reader.what}: {key} must be one value or a list of 1 to {VALUE_LIMIT}.",
                         f'Write {key} = "…" or {key} = ["…", "…"].')
            continue
        values = [_reserved(reader, known, key, item) if spec is None else _typed(reader, known, spec, item)
                  for item in listed]
        chosen[key] = frozenset(value for value in values if value is not None)
    return chosen


def _reserved(reader: Reader, known: Known, key: str, at: Located) -> str | None:
    if not isinstance(at.value, str) or not at.value:
        reader.mistakes.add(at.line, f"{reader.what}: {key} is named by its code, a text.", f'Write {key} = "…".')
        return None
    known.asks_partner = known.asks_partner or key == "partner"
    if key == "tier" and at.value not in known.tiers:
        reader.mistakes.absent(at.line, reader.what, at.value, f"{reader.what}: there is no tier “{at.value[:60]}”.",
                               one_of(at.value, known.tiers))
        return None
    return at.value


def _typed(reader: Reader, known: Known, spec: FactSpec, at: Located) -> Scalar | None:
    value = _value(spec, at.value, known.money_decimals)
    if value is None:
        reader.mistakes.add(at.line, f"{reader.what}: {spec.name} is {_WORDS[spec.type]}, and "
                                     f"“{str(at.value)[:40]}” is none.", f"Write {_WORDS[spec.type]}.")
    elif spec.choices is not None and value not in spec.choices:
        reader.mistakes.add(at.line, f"{reader.what}: {spec.name} is never “{str(value)[:40]}”.",
                            one_of(str(value), spec.choices))
        return None
    return value


def _value(spec: FactSpec, raw: Any, money_decimals: int) -> Scalar | None:
    """The value in the fact's typed unit; None where it is of another type."""
    if spec.type == "text":
        return raw if isinstance(raw, str) and raw else None
    if spec.type == "boolean":
        return raw if isinstance(raw, bool) else None
    if spec.type == "date":
        return _date(raw)
    if isinstance(raw, bool):
        return None
    if spec.type == "integer":
        return raw if isinstance(raw, int) else None
    try:
        if not isinstance(raw, Decimal | int | str):
            return None
        exact = raw if isinstance(raw, Decimal) else money.decimal(str(raw))
        return money.to_minor(exact, money_decimals if spec.type == "money" else MICRO_DIGITS)
    except ValueError:
        return None


def _date(raw: Any) -> str | None:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw.isoformat()
    try:
        return date.fromisoformat(raw).isoformat() if isinstance(raw, str) and len(raw) == 10 else None
    except ValueError:
        return None

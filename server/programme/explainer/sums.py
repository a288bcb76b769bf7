"""The arithmetic of a ledger's line in words: “214,50 kr × 1,2 = 257 poäng, avrundat nedåt”."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from server.programme import words
from server.programme.guide import asking
from server.programme.guide.earning import rate as rate_in_words
from server.programme.guide.telling import Telling, fact_of, whole
from server.programme.rulebook import EarningRule, FactSpec, Kind, Language, Multiplier

from .causes import CLOSING, MILESTONE, OCCASION, Line, multiplier_of, rule_of

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "makes": "{quantity} blir {points}", "times": "{quantity} × {rate} = {points}",
        "several": "{parts} = {points}", "part": "{quantity} × {rate}",
        "down": "avrundat nedåt", "up": "avrundat uppåt", "half_up": "avrundat", "half_even": "avrundat",
        "left_out": "{quantity} på kvittot räknas inte",
        "capped": "men taket är {limit} {per}, så det blev {given}",
        "emptied": "men kampanjens pott är slut, så det blev {given}",
        "full": "taket är nått", "empty": "kampanjens pott är slut",
        "factor": "{before} × {factor} = {after}", "factor_about": "{before} × {factor} blir {after}, räknat före "
        "avrundning", "added": "{before} + {percent} av {base} = {after}", "more": "{points} till",
        "plus": "+{percent}", "multiplied": "× {factor}",
        "step": "{sum} är nådda", "total": "{sum} under {period}", "day": "den {day}",
        "waits": "väntar i {days}",
    },
    "en": {
        "makes": "{quantity} makes {points}", "times": "{quantity} × {rate} = {points}",
        "several": "{parts} = {points}", "part": "{quantity} × {rate}",
        "down": "rounded down", "up": "rounded up", "half_up": "rounded", "half_even": "rounded",
        "left_out": "{quantity} on the receipt does not count",
        "capped": "but the limit is {limit} {per}, so it became {given}",
        "emptied": "but the campaign's budget is empty, so it became {given}",
        "full": "the limit is reached", "empty": "the campaign's budget is empty",
        "factor": "{before} × {factor} = {after}", "factor_about": "{before} × {factor} makes {after}, reckoned before "
        "rounding", "added": "{before} + {percent} of {base} = {after}", "more": "{points} more",
        "plus": "+{percent}", "multiplied": "× {factor}",
        "step": "{sum} reached", "total": "{sum} in {period}", "day": "on {day}",
        "waits": "waits for {days}",
    },
}  # fmt: skip


def short(line: Line, telling: Telling) -> str:
    """What a few words beside the rule's own can say: the factor, the sum, the limit that was reached."""
    said, parts = _WORDS[telling.language], []
    if (multiplier := multiplier_of(line.rule, telling.book)) is not None and "factor" in line.arithmetic:
        parts.append(_factor(line, multiplier, telling))
    elif line.rule.startswith((MILESTONE, CLOSING)):
        parts += [reached] if (reached := _reached(line, telling)) else []
    elif "row" in line.arithmetic and (rule := rule_of(line.rule, telling.book)) is not None:
        parts.append(_row(line, rule, telling))
    if "before_cap" in line.arithmetic:
        parts.append(said["empty" if "budget" in line.arithmetic else "full"])
    if line.reason == "pending" and (days := waiting_days(line, telling)):
        parts.append(said["waits"].format(days=telling.so_many(days, "day")))
    return ", ".join(parts)


def whole_sum(line: Line, telling: Telling) -> str:
    """Everything that was reckoned; empty where nothing was."""
    said, sums = _WORDS[telling.language], line.arithmetic
    parts = [part for part in (_reckoned(line, telling),) if part]
    if "before_cap" in sums:
        limit = int(sums.get("budget", sums.get("cap", 0)))
        parts = parts or [_points(_before_cap(line), line, telling)]
        parts.append(said["emptied" if "budget" in sums else "capped"].format(
            limit=_points(limit, line, telling), per=words.per(sums.get("per", "lifetime"), telling.language),
            given=_points(_given(line), line, telling),
        ))  # fmt: skip
    return ", ".join(parts)


def waiting_days(line: Line, telling: Telling) -> int:
    """How long the points of a line wait before they are the member's; 0: not at all."""
    rule, currency = rule_of(line.rule, telling.book), telling.book.currencies.get(line.currency)
    if rule is not None and rule.pending_days is not None:
        return rule.pending_days
    return currency.pending_days if currency is not None else 0


def _reckoned(line: Line, telling: Telling) -> str:
    sums, book = line.arithmetic, telling.book
    multiplier = multiplier_of(line.rule, book)
    if multiplier is not None and "factor" in sums:
        return _multiplied(line, telling)
    if line.rule.startswith((MILESTONE, CLOSING, OCCASION)):
        return _reached(line, telling)
    rule = rule_of(line.rule, book)
    if rule is None or rule.of is None or "value" not in sums:
        return ""
    return _rated(line, rule, telling)


def _rated(line: Line, rule: EarningRule, telling: Telling) -> str:
    """A rate of a fact, or of a receipt's lines, some of which may count for nothing."""
    said, sums, book = _WORDS[telling.language], line.arithmetic, telling.book
    kind = book.kinds.get(rule.kind)
    spec = fact_of(kind, rule.of or "", rule.lines)
    if spec is None or line.currency not in book.currencies:
        return ""
    rates = [(str(rate), int(value)) for rate, value in sums.get("rates", ())]
    rates = rates or [(str(sums.get("rate", rule.rate or 1)), int(sums["value"]))]
    points = _points(_before_cap(line), line, telling)
    shown = [(_quantity(spec, value, telling), telling.number(words.plain(Decimal(rate)))) for rate, value in rates]
    if len(rates) > 1:
        parts = " + ".join(said["part"].format(quantity=quantity, rate=rate) for quantity, rate in shown)
        told = said["several"].format(parts=parts, points=points)
    else:
        quantity, rate = shown[0]
        told = said["makes" if Decimal(rates[0][0]) == 1 else "times"].format(
            quantity=quantity, rate=rate, points=points
        )
    exact = sum((Decimal(rate) * whole(spec, value, book.money_decimals) for rate, value in rates), Decimal(0))
    if exact.scaleb(book.currencies[line.currency].decimals) != _before_cap(line):
        told = f"{told}, {said[rule.rounding]}"
    if "left_out" in sums:
        told = f"{told}, {said['left_out'].format(quantity=_quantity(spec, int(sums['left_out']), telling))}"
    return told


def _row(line: Line, rule: EarningRule, telling: Telling) -> str:
    """The row of a table that was taken: “1,2 stjärnor per krona på nivån Guld”."""
    kind = telling.book.kinds.get(rule.kind)
    named = {key: [value] for key, value in line.arithmetic["row"].items() if value is not None}
    phrases = asking.values(telling, kind, named, rule.lines)
    spec = fact_of(kind, rule.of or "", rule.lines)
    shown = rate_in_words(telling, _decimal(line.arithmetic.get("rate")), rule.currency, spec)
    return " ".join([shown, *phrases])


def _factor(line: Line, multiplier: Multiplier, telling: Telling) -> str:
    """“+25 % på nivån Guld”, “× 2”."""
    said, factor = _WORDS[telling.language], _decimal(line.arithmetic["factor"])
    rows = [row for row in multiplier.factors if row.rate == factor]
    phrases = asking.values(telling, _kind(line, telling), rows[0].where) if len(rows) == 1 else []
    if factor == factor.to_integral_value():
        shown = said["multiplied"].format(factor=telling.number(words.plain(factor)))
    else:
        shown = said["plus"].format(percent=telling.percent((factor - 1) * 100))
    return " ".join([shown, *phrases])


def _multiplied(line: Line, telling: Telling) -> str:
    """“120 poäng × 1,25 = 150 poäng, 30 poäng till”."""
    said, sums, factor = _WORDS[telling.language], line.arithmetic, _decimal(line.arithmetic["factor"])
    base = int(sums.get("base", 0))
    before = int(sums.get("so_far", base))
    after = before + _before_cap(line)
    named = {
        "before": _points(before, line, telling), "after": _points(after, line, telling),
        "base": _points(base, line, telling), "factor": telling.number(words.plain(factor)),
        "percent": telling.percent((factor - 1) * 100),
    }  # fmt: skip
    if sums.get("stack") == "add" and before != base:
        told = said["added"].format(**named)
    else:
        exact = abs(before * factor - after) < 1
        told = said["factor" if exact else "factor_about"].format(**named)
    return f"{told}, {said['more'].format(points=_points(_before_cap(line), line, telling))}"


def _reached(line: Line, telling: Telling) -> str:
    said, sums = _WORDS[telling.language], line.arithmetic
    if line.rule.startswith(MILESTONE) and "step" in sums and str(sums.get("counts")) in telling.book.currencies:
        return said["step"].format(sum=telling.points(int(sums["step"]), str(sums["counts"])))
    closing = telling.book.closings.get(line.rule.removeprefix(CLOSING))
    if line.rule.startswith(CLOSING) and closing is not None and "total" in sums:
        total = telling.points(int(sums["total"]), closing.unit)
        return said["total"].format(sum=total, period=words.period_named(str(sums.get("period", "")), telling.language))
    if line.rule.startswith(OCCASION) and "day" in sums:
        return said["day"].format(day=words.period_named(str(sums["day"]), telling.language))
    return ""


def _kind(line: Line, telling: Telling) -> Kind | None:
    rule = rule_of(str(line.arithmetic.get("multiplies", "")), telling.book)
    return telling.book.kinds.get(rule.kind) if rule is not None else None


def _quantity(spec: FactSpec, value: int, telling: Telling) -> str:
    return telling.quantity(spec, whole(spec, value, telling.book.money_decimals))


def _points(units: int, line: Line, telling: Telling) -> str:
    currency = telling.book.currencies.get(line.currency)
    return words.points(units, currency, telling.language) if currency is not None else telling.number(units)


def _before_cap(line: Line) -> int:
    return int(line.arithmetic.get("before_cap", _given(line)))


def _given(line: Line) -> int:
    return int(line.arithmetic.get("given", abs(line.points)))


def _decimal(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal(1)

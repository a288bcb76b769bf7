"""What activities earn, in the document: earning rules."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from server.kernel.money import POINTS_LIMIT, Rounding
from server.programme.facts import most_points
from server.programme.rulebook import Chosen, Currency, EarningRule, RateRow

from . import beneficiaries
from .caps import caps_of, shared_caps
from .choosing import Askable, chosen_of, looked_into, number_of, rows_of
from .gifts import gifts_of
from .parts import Known, condition_of, currency_of, points_of
from .reading import Reader
from .toml import Located

RATE_DECIMALS = 6
RATE_LEAST = Decimal(1).scaleb(-RATE_DECIMALS)
RATE_LIMIT = Decimal(100_000)
CHANCE_DECIMALS = 9
PENDING_LIMIT = 366  # Days.
ROUNDINGS: tuple[Rounding, ...] = get_args(Rounding)
WAYS = ("rate", "rates", "points")


def rules(tree: Located, known: Known) -> tuple[EarningRule, ...]:
    known.caps |= shared_caps(tree, known)
    known.earning = tuple(_earning(code, entry, known) for code, entry in known.entries(tree, "earn", "earning rule"))
    return known.earning


def _earning(code: str, reader: Reader, known: Known) -> EarningRule:
    kind = reader.reference("kind", known.kinds, "kind")
    gives = gifts_of(reader, known)
    ways = [way for way in WAYS if reader.has(way)]
    currency = _currency(reader, known, bool(ways))
    if len(ways) > 1 or not (ways or gives):
        reader.wrong(ways[0] if ways else "rate", f"{reader.what} must have either a rate of a fact or points.",
                     'Write rate = "1" and of = "amount", rates = [ … ] and of, or points = 10; or gives alone.')
    rated = bool({"rate", "rates"} & {*ways}) and (len(ways) == 1 or reader.has("of"))
    lines, of = number_of(reader, known, (kind,)) if rated else (None, None)
    if reader.has("of") and of is None and not {"rate", "rates"} & {*ways}:
        reader.wrong("of", f"{reader.what} gives points, not a rate of something.", "Remove of, or write rate.")
    askable, over_lines = Askable.of(known, (kind,)), lines is not None
    only = chosen_of(reader, known, askable, "only", over_lines=over_lines)
    unless = chosen_of(reader, known, askable, "except", over_lines=over_lines)
    _check_excluding(reader, only, unless)
    rate, fixed = None, None
    rates: tuple[RateRow, ...] = ()
    if ways == ["rate"]:
        rate = reader.decimal("rate", decimals=RATE_DECIMALS, least=RATE_LEAST, most=RATE_LIMIT)
    elif ways == ["rates"]:
        rates = rows_of(reader, known, askable, "rates", "rate", decimals=RATE_DECIMALS, least=Decimal(0),
                        most=RATE_LIMIT, over_lines=over_lines)
    elif ways == ["points"]:
        fixed = points_of(reader, "points", currency)
    if lines is None:
        lines = looked_into(reader, known, kind, (*only, *unless, *(key for row in rates for key in row.where)),
                             measured=of is not None)
    rule = EarningRule(
        code, kind, condition_of(reader, known, (kind,)), currency.code if currency is not None else "", rate, of,
        fixed, reader.choice("rounding", ROUNDINGS, default="down"), caps_of(reader, known, code, currency),
        reader.texts("name", "why"), rates, lines, only, unless, _pending(reader), gives, *_chance(reader, code),
        *beneficiaries.receiver(reader, known),
    )  # fmt: skip
    _check_size(reader, rule, known)
    if not ways and reader.has("budget"):
        reader.wrong("budget", f"{reader.what} gives no points, and its budget is one of points.",
                     'Write cap = { times = 100, per = "lifetime", each = [] }.')
    reader.nothing_else({"pays": 'The currency is written currency = "points".',
                         "unless": "What does not count is written except = { … }.",
                         "lines": 'Write of = "lines.amount".'})
    return rule


def _currency(reader: Reader, known: Known, needed: bool) -> Currency | None:
    """The currency that it earns; one that has none to earn is told by the first, for whoever reads it."""
    if needed or reader.has("currency"):
        return currency_of(reader, known)
    shown = [currency for currency in known.currencies.values() if not currency.counter]
    return next((currency for currency in shown if currency.redeemable), next(iter(shown), None))


def _check_excluding(reader: Reader, only: Chosen, unless: Chosen) -> None:
    for key, values in only.items():
        if values and values <= unless.get(key, frozenset()):
            reader.wrong("except", f"{reader.what}: except leaves out all that only asks for of “{key}”.",
                         "Take the values out of one of them.")


def _pending(reader: Reader) -> int | None:
    return reader.whole("pending_days", least=0, most=PENDING_LIMIT) if reader.has("pending_days") else None


def _chance(reader: Reader, code: str) -> tuple[Decimal | None, str]:
    """How likely it is to happen, and what it is drawn from: the rule's code where no seed is named."""
    if not reader.has("chance"):
        if reader.has("seed"):
            reader.wrong("seed", f"{reader.what} has a seed, but no chance.", 'Add chance = "0.02", or remove seed.')
        return None, ""
    chance = reader.decimal("chance", decimals=CHANCE_DECIMALS, least=Decimal(1).scaleb(-CHANCE_DECIMALS),
                            most=Decimal(1))
    return chance, reader.text("seed", most=80) if reader.has("seed") else code


def _check_size(reader: Reader, rule: EarningRule, known: Known) -> None:
    currency = known.currencies.get(rule.currency)
    if currency is None or rule.of is None:
        return
    if most_points(rule, known.kinds.get(rule.kind), known.money_decimals, currency) > POINTS_LIMIT:
        reader.wrong("rate" if rule.rate is not None else "rates",
                     f"{reader.what} could give more points than can be counted.",
                     f"Give the fact “{rule.of}” a max, or lower the rate.")

"""What makes points more, in the document: campaigns and standing bonuses."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, get_args

from server.kernel.money import POINTS_LIMIT
from server.programme.facts import most_points
from server.programme.rulebook import EarningRule, Multiplier, RateRow

from . import conflicts
from .caps import caps_of
from .choosing import Askable, chosen_of, rows_of
from .parts import Known, condition_of, currency_of
from .reading import Reader, one_of
from .toml import Located

FACTOR_DECIMALS = 6
FACTOR_LIMIT = Decimal(1000)
Stack = Literal["best", "add", "multiply"]
STACKS: tuple[Stack, ...] = get_args(Stack)
_STACK = ('Add stack = "best" (the greatest counts), "add" (2 and 3 together make 4) or "multiply" (2 and 3 together '
          "make 6).")  # fmt: skip


def multipliers(tree: Located, known: Known) -> tuple[Multiplier, ...]:
    """Read after the earning rules, which they name."""
    found: list[Multiplier] = []
    unsaid: list[tuple[Multiplier, Reader]] = []
    for code, reader in known.entries(tree, "multiplier", "multiplier"):
        multiplier = _multiplier(code, reader, known)
        found.append(multiplier)
        if not reader.has("stack"):
            unsaid.append((multiplier, reader))
    for multiplier, reader in unsaid:
        for other in found:
            rules = conflicts.together(multiplier, other, known.earning) if other is not multiplier else ()
            if rules:
                reader.mistakes.add(
                    reader.line, f"{reader.what} can hold at the same time as “{other.code}” on “{rules[0]}”, and does "
                                 "not say what then.", _STACK)
                break
    _check_size(found, known, tree)
    return tuple(found)


def _multiplier(code: str, reader: Reader, known: Known) -> Multiplier:
    if any(rule.code == code for rule in known.earning):
        reader.wrong("code", f"There is an earning rule “{code}” already, and entries are told apart by their codes.",
                     "Give the multiplier another code.")
    currency = currency_of(reader, known)
    earning = [rule for rule in known.earning if currency is not None and rule.currency == currency.code
               and _gives_points(rule)]
    rules = _rules(reader, earning, [rule.code for rule in known.earning if rule.to_beneficiary])
    touched = [rule for rule in earning if not rules or rule.code in rules]
    kinds = tuple(sorted({rule.kind for rule in touched if rule.kind in known.kinds}))
    if currency is not None and not touched and not reader.has("rules"):
        reader.mistakes.add(reader.line, f"{reader.what} multiplies “{currency.code}”, which no rule earns.",
                            "Name the currency that it is for.")
    askable = Askable.of(known, kinds)
    over_lines = any(rule.lines is not None for rule in touched)
    factors = _factors(reader, known, askable, over_lines)
    starts, ends = reader.moment("from", known.zone), reader.moment_after("until", known.zone)
    if starts is not None and ends is not None and ends <= starts:
        reader.wrong("until", f"{reader.what}: until is before from.", "Let until be the last day that counts.")
    multiplier = Multiplier(
        code, currency.code if currency is not None else "", rules, factors,
        reader.choice("stack", STACKS, default="best"), condition_of(reader, known, kinds),
        chosen_of(reader, known, askable, "only", over_lines=over_lines),
        chosen_of(reader, known, askable, "except", over_lines=over_lines), starts, ends,
        caps_of(reader, known, code, currency), reader.texts("name", "why"),
    )  # fmt: skip
    reader.nothing_else({"rate": 'A multiplier has factor = "2" or factors = [ … ].'})
    return multiplier


def _gives_points(rule: EarningRule) -> bool:
    """As far as it says so itself: what is wrong with its fact is told there."""
    if rule.to_beneficiary:
        return False
    return rule.of is not None or rule.fixed is not None or rule.rate is not None or bool(rule.rates)


def _rules(reader: Reader, earning: list[EarningRule], for_others: list[str]) -> frozenset[str]:
    """The rules that it names; empty: all. `for_others`: those that earn for beneficiaries: nothing multiplies them."""
    at = reader.raw("rules")
    if at is None:
        return frozenset()
    codes = [rule.code for rule in earning]
    named: set[str] = set()
    for item in at.items if isinstance(at.value, list) else [at]:
        if item.value in codes:
            named.add(item.value)
        elif item.value in for_others:
            reader.mistakes.add(item.line, f"{reader.what}: “{item.value}” earns for a beneficiary, and what others "
                                           "get is not multiplied.", "Take the rule out, or raise its own rate.")
        else:
            reader.mistakes.absent(item.line, reader.what, str(item.value),
                                   f"{reader.what}: no earning rule “{str(item.value)[:60]}” earns its currency.",
                                   one_of(str(item.value), codes))
    if not at.items and isinstance(at.value, list):
        reader.wrong("rules", f"{reader.what}: rules is an empty list.", "Name rules, or leave it out: then all.")
    return frozenset(named)


def _factors(reader: Reader, known: Known, askable: Askable, over_lines: bool) -> tuple[RateRow, ...]:
    """Exact factors from 1: a campaign never gives less."""
    if reader.has("factor") == reader.has("factors"):
        reader.wrong("factors", f"{reader.what} must have either a factor or a table of factors.",
                     'Write factor = "2", or factors = [{ tier = "…", factor = "1.25" }].')
        return ()
    if reader.has("factor"):
        factor = reader.decimal("factor", decimals=FACTOR_DECIMALS, least=Decimal(1), most=FACTOR_LIMIT)
        return (RateRow({}, factor),) if factor is not None else ()
    return rows_of(reader, known, askable, "factors", "factor", decimals=FACTOR_DECIMALS, least=Decimal(1),
                   most=FACTOR_LIMIT, over_lines=over_lines)


def _check_size(found: list[Multiplier], known: Known, tree: Located) -> None:
    at = tree.table.get("multiplier")
    for rule in known.earning:
        currency = known.currencies.get(rule.currency)
        touching = [one for one in found if conflicts.touches(one, rule)]
        if currency is None or not touching or at is None:
            continue
        most = most_points(rule, known.kinds.get(rule.kind), known.money_decimals, currency)
        if most * conflicts.combined([(one.stack, conflicts.greatest(one)) for one in touching]) > POINTS_LIMIT:
            known.mistakes.add(at.line, f"The multipliers of “{rule.code}” together could give more points than can be "
                                        "counted.", f"Give the fact “{rule.of}” a max, or lower the factors.")

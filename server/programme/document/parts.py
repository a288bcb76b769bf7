"""Parts that several sections of the document share: references, points, conditions, windows, measures."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, get_args

from server.kernel import money
from server.kernel.money import POINTS_LIMIT
from server.kernel.periods import Calendar
from server.programme.conditions import CelCondition, compile_condition
from server.programme.conditions.parts import ConditionError
from server.programme.rulebook import MICRO, Cap, Currency, EarningRule, FactSpec, Kind, Measure, Step, Window

from .reading import Mistakes, Reader, one_of
from .toml import Located

SECTION_LIMIT = 300  # Entries of one kind in a file: more than anybody keeps in mind.
DAYS_LIMIT = 3660
TARGET_LIMIT = Decimal(10**9)
CALENDARS: tuple[Calendar, ...] = get_args(Calendar)
COUNTS: tuple[Literal["count", "sum", "distinct"], ...] = ("count", "sum", "distinct")
MEASURES: tuple[Literal["count", "sum", "distinct", "sequence", "days_a_week"], ...] = (
    *COUNTS, "sequence", "days_a_week",
)  # fmt: skip
STEP_LIMIT = 12  # Steps of one sequence: more than anybody finishes.
WEEK_LIMIT = 52
NUMBERS = ("money", "decimal", "integer")


@dataclass(slots=True)
class Known:
    """What the sections read so far have declared, for those that refer to it."""

    zone: str
    money: str
    money_decimals: int
    mistakes: Mistakes
    currencies: dict[str, Currency] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    tiers: tuple[str, ...] = ()
    rewards: tuple[str, ...] = ()  # Their codes, for gifts: they are read later.
    charities: tuple[str, ...] = ()
    choosable: bool = False  # Whether members may choose among any of those.
    challenges: tuple[str, ...] = ()
    conditions: dict[tuple[str, tuple[str, ...]], CelCondition] = field(default_factory=dict)
    caps: dict[str, Cap] = field(default_factory=dict)  # Shared ones, by code.
    cap_currencies: dict[str, str | None] = field(default_factory=dict)  # In which their points are.
    earning: tuple[EarningRule, ...] = ()
    asks_partner: bool = False  # Whether anything was chosen by the sending partner.

    def entries(self, tree: Located, section: str, noun: str) -> list[tuple[str, Reader]]:
        """A section's entries with their codes, each code once."""
        at = tree.table.get(section)
        if at is None:
            return []
        if not isinstance(at.value, list):
            self.mistakes.add(at.line, f"“{section}” must be a list.", f"Write [[{section}]] with two brackets.")
            return []
        if len(at.items) > SECTION_LIMIT:
            self.mistakes.add(at.line, f"There are {len(at.items)} {_several(noun)}.", f"Have at most {SECTION_LIMIT}.")
        found: dict[str, Reader] = {}
        unnamed = 0
        for item in at.items:
            code = item.table["code"].value if "code" in item.table else None
            reader = Reader(item, f"The {noun} “{str(code)[:60]}”" if code else f"This {noun}", self.mistakes)
            code = reader.code()
            if code in found:
                reader.wrong("code", f"There are two {_several(noun)} “{code}” (the other is on line "
                                     f"{found[code].line}).", "Give one of them another code.")
            if not code:
                unnamed += 1
            found.setdefault(code or f"?{unnamed}", reader)
        return list(found.items())


def _several(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def codes_of(tree: Located, section: str) -> tuple[str, ...]:
    """A section's codes, before it is read itself: others may refer to them."""
    at = tree.table.get(section)
    codes = [item.table["code"].value for item in at.items if "code" in item.table] if at is not None else []
    return tuple(code for code in codes if isinstance(code, str))


def currency_of(reader: Reader, known: Known, key: str = "currency") -> Currency | None:
    """The currency named; the only redeemable one where none is."""
    redeemable = [code for code, currency in known.currencies.items() if currency.redeemable]
    default = redeemable[0] if len(redeemable) == 1 else None
    shown = [code for code, currency in known.currencies.items() if not currency.counter]
    code = reader.text(key, default=default)
    if code in known.currencies and code not in shown:
        reader.wrong(key, f"{reader.what}: “{code}” is a counter, which nobody sees as points.", one_of("", shown))
        return None
    return known.currencies.get(reader.reference(key, shown, "currency", default=default))


def points_of(reader: Reader, key: str, currency: Currency | None, *, least: int = 1) -> int | None:
    """Points, written as people say them, in minor units of the currency; None where they are wrong."""
    decimals = currency.decimals if currency is not None else 0
    smallest = Decimal(least).scaleb(-decimals) if least else Decimal(0)
    value = reader.decimal(key, decimals=decimals, least=smallest, most=Decimal(POINTS_LIMIT // 1000).scaleb(-decimals))
    return money.to_minor(value, decimals) if value is not None else None


def kinds_of(reader: Reader, known: Known, key: str = "kind") -> tuple[str, ...]:
    """One kind or a list of them, sorted."""
    return tuple(sorted(reader.choices(key, known.kinds)))


def condition_of(reader: Reader, known: Known, kinds: Sequence[str], key: str = "when") -> CelCondition | None:
    """The compiled condition; None where there is none or it is wrong."""
    if not reader.has(key):
        return None
    source = reader.text(key, most=2000)
    kinds = tuple(kind for kind in kinds if kind in known.kinds)
    if not source or not kinds:
        return None
    try:
        if (source, kinds) not in known.conditions:
            facts = facts_of_any(known, kinds)
            lacking = {name for name in facts if any(name not in known.kinds[kind].facts for kind in kinds)}
            known.conditions[source, kinds] = compile_condition(
                source, facts, known.tiers, known.money_decimals, lacking=lacking
            )
        condition = known.conditions[source, kinds]
        known.asks_partner = known.asks_partner or condition.asks_partner
        return condition
    except ConditionError as error:
        reader.mistakes.absent(reader.line_of(key), reader.what, error.unknown, f"{reader.what}: {key}: {error}",
                               error.remedy)
        return None


def facts_of_any(known: Known, kinds: Sequence[str]) -> Mapping[str, FactSpec]:
    """The facts that any of the kinds has; one of the same name but another type is left to nobody."""
    facts: dict[str, FactSpec] = {}
    clashing: set[str] = set()
    for kind in kinds:
        for name, spec in known.kinds[kind].facts.items():
            if name in facts and facts[name].type != spec.type:
                clashing.add(name)
            facts.setdefault(name, spec)
    return {name: spec for name, spec in facts.items() if name not in clashing}


def calendar_of(reader: Reader, key: str, *, default: Calendar | None = None) -> Calendar:
    return reader.choice(key, CALENDARS, default=default)


def window_of(reader: Reader, known: Known, *, joined: bool, examples: str, key: str = "within") -> Window:
    """A calendar word, { days = 365 }, { days_from_joining = 30 } or { from = 2026-03-01, until = 2026-05-31 }.
    `examples`: those of them that fit what is counted, as a remedy."""
    at = reader.raw(key)
    if at is None:
        reader.mistakes.add(reader.line, f"{reader.what} has no {key}.", examples)
        return Window("calendar")
    if isinstance(at.value, str):
        return Window("calendar", calendar=calendar_of(reader, key))
    inner = Reader(at, f"{reader.what}: {key}", reader.mistakes)
    window = _window_table(inner, known)
    inner.nothing_else()
    if window is None:
        reader.wrong(key, f"{reader.what}: {key} must say one thing.", examples)
        return Window("calendar")
    if window.type == "joined" and not joined:
        inner.wrong("days_from_joining", f"{reader.what} is not joined, so no days run from joining.",
                    'Write { days = 30 }, or join = "choice".')
    return window


def _window_table(reader: Reader, known: Known) -> Window | None:
    ways = [key for key in ("days", "days_from_joining", "from") if reader.has(key)]
    reader.has("until")
    if len(ways) != 1 or reader.has("until") != (ways == ["from"]):
        return None
    if ways == ["days"]:
        return Window("rolling", days=reader.whole("days", least=1, most=DAYS_LIMIT))
    if ways == ["days_from_joining"]:
        return Window("joined", days=reader.whole("days_from_joining", least=1, most=DAYS_LIMIT))
    starts, ends = reader.moment("from", known.zone), reader.moment_after("until", known.zone)
    if starts is not None and ends is not None and ends <= starts:
        reader.wrong("until", f"{reader.what}: until is before from.", "Let until be the last day that counts.")
    return Window("fixed", starts_at=starts or 0, ends_at=ends or 0)


def measure_of(reader: Reader, known: Known) -> Measure:
    """measure = "sum", fact = "kg", kind = "recycled_clothes", target = 5."""
    kinds = kinds_of(reader, known)
    how = reader.choice("measure", COUNTS)
    fact = None
    if how == "count":
        if reader.has("fact"):
            reader.wrong("fact", f"{reader.what} counts, and needs no fact.",
                         'Remove fact, or write measure = "sum" or "distinct".')
    else:
        fact = reader.text("fact", example='"…"')
        _check_fact(reader, known, how, fact, kinds)
    decimals, least = (6, Decimal(1).scaleb(-6)) if how == "sum" else (0, Decimal(1))
    target = reader.decimal("target", decimals=decimals, least=least, most=TARGET_LIMIT)
    condition = condition_of(reader, known, kinds)
    return Measure(how, frozenset(kinds), fact or None, condition, int((target or Decimal(1)) * MICRO))


def challenge_measure_of(reader: Reader, known: Known) -> Measure:
    """As `measure_of`; or the steps of a sequence, or days of each week."""
    how = reader.raw("measure")
    if how is not None and how.value == "sequence":
        return _sequence(reader, known)
    if how is not None and how.value == "days_a_week":
        return _days_a_week(reader, known)
    if how is not None and how.value not in MEASURES:  # Here there are more of them than a badge may count.
        reader.choice("measure", MEASURES)
        for key in ("kind", "fact", "target", "when", "days", "rest_weeks", "steps", "in_order"):
            reader.has(key)  # They may be right for the measure that was meant.
        return Measure("count", frozenset(), None, None, MICRO)
    return measure_of(reader, known)


def _sequence(reader: Reader, known: Known) -> Measure:
    """measure = "sequence", with [[challenge.steps]], each a kind with an optional condition."""
    in_order = reader.boolean("in_order", default=False)
    at = reader.raw("steps")
    if at is None or not isinstance(at.value, list) or not 2 <= len(at.items) <= STEP_LIMIT:
        reader.wrong("steps", f"{reader.what}: a sequence has 2 to {STEP_LIMIT} steps.",
                     'Write [[challenge.steps]] with kind = "…", sv = { name = "…" } and en = { name = "…" }.')
        return Measure("sequence", frozenset(), None, None, MICRO)
    for key in ("kind", "target"):
        if reader.has(key):
            reader.wrong(key, f"{reader.what}: a sequence has no {key}, its steps say it.", f"Remove {key}.")
    steps = []
    for number, item in enumerate(at.items, 1):
        inner = Reader(item, f"{reader.what}: step {number}", reader.mistakes)
        kinds = kinds_of(inner, known)
        steps.append(Step(frozenset(kinds), condition_of(inner, known, kinds), inner.texts("name")))
        inner.nothing_else()
    kinds_of_all = frozenset(kind for step in steps for kind in step.kinds)
    return Measure("sequence", kinds_of_all, None, None, len(steps) * MICRO, steps=tuple(steps), in_order=in_order)


def _days_a_week(reader: Reader, known: Known) -> Measure:
    """measure = "days_a_week", kind = […], days = 3, target = 4 weeks, rest_weeks = 1."""
    kinds = kinds_of(reader, known)
    days = reader.whole("days", least=1, most=7)
    target = reader.whole("target", least=1, most=WEEK_LIMIT)
    rest = reader.whole("rest_weeks", least=0, most=WEEK_LIMIT, default=0)
    condition = condition_of(reader, known, kinds)
    return Measure("days_a_week", frozenset(kinds), None, condition, target * MICRO, days=days, rest_weeks=rest)


def _check_fact(reader: Reader, known: Known, how: str, fact: str, kinds: Sequence[str]) -> None:
    if not fact:
        return
    wanted = NUMBERS if how == "sum" else ("text", "integer", "date")
    words = "a number" if how == "sum" else "a text, a date or a whole number"
    for kind in kinds:
        facts = known.kinds[kind].facts
        fitting = [name for name, spec in facts.items() if spec.type in wanted]
        if fact not in facts:
            reader.wrong("fact", f"{reader.what}: “{kind}” has no fact “{fact[:40]}”.", _fitting(fitting))
        elif fact not in fitting:
            reader.wrong("fact", f"{reader.what}: {how} needs {words}, and “{fact}” is none.", _fitting(fitting))


def _fitting(names: Collection[str]) -> str:
    return f"Write one of: {', '.join(names)}." if names else 'Add such a fact to the kind, or write measure = "count".'

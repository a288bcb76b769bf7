"""What comes by itself, in the document: milestones, what a period's close brings, and days."""

from __future__ import annotations

import itertools
from calendar import monthrange
from decimal import Decimal
from typing import Literal

from server.kernel import money
from server.kernel.money import POINTS_LIMIT
from server.programme.rulebook import Bracket, Closing, Currency, Days, Gift, Milestone, Occasion, Period

from .gifts import gift_of, gifts_of
from .parts import Known
from .reading import Reader, one_of
from .toml import Located
from .windows import period_of

STEP_LIMIT = 100  # Sums in one list.
BRACKET_LIMIT = 50
ROW_LIMIT = 24  # Periods one after the other.
TIMES_LIMIT = 1_000_000
DAYS_LIMIT = 366  # That a voucher of a day is good.
IDLE_LIMIT = 3660
LEAP_YEAR = 2024  # 29 February is a day, too.
NAMED_DAYS: tuple[Literal["birthday", "anniversary"], ...] = ("birthday", "anniversary")


def milestones(tree: Located, known: Known) -> dict[str, Milestone]:
    found = {}
    for code, reader in known.entries(tree, "milestone", "milestone"):
        found[code] = _milestone(code, reader, known)
        reader.nothing_else({"per": 'The period is written within = "year".',
                             "reward": 'Write gives = [{ reward = "…" }].'})
    return found


def closings(tree: Located, known: Known) -> dict[str, Closing]:
    found = {}
    for code, reader in known.entries(tree, "closing", "closing"):
        found[code] = _closing(code, reader, known)
        reader.nothing_else({"within": 'The period is written per = "month".'})
    return found


def occasions(tree: Located, known: Known) -> dict[str, Occasion]:
    found = {}
    for code, reader in known.entries(tree, "occasion", "occasion"):
        found[code] = _occasion(code, reader, known)
        reader.nothing_else({"when": "What occasions depend on is written only = { tier = [\"gold\"] }.",
                             "reward": 'Write gives = [{ reward = "…" }].'})
    return found


# Milestones


def _milestone(code: str, reader: Reader, known: Known) -> Milestone:
    unit = _unit(reader, known)
    every, at = _steps(reader, unit)
    within = period_of(reader, known, default=Period("lifetime"))
    times = reader.whole("times", least=1, most=TIMES_LIMIT) if reader.has("times") else None
    tiers = _only_tiers(reader, known)
    gives = _given(reader, known)
    if at and len(gives) > len(at):
        reader.wrong("gives", f"{reader.what} has {len(at)} sums and {len(gives)} gifts: the last ones never come.",
                     "Give each sum one gift, in turn.")
    texts = reader.texts("name", "why")
    return Milestone(code, unit.code if unit else "", every, at, within, times, tiers, gives, texts)


def _steps(reader: Reader, unit: Currency | None) -> tuple[int | None, tuple[int, ...]]:
    """every = 10000, or at = [1, 5], in minor units of what is counted."""
    if reader.has("every") == reader.has("at"):
        reader.mistakes.add(reader.line, f"{reader.what} must say either every or at.",
                            "Write every = 10000, or at = [1, 5, 10].")
        return None, ()
    if reader.has("every"):
        return _sum(reader, "every", unit) or 1, ()
    at = reader.raw("at")
    sums: list[int] = []
    if at is not None and isinstance(at.value, list) and 0 < len(at.items) <= STEP_LIMIT:
        for item in at.items:
            inner = Reader(Located({"at": item}, item.line), reader.what, reader.mistakes)
            sums.append(_sum(inner, "at", unit) or 0)
    else:
        reader.wrong("at", f"{reader.what}: at must be a list of 1 to {STEP_LIMIT} sums.", "Write at = [1, 5, 10].")
    if any(after <= before for before, after in itertools.pairwise(sums)):
        reader.wrong("at", f"{reader.what}: the sums of at do not rise.", "Put the least first, and each once.")
    return None, tuple(sums)


# Closings


def _closing(code: str, reader: Reader, known: Known) -> Closing:
    unit = _unit(reader, known)
    told = known.mistakes.told
    period = period_of(reader, known, key="per")
    if period == Period("lifetime"):
        if known.mistakes.told == told:
            reader.wrong("per", f"{reader.what}: a lifetime has no close.", 'Write per = "month".')
        period = Period("month")
    at = reader.raw("brackets")
    brackets: list[Bracket] = []
    if at is None or not isinstance(at.value, list) or not 0 < len(at.items) <= BRACKET_LIMIT:
        reader.wrong("brackets", f"{reader.what} must have 1 to {BRACKET_LIMIT} brackets.",
                     'Write brackets = [{ from = 1000, below = 2000, reward = "…" }, { from = 2000, reward = "…" }].')
    else:
        for number, item in enumerate(at.items, 1):
            inner = Reader(item, f"{reader.what}: bracket {number}", known.mistakes)
            brackets.append(_bracket(inner, known, unit))
            inner.nothing_else({"to": "The sum that a bracket ends before is written below = 2000."})
            before = brackets[-2] if len(brackets) > 1 else None
            if before is not None and (before.below is None or brackets[-1].least < before.below):
                inner.wrong("from", f"{inner.what} begins before the one above it ends.",
                            "Put the lowest first, and end each with below where the next one begins.")
    return Closing(code, unit.code if unit else "", period, tuple(brackets), reader.texts("name", "why"))


def _bracket(reader: Reader, known: Known, unit: Currency | None) -> Bracket:
    least = _sum(reader, "from", unit) or 1
    below = _sum(reader, "below", unit) if reader.has("below") else None
    if below is not None and below <= least:
        reader.wrong("below", f"{reader.what} ends before it begins.", "Let below be greater than from.")
        below = None
    in_a_row = reader.whole("in_a_row", least=1, most=ROW_LIMIT, default=1)
    if reader.has("gives"):
        gives = gifts_of(reader, known)
        for key in ("reward", "points", "tier", "extend"):
            if reader.has(key):
                reader.wrong(key, f"{reader.what} says both gives and {key}.", f"Move {key} into gives.")
    else:
        gift = gift_of(reader, known)
        gives = (gift,) if gift is not None else ()
    return Bracket(least, below, in_a_row, gives)


# Occasions


def _occasion(code: str, reader: Reader, known: Known) -> Occasion:
    on, month, day, idle_days, kinds = _day(reader, known)
    tiers = _only_tiers(reader, known)
    gives = _given(reader, known)
    days = _days(reader, known)
    holdout = Decimal(0)
    if reader.has("holdout"):
        share = reader.decimal("holdout", decimals=6, least=Decimal(0), most=Decimal(1))
        holdout = share if share is not None else holdout
    elif reader.has("seed"):
        reader.wrong("seed", f"{reader.what} draws nobody.", 'Add holdout = "0.1", or remove seed.')
    seed = reader.text("seed", default=code, most=40)
    return Occasion(
        code, on, month, day, idle_days, kinds, tiers, gives, days, holdout, seed, reader.texts("name", "why")
    )


def _day(
    reader: Reader, known: Known
) -> tuple[Literal["birthday", "anniversary", "date", "idle"], int, int, int, frozenset[str]]:
    """on = "birthday", "anniversary", { month = 12, day = 24 } or { idle_days = 90, kinds = ["purchase"] }."""
    at = reader.raw("on")
    example = 'Write "birthday", "anniversary", { month = 12, day = 24 } or { idle_days = 90 }.'
    if at is None:
        reader.mistakes.add(reader.line, f"{reader.what} has no on.", example)
        return "birthday", 0, 0, 0, frozenset()
    if not isinstance(at.value, dict):
        if isinstance(at.value, str) and at.value not in NAMED_DAYS:
            reader.wrong("on", f"{reader.what}: on cannot be “{at.value[:60]}”.",
                         f"{one_of(at.value, NAMED_DAYS)} Or write {{ month = 12, day = 24 }} or {{ idle_days = 90 }}.")
            return "birthday", 0, 0, 0, frozenset()
        return reader.choice("on", NAMED_DAYS), 0, 0, 0, frozenset()
    inner = Reader(at, f"{reader.what}: on", known.mistakes)
    if inner.has("idle_days"):
        idle = inner.whole("idle_days", least=1, most=IDLE_LIMIT)
        kinds = inner.choices("kinds", known.kinds) if inner.has("kinds") else frozenset[str]()
        inner.nothing_else()
        return "idle", 0, 0, idle, kinds
    if not inner.has("month") and not inner.has("day"):
        inner.nothing_else()
        reader.wrong("on", f"{reader.what}: on names no day.", example)
        return "date", 1, 1, 0, frozenset()
    month = inner.whole("month", least=1, most=12)
    day = inner.whole("day", least=1, most=monthrange(LEAP_YEAR, month)[1])
    inner.nothing_else()
    return "date", month, day, 0, frozenset()


def _days(reader: Reader, known: Known) -> tuple[Days, ...]:
    """days = 30, or [{ tier = "gold", days = 7 }, { days = 1 }]."""
    at = reader.raw("days")
    if at is None:
        return ()
    if not isinstance(at.value, list):
        return (Days(frozenset(), reader.whole("days", least=1, most=DAYS_LIMIT)),)
    rows: list[Days] = []
    for number, item in enumerate(at.items, 1):
        inner = Reader(item, f"{reader.what}: days, row {number}", known.mistakes)
        tiers = _tiers(inner, known) if inner.has("tier") else frozenset[str]()
        if rows and not rows[-1].tiers:
            inner.mistakes.add(inner.line, f"{inner.what} is never reached: the one above it is for all.",
                               "Put the row without a tier last.")
        rows.append(Days(tiers, inner.whole("days", least=1, most=DAYS_LIMIT)))
        inner.nothing_else()
    if not rows:
        reader.wrong("days", f"{reader.what}: days is an empty list.", "Write days = 30.")
    return tuple(rows)


# What they share


def _unit(reader: Reader, known: Known) -> Currency | None:
    """What is counted: a currency or a counter, by its code."""
    one = next(iter(known.currencies)) if len(known.currencies) == 1 else None
    return known.currencies.get(reader.reference("counts", known.currencies, "currency or counter", default=one))


def _sum(reader: Reader, key: str, unit: Currency | None) -> int | None:
    decimals = unit.decimals if unit is not None else 0
    value = reader.decimal(
        key, decimals=decimals, least=Decimal(1).scaleb(-decimals), most=Decimal(POINTS_LIMIT // 1000).scaleb(-decimals)
    )
    return money.to_minor(value, decimals) if value is not None else None


def _only_tiers(reader: Reader, known: Known) -> frozenset[str]:
    inner = reader.table("only")
    if inner is None:
        return frozenset()
    tiers = _tiers(inner, known)
    inner.nothing_else()
    return tiers


def _tiers(reader: Reader, known: Known) -> frozenset[str]:
    """tier = "gold" or ["gold", "platinum"]."""
    if not known.tiers:
        reader.wrong("tier", f"{reader.what}: the programme has no tiers.", one_of("", known.tiers))
        return frozenset()
    return reader.choices("tier", known.tiers)


def _given(reader: Reader, known: Known) -> tuple[Gift, ...]:
    gives = gifts_of(reader, known)
    if not gives and not reader.has("gives"):
        reader.mistakes.add(reader.line, f"{reader.what} gives nothing.", 'Add gives = [{ reward = "…" }].')
    return gives

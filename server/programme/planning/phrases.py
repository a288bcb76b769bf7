"""A rule's values as a person reads them in a plan: fragments of a line, without capital and full stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from server.kernel.clock import HOUR
from server.kernel.money import Rounding
from server.programme import words
from server.programme.rulebook import (
    LANGUAGES,
    MICRO,
    Bracket,
    Days,
    Expiry,
    Gift,
    Language,
    Measure,
    Opening,
    Path,
    Period,
    Places,
    Rulebook,
    SharedGift,
    Transfer,
    Validity,
    Window,
    Within,
)

Phrase = Callable[[Any, Any, Rulebook, Language], str]
"""Of a value, of the entry that it is part of."""

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "nothing": "inget", "yes": "ja", "no": "nej", "all": "alla", "per": "{points} per {unit}",
        "else": "annars {rate}", "where": "{rate} ({where})", "cap": "högst {what} {per}", "shared": ", delat av alla",
        "each": " och {each}", "shop": "butik", "partner": "partner", "tier": "nivå",
        "months": "{months} efter att de kom", "to_end": "{span}, till slutet av {period}",
        "at_end": "vid slutet av {period}", "idle": "{months} efter senaste aktiviteten",
        "never_for": "aldrig för {tiers}", "freeze": "kan frysas i {months} om året",
        "least": "minst {points} åt gången", "most": "högst {points} om året",
        "of_all": "{what} inom {window}", "years": "{n} år", "in_a_row": "{n} år i rad", "for_all": "från början",
        "keeps": "{periods} till och sedan {months}", "gift_tier": "nivån {name}", "for": "{what} i {months}",
        "longer": "{name} gäller {months} längre", "bracket": "{gift} från {least}", "below": " till under {below}",
        "row": " {n} perioder i rad", "in_all": "{n} i allt", "a_month": "{n} i månaden",
        "each_member": "{n} per medlem", "each_drop": "{n} per släpp", "opening": "{days} {at} i {hours} timmar",
        "down": "nedåt", "up": "uppåt", "half_up": "till det närmaste, en halv uppåt",
        "half_even": "till det närmaste, en halv till jämnt tal",
        "fixed": "{first} till {last}", "joined": "{days} från att man gått med", "end_month": "månaden",
        "end_next_month": "nästa månad", "end_year": "året", "end_membership_year": "medlemsåret",
    },
    "en": {
        "nothing": "nothing", "yes": "yes", "no": "no", "all": "all", "per": "{points} per {unit}",
        "else": "otherwise {rate}", "where": "{rate} ({where})", "cap": "at most {what} {per}",
        "shared": ", shared by all", "each": " and {each}", "shop": "shop", "partner": "partner", "tier": "level",
        "months": "{months} after they came", "to_end": "{span}, to the end of {period}",
        "at_end": "at the end of {period}", "idle": "{months} after the last activity",
        "never_for": "never for {tiers}", "freeze": "can be frozen for {months} a year",
        "least": "at least {points} at once", "most": "at most {points} a year",
        "of_all": "{what} within {window}", "years": "{n} years", "in_a_row": "{n} years in a row",
        "for_all": "from the beginning", "keeps": "{periods} more and then {months}", "gift_tier": "the level {name}",
        "for": "{what} for {months}", "longer": "{name} last {months} longer", "bracket": "{gift} from {least}",
        "below": " to below {below}", "row": " {n} periods in a row", "in_all": "{n} in all", "a_month": "{n} a month",
        "each_member": "{n} a member", "each_drop": "{n} a drop", "opening": "{days} {at} for {hours} hours",
        "down": "down", "up": "up", "half_up": "to the nearest, a half up",
        "half_even": "to the nearest, a half to an even number",
        "fixed": "{first} to {last}", "joined": "{days} from joining it", "end_month": "the month",
        "end_next_month": "the next month", "end_year": "the year", "end_membership_year": "the membership year",
    },
}  # fmt: skip
_HOUSEHOLD: Mapping[str, tuple[str, str]] = {
    "anyone": ("vem som helst av dem", "any of them"), "owner": ("den som har det", "who has it"),
    "own_first": ("de egna, sedan de andras", "one's own, then the others'"),
    "soonest": ("de som går ut först, vems de än är", "those that expire first, whoever's they are"),
    "own": ("den egna perioden", "one's own period"), "owners": ("ägarens period", "the owner's period"),
}  # fmt: skip


def said(key: str, language: Language, **facts: object) -> str:
    return _WORDS[language][key].format(**facts)


def name_of(entry: Any, language: Language) -> str:
    """What people call an entry: its name, or its first text, or its code."""
    texts = getattr(entry, "texts", {}).get(language, {})
    return str(texts.get("name") or getattr(entry, "code", ""))


def plain(value: Any, _: Any, __: Rulebook, language: Language) -> str:
    """Numbers, words and truths as they are; what has none is nothing."""
    if value is None or value == "" or value == ():
        return said("nothing", language)
    if isinstance(value, bool):
        return said("yes" if value else "no", language)
    if isinstance(value, int | Decimal):
        return words.number(value, language)
    if isinstance(value, frozenset | tuple):
        return ", ".join(sorted(map(str, value))) or said("all", language)
    return str(value)


def counted(unit: str) -> Phrase:
    """So many days, months, hours or times."""

    def phrase(value: Any, _: Any, __: Rulebook, language: Language) -> str:
        return said("nothing", language) if value is None else words.so_many(value, unit, language)

    return phrase


def hours(value: int, _: Any, __: Rulebook, language: Language) -> str:
    return words.so_many(value // HOUR, "hour", language)


def in_unit(value: int | None, entry: Any, book: Rulebook, language: Language) -> str:
    """Minor units of the currency or counter that the entry speaks of."""
    if not value:
        return said("nothing", language)
    return of_unit(value, getattr(entry, "unit", "") or getattr(entry, "currency", ""), book, language)


def of_unit(value: int, code: str, book: Rulebook, language: Language) -> str:
    currency = book.currencies.get(code)
    return words.points(value, currency, language) if currency is not None else words.number(value, language)


def money(value: int, _: Any, book: Rulebook, language: Language) -> str:
    return words.sum_of_money(value, book.money_decimals, book.money, language) if value else said("nothing", language)


def rounding(value: Rounding, _: Any, __: Rulebook, language: Language) -> str:
    return said(value, language)


def percent(value: int | None, _: Any, __: Rulebook, language: Language) -> str:
    return said("nothing", language) if value is None else words.share(value * 10_000, language)


def chance(value: Decimal | None, _: Any, __: Rulebook, language: Language) -> str:
    return said("nothing", language) if value is None else words.share(int(value * MICRO), language)


def named(section: str) -> Phrase:
    """One or several entries of another section, by their names."""

    def phrase(value: Any, _: Any, book: Rulebook, language: Language) -> str:
        codes = [value] if isinstance(value, str) else sorted(value or ())
        return ", ".join(entry_name(section, code, book, language) for code in codes) or said("nothing", language)

    return phrase


def entry_name(section: str, code: str, book: Rulebook, language: Language) -> str:
    if section == "tier":
        tiers = book.ladder.tiers if book.ladder is not None else ()
        found: Any = next((tier for tier in tiers if tier.code == code), None)
    else:
        found = getattr(book, section).get(code)
    return name_of(found, language) if found is not None else code


def expiry(value: Expiry | None, _: Any, book: Rulebook, language: Language) -> str:
    if value is None:
        return words.inside(said("nothing", language))
    span = said("months", language, months=words.so_many(value.months, "month", language)) if value.months else ""
    parts = [span]
    if value.at_end_of is not None:
        period = words.the_period(value.at_end_of, language)
        parts = [said("to_end", language, span=span, period=period) if span else
                 said("at_end", language, period=period)]
    if value.idle_months is not None:
        parts.append(said("idle", language, months=words.so_many(value.idle_months, "month", language)))
    if value.never_for:
        parts.append(said("never_for", language, tiers=named("tier")(value.never_for, None, book, language)))
    if value.freeze_months:
        parts.append(said("freeze", language, months=words.so_many(value.freeze_months, "month", language)))
    return ", ".join(part for part in parts if part)


def of_household(value: str, _: Any, __: Rulebook, language: Language) -> str:
    return _HOUSEHOLD[value][LANGUAGES.index(language)]


def ends_of_household(value: str, _: Any, __: Rulebook, language: Language) -> str:
    return _HOUSEHOLD["owners" if value == "owner" else value][LANGUAGES.index(language)]


def transfer(value: Transfer | None, entry: Any, book: Rulebook, language: Language) -> str:
    if value is None:
        return said("no", language)
    text = said("least", language, points=of_unit(value.least, entry.code, book, language))
    most = value.most_a_year
    return text + (", " + said("most", language, points=of_unit(most, entry.code, book, language)) if most else "")


def paths(value: Sequence[Path], _: Any, book: Rulebook, language: Language) -> str:
    """“45 000 nivåpoäng inom …, eller 45 flygningar inom …”."""
    shown = []
    for path in value:
        needs = [of_unit(units, code, book, language) for code, units in path.needs.items() if units]
        if path.years:
            needs.append(said("in_a_row" if path.in_a_row else "years", language, n=path.years))
        what = words.joined(needs, language) if needs else said("for_all", language)
        same = book.ladder is not None and path.within == book.ladder.window
        shown.append(what if same or not path.needs else
                     said("of_all", language, what=what, window=words.within(path.within, language)))
    if any(len(path.needs) + bool(path.years) > 1 for path in value):
        return words.either(shown, language)
    return words.joined(shown, language, "or") if shown else said("nothing", language)


def within(value: Within, _: Any, __: Rulebook, language: Language) -> str:
    return words.within(value, language)


def period(value: Period, _: Any, __: Rulebook, language: Language) -> str:
    return words.per_period(value, language)


def window(value: Window, _: Any, book: Rulebook, language: Language) -> str:
    if value.type == "fixed":
        first = words.day(value.starts_at, book.timezone, language)
        return said("fixed", language, first=first, last=words.day(value.ends_at - 1, book.timezone, language))
    if value.type == "joined":
        return said("joined", language, days=words.so_many(value.days, "day", language))
    if value.type == "rolling":
        return words.last_so_many(value.days, "day", language)
    return words.the_period(Period(value.calendar), language)


def validity(value: Validity, _: Any, __: Rulebook, language: Language) -> str:
    return said("keeps", language, periods=words.so_many(value.periods, "period", language),
                months=words.so_many(value.months, "month", language))


def days(value: Sequence[Days], _: Any, book: Rulebook, language: Language) -> str:
    shown = []
    for row in value:
        length = words.so_many(row.days, "day", language)
        tiers = named("tier")(row.tiers, None, book, language)
        shown.append(said("where", language, rate=length, where=tiers) if row.tiers else
                     said("else", language, rate=length) if len(value) > 1 else length)
    return "; ".join(shown) or said("nothing", language)


def gifts(value: Sequence[Gift], _: Any, book: Rulebook, language: Language) -> str:
    return ", ".join(gift(one, book, language) for one in value) or said("nothing", language)


def gift(one: Gift, book: Rulebook, language: Language) -> str:
    months = words.so_many(one.months, "month", language)
    if one.type == "points":
        return of_unit(one.points, one.code, book, language)
    if one.type == "reward":
        return entry_name("rewards", one.code, book, language)
    if one.type == "tier":
        what = said("gift_tier", language, name=entry_name("tier", one.code, book, language))
        return said("for", language, what=what, months=months) if one.months else what
    return said("longer", language, name=entry_name("currencies", one.code, book, language), months=months)


def brackets(value: Sequence[Bracket], entry: Any, book: Rulebook, language: Language) -> str:
    shown = []
    for one in value:
        text = said("bracket", language, gift=gifts(one.gives, None, book, language),
                    least=of_unit(one.least, entry.unit, book, language))
        if one.below is not None:
            text += said("below", language, below=of_unit(one.below, entry.unit, book, language))
        shown.append(text + (said("row", language, n=one.in_a_row) if one.in_a_row > 1 else ""))
    return "; ".join(shown)


def sums(value: Sequence[int], entry: Any, book: Rulebook, language: Language) -> str:
    return ", ".join(of_unit(one, entry.unit, book, language) for one in value) or said("nothing", language)


def places(value: Places, _: Any, __: Rulebook, language: Language) -> str:
    keys = {"total": "in_all", "month": "a_month", "member": "each_member", "drop": "each_drop"}
    shown = [said(key, language, n=words.number(getattr(value, name), language))
             for name, key in keys.items() if getattr(value, name) is not None]
    return ", ".join(shown) or said("nothing", language)


def period_end(value: str | None, _: Any, __: Rulebook, language: Language) -> str:
    return said(f"end_{value}" if value is not None else "nothing", language)


def opening(value: Opening | None, _: Any, __: Rulebook, language: Language) -> str:
    if value is None:
        return said("nothing", language)
    return said("opening", language, days=words.weekdays(value.weekdays, language),
                at=words.minute_of_day(value.minute, language), hours=words.number(value.minutes // 60, language))


def instant(value: int | None, _: Any, book: Rulebook, language: Language) -> str:
    return said("nothing", language) if value is None else words.day(value, book.timezone, language)


def last_day(value: int | None, _: Any, book: Rulebook, language: Language) -> str:
    return said("nothing", language) if value is None else words.day(value - 1, book.timezone, language)


def measure(value: Measure | None, _: Any, __: Rulebook, language: Language) -> str:
    if value is None:
        return said("nothing", language)
    return words.number(words.plain(Decimal(value.target) / MICRO), language)


def shared_gift(value: SharedGift | None, _: Any, book: Rulebook, language: Language) -> str:
    return said("nothing", language) if value is None else money(value.amount, None, book, language)

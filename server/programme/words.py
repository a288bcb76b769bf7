"""Numbers, money, dates and plurals as Swedish and English write them. Used wherever the server writes for people.

Swedish: “1 380 poäng” with a hard space, “0,5 kg”, “214,50 kr”, “lördag kl. 07.00”. English: “1,380 points”,
“SEK 214.50”, “Saturday 07:00”.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from server.kernel import clock, money, periods
from server.kernel.clock import Instant
from server.kernel.periods import Calendar

from .rulebook import Currency, Language, Period, Within

HARD_SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
_MONTHS: Mapping[Language, str] = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "en": "January February March April May June July August September October November December",
}
_WEEKDAYS: Mapping[Language, str] = {
    "sv": "måndag tisdag onsdag torsdag fredag lördag söndag",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}
_PER: Mapping[Language, Mapping[Calendar, str]] = {
    "sv": {
        "day": "om dagen", "week": "i veckan", "month": "i månaden", "quarter": "i kvartalet", "year": "om året",
        "lifetime": "totalt",
    },
    "en": {
        "day": "a day", "week": "a week", "month": "a month", "quarter": "a quarter", "year": "a year",
        "lifetime": "in all",
    },
}  # fmt: skip

_JOINED: Mapping[Language, Mapping[str, str]] = {"sv": {"and": "och", "or": "eller"}, "en": {"and": "and", "or": "or"}}
_EITHER: Mapping[Language, str] = {"sv": "antingen", "en": "either"}
_MONEY: Mapping[Language, Mapping[str, tuple[str, str]]] = {
    "sv": {
        "SEK": ("krona", "kr"), "NOK": ("norsk krona", "norska kronor"), "DKK": ("dansk krona", "danska kronor"),
        "EUR": ("euro", "euro"), "GBP": ("pund", "pund"), "USD": ("dollar", "dollar"),
    },
    "en": {
        "SEK": ("krona", "kronor"), "NOK": ("Norwegian krone", "Norwegian kroner"),
        "DKK": ("Danish krone", "Danish kroner"), "EUR": ("euro", "euros"), "GBP": ("pound", "pounds"),
        "USD": ("dollar", "dollars"),
    },
}  # fmt: skip
_UNITS: Mapping[Language, Mapping[str, tuple[str, str, str]]] = {  # One, several, those several.
    "sv": {
        "day": ("dag", "dagar", "dagarna"), "week": ("vecka", "veckor", "veckorna"),
        "month": ("månad", "månader", "månaderna"), "quarter": ("kvartal", "kvartal", "kvartalen"),
        "year": ("år", "år", "åren"), "own": ("medlemsår", "medlemsår", "medlemsåren"),
        "period": ("period", "perioder", "perioderna"), "hour": ("timme", "timmar", "timmarna"),
        "minute": ("minut", "minuter", "minuterna"), "time": ("gång", "gånger", "gångerna"),
    },
    "en": {
        "day": ("day", "days", "days"), "week": ("week", "weeks", "weeks"), "month": ("month", "months", "months"),
        "quarter": ("quarter", "quarters", "quarters"), "year": ("year", "years", "years"),
        "own": ("membership year", "membership years", "membership years"),
        "period": ("period", "periods", "periods"), "hour": ("hour", "hours", "hours"),
        "minute": ("minute", "minutes", "minutes"), "time": ("time", "times", "times"),
    },
}  # fmt: skip
_THE: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "day": "dagen", "week": "veckan", "month": "månaden", "quarter": "kvartalet", "year": "kalenderåret",
        "own": "medlemsåret", "period": "perioden", "lifetime": "all tid",
    },
    "en": {
        "day": "the day", "week": "the week", "month": "the month", "quarter": "the quarter",
        "year": "the calendar year", "own": "your membership year", "period": "your period", "lifetime": "all time",
    },
}  # fmt: skip
_FROM: Mapping[Language, str] = {"sv": "perioden från", "en": "the period from"}
_LAST_ONE: Mapping[Language, Mapping[str, str]] = {
    "sv": {"day": "det senaste dygnet", "month": "den senaste månaden"},
    "en": {"day": "the last day", "month": "the last month"},
}


def number(value: int | Decimal | str, language: Language) -> str:
    """A number with its digits grouped: 1 380 and 0,5, or 1,380 and 0.5. Decimals stay as many as they are."""
    text = format(Decimal(value), "f")
    whole, _, decimals = text.lstrip("-").partition(".")
    group, point = (HARD_SPACE, ",") if language == "sv" else (",", ".")
    grouped = f"{int(whole):,}".replace(",", group)
    return (MINUS if text.startswith("-") else "") + grouped + (point + decimals if decimals else "")


def counted(value: int, one: str, many: str, language: Language) -> str:
    """1 dag, 2 dagar."""
    return f"{number(value, language)}{HARD_SPACE}{one if value == 1 else many}"


def plain_points(units: int, currency: Currency, language: Language) -> str:
    """Minor units as a number alone: “1 380”, “2.5”."""
    return number(plain(Decimal(money.from_minor(units, currency.decimals))), language)


def points(units: int, currency: Currency, language: Language) -> str:
    """Minor units with the currency's own words: “1 380 poäng”, “1 point”; two decimals both or none,
    as “2,50 kronor”."""
    text = money.from_minor(units, currency.decimals)
    shown = text.rstrip("0").rstrip(".") if "." in text else text
    if currency.decimals == 2 and "." in shown:
        shown = text
    texts = currency.texts[language]
    return f"{number(shown, language)}{HARD_SPACE}{texts['one'] if shown in ('1', '-1') else texts['many']}"


def sum_of_money(units: int, decimals: int, iso: str, language: Language) -> str:
    """“120 kr”, “214,50 kr”, “12,50 USD”; in English “SEK 120”, “USD 12.50”. Whole amounts have no decimals."""
    text = money.from_minor(units, decimals)
    whole, _, rest = text.partition(".")
    shown = number(whole if not rest.strip("0") else text, language)
    if language == "en":
        return f"{iso}{HARD_SPACE}{shown}"
    return f"{shown}{HARD_SPACE}{'kr' if iso == 'SEK' else iso}"


def kilograms(micro_kg: int, language: Language) -> str:
    """Micro-kilograms as exactly as an estimate deserves: “0,07”, “0,5”, “13,2”, “128”."""
    value = Decimal(micro_kg).scaleb(-6)
    size = abs(value)
    step = "1" if size >= 100 else "0.1" if size >= Decimal("0.1") else "0.01" if size >= Decimal("0.01") else "0.001"
    return number(value.quantize(Decimal(step), rounding=ROUND_HALF_UP), language)


def share(millionths: int, language: Language) -> str:
    """“50 %”, “33,3 %”; in English “50%”."""
    percent = (Decimal(millionths) / 10_000).quantize(Decimal("0.1"))
    text = number(percent.to_integral_value() if percent == percent.to_integral_value() else percent, language)
    return f"{text}{HARD_SPACE}%" if language == "sv" else f"{text}%"


def per(calendar: Calendar, language: Language) -> str:
    """“om dagen”, “a day”."""
    return _PER[language][calendar]


def day(instant: Instant, zone: str, language: Language) -> str:
    """“22 november 2026”, “22 November 2026”, in the zone."""
    local = periods.local_date(instant, zone)
    return f"{local.day}{HARD_SPACE}{_MONTHS[language].split()[local.month - 1]} {local.year}"


def time_of_day(instant: Instant, zone: str, language: Language) -> str:
    """“kl. 07.00”, “07:00”, in the zone."""
    local = clock.to_datetime(instant).astimezone(periods.zone(zone))
    return f"kl.{HARD_SPACE}{local:%H.%M}" if language == "sv" else f"{local:%H:%M}"


def weekday_and_time(instant: Instant, zone: str, language: Language) -> str:
    """“lördag kl. 07.00”, “Saturday 07:00”, in the zone."""
    weekday = _WEEKDAYS[language].split()[periods.local_date(instant, zone).weekday()]
    return f"{weekday} {time_of_day(instant, zone, language)}"


def weekdays(chosen: Iterable[int], language: Language) -> str:
    """Days that come back, 1 is Monday: “tisdagar och torsdagar”, “Tuesdays and Thursdays”."""
    names, ending = _WEEKDAYS[language].split(), "ar" if language == "sv" else "s"
    return joined([names[day - 1] + ending for day in sorted(chosen)], language)


def months(chosen: Iterable[int], language: Language) -> str:
    """“januari och juli”."""
    names = _MONTHS[language].split()
    return joined([names[month - 1] for month in sorted(chosen)], language)


def day_of_year(month: int, day: int, language: Language) -> str:
    """“24 december”."""
    return f"{day}{HARD_SPACE}{_MONTHS[language].split()[month - 1]}"


def minute_of_day(minute: int, language: Language) -> str:
    """“kl. 09.00”, “09:00”."""
    hour, rest = divmod(minute, 60)
    return f"kl.{HARD_SPACE}{hour:02d}.{rest:02d}" if language == "sv" else f"{hour:02d}:{rest:02d}"


def joined(parts: Sequence[str], language: Language, by: str = "and") -> str:
    """“a, b och c”; `by` is and or or. Of nothing it is empty."""
    *first, last = parts or ("",)
    return f"{', '.join(first)} {_JOINED[language][by]} {last}" if first else last


def either(parts: Sequence[str], language: Language) -> str:
    """“antingen 100 nätter och 23 000 kr, eller 45 flygningar”: of parts of which some hold an “och” themselves."""
    if len(parts) < 2:
        return joined(parts, language)
    return f"{_EITHER[language]} " + f", {_JOINED[language]['or']} ".join(parts)


def so_many(value: int, unit: str, language: Language) -> str:
    """“1 dag”, “24 månader”; units: minute hour day week month quarter year own period time."""
    one, many, _ = _UNITS[language][unit]
    return counted(value, one, many, language)


def last_so_many(value: int, unit: Literal["day", "month"], language: Language) -> str:
    """“de senaste 365 dagarna”, “the last 365 days”."""
    if value == 1:
        return _LAST_ONE[language][unit]
    shown = f"{number(value, language)}{HARD_SPACE}{_UNITS[language][unit][2]}"
    return f"de senaste {shown}" if language == "sv" else f"the last {shown}"


def ordinal(value: int, language: Language) -> str:
    """“10 000:e”, “1:a”; “10,000th”, “1st”."""
    ones, tens = value % 10, value % 100
    if language == "sv":
        ending = ":a" if ones in (1, 2) and tens not in (11, 12) else ":e"
    else:
        ending = "th" if tens in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(ones, "th")
    return number(value, language) + ending


def money_unit(iso: str, language: Language) -> tuple[str, str]:
    """One of it and several: “krona”, “kr”. What has no name of its own here is called by its three letters."""
    return _MONEY[language].get(iso, (iso, iso))


def amount(value: Decimal, currency: Currency, language: Language) -> str:
    """Whole points, with decimals where there are some, and the currency's own words: “1,2 stjärnor”."""
    shown = plain(value)
    texts = currency.texts[language]
    return f"{number(shown, language)}{HARD_SPACE}{texts['one'] if shown == '1' else texts['many']}"


def plain(value: Decimal) -> str:
    """A decimal without zeros at its end: 2.50 is “2.5”, 100 is “100”."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit_of(period: Period) -> str:
    """What a period is called among the units."""
    if period.months:
        return "own" if period.months == 12 and period.begins == "joining" else "period"
    return period.calendar


def the_period(period: Period, language: Language) -> str:
    """“månaden”, “kalenderåret”, “medlemsåret”."""
    return _THE[language][unit_of(period)]


def within(window: Within, language: Language) -> str:
    """The time that counts together: “kalenderåret”, “de senaste 365 dagarna”, “ditt medlemsår”."""
    if not isinstance(window, Period):
        return last_so_many(window.days or window.months, "day" if window.days else "month", language)
    if not window.months:
        return _THE[language][window.calendar]
    if unit_of(window) == "own":
        return "ditt medlemsår" if language == "sv" else "your membership year"
    length = so_many(window.months, "month", language)
    return f"din egen period om {length}" if language == "sv" else f"your own period of {length}"


def period_named(key: str, language: Language) -> str:
    """A period by its key: “mars 2026”, “vecka 10 2026”, “kvartal 1 2026”, “2026”, “24 december 2026”; a member's own
    by the day on which it begins."""
    day, _, months = key.partition("/")
    if months:
        return f"{_FROM[language]} {_date(day, language)}"
    if "-W" in key or "-Q" in key:
        year, _, rest = key.partition("-")
        return f"{_UNITS[language]['week' if rest[0] == 'W' else 'quarter'][0]} {int(rest[1:])} {year}"
    parts = key.split("-")
    if len(parts) == 2:
        return f"{_MONTHS[language].split()[int(parts[1]) - 1]} {parts[0]}"
    return _date(key, language) if len(parts) == 3 else key


def per_period(period: Period, language: Language) -> str:
    """“om året”, “per medlemsår”, “a year”."""
    if not period.months:
        return per(period.calendar, language)
    one = _UNITS[language][unit_of(period)][0]
    return f"per {one}" if language == "sv" else f"each {one}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    started = capital(text)
    return started if started.endswith((".", "!", "?")) else f"{started}."


def inside(text: str) -> str:
    """As a part of a sentence: without its capital, unless it is all capitals, and without its full stop."""
    text = text.rstrip(".")
    return text[:1].lower() + text[1:] if not text[1:2].isupper() else text


def _date(iso: str, language: Language) -> str:
    year, month, day = iso.split("-")
    return f"{day_of_year(int(month), int(day), language)} {year}"

"""Numbers, money, dates and plurals as Swedish and English write them. Used wherever the server writes for people.

Swedish: “1 380 poäng” with a hard space, “0,5 kg”, “214,50 kr”, “lördag kl. 07.00”. English: “1,380 points”,
“SEK 214.50”, “Saturday 07:00”.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from server.kernel import clock, money, periods
from server.kernel.clock import Instant
from server.kernel.periods import Calendar

from .rulebook import Currency, Language

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


def points(units: int, currency: Currency, language: Language) -> str:
    """Minor units with the currency's own words: “1 380 poäng”, “1 point”."""
    text = money.from_minor(units, currency.decimals)
    shown = text.rstrip("0").rstrip(".") if "." in text else text
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

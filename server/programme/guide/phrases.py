"""Phrases that say what is asked of one thing: a fact, a level, a day, how long somebody has been a member.

Each stands after a verb: “på tisdagar”, “för minst 300 kr”, “på nivån Guld”.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from server.programme import words
from server.programme.rulebook import FactSpec, FactValue, Kind, Language

from .countries import country
from .telling import Telling, fact_of, whole

_TIME = re.compile(r"\d\d[.:]\d\d$")
_ORDER: Mapping[str, Callable[[int, int], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
}  # fmt: skip
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "on": "på {levels}", "not_on": "utom på {levels}", "for": "för {what}", "not_for": "utom för {what}",
        "with": "med {what}", "without": "utan {what}", "either": "antingen {parts}", "but": "men", "to": "till",
        "shop": "i utvalda butiker", "not_shop": "utom i vissa butiker",
        "partner": "hos utvalda partner", "not_partner": "utom hos vissa partner",
        ">=": "för minst {n}", ">": "för mer än {n}", "<=": "för högst {n}", "<": "för mindre än {n}",
        "==": "för precis {n}", "!=": "utom för {n}",
        "weekdays": "på {days}", "months": "i {months}", "days": "dag {days} i månaden",
        "hour>=": "från {time}", "hour<": "före {time}",
        "date>=": "från {day}", "date<=": "till och med {day}", "date==": "den {day}",
        "days>=": "när du har varit medlem i minst {days}", "days<=": "under dina första {days} som medlem",
        "age>=": "när du har fyllt {n} år", "age<": "innan du har fyllt {n} år",
        "country": "när du bor i {countries}", "not_country": "när du inte bor i {countries}",
        "joined>=": "när du blev medlem {day} eller senare", "joined<=": "när du blev medlem senast {day}",
        "first_day": "den dag du blir medlem",
    },
    "en": {
        "on": "at {levels}", "not_on": "except at {levels}", "for": "for {what}", "not_for": "except for {what}",
        "with": "with {what}", "without": "without {what}", "either": "either {parts}", "but": "but", "to": "to",
        "shop": "in selected shops", "not_shop": "except in some shops",
        "partner": "at selected partners", "not_partner": "except at some partners",
        ">=": "for at least {n}", ">": "for more than {n}", "<=": "for at most {n}", "<": "for less than {n}",
        "==": "for exactly {n}", "!=": "except for {n}",
        "weekdays": "on {days}", "months": "in {months}", "days": "on day {days} of the month",
        "hour>=": "from {time}", "hour<": "before {time}",
        "date>=": "from {day}", "date<=": "until {day}, included", "date==": "on {day}",
        "days>=": "once you have been a member for {days}", "days<=": "in your first {days} as a member",
        "age>=": "once you are {n}", "age<": "before you are {n}",
        "country": "when you live in {countries}", "not_country": "when you do not live in {countries}",
        "joined>=": "when you joined on {day} or later", "joined<=": "when you joined on {day} at the latest",
        "first_day": "on the day you join",
    },
}  # fmt: skip



class TooMuch(Exception):
    """The condition says more than can be said simply."""


def either(telling: Telling, parts: str) -> str:
    return _WORDS[telling.language]["either"].format(parts=parts)


def bounded(telling: Telling, parts: list[str]) -> list[str]:
    """“för minst 30 kr men mindre än 50 kr”, “från kl. 17.00 till kl. 20.00”, where one follows the other."""
    said, found = _WORDS[telling.language], parts[:1]
    lower, upper = [[said[sign].partition("{")[0] for sign in signs] for signs in ((">=", ">"), ("<=", "<"))]
    for part in parts[1:]:
        if found[-1].startswith(tuple(lower)) and part.startswith(tuple(upper)):
            found[-1] += f" {said['but']} {part.partition(' ')[2]}"
        elif _TIME.search(found[-1]) and _TIME.search(part) and part.startswith(said["hour<"].partition("{")[0]):
            found[-1] += f" {said['to']} {part.partition(' ')[2]}"
        else:
            found.append(part)
    return found


def among(telling: Telling, kind: Kind | None, name: str, chosen: Sequence[FactValue], lines: str | None, *,
           yes: bool) -> str:
    said = _WORDS[telling.language]
    spec = fact_of(kind, name, lines)
    if name == "member.tier" or (name == "tier" and spec is None):
        return said["on" if yes else "not_on"].format(levels=telling.levels(str(value) for value in chosen))
    if name in ("shop", "partner") and (spec is None or spec.choices is None):
        return said[name if yes else f"not_{name}"]
    if name == "member.country":
        named = telling.joined([country(str(value), telling.language) for value in sorted(map(str, chosen))], "or")
        return said["country" if yes else "not_country"].format(countries=named)
    if name in ("occurred.weekday", "occurred.month", "occurred.day"):
        wanted = {value for value in chosen if isinstance(value, int)}
        return _calendar(telling, name, lambda value: (value in wanted) is yes)
    if spec is None:
        raise TooMuch
    if spec.filled_by == "shop":
        return said["shop" if yes else "not_shop"]
    if spec.type == "boolean":
        if len(set(chosen)) != 1:
            raise TooMuch
        return flag(telling, spec, yes=yes == bool(chosen[0]))
    return said["for" if yes else "not_for"].format(what=telling.joined(called(telling, spec, chosen)))


def plain_values(telling: Telling, spec: FactSpec | None, typed: Iterable[FactValue]) -> list[FactValue]:
    """Values as a condition would write them: numbers in whole units."""
    if spec is None or spec.type not in ("money", "decimal"):
        return list(typed)
    return [words.plain(whole(spec, value, telling.book.money_decimals)) for value in typed]


def called(telling: Telling, spec: FactSpec, chosen: Iterable[FactValue]) -> list[str]:
    """The values, in the order in which the kind lists its choices."""
    wanted = {value for value in chosen if not isinstance(value, list)}
    order = [choice for choice in spec.choices or () if choice in wanted]
    rest = sorted(wanted - set(order), key=str)
    if spec.type in ("money", "decimal", "integer"):
        return [telling.quantity(spec, Decimal(str(value))) for value in rest]
    return [telling.choice(spec, value) for value in (*order, *rest)]


def flag(telling: Telling, spec: FactSpec, *, yes: bool) -> str:
    return _WORDS[telling.language]["with" if yes else "without"].format(what=telling.fact(spec))


def compared(telling: Telling, kind: Kind | None, name: str, sign: str, token: str, lines: str | None) -> str:
    said = _WORDS[telling.language]
    if token == "null":
        raise TooMuch
    if name in ("occurred.weekday", "occurred.month", "occurred.day"):
        number = int(token)
        return _calendar(telling, name, lambda value: _ORDER[sign](value, number))
    if name == "occurred.hour":
        return _hour(telling, sign, int(token))
    if name in ("occurred.date", "member.joined"):
        return _dated(telling, name, sign, token[1:-1])
    if name in ("member.days", "member.age"):
        return _membership(telling, name, sign, int(token))
    spec = fact_of(kind, name, lines)
    if sign in ("==", "!=") and (spec is None or spec.type in ("text", "boolean")):
        return among(telling, kind, name, [literal(token)], lines, yes=sign == "==")
    if spec is None or spec.type not in ("money", "decimal", "integer"):
        raise TooMuch
    return said[sign].format(n=telling.quantity(spec, Decimal(token)))


def _calendar(telling: Telling, name: str, holds: Callable[[int], bool]) -> str:
    said, language = _WORDS[telling.language], telling.language
    if name == "occurred.weekday":
        return said["weekdays"].format(days=words.weekdays(filter(holds, range(1, 8)), language))
    if name == "occurred.month":
        return said["months"].format(months=words.months(filter(holds, range(1, 13)), language))
    days = [day for day in range(1, 32) if holds(day)]
    if not days:
        raise TooMuch
    runs = [day for day in days if day - 1 not in days]
    shown = [_run(first, next(day for day in days if day >= first and day + 1 not in days)) for first in runs]
    return said["days"].format(days=telling.joined(shown))


def _run(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _hour(telling: Telling, sign: str, hour: int) -> str:
    said = _WORDS[telling.language]
    if sign in ("==", "!="):
        raise TooMuch
    hour += sign in (">", "<=")  # After 8 is from 9 on; until 8 included is before 9.
    if not 0 < hour < 24:
        raise TooMuch
    key = "hour>=" if sign in (">", ">=") else "hour<"
    return said[key].format(time=words.minute_of_day(hour * 60, telling.language))


def _dated(telling: Telling, name: str, sign: str, text: str) -> str:
    said, day = _WORDS[telling.language], date.fromisoformat(text)
    if sign in (">", "<"):
        day = date.fromordinal(day.toordinal() + (1 if sign == ">" else -1))
        sign += "="
    shown = f"{words.day_of_year(day.month, day.day, telling.language)} {day.year}"
    key = f"{'date' if name == 'occurred.date' else 'joined'}{sign}"
    if key not in said:
        raise TooMuch
    return said[key].format(day=shown)


def _membership(telling: Telling, name: str, sign: str, number: int) -> str:
    """Days since joining: 0 is the day itself, so that fewer than 30 are the first 30."""
    said = _WORDS[telling.language]
    if sign in ("==", "!="):
        if (name, sign, number) == ("member.days", "==", 0):
            return said["first_day"]
        raise TooMuch
    least = number + (sign in (">", "<="))
    if name == "member.age":
        return said["age>=" if sign in (">", ">=") else "age<"].format(n=least)
    if sign in ("<", "<="):
        return said["days<="].format(days=telling.so_many(least, "day"))
    return said["days>="].format(days=telling.so_many(least, "day"))


def literal(token: str) -> FactValue:
    if token[:1] in "\"'":
        return token[1:-1]
    if token in ("true", "false"):
        return token == "true"
    if not token.isdigit():
        raise TooMuch
    return int(token)

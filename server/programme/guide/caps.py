"""How much counts: caps by member, shop and partner, those that rules share, and budgets that all draw on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from server.programme import words
from server.programme.rulebook import Cap, Language

from .earning import is_counting
from .telling import Telling

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "points": "{names} ger högst {points} {per}{each}.", "once": "{names} räknas bara en gång {per}{each}.",
        "ever": "{names} räknas bara en gång{each}.", "times": "{names} räknas högst {times} {per}{each}.",
        "shared": "{names} ger tillsammans högst {points} {per}{each}.",
        "shared_times": "{names} räknas tillsammans högst {times} {per}{each}.",
        "budget": "{names} har en pott på {points} {per}, som alla delar. När den är slut kommer inget mer.",
        "budget_times": "{names} räknas {times} {per} för alla tillsammans. Sedan är det slut.",
        "shop": " i varje butik", "partner": " hos varje partner",
        "late": "Det som hände för mer än {days} sedan kan inte registreras i efterhand.",
    },
    "en": {
        "points": "{names} gives at most {points} {per}{each}.", "once": "{names} counts only once {per}{each}.",
        "ever": "{names} counts only once{each}.", "times": "{names} counts at most {times} {per}{each}.",
        "shared": "{names} give at most {points} {per} together{each}.",
        "shared_times": "{names} count at most {times} {per} together{each}.",
        "budget": "{names} has a budget of {points} {per}, shared by all. When it is empty nothing more comes.",
        "budget_times": "{names} counts {times} {per} for all together. Then it is over.",
        "shop": " in each shop", "partner": " with each partner",
        "late": "What happened more than {days} ago cannot be recorded afterwards.",
    },
}  # fmt: skip


class _Capped(NamedTuple):
    """A cap, and the names of what it holds for."""

    cap: Cap
    currency: str
    names: list[str]


def caps(telling: Telling) -> Iterator[str]:
    for capped in _all(telling):
        yield of_cap(telling, capped.cap, capped.currency, capped.names)
    days = telling.so_many(telling.book.late_days, "day")
    yield _WORDS[telling.language]["late"].format(days=days)


def of_cap(telling: Telling, cap: Cap, currency: str, names: list[str]) -> str:
    """“Cykla hit ger högst 10 poäng om dagen.”"""
    said = _WORDS[telling.language]
    per = words.per(cap.period, telling.language)
    each = "".join(said[of] for of in ("shop", "partner") if of in cap.each)
    limits = {
        "names": telling.joined(list(dict.fromkeys(names))), "per": per, "each": each,
        "points": telling.points(cap.points, currency) if cap.points is not None else "",
        "times": telling.so_many(cap.times, "time") if cap.times is not None else "",
    }  # fmt: skip
    if "member" not in cap.each and not each:
        return said["budget" if cap.points is not None else "budget_times"].format(**limits)
    together = len(set(names)) > 1
    if cap.points is not None:
        told = said["shared" if together else "points"].format(**limits)
        return f"{told} {said['times'].format(**limits)}" if cap.times is not None else told
    if cap.times == 1 and not together:
        return said["ever" if cap.period == "lifetime" else "once"].format(**limits)
    return said["shared_times" if together else "times"].format(**limits)


def _all(telling: Telling) -> list[_Capped]:
    """Every cap once, in the order of the file, with all that share it."""
    found: dict[tuple[str, Cap], _Capped] = {}
    book = telling.book
    for rules in book.earning.values():
        for rule in rules:
            if not is_counting(rule, book):
                _note(found, rule.code, rule.caps, rule.currency, telling.text(rule.texts))
    for multiplier in (one for one in book.multipliers if not telling.is_over(one.ends_at)):
        _note(found, multiplier.code, multiplier.caps, multiplier.currency, telling.text(multiplier.texts))
    return list(found.values())


def _note(found: dict[tuple[str, Cap], _Capped], code: str, having: tuple[Cap, ...], currency: str, name: str) -> None:
    for cap in having:
        capped = found.setdefault((cap.code or code, cap), _Capped(cap, currency, []))
        capped.names.append(name)

"""Whether a condition can ever hold: it is asked about sample activities made from the kinds' declarations and from
what the condition itself compares with.

A comparison with a constant changes its answer only there. So the constants, what lies right below and above them, and
the edges of each fact are all that matters, as long as nothing is reckoned out and no fact is compared with another.
Where that is so, and all samples were asked, the answer is sure.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from server.kernel import clock, countries, periods
from server.kernel.clock import Instant
from server.programme.conditions import Asked, CelCondition
from server.programme.effect import MemberView
from server.programme.rulebook import MICRO, Condition, FactSpec, Scalar
from server.programme.values import bounds_of

SAMPLE_LIMIT = 3000  # Asked of one condition; most hold at one of the first.
Answer = Literal["sometimes", "never", "perhaps never"]
Values = Sequence[Scalar | None]

_TEXT = re.compile(r'"([^"]*)"|\'([^\']*)\'')
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?")
_RECKONED = re.compile(r"[-+*/%]\s*[\w(]|\.(?:startsWith|endsWith|contains)\b")
_TWO_NAMES = re.compile(r"[A-Za-z_]\w*\s*(?:[=!<>]=|[<>])\s*(?!true\b|false\b|null\b)[A-Za-z_]")
_WEEK = [date(2026, 6, 1) + timedelta(days=day) for day in range(7)]
_OTHER = "something else"


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a condition is asked: what the facts may be, and what is known of members and senders."""

    facts: Mapping[str, FactSpec]
    optional: Collection[str]  # Facts that an activity may lack.
    chosen: Mapping[str, Collection[Scalar]]  # The values that `only` leaves to a fact, or to tier, shop and partner.
    excluded: Mapping[str, Collection[Scalar]]
    tiers: Sequence[str]
    zone: str
    money_decimals: int


@dataclass(frozen=True, slots=True)
class _Sample:
    facts: Mapping[str, Scalar]
    at: Instant
    joined_at: Instant
    birthday: str | None
    country: str | None
    tier: str | None
    shop: str | None
    partner: str | None


def can_hold(condition: Condition, setting: Setting, *, since: Instant | None = None) -> Answer:
    """Whether it holds for some activity; `since`: for one that occurs from then on."""
    source = condition.source
    needs = dict(condition.needs) if isinstance(condition, CelCondition) else {}
    spaces = _spaces(source, setting, needs)
    size = 1
    for _, values in spaces:
        size *= max(1, len(values))
    for sample in _samples(spaces, size, setting):
        if (since is None or sample.at >= since) and condition.holds(_asked(sample, setting)):
            return "sometimes"
    bare = _TEXT.sub('""', source)
    sure = size <= SAMPLE_LIMIT and not _RECKONED.search(bare) and not _TWO_NAMES.search(bare)
    return "never" if sure else "perhaps never"


def _spaces(source: str, setting: Setting, needs: Mapping[str, Scalar]) -> list[tuple[str, Values]]:
    """Each thing that the condition asks about, with the values that matter; of what it needs to be one value, that."""
    texts = [double or single for double, single in _TEXT.findall(source)]
    bare = _TEXT.sub(" ", source)
    numbers = [Decimal(number) for number in _NUMBER.findall(bare)]
    dotted = _NAME.findall(bare)
    names = {*dotted, *(name.partition(".")[0] for name in dotted)}  # shop.startsWith asks about shop.
    found: list[tuple[str, Values]] = []
    for name, spec in setting.facts.items():
        if name in names:
            values: list[Scalar | None] = list(_values(spec, texts, numbers, setting.money_decimals))
            left = [v for v in values if v in setting.chosen.get(name, values)
                    and v not in setting.excluded.get(name, ()) and v == needs.get(name, v)]
            may_lack = name in setting.optional and name not in setting.chosen and name not in needs
            found.append((name, [*left, None] if may_lack else left))
    found += [(f"member.{name}", _of_member(name, texts, numbers, setting))
              for name in ("tier", "joined", "days", "age", "country") if f"member.{name}" in names]
    for name in ("shop", "partner"):
        if name in names and name not in setting.facts:
            found.append((name, _left(name, [*texts, _OTHER, None], setting)))
    asked = {name.partition(".")[2] for name in names if name.startswith("occurred.")}
    return [*found, ("occurred", list(_moments(asked, texts, numbers, setting.zone)))]


def _values(spec: FactSpec, texts: list[str], numbers: list[Decimal], money_decimals: int) -> Iterator[Scalar]:
    if spec.type == "boolean":
        yield from (True, False)
    elif spec.type == "date":
        yield from _days_about(texts)
    elif spec.type == "text":
        least, most = bounds_of(spec)
        yield from spec.choices or [text for text in (*texts, _OTHER) if least <= len(text) <= most] or ["x" * least]
    elif spec.type != "lines":
        scale = {"money": Decimal(10) ** money_decimals, "decimal": Decimal(MICRO)}.get(spec.type, Decimal(1))
        least, most = bounds_of(spec)
        exact = [int(number * scale) for number in numbers]
        near = {value + step for value in exact for step in (-1, 0, 1)} | {-value for value in exact} | {0, 1}
        yield from sorted({value for value in near if least <= value <= most} | {least, most})


def _of_member(name: str, texts: list[str], numbers: list[Decimal], setting: Setting) -> Values:
    if name == "tier":
        return _left("tier", list(setting.tiers), setting)
    if name == "joined":
        return list(_days_about(texts))
    if name == "country":
        return [*(text for text in texts if text in countries.CODES), "SE", None]
    near = {int(number) + step for number in numbers for step in (-1, 0, 1)} | {0, 30}
    return [*sorted(value for value in near if 0 <= value < (120 if name == "age" else 20_000)), None][
        : None if name == "age" else -1]


def _left(name: str, values: Values, setting: Setting) -> Values:
    chosen, out = setting.chosen.get(name), setting.excluded.get(name, ())
    return [value for value in values if (chosen is None or value in chosen) and (value is None or value not in out)]


def _days_about(texts: list[str]) -> list[str]:
    days = {date(2026, 3, 1)}
    for text in texts:
        try:
            day = date.fromisoformat(text)
            days |= {day + timedelta(days=step) for step in (-1, 0, 1)}
        except (ValueError, OverflowError):
            continue
    return [day.isoformat() for day in sorted(days)]


def _moments(asked: set[str], texts: list[str], numbers: list[Decimal], zone: str) -> Iterator[int]:
    """Local times that differ in what is asked of them; noon of one day where nothing is."""
    near = {int(number) + step for number in numbers for step in (-1, 0, 1)}
    hours = sorted({0, 7, 12, 23} | {hour for hour in near if 0 <= hour < 24}) if "hour" in asked else [12]
    minutes = sorted({0, 59} | {minute for minute in near if 0 <= minute < 60}) if "minute" in asked else [0]
    days: set[date] = {_WEEK[2]}
    if "date" in asked:
        days |= {date.fromisoformat(day) for day in _days_about(texts)}
    if "weekday" in asked:
        days |= {day + timedelta(days=step) for day in tuple(days) for step in range(7)}
    if asked & {"month", "day"}:
        kept = {1, 15, 28, 29, 30, 31} | {day for day in near if 1 <= day <= 31}
        years = range(2026, 2032) if "weekday" in asked else (2028,)
        first = date(years[0], 1, 1)
        days |= {day for step in range(366 * len(years)) if (day := first + timedelta(days=step)).day in kept}
    for day, hour, minute in itertools.product(sorted(days), hours, minutes):
        yield clock.from_datetime(datetime(day.year, day.month, day.day, hour, minute, tzinfo=periods.zone(zone)))


def _samples(spaces: list[tuple[str, Values]], size: int, setting: Setting) -> Iterator[_Sample]:
    names = [name for name, _ in spaces]
    if size <= SAMPLE_LIMIT:
        for values in itertools.product(*(values for _, values in spaces)):
            yield _sample(dict(zip(names, values, strict=True)), setting)
        return
    draw = random.Random(0)  # The same samples each time.
    for _ in range(SAMPLE_LIMIT):
        yield _sample({name: draw.choice(values) for name, values in spaces if values}, setting)


def _sample(values: Mapping[str, Scalar | None], setting: Setting) -> _Sample:
    at = int(values["occurred"] or 0)
    today = periods.local_date(at, setting.zone)
    joined = values.get("member.joined")
    days = values.get("member.days")
    first = date.fromisoformat(str(joined)) if joined else today - timedelta(days=int(days or 0))
    age = values.get("member.age")
    born = periods.months_after(today, -12 * int(age)) if age is not None else None
    facts = {name: value for name, value in values.items() if name in setting.facts and value is not None}
    tier, country, shop, partner = (
        _text(values.get(name)) for name in ("member.tier", "member.country", "shop", "partner")
    )
    tier = tier or next(map(str, setting.chosen.get("tier", ())), None)
    joined_at = periods.start_of(first, setting.zone)
    return _Sample(facts, at, joined_at, born.isoformat() if born is not None else None, country, tier, shop, partner)


def _text(value: Scalar | None) -> str | None:
    return str(value) if value is not None else None


def _asked(sample: _Sample, setting: Setting) -> Asked:
    member = MemberView(0, setting.zone, sample.joined_at, birthday=sample.birthday, country=sample.country)
    return Asked(setting.facts, sample.facts, occurred_at=sample.at, zone=setting.zone,
                 money_decimals=setting.money_decimals, tier=sample.tier, member=member, shop=sample.shop,
                 partner=sample.partner)

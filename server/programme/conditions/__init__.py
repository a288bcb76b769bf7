"""Conditions, compiled: CEL programs that ask an activity a yes-or-no question.

A question about a fact that the activity does not carry has no answer, and a condition without an answer does not
hold: `kg > 5` is false where kg is absent, and so is `!(kg > 5)`; `shop == "x"` is false and `shop != "x"` true.
`occurred.…` is local time in the programme's zone; `weekday` runs from 1 (Monday) to 7. `member.days` are whole local
days since the member joined, `member.age` whole years, both in the member's own zone and on the day of the activity;
who was born on 29 February is a year older on the 28th in other years. What is not known of a member is null.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any, cast

import cel

from server.kernel import clock, periods
from server.programme.effect import MemberView
from server.programme.rulebook import MICRO, ConditionFacts, FactSpec, FactValue, Kind, Rulebook

from . import expressions
from .parts import ConditionError

_log = logging.getLogger(__name__)


class CelCondition:
    """A compiled expression. Equal sources of one rulebook are compiled once."""

    __slots__ = ("_besides", "_logged", "_program", "asks_partner", "needs", "source")

    def __init__(self, source: str, checked: expressions.Checked, lacking: Collection[str]) -> None:
        self.source = source
        self._program = cel.compile(checked.program)
        self._besides = (*checked.besides, *sorted(checked.facts & set(lacking)))
        self.asks_partner = "SENDER_PARTNER" in checked.besides
        self.needs = checked.needs  # Equalities without which it never holds.
        self._logged = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CelCondition) and self.source == other.source

    def __hash__(self) -> int:
        return hash(self.source)

    def holds(self, asked: ConditionFacts) -> bool:
        """Whether it does. Never raises: what cannot be answered does not hold."""
        facts = asked.facts
        for name, value in self.needs:
            if facts.get(name) != value:
                return False
        try:
            return self._program.execute(asked.context(self._besides)) is True
        except (TypeError, RuntimeError):  # An absent fact is null, and CEL does not order null or ask it anything.
            return False
        except Exception:
            if not self._logged:
                self._logged = True
                _log.exception("condition failed: %s", self.source)
            return False


class Asked:
    """One activity, as conditions ask it. Made once an activity; CEL's context is made when it is first needed."""

    __slots__ = ("_bound", "_context", "_facts", "_local", "_member", "_money_unit", "_occurred_at", "_sender",
                 "_specs", "_tier", "_zone")  # fmt: skip

    def __init__(self, specs: Mapping[str, FactSpec], facts: Mapping[str, FactValue], *, occurred_at: clock.Instant,
                 zone: str, money_decimals: int, tier: str | None, member: MemberView | None = None,
                 shop: str | None = None, partner: str | None = None) -> None:
        self._facts = facts
        self._specs, self._occurred_at, self._zone, self._tier = specs, occurred_at, zone, tier
        self._member, self._sender = member, {"tier": tier, "shop": shop, "partner": partner}
        self._money_unit = 10**money_decimals
        self._local: datetime | None = None
        self._context: cel.Context | None = None
        self._bound: set[str] = set()

    @property
    def facts(self) -> Mapping[str, FactValue]:
        return self._facts

    @property
    def sender(self) -> Mapping[str, str | None]:
        """What rules choose by besides facts: the member's tier, the sender's shop and partner, by their codes."""
        return self._sender

    def context(self, besides: Collection[str]) -> cel.Context:
        """CEL's context: every fact that the kind has, and these names besides; null where it knows nothing of them."""
        if self._context is None:
            values: dict[str, Any] = {name: self._fact(name, spec) for name, spec in self._specs.items()}
            values.update((name, self._beside(name)) for name in besides if name not in values)
            self._context = cel.Context(values)
            self._bound.update(values)
            return self._context
        for name in besides:
            if name not in self._bound:
                self._context.add_variable(name, self._beside(name))
                self._bound.add(name)
        return self._context

    def _fact(self, name: str, spec: FactSpec) -> Any:
        value = self._facts.get(name)
        if value is None:
            return None
        if spec.type == "money":
            return cast(int, value) / self._money_unit  # The double nearest to the exact amount: see expressions.py.
        if spec.type == "decimal":
            return cast(int, value) / MICRO
        return True if spec.type == "lines" else value  # Of lines only whether there are any can be asked.

    def _beside(self, name: str) -> Any:
        if name == "MEMBER_TIER":
            return self._tier
        if name in _OF_SENDER:
            return self._sender[_OF_SENDER[name]]
        if name in _OF_MEMBER:
            return _OF_MEMBER[name](self._member, self._occurred_at) if self._member is not None else None
        if name not in _OF_LOCAL_TIME:
            return None  # A fact of another kind, in a condition that several kinds share.
        if self._local is None:
            self._local = clock.to_datetime(self._occurred_at).astimezone(periods.zone(self._zone))
        return _OF_LOCAL_TIME[name](self._local)


def _days(member: MemberView, at: clock.Instant) -> int:
    today, joined = (periods.local_date(instant, member.timezone) for instant in (at, member.joined_at))
    return (today - joined).days


def age(birthday: date, day: date) -> int:
    """Whole years on a local date. Born 29 February: a year older on 28 February of other years."""
    turned = periods.months_after(birthday, 12 * (day.year - birthday.year))
    return day.year - birthday.year - (day < turned)


def _age(member: MemberView, at: clock.Instant) -> int | None:
    if member.birthday is None:
        return None
    return age(date.fromisoformat(member.birthday), periods.local_date(at, member.timezone))


_OF_SENDER: Mapping[str, str] = {"SENDER_SHOP": "shop", "SENDER_PARTNER": "partner"}
_OF_MEMBER: Mapping[str, Callable[[MemberView, clock.Instant], int | str | None]] = {
    "MEMBER_JOINED": lambda member, at: periods.local_date(member.joined_at, member.timezone).isoformat(),
    "MEMBER_DAYS": _days,
    "MEMBER_AGE": _age,
    "MEMBER_COUNTRY": lambda member, at: member.country,
}
_OF_LOCAL_TIME: Mapping[str, Callable[[datetime], int | str]] = {
    "OCCURRED_HOUR": lambda local: local.hour,
    "OCCURRED_MINUTE": lambda local: local.minute,
    "OCCURRED_WEEKDAY": lambda local: local.isoweekday(),
    "OCCURRED_DAY": lambda local: local.day,
    "OCCURRED_MONTH": lambda local: local.month,
    "OCCURRED_DATE": lambda local: local.date().isoformat(),
}


def asked(rulebook: Rulebook, kind: Kind, facts: Mapping[str, FactValue], *, occurred_at: clock.Instant,
          tier: str | None = None, member: MemberView | None = None, shop: str | None = None,
          partner: str | None = None) -> Asked:
    """An activity's typed facts in the form that conditions ask. `tier` is the member's at that time; `shop` and
    `partner` are the sender's, by their codes."""
    return Asked(kind.facts, facts, occurred_at=occurred_at, zone=rulebook.timezone,
                 money_decimals=rulebook.money_decimals, tier=tier, member=member, shop=shop, partner=partner)


_SOMEBODY = MemberView(0, "UTC", clock.DAY, birthday="1960-02-29", country="SE")


def compile_condition(source: str, facts: Mapping[str, FactSpec], tiers: Collection[str],
                      money_decimals: int, *, lacking: Collection[str] = ()) -> CelCondition:
    """Checks, compiles, and tries it on sample facts. Raises ConditionError.

    Where several kinds share the condition, `facts` are those of any, and `lacking` names those that not all have.
    """
    checked = expressions.check(source, facts, tiers)
    try:
        condition = CelCondition(source, checked, lacking)
        sample = Asked(facts, {name: _sample(spec) for name, spec in facts.items()}, occurred_at=clock.DAY * 365,
                       zone="UTC", money_decimals=money_decimals, tier=next(iter(tiers), "a tier"),
                       member=_SOMEBODY, shop="a_shop", partner="a_partner")
        answer = condition._program.execute(sample.context(condition._besides))
    except ValueError as error:
        raise ConditionError(f"This is no CEL expression: {str(error).splitlines()[0][:120]}.",
                             "Check parentheses and quotation marks.") from None
    except Exception as error:
        raise ConditionError(f"The condition cannot be asked: {str(error).splitlines()[0][:120]}.",
                             "Write it more simply.") from None
    if not isinstance(answer, bool):
        raise ConditionError("The condition does not answer true or false.", "Compare something.")
    return condition


def _sample(spec: FactSpec) -> FactValue:
    if spec.type == "lines":
        return []
    if spec.type == "text":
        return spec.choices[0] if spec.choices else "text"
    if spec.type == "boolean":
        return True
    if spec.type == "date":
        return "2026-03-01"
    return max(1, spec.least or 1)

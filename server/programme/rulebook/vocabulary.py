"""The words that every part of a rulebook is written in: texts, facts, conditions, periods."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from server.kernel.periods import Calendar

MICRO = 1_000_000
Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")
Texts = Mapping[Language, Mapping[str, Any]]
"""What people read, by language, by name: texts["sv"]["name"]."""

Sender = Literal["partner", "member", "staff", "system"]
FactType = Literal["money", "decimal", "integer", "text", "boolean", "date", "lines"]
Scalar = int | str | bool
"""A typed value: money in minor units; decimal in micro-units; integer; text; boolean; date as ISO text."""
Line = dict[str, Scalar]
"""One line of a receipt: its fields, typed."""
FactValue = Scalar | list[Line]
"""A typed fact: a value, or a receipt's lines."""


class Condition(Protocol):
    """A compiled CEL expression over an activity's facts. Pure; a fact that is absent is null."""

    source: str

    def holds(self, asked: ConditionFacts) -> bool: ...


class ConditionFacts(Protocol):
    """One activity's facts in the form that conditions ask; made once an activity by `programme.asked`."""

    @property
    def facts(self) -> Mapping[str, FactValue]: ...

    @property
    def sender(self) -> Mapping[str, str | None]: ...

    def context(self, besides: Collection[str]) -> Any: ...


@dataclass(frozen=True, slots=True)
class Period:
    """Periods that follow each other without a gap: the calendar's, in the programme's zone; or a member's own, of so
    many months, the first of which begins on the local day on which they joined, or on the first of that month."""

    calendar: Calendar = "lifetime"
    months: int = 0  # Above 0: the member's own.
    begins: Literal["joining", "joining_month"] = "joining"


@dataclass(frozen=True, slots=True)
class Rolling:
    """The last so many days, or calendar months, before now."""

    days: int = 0
    months: int = 0


Within = Period | Rolling


@dataclass(frozen=True, slots=True)
class Gift:
    """What a rule gives beside points of its own: points of a currency, a voucher for a reward, a tier for a time, or
    longer life to the points that a member has."""

    type: Literal["points", "reward", "tier", "extension"]
    code: str  # The currency's, the reward's or the tier's.
    points: int = 0  # Minor units.
    months: int = 0  # Of a tier: for how long (0: as the ladder says); of an extension: by how much.

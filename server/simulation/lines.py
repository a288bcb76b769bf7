"""The lines of a life: one JSON object a line, read and checked before anything is lived.

    {"member":"m1","joinedAt":"2026-01-01T09:00:00Z","birthday":"1990-05-01","timezone":"Europe/Stockholm"}
    {"key":"1","member":"m1","kind":"purchase","occurredAt":"2026-03-10T12:00:00Z","facts":{"amount":"12.50"}}
    {"key":"2","member":"m1","reverse":"1","share":"0.5"}
    {"key":"3","member":"m1","occurredAt":"2026-04-01T12:00:00Z","spend":{"reward":"coffee"}}
    {"key":"4","member":"m1","occurredAt":"2026-04-02T12:00:00Z","use":{"reward":"coffee"}}
    {"key":"5","member":"m1","occurredAt":"2026-04-02T12:00:00Z","join":{"challenge":"five_doors"}}
    {"key":"6","member":"m1","occurredAt":"2026-04-02T12:00:00Z","give":{"to":"m2","currency":"points","points":100}}
    {"key":"7","member":"m1","occurredAt":"2026-04-02T12:00:00Z","freeze":{"currency":"points","months":3}}
    {"member":"m1","occurredAt":"2026-04-02T12:00:00Z","beneficiaries":["club"]}
    {"member":"m1","occurredAt":"2026-04-02T12:00:00Z","household":["m2","m3"]}
    {"member":"m2","occurredAt":"2026-04-02T12:00:00Z","leave":true}

With household a member asks others into theirs, and all of them come; with leave they leave it, or as who has it let
the one go who is named: "leave":"m3". These and a choice of beneficiaries may go without a key. A line with a kind may
say its `shop` and `partner` by code. Without occurredAt a line happens when the one before it did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, get_args

from server.kernel.clock import Instant

Choice = Literal["spend", "use", "join"]
CHOICES: tuple[Choice, ...] = get_args(Choice)


class BadLines(Exception):
    """What cannot be lived: each line's number, what is wrong with it and what would be right."""

    def __init__(self, mistakes: list[tuple[int, str]]) -> None:
        super().__init__("\n".join(f"line {number}: {said}" for number, said in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """A member, from `at` on; None: from the programme's beginning."""

    number: int
    member: str
    at: Instant | None
    birthday: str | None = None
    timezone: str | None = None
    country: str | None = None
    guardian: bool = False  # Whether a guardian has agreed.


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that a member does, under a key of its own. `at`: None is when the line before it was."""

    number: int
    key: str
    member: str
    at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording(Deed):
    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    shop: str | None = None
    partner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversing(Deed):
    of: str  # The key of an earlier line.
    share: int  # Millionths
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing(Deed):
    """A reward redeemed (`spend`), the oldest unused voucher for it shown at a till (`use`), a challenge taken on."""

    verb: Choice
    code: str
    shop: str | None = None
    partner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving(Deed):
    """Points for another member, in the currency's whole units as they are written: “100”, “2.50”."""

    to: str
    currency: str
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Freezing(Deed):
    """The time of what the member has stands still for so many months."""

    currency: str
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Supporting(Deed):
    """Whom the member earns for beside themselves from now on, by the charities' codes."""

    charities: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering(Deed):
    """Others whom the member asks into their household, and who come."""

    mates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting(Deed):
    """The household is left by `who`: the member, or whom the member lets go."""

    who: str


Line = Joining | Recording | Reversing | Choosing | Giving | Freezing | Supporting | Gathering | Parting

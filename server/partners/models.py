"""Tables, and the plain shapes that leave the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from server.kernel.clock import Instant

Status = Literal["active", "suspended"]
Why = Literal["enrolled", "linked"]
Language = Literal["sv", "en"]
Seat = Literal["owner", "developer"]

CODE_LIMIT = 40
NAME_LIMIT = 80


class PartnerRow(Model):
    """A business or association whose programs report activities."""

    id = fields.BigIntField(primary_key=True, generated=False)
    code = fields.TextField()
    name = fields.TextField()
    texts = fields.TextField()
    status = fields.TextField()
    created_at = fields.BigIntField()

    class Meta:
        table = "partner"
        unique_together = (("code",),)
        constraints = (CheckConstraint(check="status IN ('active', 'suspended')", name="partner_status"),)


class ShopRow(Model):
    """A place of a partner. Its code is unique within the partner."""

    id = fields.BigIntField(primary_key=True, generated=False)
    partner_id = fields.BigIntField()
    code = fields.TextField()
    name = fields.TextField()

    class Meta:
        table = "shop"
        unique_together = (("partner_id", "code"),)


class PartnerBudgetRow(Model):
    """What a partner may give outside the rules: one row a currency, counted down by guarded updates."""

    id = fields.BigIntField(primary_key=True, generated=False)
    partner_id = fields.BigIntField()
    currency = fields.TextField()
    granted = fields.BigIntField()
    remaining = fields.BigIntField()  # Not “left”, which is a reserved word in PostgreSQL.

    class Meta:
        table = "partner_budget"
        unique_together = (("partner_id", "currency"),)
        constraints = (
            CheckConstraint(check="remaining >= 0", name="partner_budget_remaining"),
            CheckConstraint(check="remaining <= granted", name="partner_budget_granted"),
        )


class MemberLinkPartnerRow(Model):
    """A partner and a member who know each other: the partner may then find the member by e-mail."""

    id = fields.BigIntField(primary_key=True, generated=False)
    partner_id = fields.BigIntField()
    member_id = fields.BigIntField()
    why = fields.TextField()
    created_at = fields.BigIntField()

    class Meta:
        table = "member_link_partner"
        unique_together = (("partner_id", "member_id"),)
        indexes = (Index(fields=("member_id",), name="member_link_partner_member"),)
        constraints = (CheckConstraint(check="why IN ('enrolled', 'linked')", name="member_link_partner_why"),)


class PartnerBudgetDayRow(Model):
    """What a budget gave and got back on one day of the programme's calendar."""

    id = fields.BigIntField(primary_key=True, generated=False)
    partner_id = fields.BigIntField()
    currency = fields.TextField()
    day = fields.CharField(max_length=10)  # 2026-11-22
    drawn = fields.BigIntField()
    returned = fields.BigIntField()

    class Meta:
        table = "partner_budget_day"
        unique_together = (("partner_id", "currency", "day"),)


class PartnerPersonRow(Model):
    """A member who owns a partner's programs, or builds them."""

    id = fields.BigIntField(primary_key=True, generated=False)
    partner_id = fields.BigIntField()
    member_id = fields.BigIntField()
    role = fields.CharField(max_length=9)
    granted_at = fields.BigIntField()

    class Meta:
        table = "partner_person"
        unique_together = (("member_id", "partner_id"),)
        constraints = (CheckConstraint(check="role IN ('owner', 'developer')", name="partner_person_role"),)


class PartnerRequestRow(Model):
    """A call of one of a partner's programs, or many that were alike. Never a secret, never a member's name."""

    id = fields.BigIntField(primary_key=True, generated=False)
    partner_id = fields.BigIntField()
    client_id = fields.CharField(max_length=64)
    at = fields.BigIntField()
    verb = fields.CharField(max_length=60)
    key = fields.CharField(max_length=128, null=True)
    calls = fields.IntField()  # How many calls the line stands for.
    items = fields.IntField()  # How many things they asked for, and how many of those were refused.
    refused = fields.IntField()
    micros = fields.BigIntField()  # How long one took, on average.
    outcome = fields.CharField(max_length=7)
    answer = fields.CharField(max_length=60)
    why = fields.TextField(null=True)

    class Meta:
        table = "partner_request"
        indexes = (("outcome", "partner_id", "id"), ("partner_id", "key", "id"))
        constraints = (CheckConstraint(check="outcome IN ('ok', 'problem', 'error')", name="partner_request_outcome"),)


class PartnerClientUseRow(Model):
    """When a program was last heard of, and when it last showed a secret that is not its newest."""

    client_id = fields.CharField(max_length=64, primary_key=True)
    used_at = fields.BigIntField()
    old_secret_at = fields.BigIntField(null=True)

    class Meta:
        table = "partner_client_use"


class PartnerAuditRow(Model):
    """What somebody changed about a partner's programs and people. Added to, never changed."""

    id = fields.BigIntField(primary_key=True, generated=False)
    partner_id = fields.BigIntField()
    member_id = fields.BigIntField(null=True)  # None: whoever runs the server, by a command.
    at = fields.BigIntField()
    act = fields.CharField(max_length=20)
    about = fields.CharField(max_length=80)  # A client's id, or a person's name.
    hours = fields.IntField(null=True)  # How long an old secret lives on.

    class Meta:
        table = "partner_audit"
        indexes = (("partner_id", "id"),)


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner. `texts` holds a dictionary for each language, today with one word in it: the kind of shop."""

    id: int
    code: str
    name: str
    texts: Mapping[str, Mapping[str, str]]
    status: Status
    created_at: Instant

    @property
    def active(self) -> bool:
        return self.status == "active"

    def kind(self, language: Language) -> str:
        """The kind of shop in a language, in Swedish where that language has none, or empty."""
        return self.texts.get(language, {}).get("kind") or self.texts.get("sv", {}).get("kind", "")


@dataclass(frozen=True, slots=True)
class Shop:
    id: int
    partner_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Budget:
    """Points in minor units: all that was ever granted, and what remains of it."""

    partner_id: int
    currency: str
    granted: int
    remaining: int


@dataclass(frozen=True, slots=True)
class BudgetDay:
    """Points in minor units that a budget gave on a day, and that reversals put back on it."""

    currency: str
    day: str
    drawn: int
    returned: int


class Draw(NamedTuple):
    """Points in minor units, to be taken from a partner's budget or put back."""

    partner_id: int
    currency: str
    points: int


class Shortfall(NamedTuple):
    """A budget that did not hold what was asked. Nothing was taken from it."""

    partner_id: int
    currency: str
    asked: int
    remaining: int

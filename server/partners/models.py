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

"""A new account, however somebody came: one insert of its row, and the head of its timeline, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from server import live
from server.kernel import clock, ids
from server.kernel.clock import Instant
from server.storage import Tx

from . import card as cards
from .models import Member
from .names import index_names
from .principal import Language
from .rules import BoardVisibility, alias_key

Status = Literal["enrolled", "active", "closed"]

_COLUMNS = (
    "id", "author_no", "card", "email", "claimed_email", "email_verified_at", "display_name", "alias",
    "alias_key", "board_visibility", "language", "timezone", "birthday", "country", "guardian_agreed_at",
    "password_hash", "status", "terms_version", "terms_accepted_at", "source", "enrolled_by_partner_id",
    "enroll_key", "enroll_digest", "joined_at", "completed_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """An account to make, every value checked already (`rules`, `card.check`, `hash_password`)."""

    display_name: str
    language: Language
    timezone: str
    status: Status = "active"
    card: str = field(default_factory=cards.new_card)
    email: str | None = None
    claimed_email: str | None = None
    email_verified: Instant | None = None
    alias: str | None = None
    board_visibility: BoardVisibility = "hidden"
    birthday: str | None = None
    country: str | None = None
    guardian_agrees: bool = False
    password_hash: str | None = None
    terms_version: str | None = None
    source: str | None = None
    enrolled_by_partner_id: int | None = None
    enroll_key: str | None = None
    enroll_digest: str | None = None
    id: int = field(default_factory=ids.new_id)
    author_no: int = field(default_factory=ids.drawn_id)


async def add_members(tx: Tx, members: Sequence[NewMember]) -> list[int]:
    """The accounts' ids, in order. Raises storage.UniqueViolation where a card, address, alias or key is taken."""
    now = clock.now()
    await tx.insert(Member, _COLUMNS, [_row(member, now) for member in members])
    await index_names(tx, {member.id: member.display_name for member in members})
    made = [member.id for member in members]
    await live.open_timeline(tx, made)
    return made


def _row(member: NewMember, now: Instant) -> tuple[object, ...]:
    return (
        member.id, member.author_no, member.card, member.email, member.claimed_email, member.email_verified,
        member.display_name, member.alias, member.alias and alias_key(member.alias), member.board_visibility,
        member.language, member.timezone, member.birthday, member.country, now if member.guardian_agrees else None,
        member.password_hash, member.status, member.terms_version,
        now if member.terms_version else None, member.source, member.enrolled_by_partner_id, member.enroll_key,
        member.enroll_digest, now, now if member.status == "active" else None,
    )  # fmt: skip

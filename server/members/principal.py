"""Who is asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["sv", "en"]
Role = Literal["member", "moderator", "editor", "manager", "staff"]


@dataclass(frozen=True, slots=True)
class Principal:
    """Made once a request or socket, and never changed."""

    kind: Literal["stranger", "person", "client"]
    member_id: int | None = None  # person: the account; client: only where its token is bound to a member.
    roles: frozenset[Role] = frozenset()
    session_id: int | None = None
    partner_id: int | None = None  # client, or a staff person's partner.
    shop_code: str | None = None
    client_id: str | None = None
    scopes: frozenset[str] = frozenset()
    language: Language | None = None
    address: str = ""  # The peer's, for throttles.

    def is_any_of(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


STRANGER = Principal(kind="stranger")

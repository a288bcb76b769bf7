"""Who sees what of a member. Ownership is decided here once, and narrows what every read answers.

- own: the member, or a program whose token is bound to them: everything.
- partner: a partner's program or staff: name, card, balances and tier of whoever shows a card, and of the history what
  that very partner recorded. What the member does elsewhere is none of its business.
- desk: a program that may enroll and not read, of those whom it enrolls: name and card.
- manager: name, card, balances and tier.
- moderator: name and card.
"""

from __future__ import annotations

from typing import Literal

from schema.errors import Refusal
from server.members import Principal

Sight = Literal["own", "partner", "desk", "manager", "moderator"]


def sight_of(principal: Principal, member_id: int) -> Sight | None:
    """How the asker sees a member; None: not at all."""
    if principal.member_id is not None and principal.member_id == member_id:
        return "own"
    if partner_of(principal) is not None:
        return "partner"
    if principal.kind == "person" and principal.is_any_of("manager"):
        return "manager"
    return "moderator" if principal.kind == "person" and principal.is_any_of("moderator") else None


def partner_of(principal: Principal) -> int | None:
    """The partner that the asker speaks for. A token that is bound to a member speaks for that member alone."""
    if principal.kind == "client":
        return principal.partner_id if principal.member_id is None else None
    return principal.partner_id if principal.is_any_of("staff") else None


def sees(principal: Principal, *, member_id: int, partner_id: int | None) -> bool:
    """Whether something that happened is the asker's to see: it is theirs, or they recorded it."""
    if principal.member_id is not None and principal.member_id == member_id:
        return True
    return partner_id is not None and partner_of(principal) == partner_id


def only(sight: Sight, *allowed: Sight) -> None:
    """Raises a Refusal where a member's field is not for the asker."""
    if sight not in allowed:
        raise Refusal("FORBIDDEN", "Only the member sees this.")

"""From what an asker calls a member to the member's id: one statement a kind of reference, however many are asked.

Who reaches whom:
- a partner (its programs, its staff): anybody whose id or card it was shown; by e-mail only those whom it enrolled
  and those who linked themselves to it. Everybody else's address answers the same as nobody's;
- a program that acts for a member, and a member: that member alone;
- moderators and managers: anybody;
- a stranger: nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal

from server import storage
from server.kernel.errors import BadInput
from server.storage import Reader, Row

from . import card as cards
from . import rules
from .principal import Principal

RefKind = Literal["id", "card", "email"]
Ref = tuple[RefKind, str | int]
"""("id", 71…), ("card", "9123 4567 …") or ("email", "elsa@…"): as it was sent, in any spelling."""

_ANY = 0  # In place of a partner's id: whom an official asks for need not be linked to anybody. A member's id with
# a minus sign there: only that member is looked for, so that who else gave the same address changes nothing.
_Key = tuple[RefKind, str | int, int]


async def resolve(refs: Collection[Ref], principal: Principal, *, via: Reader | None = None) -> dict[Ref, int]:
    """The ids of those whom the asker may reach. A reference that is missing was nobody's, or not theirs to know."""
    ordered = list(dict.fromkeys(refs))
    found = await resolve_many([(ref, principal) for ref in ordered], via=via)
    return {ref: member_id for ref, member_id in zip(ordered, found, strict=True) if member_id is not None}


async def resolve_many(asked: Sequence[tuple[Ref, Principal]], *, via: Reader | None = None) -> list[int | None]:
    """The same for a batch in which each reference has an asker of its own; answered in order."""
    keys = [_key(ref, principal) for ref, principal in asked]
    found: dict[_Key, int] = {}
    wanted = {key for key in keys if key is not None}
    if by_id := sorted({int(value) for kind, value, _ in wanted if kind == "id"}):
        present = {row[0] for row in await _rows(via, _BY_ID, ids=by_id)}
        found |= {key: int(key[1]) for key in wanted if key[0] == "id" and key[1] in present}
    if by_card := sorted({str(value) for kind, value, _ in wanted if kind == "card"}):
        holders = {row[1]: row[0] for row in await _rows(via, _BY_CARD, cards=by_card)}
        found |= {key: holders[key[1]] for key in wanted if key[0] == "card" and key[1] in holders}
    if by_email := [(str(value), sight) for kind, value, sight in wanted if kind == "email"]:
        emails = sorted({email for email, _ in by_email})
        partners = sorted({sight for _, sight in by_email if sight > _ANY})
        found |= _seen(by_email, await _rows(via, _BY_EMAIL, emails=emails, partners=partners))
    ids = [None if key is None else found.get(key) for key in keys]
    return [
        member_id if member_id is not None and _within(member_id, principal) else None
        for member_id, (_, principal) in zip(ids, asked, strict=True)
    ]


def _key(ref: Ref, principal: Principal) -> _Key | None:
    """The reference as the tables spell it, with the partner whose sight limits it; None: it can be nobody's."""
    kind, value = ref
    sight = _sight(principal)
    if sight is None:
        return None
    try:
        if kind == "id":
            return ("id", int(value), _ANY) if 0 < int(value) < 2**63 else None
        if kind == "card":
            return ("card", cards.check(str(value)), _ANY)
        return ("email", rules.email(str(value)), sight)
    except (BadInput, ValueError):
        return None


def _sight(principal: Principal) -> int | None:
    """By whose links the asker sees addresses: a partner's; _ANY; -id: only that member's own; None: nobody is seen."""
    if principal.is_any_of("moderator", "manager"):
        return _ANY
    if principal.partner_id is not None and (principal.member_id is None or principal.is_any_of("staff")):
        return principal.partner_id
    return None if principal.member_id is None else -principal.member_id


def _within(member_id: int, principal: Principal) -> bool:
    """Whether the asker may reach this member at all. A token that acts for a member reaches nobody else."""
    if principal.kind == "client" and principal.member_id is None:
        return True
    if principal.member_id == member_id:
        return True
    return principal.kind == "person" and principal.is_any_of("moderator", "manager", "staff")


def _seen(asked: Iterable[tuple[str, int]], rows: Iterable[Row]) -> dict[_Key, int]:
    """For each address and sight the account that is seen: the one that holds the address, else the newest claimant.

    Rows are (address, holds it, account, enrolled by, linked to). They come worst first, and once for each of the
    asking partners that the account is linked to.
    """
    gave: dict[str, list[Row]] = {}
    for row in rows:
        gave.setdefault(row[0], []).append(row)
    return {
        ("email", email, sight): row[2]
        for email, sight in asked
        for row in gave.get(email, ())
        if sight in (_ANY, -row[2], row[3], row[4])
    }


async def _rows(via: Reader | None, sql: str, **params: Any) -> list[Row]:
    return await (via.rows(sql, **params) if via else storage.rows(sql, **params))


_BY_ID = "SELECT id FROM member WHERE id {in ids bigint} AND status <> 'closed'"
_BY_CARD = "SELECT id, card FROM member WHERE card {in cards text} AND status <> 'closed'"

# The partners' table of links stands to the right of this package; it is read here, and here only, because the
# alternative is a second round trip for every receipt.
_GAVE = (
    "m.id AS id, m.enrolled_by_partner_id AS enrolled_by, l.partner_id AS linked_to FROM member m "
    "LEFT JOIN member_link_partner l ON l.member_id = m.id AND l.partner_id {in partners bigint} "
    "WHERE m.status <> 'closed' AND "
)
_BY_EMAIL = (
    f"SELECT m.email AS email, 1 AS holds, {_GAVE} m.email {{in emails text}} "
    f"UNION ALL SELECT m.claimed_email, 0, {_GAVE} m.claimed_email {{in emails text}} ORDER BY holds, id"
)

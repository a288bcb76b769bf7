"""A partner's people: members who own its programs, or build them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server import storage
from server.kernel import clock, ids
from server.kernel.errors import NotFound
from server.storage import Tx

from .audit import Act, write_down
from .changes import touch, version
from .models import PartnerPersonRow, Seat

ADDED: Mapping[Seat, Act] = {"owner": "owner_added", "developer": "developer_added"}


@dataclass(frozen=True, slots=True)
class Person:
    """A member's place at a partner."""

    partner_id: int
    member_id: int
    seat: Seat


async def add_person(tx: Tx, *, partner_id: int, member_id: int, seat: Seat, name: str) -> None:
    """The member is one of the partner's people from now on; who was one changes seats. `name`: for the audit."""
    await tx.insert(
        PartnerPersonRow,
        ("id", "partner_id", "member_id", "role", "granted_at"),
        [(ids.new_id(), partner_id, member_id, seat, clock.now())],
        conflict="(member_id, partner_id) DO UPDATE SET role = excluded.role, granted_at = excluded.granted_at",
    )
    await write_down(tx, partner_id=partner_id, member_id=None, act=ADDED[seat], about=name)
    await touch(tx)


async def remove_person(tx: Tx, *, partner_id: int, member_id: int, name: str) -> None:
    """The member is none of the partner's people any more (other processes: within two seconds). Raises NotFound."""
    removed = await tx.execute(
        "DELETE FROM partner_person WHERE partner_id = :partner_id AND member_id = :member_id",
        partner_id=partner_id,
        member_id=member_id,
    )
    if not removed:
        raise NotFound("The person")
    await write_down(tx, partner_id=partner_id, member_id=None, act="person_removed", about=name)
    await touch(tx)


async def people_of(partner_id: int) -> list[Person]:
    """A partner's people, in the order in which they came."""
    rows = await storage.rows(
        "SELECT partner_id, member_id, role FROM partner_person WHERE partner_id = :partner_id ORDER BY id",
        partner_id=partner_id,
    )
    return [Person(row["partner_id"], row["member_id"], row["role"]) for row in rows]


async def seat_in(tx: Tx, *, partner_id: int, member_id: int) -> Seat | None:
    """The member's seat at the partner as it is in the transaction; None: no seat."""
    seat: Seat | None = await tx.value(
        "SELECT role FROM partner_person WHERE member_id = :member_id AND partner_id = :partner_id",
        member_id=member_id,
        partner_id=partner_id,
    )
    return seat


async def seats_of(member_id: int) -> Sequence[Person]:
    """Where a member has a seat, at most a second old. All seats are kept in the process: nearly every member has none,
    and each page asks."""
    return (await _kept.by_member()).get(member_id, ())


class _Kept:
    """Every seat there is, read again when any changed."""

    def __init__(self) -> None:
        self._engine: object = None
        self._version = -1
        self._by_member: Mapping[int, Sequence[Person]] = {}

    async def by_member(self) -> Mapping[int, Sequence[Person]]:
        number, engine = await version(), storage.engine()
        if number != self._version or engine is not self._engine:
            found: defaultdict[int, list[Person]] = defaultdict(list)
            for row in await storage.rows("SELECT partner_id, member_id, role FROM partner_person ORDER BY id"):
                found[row["member_id"]].append(Person(row["partner_id"], row["member_id"], row["role"]))
            self._by_member = dict(found)
            self._engine, self._version = engine, number
        return self._by_member


_kept = _Kept()

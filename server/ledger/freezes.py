"""Reading what members let stand still."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from server import storage
from server.kernel import clock, periods
from server.kernel.clock import DAY, Instant
from server.kernel.ids import Id
from server.kernel.paging import Page, decode_cursor, encode_cursor
from server.programme.rulebook import Rulebook
from server.storage import Row

UNDO_WITHIN = DAY  # So long it can be taken back.
_COLUMNS = "id, member_id, currency, months, by_hand, frozen_at, undone_at"


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a member had of a currency is good for so many months longer. `by_hand`: a manager decided it."""

    id: Id  # The activity that asked for it.
    member_id: Id
    currency: str
    months: int
    by_hand: bool
    frozen_at: Instant
    undone_at: Instant | None

    def can_be_undone(self) -> bool:
        return self.undone_at is None and clock.now() < self.frozen_at + UNDO_WITHIN


async def freezes_of(member_id: Id, *, first: int, after: str | None) -> Page[Frozen]:
    """Newest first."""
    rows = await storage.rows(
        f"SELECT {_COLUMNS} FROM ledger_freeze WHERE member_id = :member AND id < :below ORDER BY id DESC LIMIT :limit",
        member=member_id,
        below=decode_cursor(after, int)[0] if after else 2**63 - 1,
        limit=first + 1,
    )
    found = [_frozen(row) for row in rows[:first]]
    return Page(found, [encode_cursor(each.id) for each in found], len(rows) > first, after is not None)


async def freezes_by_id(ids: Collection[Id]) -> dict[Id, Frozen]:
    rows = await storage.rows(f"SELECT {_COLUMNS} FROM ledger_freeze WHERE id {{in ids bigint}}", ids=sorted(set(ids)))
    return {row[0]: _frozen(row) for row in rows}


async def freezable(member_id: Id, book: Rulebook) -> dict[str, int]:
    """How many months are left to a member this year, of each currency that the programme lets them freeze."""
    allowed = {
        currency.code: currency.expires.freeze_months
        for currency in book.currencies.values()
        if currency.expires is not None and currency.expires.freeze_months
    }
    if not allowed:
        return {}
    since, _ = periods.bounds("year", clock.now(), book.timezone)
    rows = await storage.rows(
        "SELECT currency, CAST(SUM(months) AS bigint) FROM ledger_freeze WHERE member_id = :member "
        "AND frozen_at >= :since AND undone_at IS NULL AND by_hand = 0 GROUP BY currency",
        member=member_id,
        since=since,
    )
    used = {row[0]: row[1] for row in rows}
    return {code: max(0, months - used.get(code, 0)) for code, months in allowed.items()}


def _frozen(row: Row) -> Frozen:
    return Frozen(row[0], row[1], row[2], row[3], bool(row[4]), row[5], row[6])

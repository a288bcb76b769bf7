"""Reading the ledger."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from server import storage
from server.kernel import clock
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.kernel.paging import Page, decode_cursor, encode_cursor
from server.storage import Row

from . import rules
from .accounts import HELD, PENDING
from .rules import Part

ENDS = (
    "CASE WHEN a.endless = 1 THEN NULL WHEN a.ends_at > l.earned_at AND (l.expires_at IS NULL "
    "OR a.ends_at < l.expires_at) THEN a.ends_at ELSE l.expires_at END"
)
"""When what is left of the lot l in the account a is gone, in SQL: by its own end or by the member's idleness."""
_COLUMNS = (
    "id, activity_id, member_id, currency, CASE reason WHEN 'pending' THEN points WHEN 'dropped' THEN -points "
    "ELSE sign * points END AS points, balance_after, reason, rule, version, arithmetic, "
    "occurred_at, posted_at"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry on a member's account. `points` is signed, in minor units of its currency."""

    id: Id
    activity_id: Id
    member_id: Id
    currency: str
    points: int
    balance_after: int
    reason: str
    rule: str
    version: int
    arithmetic: Mapping[str, Any]
    occurred_at: Instant
    posted_at: Instant


@dataclass(frozen=True, slots=True)
class Holding:
    """A lot of which something is left, in minor units; `expires_at` None: nothing ends it now."""

    id: Id
    currency: str
    points: int
    remaining: int
    earned_at: Instant
    expires_at: Instant | None


@dataclass(frozen=True, slots=True)
class Expiring:
    """Points that will be gone at an instant unless they are spent before."""

    currency: str
    points: int
    expires_at: Instant


@dataclass(frozen=True, slots=True)
class Ripening:
    """Points that were earned and become the member's at an instant, unless what earned them is undone before."""

    currency: str
    points: int
    ripe_at: Instant


def _entry(row: Row) -> Entry:
    return Entry(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], json.loads(row[9]), row[10],
                 row[11])  # fmt: skip


async def balances_of(member_ids: Collection[Id]) -> dict[Id, dict[str, int]]:
    """Balances in minor units by currency, what is held of one under HELD + its code, and what waits to become theirs
    under PENDING + it. What has expired, lapsed or ripened is counted so also where nobody has posted it yet."""
    balances: dict[Id, dict[str, int]] = {member_id: {} for member_id in member_ids}
    holding: list[Id] = []
    ids = sorted(set(member_ids))
    for row in await storage.rows(
        "SELECT owner_id, currency, balance, held, pending FROM ledger_account "
        "WHERE owner_kind = 'member' AND owner_id {in ids bigint} AND purpose = 'spending' "
        "UNION ALL SELECT l.member_id, l.currency, -CAST(SUM(l.remaining) AS bigint), 0, 0 FROM timeline_head h "
        "JOIN ledger_lot l ON l.member_id = h.member_id JOIN ledger_account a ON a.id = l.account_id "
        "WHERE h.member_id {in ids bigint} AND h.due_at <= :now AND l.remaining > 0 AND a.endless = 0 "
        "AND (l.expires_at <= :now OR (a.ends_at <= :now AND l.earned_at < a.ends_at)) "
        "GROUP BY l.member_id, l.currency "
        "UNION ALL SELECT p.member_id, p.currency, CAST(SUM(p.waiting) AS bigint), 0, -CAST(SUM(p.waiting) AS bigint) "
        "FROM timeline_head h JOIN ledger_pending p ON p.member_id = h.member_id "
        "WHERE h.member_id {in ids bigint} AND h.due_at <= :now AND p.waiting > 0 AND p.ripe_at <= :now "
        "GROUP BY p.member_id, p.currency",
        ids=ids,
        now=clock.now(),
    ):
        of_member = balances[row[0]]
        of_member[row[1]] = of_member.get(row[1], 0) + row[2]
        if row[3]:
            of_member[HELD + row[1]] = row[3]
            holding.append(row[0])
        if row[4]:
            of_member[PENDING + row[1]] = of_member.get(PENDING + row[1], 0) + row[4]
    if holding:
        await _leave_out_lapsed(balances, holding)
    return balances


async def _leave_out_lapsed(balances: dict[Id, dict[str, int]], holding: Collection[Id]) -> None:
    """Holds whose time is over have come back, but for what of them has expired meanwhile."""
    now = clock.now()
    debts: dict[tuple[Id, str], int] = {}
    lapsed = await storage.rows(
        "SELECT h.member_id, h.currency, h.points, h.parts, a.debt, a.endless FROM ledger_hold h "
        "JOIN ledger_account a ON a.owner_kind = 'member' AND a.owner_id = h.member_id AND a.purpose = 'spending' "
        "AND a.currency = h.currency "
        "WHERE h.member_id {in ids bigint} AND h.state = 'open' AND h.lapses_at <= :now ORDER BY h.lapses_at, h.id",
        ids=sorted(set(holding)),
        now=now,
    )
    parts = [[Part(*part) for part in json.loads(row[3])] for row in lapsed]
    ends = await _ends_of({part.lot_id for of_one in parts for part in of_one}) if lapsed else {}
    for row, of_one in zip(lapsed, parts, strict=True):
        member_id, currency, points = row[0], row[1], row[2]
        debt = debts.get((member_id, currency), row[4])
        current = [part._replace(expires_at=None if row[5] else ends[part.lot_id]) for part in of_one]
        _, back = rules.coming_back(current, debt, now)
        debts[member_id, currency] = debt - back.paid
        balances[member_id][currency] += points - back.expired
        balances[member_id][HELD + currency] -= points


async def _ends_of(lot_ids: Collection[Id]) -> dict[Id, Instant | None]:
    """When lots end by themselves: what gave them longer life may have come after they were held."""
    rows = await storage.rows(
        "SELECT id, expires_at FROM ledger_lot WHERE id {in ids bigint}", ids=sorted(lot_ids)
    )
    return {row[0]: row[1] for row in rows}


async def lots_of(member_ids: Collection[Id]) -> dict[Id, list[Holding]]:
    """What is left of members' points, lot by lot in the order in which they are spent; debts are below zero."""
    found: dict[Id, list[Holding]] = {member_id: [] for member_id in member_ids}
    for row in await storage.rows(
        f"SELECT l.member_id, l.id, l.currency, l.points, l.remaining, l.earned_at, {ENDS} FROM ledger_lot l "
        "JOIN ledger_account a ON a.id = l.account_id WHERE l.member_id {in ids bigint} AND l.remaining <> 0 "
        f"AND (l.remaining < 0 OR COALESCE({ENDS}, :never) > :now) "
        f"ORDER BY l.member_id, COALESCE({ENDS}, :never), l.id",
        ids=sorted(set(member_ids)),
        never=rules.NEVER,
        now=clock.now(),
    ):
        found[row[0]].append(Holding(row[1], row[2], row[3], row[4], row[5], row[6] if row[4] > 0 else None))
    return found


async def entries_of(member_id: Id, currencies: Collection[str], *, first: int, after: str | None) -> Page[Entry]:
    """A member's entries, newest first. What moves between accounts of others alone is no line of theirs."""
    below = decode_cursor(after, int)[0] if after else 2**63 - 1
    rows = await storage.rows(
        f"SELECT {_COLUMNS} FROM ledger_entry WHERE member_id = :member AND currency {{in currencies text}} "
        "AND id < :below AND sign <> 0 ORDER BY id DESC LIMIT :limit",
        member=member_id,
        currencies=sorted(currencies),
        below=below,
        limit=first + 1,
    )
    entries = [_entry(row) for row in rows[:first]]
    return Page(entries, [encode_cursor(entry.id) for entry in entries], len(rows) > first, after is not None)


async def entries_by_id(ids: Collection[Id]) -> dict[Id, Entry]:
    rows = await storage.rows(
        f"SELECT {_COLUMNS} FROM ledger_entry WHERE id {{in ids bigint}} "
        "AND (sign <> 0 OR reason IN ('pending', 'dropped'))",
        ids=sorted(set(ids)),
    )
    return {row[0]: _entry(row) for row in rows}


async def entries_of_activities(activity_ids: Collection[Id]) -> dict[Id, list[Entry]]:
    """The members' entries that activities caused, in posting order; of what waits, that it does."""
    found: defaultdict[Id, list[Entry]] = defaultdict(list)
    for row in await storage.rows(
        f"SELECT {_COLUMNS} FROM ledger_entry WHERE activity_id {{in ids bigint}} "
        "AND (sign <> 0 OR reason IN ('pending', 'dropped')) ORDER BY id",
        ids=sorted(set(activity_ids)),
    ):
        found[row[1]].append(_entry(row))
    return dict(found)


async def next_expiries(member_id: Id, *, first: int, after: str | None = None) -> Page[Expiring]:
    """All that will be gone, soonest first: by each currency and instant."""
    edge = decode_cursor(after, int, str) if after else (clock.now() + 1, "")
    rows = await storage.rows(
        f"SELECT currency, CAST(SUM(remaining) AS bigint), ends FROM (SELECT l.currency, l.remaining, {ENDS} AS ends "
        "FROM ledger_lot l JOIN ledger_account a ON a.id = l.account_id "
        "WHERE l.member_id = :member AND l.remaining > 0) AS s "
        "WHERE ends > :at OR (ends = :at AND currency > :code) GROUP BY currency, ends "
        "ORDER BY ends, currency LIMIT :limit",
        member=member_id,
        at=edge[0],
        code=edge[1],
        limit=first + 1,
    )
    found = [Expiring(row[0], int(row[1]), row[2]) for row in rows[:first]]
    cursors = [encode_cursor(each.expires_at, each.currency) for each in found]
    return Page(found, cursors, len(rows) > first, after is not None)


async def next_ripenings(member_id: Id, *, first: int, after: str | None = None) -> Page[Ripening]:
    """All that waits to become the member's, soonest first: by each currency and instant."""
    edge = decode_cursor(after, int, str) if after else (clock.now() + 1, "")
    rows = await storage.rows(
        "SELECT currency, CAST(SUM(waiting) AS bigint), ripe_at FROM ledger_pending "
        "WHERE member_id = :member AND waiting > 0 AND (ripe_at > :at OR (ripe_at = :at AND currency > :code)) "
        "GROUP BY currency, ripe_at ORDER BY ripe_at, currency LIMIT :limit",
        member=member_id,
        at=edge[0],
        code=edge[1],
        limit=first + 1,
    )
    found = [Ripening(row[0], int(row[1]), row[2]) for row in rows[:first]]
    cursors = [encode_cursor(each.ripe_at, each.currency) for each in found]
    return Page(found, cursors, len(rows) > first, after is not None)

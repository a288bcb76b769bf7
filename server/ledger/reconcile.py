"""Comparing what is cached with what it is a sum of. Reports; never mends in silence."""

from __future__ import annotations

from dataclasses import dataclass

from server import storage


@dataclass(frozen=True, slots=True)
class Difference:
    """`cached` is what stands there, `counted` what the rows come to; both in minor units, or of ends as instants."""

    check: str
    member_id: int
    currency: str
    cached: int
    counted: int


_BALANCE = (
    "SELECT a.owner_id, a.currency, a.balance, COALESCE(e.total, 0) FROM ledger_account a LEFT JOIN "
    "(SELECT member_id, currency, SUM(sign * points) AS total FROM ledger_entry GROUP BY member_id, currency) e "
    "ON e.member_id = a.owner_id AND e.currency = a.currency "
    "WHERE a.owner_kind = 'member' AND a.balance <> COALESCE(e.total, 0)"
)
_ORPHANS = (
    "SELECT e.member_id, e.currency, 0, SUM(e.sign * e.points) FROM ledger_entry e LEFT JOIN ledger_account a "
    "ON a.owner_kind = 'member' AND a.owner_id = e.member_id AND a.currency = e.currency AND a.purpose = 'spending' "
    "WHERE a.id IS NULL GROUP BY e.member_id, e.currency"
)
_LOTS = (
    "SELECT a.owner_id, a.currency, a.balance, COALESCE(l.total, 0) FROM ledger_account a LEFT JOIN "
    "(SELECT account_id, SUM(remaining) AS total FROM ledger_lot GROUP BY account_id) l ON l.account_id = a.id "
    "WHERE a.owner_kind = 'member' AND a.currency {in in_lots text} AND a.balance <> COALESCE(l.total, 0)"
)
_DEBT = (
    "SELECT a.owner_id, a.currency, a.debt, COALESCE(l.total, 0) FROM ledger_account a LEFT JOIN "
    "(SELECT account_id, -SUM(remaining) AS total FROM ledger_lot WHERE remaining < 0 GROUP BY account_id) l "
    "ON l.account_id = a.id WHERE a.owner_kind = 'member' AND a.debt <> COALESCE(l.total, 0)"
)
_OWN_ENDS = (  # A sharing group makes no end sooner.
    "SELECT member_id, currency, expires_at, own_end FROM ledger_lot WHERE remaining > 0 AND own_end > expires_at"
)
_SIDES = (  # Each entry has the member's account on one side, and the side that its sign names.
    "SELECT e.member_id, e.currency, e.sign * e.points, 0 FROM ledger_entry e JOIN ledger_account a "
    "ON a.owner_kind = 'member' AND a.owner_id = e.member_id AND a.currency = e.currency AND a.purpose = 'spending' "
    "WHERE (e.sign = 0 AND (a.id = e.credit_account_id OR a.id = e.debit_account_id)) OR (e.sign <> 0 "
    "AND a.id <> CASE WHEN e.sign > 0 THEN e.credit_account_id ELSE e.debit_account_id END)"
)
_HELD = (
    "SELECT a.owner_id, a.currency, a.held, COALESCE(h.total, 0) FROM ledger_account a LEFT JOIN "
    "(SELECT member_id, currency, SUM(points) AS total FROM ledger_hold WHERE state = 'open' "
    "GROUP BY member_id, currency) h ON h.member_id = a.owner_id AND h.currency = a.currency "
    "WHERE a.owner_kind = 'member' AND a.held <> COALESCE(h.total, 0)"
)
_HOLDING = (  # What lies in the holding account, member by member.
    "SELECT member_id, currency, SUM(held), SUM(posted) FROM ("
    "SELECT member_id, currency, points AS held, 0 AS posted FROM ledger_hold WHERE state = 'open' UNION ALL "
    "SELECT e.member_id, e.currency, 0, CASE WHEN e.credit_account_id = a.id THEN e.points ELSE -e.points END "
    "FROM ledger_account a JOIN ledger_entry e ON e.credit_account_id = a.id OR e.debit_account_id = a.id "
    "WHERE a.purpose = 'holding') AS s GROUP BY member_id, currency HAVING SUM(held) <> SUM(posted)"
)
_PENDING = (
    "SELECT a.owner_id, a.currency, a.pending, COALESCE(p.total, 0) FROM ledger_account a LEFT JOIN "
    "(SELECT member_id, currency, SUM(waiting) AS total FROM ledger_pending GROUP BY member_id, currency) p "
    "ON p.member_id = a.owner_id AND p.currency = a.currency "
    "WHERE a.owner_kind = 'member' AND a.pending <> COALESCE(p.total, 0)"
)
_WAITING = (  # What lies in the account where earned points wait, member by member.
    "SELECT member_id, currency, SUM(waiting), SUM(posted) FROM ("
    "SELECT member_id, currency, waiting, 0 AS posted FROM ledger_pending UNION ALL "
    "SELECT e.member_id, e.currency, 0, CASE WHEN e.credit_account_id = a.id THEN e.points ELSE -e.points END "
    "FROM ledger_account a JOIN ledger_entry e ON e.credit_account_id = a.id OR e.debit_account_id = a.id "
    "WHERE a.purpose = 'pending') AS s GROUP BY member_id, currency HAVING SUM(waiting) <> SUM(posted)"
)
_UNKNOWN = (
    "SELECT e.member_id, e.currency, e.sign * e.points, 0 FROM ledger_entry e "
    "LEFT JOIN ledger_account d ON d.id = e.debit_account_id LEFT JOIN ledger_account c ON c.id = e.credit_account_id "
    "WHERE d.id IS NULL OR c.id IS NULL"
)
_ZERO = (
    "SELECT 0, currency, SUM(side), 0 FROM (SELECT currency, points AS side FROM ledger_entry UNION ALL "
    "SELECT currency, -points FROM ledger_entry) AS s GROUP BY currency HAVING SUM(side) <> 0"
)


async def reconcile(in_lots: list[str]) -> list[Difference]:
    """Every difference found: balances against entries and lots, debts against lots, holds against the holding
    account, what waits against the account where it does, both sides of each entry, and the sum over all accounts,
    which is zero. `in_lots` names the currencies that are kept in lots."""
    checks = {
        "balance = entries": _BALANCE,
        "entries without an account": _ORPHANS,
        "balance = lots": _LOTS,
        "debt = lots below zero": _DEBT,
        "a lot's end = its own or later": _OWN_ENDS,
        "held = open holds": _HELD,
        "open holds = the holding account": _HOLDING,
        "pending = what waits": _PENDING,
        "what waits = the account where it does": _WAITING,
        "an entry's sides": _SIDES,
        "an entry's accounts exist": _UNKNOWN,
        "all accounts sum to zero": _ZERO,
    }
    found = []
    for name, sql in checks.items():
        rows = await storage.rows(sql, in_lots=in_lots)
        found += [Difference(name, row[0], row[1], int(row[2]), int(row[3])) for row in rows]
    return found

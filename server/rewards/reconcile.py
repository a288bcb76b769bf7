"""Comparing the rewards' counters with what they count. Reports; never mends in silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server import storage
from server.kernel.ids import Id
from server.ledger import charity_id
from server.programme import GivenGift


@dataclass(frozen=True, slots=True)
class Miscount:
    """`cached` is what stands there, `counted` what the rows come to."""

    check: str
    what: str
    cached: int
    counted: int


_HOLDS = (  # Each voucher's state, and its hold's.
    "SELECT v.reward, v.points, COALESCE(h.points, 0) FROM reward_voucher v LEFT JOIN ledger_hold h "
    "ON h.id = v.hold_id AND h.state = CASE v.state WHEN 'open' THEN 'open' WHEN 'used' THEN 'captured' "
    "WHEN 'lost' THEN 'captured' "
    "ELSE 'released' END WHERE v.rule IS NULL AND (h.id IS NULL OR h.points <> v.points OR h.member_id <> v.member_id)"
)
_PARTED = (
    "SELECT h.currency, h.points, 0 FROM ledger_hold h LEFT JOIN reward_voucher v ON v.hold_id = h.id "
    "WHERE v.id IS NULL"
)
_METERS = (
    "SELECT charity, SUM(cached), SUM(counted) FROM ("
    "SELECT charity, amount AS cached, 0 AS counted FROM reward_meter UNION ALL "
    "SELECT charity, 0, amount FROM reward_donation) AS s GROUP BY charity HAVING SUM(cached) <> SUM(counted)"
)
_GIVERS = (
    "SELECT m.charity, m.givers, COALESCE(d.givers, 0) FROM reward_meter m LEFT JOIN "
    "(SELECT charity, COUNT(DISTINCT member_id) AS givers FROM reward_donation GROUP BY charity) d "
    "ON d.charity = m.charity WHERE m.givers <> COALESCE(d.givers, 0)"
)
_GIFTS = (
    "SELECT d.charity, d.points, COALESCE(e.points, 0) FROM reward_donation d LEFT JOIN ledger_entry e "
    "ON e.activity_id = d.activity_id AND e.reason = 'donated' WHERE e.points IS NULL OR e.points <> d.points"
)


_UNTOLD = (  # Points of a member's own that went to a charity.
    "SELECT e.currency, 0, e.points FROM ledger_entry e LEFT JOIN reward_donation d ON d.activity_id = e.activity_id "
    "WHERE e.reason = 'donated' AND e.sign = -1 AND d.id IS NULL"
)
_RECEIVED = (  # What lies on the charities' accounts past what members gave of their own.
    "SELECT a.owner_id, a.currency, SUM(CASE WHEN e.credit_account_id = a.id THEN e.points ELSE -e.points END) "
    "FROM ledger_account a JOIN ledger_entry e ON e.credit_account_id = a.id OR e.debit_account_id = a.id "
    "WHERE a.owner_kind = 'charity' AND e.sign = 0 GROUP BY a.owner_id, a.currency"
)


async def reconcile() -> list[Miscount]:
    """Every difference found: vouchers against holds, gifts against entries, meters against gifts and entries, and
    places that are taken against vouchers."""
    found = []
    for check, sql in (
        ("vouchers = holds", _HOLDS),
        ("holds = vouchers", _PARTED),
        ("a charity's meter = gifts", _METERS),
        ("a charity's givers = gifts", _GIVERS),
        ("gifts = entries", _GIFTS),
        ("entries = gifts", _UNTOLD),
    ):
        found += [Miscount(check, row[0], int(row[1]), int(row[2])) for row in await storage.rows(sql)]
    return found + await _received() + await _places()


async def gifts_held_by(members: Sequence[Id]) -> tuple[dict[GivenGift, bool], set[GivenGift]]:
    """Vouchers that rules gave: True where one stands, False where its time was over, of which nobody can say whether
    it was undone as well; and the gifts that stayed away, for they paid for one that was used and then undone."""
    held: dict[GivenGift, bool] = {}
    away: set[GivenGift] = set()
    for row in await storage.rows(
        "SELECT member_id, rule, activity_id, number, reward, state, owed_at, paid_by, paid_number FROM reward_voucher "
        "WHERE member_id {in members bigint} AND rule IS NOT NULL",
        members=members,
    ):
        if row[5] in ("open", "used", "lapsed") and row[6] is None:
            held[GivenGift(row[0], row[1], row[2], row[3], row[4])] = row[5] != "lapsed"
        if row[7] is not None:
            away.add(GivenGift(row[0], row[1], row[7], row[8], row[4]))
    return held, away


async def _received() -> list[Miscount]:
    counted = {(row[0], row[1]): int(row[2]) for row in await storage.rows(_RECEIVED)}
    cached = {
        (charity_id(row[0]), row[1]): (row[0], row[2])
        for row in await storage.rows("SELECT charity, currency, points FROM reward_received")
    }
    return [
        Miscount("what a charity received = entries", name, points, counted.get(key, 0))
        for key in sorted(cached.keys() | counted.keys())
        for name, points in (cached.get(key, (f"account {key[0]}", 0)),)
        if points != counted.get(key, 0)
    ]


async def _places() -> list[Miscount]:
    """Vouchers say in which periods they took a place; gifts of a limited reward do not, so those are left out."""
    counted: dict[tuple[str, str], int] = {}
    given = {row[0] for row in await storage.rows("SELECT DISTINCT reward FROM reward_donation")}
    for row in await storage.rows(
        "SELECT reward, places, COUNT(*) FROM reward_voucher WHERE state IN ('open', 'used', 'lost') "
        "AND places <> '[]' GROUP BY reward, places"
    ):
        for period in row[1].strip("[]").split(","):
            place = (row[0], period.strip('"'))
            counted[place] = counted.get(place, 0) + row[2]
    stock = await storage.rows("SELECT reward, period, taken FROM reward_stock")
    taken = {(row[0], row[1]): row[2] for row in stock if row[0] not in given}
    return [
        Miscount("places taken = vouchers", f"{reward} {period}", taken.get((reward, period), 0), wanted)
        for reward, period in sorted(taken.keys() | counted.keys())
        if taken.get((reward, period), 0) != (wanted := counted.get((reward, period), 0))
    ]

"""What a life came to, read from the database that it was lived on: the real one, and the one of a simulation."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence

from server import ledger, programme, storage, tiers
from server.kernel import clock
from server.kernel.clock import Instant
from server.kernel.ids import Id, first_id_at

from .wire import Earned, Side

PAGE = 250  # Members of one read: of each, all that counts towards tiers is held for a moment.

# What was recorded since an instant has an id from then on: so the entries are a range of the primary key.
_SINCE = "id >= :first AND id < :end AND reason {in earning text}"


async def measured(since: Instant, until: Instant) -> Side:
    """What was recorded from `since` to before `until`, and how members stand now."""
    issued: Counter[str] = Counter()
    for row in await storage.rows(
        f"SELECT currency, SUM({ledger.EARNED}) FROM ledger_entry WHERE {_SINCE} GROUP BY currency",
        first=first_id_at(since), end=first_id_at(until), earning=sorted(ledger.EARNING),
    ):  # fmt: skip
        issued[row[0]] += int(row[1] or 0)
    granted, used, cost = await _vouchers(since, until)
    liability, standing = await _members()
    return Side(
        issued=_shown(issued), liability=liability, vouchers_granted=granted, vouchers_used=used,
        cost=cost + await _given_away(since, until), tiers=standing,
    )  # fmt: skip


async def earnings(since: Instant, until: Instant) -> AsyncIterator[list[Earned]]:
    """What each member earned, in slices in the order of (member, currency)."""
    after = 0
    while members := await _page(after):
        rows = await storage.rows(
            f"SELECT member_id, currency, SUM({ledger.EARNED}) FROM ledger_entry WHERE member_id {{in members bigint}} "
            f"AND {_SINCE} GROUP BY member_id, currency ORDER BY member_id, currency",
            members=members, first=first_id_at(since), end=first_id_at(until), earning=sorted(ledger.EARNING),
        )  # fmt: skip
        shown = {code for book in programme.versions() for code, c in book.currencies.items() if not c.counter}
        found = [Earned(row[0], row[1], int(row[2] or 0)) for row in rows if row[1] in shown]
        if found:
            yield found
        after = members[-1]


async def _vouchers(since: Instant, until: Instant) -> tuple[int, int, int]:
    """How many vouchers came and were used in that time, and what the used ones were worth."""
    granted = await storage.value(
        "SELECT COUNT(*) FROM reward_voucher WHERE granted_at >= :since AND granted_at < :until",
        since=since, until=until,
    )  # fmt: skip
    used = cost = 0
    for row in await storage.rows(
        "SELECT reward, version, COUNT(*) FROM reward_voucher WHERE state = 'used' AND ended_at >= :since "
        "AND ended_at < :until GROUP BY reward, version",
        since=since, until=until,
    ):  # fmt: skip
        reward = programme.rulebook_numbered(row[1]).rewards.get(row[0])
        used += int(row[2])
        cost += int(row[2]) * (reward.face if reward is not None else 0)
    return int(granted or 0), used, cost


async def _given_away(since: Instant, until: Instant) -> int:
    return int(await storage.value(
        "SELECT SUM(amount) FROM reward_donation WHERE given_at >= :since AND given_at < :until",
        since=since, until=until,
    ) or 0)  # fmt: skip


async def _members() -> tuple[dict[str, int], dict[str, int]]:
    """What all members may still spend, by currency; and how many stand on each tier."""
    book = programme.rulebook_at(clock.now())
    spendable = [code for code, currency in book.currencies.items() if currency.redeemable and not currency.counter]
    owed: Counter[str] = Counter(dict.fromkeys(spendable, 0))
    standing: Counter[str] = Counter({tier.code: 0 for tier in book.ladder.tiers} if book.ladder is not None else {})
    after = 0
    while members := await _page(after):
        for balances in (await ledger.balances_of(members)).values():
            for code in spendable:
                owed[code] += sum(balances.get(mark + code, 0) for mark in ("", ledger.HELD, ledger.PENDING))
        if book.ladder is not None:
            held = await tiers.holdings_of(members, book.ladder, book.timezone)
            standing.update(holding.tier for holding in held.values())
        after = members[-1]
    return dict(owed), dict(standing)


async def _page(after: Id) -> Sequence[Id]:
    rows = await storage.rows(
        "SELECT id FROM member WHERE id > :after ORDER BY id LIMIT :limit", after=after, limit=PAGE
    )
    return [row[0] for row in rows]


def _shown(points: Counter[str]) -> dict[str, int]:
    """Counters count for tiers and milestones, and are no points."""
    currencies = {code: currency for book in programme.versions() for code, currency in book.currencies.items()}
    return {code: points[code] for code, currency in currencies.items() if not currency.counter}

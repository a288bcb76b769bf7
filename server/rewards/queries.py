"""Reading vouchers, gifts, goals, and what there is left."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from server import programme, storage
from server.kernel import clock
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.kernel.paging import Page, decode_cursor, encode_cursor
from server.programme.rulebook import Reward
from server.storage import Row

from . import rules
from .errors import VoucherMisspelt, VoucherNotFound

State = Literal["open", "used", "cancelled", "lapsed", "lost"]

_VOUCHER = (
    "id, code, member_id, reward, version, currency, points, shops, state, granted_at, expires_at, ended_at, "
    "used_partner_id, used_shop, rule, owed_at"
)
_DONATION = "id, receipt, member_id, reward, version, charity, currency, points, amount, given_at"


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher as it stands: one whose time is over is lapsed, also where nobody has visited it yet."""

    id: Id
    code: str
    member_id: Id
    reward: str
    version: int
    currency: str
    points: int
    shops: tuple[str, ...]
    state: State
    granted_at: Instant
    expires_at: Instant
    ended_at: Instant | None
    used_partner_id: Id | None
    used_shop: str | None
    rule: str | None  # What gave it; None: it was redeemed.
    owed_at: Instant | None  # When what had given it was undone, though it was used.


@dataclass(frozen=True, slots=True)
class Donation:
    """A gift, with its receipt. `amount` in minor units of the programme's money."""

    id: Id
    receipt: str
    member_id: Id
    reward: str
    version: int
    charity: str
    currency: str
    points: int
    amount: int
    given_at: Instant


T = TypeVar("T", Voucher, Donation)


@dataclass(frozen=True, slots=True)
class Meter:
    """What a charity was given, all in all. `amount` in minor units of the programme's money."""

    amount: int = 0
    gifts: int = 0
    givers: int = 0


@dataclass(frozen=True, slots=True)
class Pinned:
    """What a member saves for."""

    reward: str
    pinned_at: Instant
    reached_at: Instant | None


# Vouchers


async def holder_of(text: str) -> tuple[Id, Id]:
    """The voucher and the member of a code, in any spelling. Raises VoucherMisspelt, VoucherNotFound."""
    code = rules.code_of(text)
    if code is None:
        raise VoucherMisspelt
    row = await storage.row("SELECT id, member_id FROM reward_voucher WHERE code = :code", code=code)
    if row is None:
        raise VoucherNotFound
    return row[0], row[1]


async def vouchers_by_id(ids: Collection[Id]) -> dict[Id, Voucher]:
    rows = await storage.rows(f"SELECT {_VOUCHER} FROM reward_voucher WHERE id {{in ids bigint}}", ids=sorted(set(ids)))
    return {row[0]: _voucher(row) for row in rows}


async def voucher_granted_by(activity_id: Id) -> Voucher | None:
    sql = f"SELECT {_VOUCHER} FROM reward_voucher WHERE activity_id = :id AND rule IS NULL"
    row = await storage.row(sql, id=activity_id)
    return _voucher(row) if row is not None else None


async def vouchers_of(member_id: Id, *, first: int, after: str | None, waiting: bool = False) -> Page[Voucher]:
    """A member's, newest first; `waiting`: only those that can still be used."""
    only = " AND state = 'open' AND expires_at > :now" if waiting else ""
    given: dict[str, Any] = {"now": clock.now()} if waiting else {}
    rows = await storage.rows(
        f"SELECT {_VOUCHER} FROM reward_voucher WHERE member_id = :member AND id < :below{only} "
        "ORDER BY id DESC LIMIT :limit",
        member=member_id,
        below=_below(after),
        limit=first + 1,
        **given,
    )
    return _page([_voucher(row) for row in rows], first, after)


# Gifts


async def donations_by_id(ids: Collection[Id]) -> dict[Id, Donation]:
    rows = await storage.rows(
        f"SELECT {_DONATION} FROM reward_donation WHERE id {{in ids bigint}}", ids=sorted(set(ids))
    )
    return {row[0]: _donation(row) for row in rows}


async def donation_made_by(activity_id: Id) -> Donation | None:
    row = await storage.row(f"SELECT {_DONATION} FROM reward_donation WHERE activity_id = :id", id=activity_id)
    return _donation(row) if row is not None else None


async def donations_of(member_id: Id, *, first: int, after: str | None) -> Page[Donation]:
    """A member's, newest first."""
    rows = await storage.rows(
        f"SELECT {_DONATION} FROM reward_donation WHERE member_id = :member AND id < :below ORDER BY id DESC "
        "LIMIT :limit",
        member=member_id,
        below=_below(after),
        limit=first + 1,
    )
    return _page([_donation(row) for row in rows], first, after)


async def meters_of(charities: Collection[str]) -> dict[str, Meter]:
    rows = await storage.rows(
        "SELECT charity, amount, gifts, givers FROM reward_meter WHERE charity {in codes text}",
        codes=sorted(set(charities)),
    )
    return {row[0]: Meter(row[1], row[2], row[3]) for row in rows}


# What there is, and what one saves for


async def taken_of(rewards: Collection[str]) -> dict[tuple[str, str], int]:
    """How many places are taken, by reward and period."""
    rows = await storage.rows(
        "SELECT reward, period, taken FROM reward_stock WHERE reward {in codes text}", codes=sorted(set(rewards))
    )
    return {(row[0], row[1]): row[2] for row in rows}


async def had_by(member_ids: Collection[Id]) -> dict[Id, Mapping[str, int]]:
    """How often members have had each reward, as their limits count it."""
    found: defaultdict[Id, dict[str, int]] = defaultdict(dict)
    for row in await storage.rows(
        "SELECT member_id, reward, COUNT(*) FROM reward_voucher WHERE member_id {in ids bigint} AND rule IS NULL "
        "AND (state IN ('used', 'lost') OR (state = 'open' AND expires_at > :now)) GROUP BY member_id, reward "
        "UNION ALL SELECT member_id, reward, COUNT(*) FROM reward_donation WHERE member_id {in ids bigint} "
        "GROUP BY member_id, reward",
        ids=sorted(set(member_ids)),
        now=clock.now(),
    ):
        of_member = found[row[0]]
        of_member[row[1]] = of_member.get(row[1], 0) + row[2]
    return dict(found)


async def gone_for(member_ids: Collection[Id], rewards: Collection[Reward], zone_name: str) -> dict[Id, frozenset[str]]:
    """Which of the rewards members cannot have now, whatever points they have: no place is left, or they had theirs."""
    limited = [reward for reward in rewards if reward.places.total is not None or reward.places.month is not None
               or reward.places.drop is not None]
    taken, had = await taken_of([reward.code for reward in limited]), await had_by(member_ids)
    now = clock.now()
    out = {reward.code for reward in limited if rules.left_of(reward, taken, now, zone_name) == 0}
    return {
        member_id: frozenset(out | {
            reward.code for reward in rewards
            if reward.places.member is not None and had.get(member_id, {}).get(reward.code, 0) >= reward.places.member
        })
        for member_id in member_ids
    }  # fmt: skip


async def goals_of(member_ids: Collection[Id]) -> dict[Id, Pinned]:
    """What members have pinned, those who have."""
    rows = await storage.rows(
        "SELECT member_id, reward, pinned_at, reached_at FROM reward_goal "
        "WHERE member_id {in ids bigint} AND reward IS NOT NULL",
        ids=sorted(set(member_ids)),
    )
    return {row[0]: Pinned(row[1], row[2], row[3]) for row in rows}


async def shop_names(codes: Collection[str]) -> dict[str, str]:
    """What people call the shops of these codes."""
    rows = await storage.rows("SELECT code, name FROM shop WHERE code {in codes text}", codes=sorted(set(codes)))
    return {row[0]: row[1] for row in rows}


def _voucher(row: Row) -> Voucher:
    state, ended_at = row[8], row[11]
    if state == "open" and row[10] <= clock.now():
        reward = programme.rulebook_numbered(row[4]).rewards.get(row[3])
        lost = reward is not None and reward.lost and row[6] > 0
        state, ended_at = "lost" if lost else "lapsed", row[10]
    return Voucher(row[0], row[1], row[2], row[3], row[4], row[5], row[6], tuple(json.loads(row[7])), state, row[9],
                   row[10], ended_at, row[12], row[13], row[14], row[15])  # fmt: skip


def _donation(row: Row) -> Donation:
    return Donation(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9])


def _below(after: str | None) -> int:
    return int(decode_cursor(after, int)[0]) if after else 2**63 - 1


def _page(found: Sequence[T], first: int, after: str | None) -> Page[T]:
    shown = found[:first]
    return Page(list(shown), [encode_cursor(one.id) for one in shown], len(found) > first, after is not None)

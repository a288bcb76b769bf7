"""Comparing what caps and budgets say is used with what the activities remember of them. Reports; never mends."""

from __future__ import annotations

from collections import Counter as Sums
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from server import programme, storage
from server.ledger import charity_id
from server.programme import GivenGift
from server.programme.effect import WHOLE, from_json

from .rooms import Counter

MEMBERS_AT_ONCE = 200  # Whose activities are held in memory together.


@dataclass(frozen=True, slots=True)
class Misused:
    """`kept` is what the counter says, `counted` what the activities come to: minor units, or times where the counter's
    name ends with “#”. `member_id` 0: it is shared."""

    check: str
    member_id: int
    counter: str
    period: str
    kept: int
    counted: int


async def reconcile() -> list[Misused]:
    """Every difference found, member by member, and then of the counters that many share. While people buy, what moves
    between two looks is left out."""
    before = await _shared()
    found: list[Misused] = []
    shared: Sums[Counter] = Sums()
    after = 0
    while members := [
        row[0]
        for row in await storage.rows(
            "SELECT id FROM member WHERE id > :after ORDER BY id LIMIT :some", after=after, some=MEMBERS_AT_ONCE
        )
    ]:
        if here := await _of(members, shared):
            again = await _of(sorted({one.member_id for one in here}), Sums())
            found += [one for one in here if one in again]
        after = members[-1]
    kept = await _shared()
    moved = {counter for counter in kept.keys() | before.keys() if kept.get(counter) != before.get(counter)}
    differing = _differences("used of a budget = activities", kept, shared)
    return found + [one for one in differing if Counter(0, one.counter, one.period) not in moved]


async def _of(members: Sequence[int], shared: Sums[Counter]) -> list[Misused]:
    """Differences of some members' own counters. What they drew on others is added to `shared`."""
    counted: Sums[Counter] = Sums()
    for row in await storage.rows(
        "SELECT member_id, reversed, notes FROM activity WHERE member_id {in members bigint} "
        "AND (notes LIKE '%\"earning\"%' OR notes LIKE '%\"gifts\"%' OR notes LIKE '%\"bestowed\"%')",
        members=members,
    ):
        _count(counted, shared, row[0], row[1], from_json(row[2]))
    kept = {
        Counter(row[0], row[1], row[2]): row[3]
        for row in await storage.rows(
            "SELECT member_id, rule, period, used FROM earning_cap_usage WHERE member_id {in members bigint}",
            members=members,
        )
    }
    return [*_differences("used of a cap = activities", kept, counted), *await _bestowed(members)]


async def _bestowed(members: Sequence[int]) -> list[Misused]:
    """What clubs and charities have of the ledger through what members did, against what the activities remember.
    `counter` is the charity, `period` the currency."""
    counted: Sums[tuple[int, int, str]] = Sums()
    names = {charity_id(code): code for book in programme.versions() for code in book.charities}
    for row in await storage.rows(
        "SELECT member_id, reversed, notes FROM activity WHERE member_id {in members bigint} "
        "AND notes LIKE '%\"bestowed\"%'",
        members=members,
    ):
        for _, currency, _, _, _, shares in from_json(row[2]).get("bestowed", ()):
            for charity, points in shares:
                counted[row[0], charity_id(charity), currency] += _left(points, row[1])
    posted = {
        (row[0], row[1], row[2]): int(row[3])
        for row in await storage.rows(
            "SELECT e.member_id, a.owner_id, a.currency, "
            "SUM(CASE WHEN e.credit_account_id = a.id THEN e.points ELSE -e.points END) FROM ledger_entry e "
            "JOIN ledger_account a ON a.owner_kind = 'charity' AND (a.id = e.credit_account_id "
            "OR a.id = e.debit_account_id) WHERE e.member_id {in members bigint} AND e.sign = 0 "
            "AND e.reason = 'donated' GROUP BY e.member_id, a.owner_id, a.currency",
            members=members,
        )
    }
    return [
        Misused("what a charity got through a member = activities", key[0], names.get(key[1], f"account {key[1]}"),
                key[2], posted.get(key, 0), counted[key])
        for key in sorted(posted.keys() | counted.keys()) if posted.get(key, 0) != counted[key]
    ]  # fmt: skip


async def _shared() -> dict[Counter, int]:
    rows = await storage.rows("SELECT code, period, used FROM earning_shared_usage")
    return {Counter(0, row[0], row[1]): row[2] for row in rows}


def _count(own: Sums[Counter], shared: Sums[Counter], member_id: int, back: int, notes: dict[str, Any]) -> None:
    """What an activity still draws. `back`: millionths of it that were taken back. A time is whole until all is."""
    drawn = [(row[4], _left(row[2], back)) for row in notes.get("earning", ())]
    drawn += [(row[4], 0) for row in notes.get("gifts", ())]
    drawn += [(row[4], sum(_left(points, back) for _, points in row[5])) for row in notes.get("bestowed", ())]
    for counters, points in drawn:
        for code, period, by_points, is_shared in counters or ():
            of = shared if is_shared else own
            of[Counter(0 if is_shared else member_id, code, period)] += points if by_points else int(back < WHOLE)


async def gifts_of(members: Sequence[int]) -> list[tuple[str, GivenGift]]:
    """Gifts that members' activities remember and that stand, with their types."""
    found: list[tuple[str, GivenGift]] = []
    for row in await storage.rows(
        "SELECT id, member_id, notes FROM activity WHERE member_id {in members bigint} AND reversed < :whole "
        "AND notes LIKE '%\"gifts\"%'",
        members=members,
        whole=WHOLE,
    ):
        for rule, number, of_type, (code, _), _ in from_json(row[2]).get("gifts", ()):
            found.append((of_type, GivenGift(row[1], rule, row[0], number, code)))
    return found


def _left(points: int, back: int) -> int:
    return points - (2 * points * back + WHOLE) // (2 * WHOLE)


def _differences(check: str, kept: dict[Counter, int], counted: Sums[Counter]) -> list[Misused]:
    return [
        Misused(check, *counter, kept.get(counter, 0), counted[counter])
        for counter in sorted(kept.keys() | counted.keys())
        if kept.get(counter, 0) != counted[counter]
    ]

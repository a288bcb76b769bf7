"""The accounts of a batch, as the ledger's effect works on them, and the one way to write an entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from server.kernel import ids
from server.kernel.clock import Instant
from server.programme.effect import Activity, Batch, MemberView, to_json

from . import rules
from .accounts import HELD, OwnerKind, SystemPurpose, system_account
from .events import PointsPosted, Reason
from .rules import Lot, Part


@dataclass(slots=True, eq=False)
class Account:
    id: int
    member_id: int
    currency: str
    balance: int
    debt: int
    held: int = 0
    new: bool = False
    changed: bool = False
    lots: list[Lot] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Hold:
    """Points that wait in the holding account: which lots gave them, and until when at the latest."""

    id: int
    member_id: int
    activity_id: int
    currency: str
    points: int
    parts: list[Part]
    opened_at: Instant
    lapses_at: Instant | None
    state: str = "open"  # captured, released
    closed_at: Instant | None = None
    new: bool = False


@dataclass(slots=True)
class Books:
    """The accounts of a batch's members, and what is to be written."""

    batch: Batch
    accounts: dict[tuple[int, str], Account]
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    holds: dict[int, Hold] = field(default_factory=dict)
    system: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    expiries: dict[str, Instant | None] = field(default_factory=dict)
    opened: set[int] = field(default_factory=set)

    def account(self, member_id: int, currency: str) -> Account:
        found = self.accounts.get((member_id, currency))
        if found is None:
            found = Account(ids.new_id(), member_id, currency, 0, 0, new=True)
            self.accounts[member_id, currency] = found
        return found

    def system_account(self, kind: OwnerKind, owner: int, purpose: SystemPurpose, currency: str) -> int:
        account = _system_account(kind, owner, purpose, currency)
        if account not in self.opened:
            self.system[account] = (account, kind, owner, purpose, currency, 0, 0, 0)
        return account

    def expires_at(self, currency: str) -> Instant | None:
        """When points earned now expire: worked out once a batch."""
        if currency not in self.expiries:
            book = self.batch.rulebook
            months = book.currencies[currency].expires_months
            self.expiries[currency] = rules.expiry(self.batch.now, months, book.timezone)
        return self.expiries[currency]

    def hold(self, account: Account, points: int) -> None:
        """Holds more, or less, of what the account has."""
        account.held += points
        account.changed = True


_system_account = lru_cache(maxsize=4096)(system_account)


def stand(member: MemberView, account: Account) -> None:
    """Shows the fold what the member has."""
    member.balances[account.currency] = account.balance
    if account.held or HELD + account.currency in member.balances:
        member.balances[HELD + account.currency] = account.held


def post(
    books: Books,
    account: Account,
    activity: Activity,
    points: int,
    *,
    other: int,
    reason: Reason,
    rule: str,
    arithmetic: Mapping[str, Any],
    occurred_at: Instant,
) -> PointsPosted:
    account.balance += points
    account.changed = True
    stand(activity.member, account)
    debit, credit, sign = (other, account.id, 1) if points > 0 else (account.id, other, -1)
    entry_id = write(
        books, account, activity, abs(points), debit=debit, credit=credit, sign=sign, reason=reason, rule=rule,
        arithmetic=arithmetic, occurred_at=occurred_at,
    )  # fmt: skip
    return PointsPosted(
        activity, entry_id, account.currency, points, account.balance, reason, rule, arithmetic, occurred_at
    )


def write(
    books: Books,
    account: Account,
    activity: Activity,
    points: int,
    *,
    debit: int,
    credit: int,
    sign: int,
    reason: Reason,
    rule: str,
    arithmetic: Mapping[str, Any],
    occurred_at: Instant,
) -> int:
    """An entry's id. `account` is the one of the member whom it concerns; with sign 0 it is on neither side."""
    entry_id = ids.new_id()
    books.entries.append(
        (entry_id, activity.id, account.member_id, account.currency, debit, credit, points, sign, account.balance,
         reason, rule, activity.rulebook.number, to_json(arithmetic), occurred_at, activity.posted_at)
    )  # fmt: skip
    return entry_id

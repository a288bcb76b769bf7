"""The ledger's part in the fold: earned points become entries and lots; time makes lots expire; reversals take back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar, Literal
from weakref import WeakKeyDictionary

from server import storage
from server.kernel import ids
from server.kernel.clock import Instant
from server.programme.effect import Activity, Batch, Fact, TimePassed, to_json
from server.storage import Tx

from . import rules
from .accounts import SystemPurpose, system_account
from .events import PointsEarned, PointsPosted, PointsTakenBack, Reason
from .models import LedgerAccount, LedgerEntry, LedgerLot
from .rules import Lot

_ENTRY = (
    "id", "activity_id", "member_id", "currency", "debit_account_id", "credit_account_id", "points", "sign",
    "balance_after", "reason", "rule", "version", "arithmetic", "occurred_at", "posted_at",
)  # fmt: skip
_LOT = ("id", "account_id", "member_id", "activity_id", "currency", "points", "remaining", "expired", "earned_at",
        "expires_at")  # fmt: skip
_ACCOUNT = ("id", "owner_kind", "owner_id", "purpose", "currency", "balance", "debt")

_opened: WeakKeyDictionary[Any, set[int]] = WeakKeyDictionary()
"""System accounts whose rows this process has seen written, by the database that holds them."""


@dataclass(slots=True, eq=False)
class Account:
    id: int
    member_id: int
    currency: str
    balance: int
    debt: int
    new: bool = False
    changed: bool = False
    lots: list[Lot] = field(default_factory=list)


@dataclass(slots=True)
class Books:
    """The accounts of a batch's members, and what is to be written."""

    batch: Batch
    accounts: dict[tuple[int, str], Account]
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    system: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    expiries: dict[str, Instant | None] = field(default_factory=dict)
    opened: set[int] = field(default_factory=set)

    def account(self, member_id: int, currency: str) -> Account:
        found = self.accounts.get((member_id, currency))
        if found is None:
            found = Account(ids.new_id(), member_id, currency, 0, 0, new=True)
            self.accounts[member_id, currency] = found
        return found

    def system_account(
        self, kind: Literal["programme", "partner"], owner: int, purpose: SystemPurpose, currency: str
    ) -> int:
        account = _system_account(kind, owner, purpose, currency)
        if account not in self.opened:
            self.system[account] = (account, kind, owner, purpose, currency, 0, 0)
        return account

    def expires_at(self, currency: str) -> Instant | None:
        """When points earned now expire: worked out once a batch."""
        if currency not in self.expiries:
            book = self.batch.rulebook
            months = book.currencies[currency].expires_months
            self.expiries[currency] = rules.expiry(self.batch.now, months, book.timezone)
        return self.expiries[currency]


_system_account = lru_cache(maxsize=4096)(system_account)


class PostEntries:
    hears: ClassVar[tuple[type[Fact], ...]] = (PointsEarned, PointsTakenBack, TimePassed)

    async def load(self, tx: Tx, batch: Batch) -> Books:
        books = Books(batch, {}, opened=_opened.setdefault(storage.engine(), set()))
        for row in await tx.rows(
            "SELECT id, owner_id, currency, balance, debt FROM ledger_account "
            "WHERE owner_kind = 'member' AND owner_id {in members bigint} AND purpose = 'spending'",
            members=batch.members,
        ):
            books.accounts[row[1], row[2]] = Account(row[0], row[1], row[2], row[3], row[4])
            batch.members[row[1]].balances[row[2]] = row[3]
        taking = {reversal.activity.member.id for reversal in batch.reversals} | batch.due
        taking |= {account.member_id for account in books.accounts.values() if account.debt}
        if taking:
            await _load_lots(tx, books, taking)
        return books

    def decide(self, books: Books, fact: PointsEarned | PointsTakenBack | TimePassed) -> Iterator[Fact]:
        if isinstance(fact, PointsEarned):
            yield _earn(books, fact)
        elif isinstance(fact, PointsTakenBack):
            yield from _take_back(books, fact)
        else:
            yield from _expire(books, fact)

    async def store(self, tx: Tx, books: Books) -> None:
        accounts = books.accounts.values()
        opened = [
            (a.id, "member", a.member_id, "spending", a.currency, a.balance, a.debt)
            for a in accounts
            if a.new and a.changed
        ]
        await tx.insert(LedgerAccount, _ACCOUNT, opened)
        await tx.insert(LedgerAccount, _ACCOUNT, list(books.system.values()), conflict="DO NOTHING")
        await tx.update(
            LedgerAccount,
            key=("id",),
            values=("balance", "debt"),
            rows=[(a.id, a.balance, a.debt) for a in accounts if a.changed and not a.new],
        )
        await tx.insert(LedgerEntry, _ENTRY, books.entries)
        await tx.insert(
            LedgerLot,
            _LOT,
            [
                (lot.id, a.id, a.member_id, lot.activity_id, a.currency, lot.points, lot.remaining, lot.expired,
                 lot.earned_at, lot.expires_at)
                for a in accounts for lot in a.lots if lot.new
            ],
        )  # fmt: skip
        await tx.update(
            LedgerLot,
            key=("id",),
            values=("remaining", "expired"),
            rows=[
                (lot.id, lot.remaining, lot.expired) for a in accounts for lot in a.lots if lot.changed and not lot.new
            ],
        )

    async def committed(self, books: Books) -> None:
        """The system accounts of a batch are written for good."""
        books.opened.update(books.system)


async def _load_lots(tx: Tx, books: Books, members: set[int]) -> None:
    originals = [reversal.original.id for reversal in books.batch.reversals]
    for row in await tx.rows(
        "SELECT id, member_id, activity_id, currency, points, remaining, expired, earned_at, expires_at "
        "FROM ledger_lot WHERE member_id {in members bigint} "
        "AND (remaining <> 0 OR activity_id {in originals bigint} "
        "OR (expired > 0 AND member_id {in undoing bigint})) ORDER BY id",  # A bonus may have come with another one.
        members=sorted(members),
        originals=originals,
        undoing=sorted({reversal.activity.member.id for reversal in books.batch.reversals}),
    ):
        account = books.accounts[row[1], row[3]]
        account.lots.append(Lot(row[0], row[2], row[3], row[4], row[5], row[6], row[7], row[8]))


def _earn(books: Books, fact: PointsEarned) -> PointsPosted:
    activity, account = fact.activity, books.account(fact.activity.member.id, fact.currency)
    if books.batch.rulebook.currencies[fact.currency].redeemable:
        _open_lot(books, account, fact)
    source = (
        books.system_account("programme", 0, "issuance", fact.currency)
        if fact.partner_id is None
        else books.system_account("partner", fact.partner_id, "budget", fact.currency)
    )
    return _post(
        books, account, activity, fact.points, other=source, reason=fact.reason, rule=fact.rule,
        arithmetic=fact.arithmetic, occurred_at=activity.occurred_at,
    )  # fmt: skip


def _open_lot(books: Books, account: Account, fact: PointsEarned) -> None:
    """One lot an activity and currency; debts are paid out of it first."""
    activity = fact.activity
    paid = 0
    if account.debt:
        paid = rules.pay_debts(account.lots, fact.points)
        account.debt -= paid
    lot = account.lots[-1] if account.lots and account.lots[-1].new and account.lots[-1].remaining >= 0 else None
    if lot is None or lot.activity_id != activity.id:
        expires_at = books.expires_at(fact.currency)
        lot = Lot(ids.new_id(), activity.id, fact.currency, 0, 0, 0, activity.posted_at, expires_at, new=True)
        account.lots.append(lot)
        activity.member.due(expires_at)
    lot.points += fact.points
    lot.remaining += fact.points - paid


def _take_back(books: Books, fact: PointsTakenBack) -> Iterator[PointsPosted]:
    activity, account = fact.activity, books.account(fact.activity.member.id, fact.currency)
    points = fact.points
    if books.batch.rulebook.currencies[fact.currency].redeemable:
        taken, owed = rules.take_back(account.lots, fact.points, fact.source)
        points = taken + owed
        if owed:
            account.debt += owed
            account.lots.append(
                Lot(ids.new_id(), activity.id, fact.currency, 0, -owed, 0, activity.posted_at, None, new=True)
            )
    if points:
        source = (
            books.system_account("programme", 0, "issuance", fact.currency)
            if fact.partner_id is None
            else books.system_account("partner", fact.partner_id, "budget", fact.currency)
        )
        yield _post(
            books, account, activity, -points, other=source, reason="reversed", rule=fact.rule,
            arithmetic=fact.arithmetic, occurred_at=fact.occurred_at,
        )  # fmt: skip


def _expire(books: Books, fact: TimePassed) -> Iterator[PointsPosted]:
    member = fact.activity.member
    for (member_id, currency), account in list(books.accounts.items()):
        if member_id != member.id:
            continue
        gone = 0
        for lot in account.lots:
            if lot.expires_at is None or lot.remaining <= 0:
                continue
            if lot.expires_at > fact.until:
                member.due(lot.expires_at)
                continue
            gone += lot.remaining
            lot.expired, lot.remaining, lot.changed = lot.expired + lot.remaining, 0, True
        if gone:
            yield _post(
                books, account, fact.activity, -gone, other=books.system_account("programme", 0, "expiry", currency),
                reason="expired", rule="expiry", arithmetic={"points": gone}, occurred_at=fact.activity.occurred_at,
            )  # fmt: skip


def _post(
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
    activity.member.balances[account.currency] = account.balance
    entry_id = ids.new_id()
    debit, credit, sign = (other, account.id, 1) if points > 0 else (account.id, other, -1)
    books.entries.append(
        (entry_id, activity.id, account.member_id, account.currency, debit, credit, abs(points), sign, account.balance,
         reason, rule, activity.rulebook.number, to_json(arithmetic), occurred_at, activity.posted_at)
    )  # fmt: skip
    return PointsPosted(
        activity, entry_id, account.currency, points, account.balance, reason, rule, arithmetic, occurred_at
    )

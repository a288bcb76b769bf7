"""The ledger's part in the fold: earned points become entries and lots; time makes lots expire; reversals take back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from server import storage
from server.kernel import ids
from server.programme.effect import Batch, Fact, SpendsPoints, TimePassed, from_json, to_json
from server.storage import Tx

from . import holds, rules
from .books import Account, Books, Hold, post, stand, write
from .errors import LessThanThat
from .events import (
    HoldCaptured,
    HoldReleased,
    HoldUnpaid,
    PointsCorrected,
    PointsEarned,
    PointsGivenAway,
    PointsHeld,
    PointsPosted,
    PointsTakenBack,
)
from .models import LedgerAccount, LedgerEntry, LedgerHold, LedgerLot
from .rules import Lot, Part

_ENTRY = (
    "id", "activity_id", "member_id", "currency", "debit_account_id", "credit_account_id", "points", "sign",
    "balance_after", "reason", "rule", "version", "arithmetic", "occurred_at", "posted_at",
)  # fmt: skip
_LOT = ("id", "account_id", "member_id", "activity_id", "currency", "points", "remaining", "expired", "earned_at",
        "expires_at")  # fmt: skip
_ACCOUNT = ("id", "owner_kind", "owner_id", "purpose", "currency", "balance", "debt", "held")
_HOLD = ("id", "member_id", "activity_id", "currency", "points", "parts", "state", "opened_at", "lapses_at",
         "closed_at")  # fmt: skip

_opened: WeakKeyDictionary[Any, set[int]] = WeakKeyDictionary()
"""System accounts whose rows this process has seen written, by the database that holds them."""


class PostEntries:
    hears: ClassVar[tuple[type[Fact], ...]] = (
        PointsEarned, PointsTakenBack, TimePassed, PointsHeld, HoldCaptured, HoldReleased, PointsGivenAway,
        PointsCorrected,
    )  # fmt: skip

    async def load(self, tx: Tx, batch: Batch) -> Books:
        books = Books(batch, {}, opened=_opened.setdefault(storage.engine(), set()))
        for row in await tx.rows(
            "SELECT id, owner_id, currency, balance, debt, held FROM ledger_account "
            "WHERE owner_kind = 'member' AND owner_id {in members bigint} AND purpose = 'spending'",
            members=batch.members,
        ):
            account = books.accounts[row[1], row[2]] = Account(row[0], row[1], row[2], row[3], row[4], row[5])
            stand(batch.members[row[1]], account)
        taking = {reversal.activity.member.id for reversal in batch.reversals} | batch.due
        taking |= {opening.activity.member.id for opening in batch.openings if isinstance(opening, SpendsPoints)}
        if holders := taking & {account.member_id for account in books.accounts.values() if account.held}:
            await _load_holds(tx, books, holders)
        taking |= {account.member_id for account in books.accounts.values() if account.debt}
        if taking:
            await _load_lots(tx, books, taking)
        return books

    def admit(self, books: Books, opening: Fact) -> None:
        if isinstance(opening, PointsCorrected):
            balance = opening.activity.member.balances.get(opening.currency, 0)
            if opening.points < 0 and balance + opening.points < 0:
                raise LessThanThat(balance=max(balance, 0), wanted=-opening.points)

    def decide(self, books: Books, fact: Any) -> Iterator[Fact]:
        if isinstance(fact, PointsEarned):
            yield _earn(books, fact)
        elif isinstance(fact, PointsTakenBack):
            yield from _take_back(books, fact)
        elif isinstance(fact, PointsHeld):
            yield holds.hold(books, fact)
        elif isinstance(fact, HoldCaptured):
            holds.capture(books, fact)
        elif isinstance(fact, HoldReleased):
            yield from holds.release(books, fact)
        elif isinstance(fact, PointsGivenAway):
            yield holds.give_away(books, fact)
        elif isinstance(fact, PointsCorrected):
            yield _correct(books, fact)
        else:
            yield from _expire(books, fact)

    async def store(self, tx: Tx, books: Books) -> None:
        accounts = books.accounts.values()
        opened = [
            (a.id, "member", a.member_id, "spending", a.currency, a.balance, a.debt, a.held)
            for a in accounts
            if a.new and a.changed
        ]
        await tx.insert(LedgerAccount, _ACCOUNT, opened)
        await tx.insert(LedgerAccount, _ACCOUNT, list(books.system.values()), conflict="DO NOTHING")
        await tx.update(
            LedgerAccount,
            key=("id",),
            values=("balance", "debt", "held"),
            rows=[(a.id, a.balance, a.debt, a.held) for a in accounts if a.changed and not a.new],
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
        touched = [hold for hold in books.holds.values() if hold.new or hold.closed_at is not None]
        await tx.insert(LedgerHold, _HOLD, [_row(hold) for hold in touched if hold.new])
        await tx.update(
            LedgerHold,
            key=("id",),
            values=("state", "closed_at"),
            rows=[(hold.id, hold.state, hold.closed_at) for hold in touched if not hold.new],
        )

    async def committed(self, books: Books) -> None:
        """The system accounts of a batch are written for good."""
        books.opened.update(books.system)


def _row(hold: Hold) -> tuple[Any, ...]:
    return (hold.id, hold.member_id, hold.activity_id, hold.currency, hold.points, to_json(hold.parts), hold.state,
            hold.opened_at, hold.lapses_at, hold.closed_at)  # fmt: skip


async def _load_holds(tx: Tx, books: Books, members: set[int]) -> None:
    for row in await tx.rows(
        "SELECT id, member_id, activity_id, currency, points, parts, opened_at, lapses_at FROM ledger_hold "
        "WHERE member_id {in members bigint} AND state = 'open' ORDER BY id",
        members=sorted(members),
    ):
        parts = [Part(*part) for part in from_json(row[5])]
        books.holds[row[0]] = Hold(row[0], row[1], row[2], row[3], row[4], parts, row[6], row[7])


async def _load_lots(tx: Tx, books: Books, members: set[int]) -> None:
    originals = [reversal.original.id for reversal in books.batch.reversals]
    for row in await tx.rows(
        "SELECT id, member_id, activity_id, currency, points, remaining, expired, earned_at, expires_at "
        "FROM ledger_lot WHERE member_id {in members bigint} "
        "AND (remaining <> 0 OR activity_id {in originals bigint} OR id {in giving bigint} "
        "OR (expired > 0 AND member_id {in undoing bigint})) ORDER BY id",  # A bonus may have come with another one.
        members=sorted(members),
        originals=originals,
        giving=sorted({part.lot_id for hold in books.holds.values() for part in hold.parts}),
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
    return post(
        books, account, activity, fact.points, other=source, reason=fact.reason, rule=fact.rule,
        arithmetic=fact.arithmetic, occurred_at=activity.occurred_at,
    )  # fmt: skip


def _correct(books: Books, fact: PointsCorrected) -> PointsPosted:
    """What is given is a lot as any other; what is taken leaves the lots that expire first."""
    activity, account = fact.activity, books.account(fact.activity.member.id, fact.currency)
    if books.batch.rulebook.currencies[fact.currency].redeemable:
        if fact.points > 0:
            _open_lot(books, account, fact)
        else:
            rules.spend(account.lots, -fact.points)
    return post(
        books, account, activity, fact.points, other=books.system_account("programme", 0, "issuance", fact.currency),
        reason="adjusted", rule=fact.rule, arithmetic=fact.arithmetic, occurred_at=activity.occurred_at,
    )  # fmt: skip


def _open_lot(books: Books, account: Account, fact: PointsEarned | PointsCorrected) -> None:
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


def _take_back(books: Books, fact: PointsTakenBack) -> Iterator[Fact]:
    activity, account = fact.activity, books.account(fact.activity.member.id, fact.currency)
    points, owed, arithmetic = fact.points, 0, fact.arithmetic
    expired = 0
    if books.batch.rulebook.currencies[fact.currency].redeemable:
        taken, owed = rules.take_back(account.lots, fact.points, fact.source)
        points = taken + owed
        expired = fact.points - points
        if owed:
            arithmetic = {**arithmetic, "owed": owed}
            account.debt += owed
            account.lots.append(
                Lot(ids.new_id(), activity.id, fact.currency, 0, -owed, 0, activity.posted_at, None, new=True)
            )
    if expired:
        # Not taken twice, and yet undone: what had expired goes back to where it was issued, past the member's account.
        write(
            books, account, activity, expired, debit=books.system_account("programme", 0, "expiry", fact.currency),
            credit=books.system_account("programme", 0, "issuance", fact.currency), sign=0, reason="reversed",
            rule=fact.rule, arithmetic=fact.arithmetic, occurred_at=fact.occurred_at,
        )  # fmt: skip
    if points:
        source = (
            books.system_account("programme", 0, "issuance", fact.currency)
            if fact.partner_id is None
            else books.system_account("partner", fact.partner_id, "budget", fact.currency)
        )
        yield post(
            books, account, activity, -points, other=source, reason="reversed", rule=fact.rule,
            arithmetic=arithmetic, occurred_at=fact.occurred_at,
        )  # fmt: skip
        for hold_id in holds.unpaid(books, account, fact.source, owed):
            yield HoldUnpaid(activity, hold_id)


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
            yield post(
                books, account, fact.activity, -gone, other=books.system_account("programme", 0, "expiry", currency),
                reason="expired", rule="expiry", arithmetic={"points": gone}, occurred_at=fact.activity.occurred_at,
            )  # fmt: skip

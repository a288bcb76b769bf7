"""The ledger's part in the fold: earned points become entries and lots; time makes lots expire; reversals take back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from server import storage
from server.kernel import ids
from server.kernel.clock import Instant
from server.programme.effect import (
    Activity,
    ActivityAccepted,
    ActivityReversed,
    Batch,
    Fact,
    GiftGiven,
    GiftTakenBack,
    SpendsPoints,
    TierChanged,
    TimePassed,
    from_json,
    to_json,
)
from server.storage import Tx

from . import expiring, following, freezing, holds, idling, ripening, rules, transferring
from .books import Account, Books, Hold, Pending, post, stand, write
from .errors import LessThanThat
from .events import (
    HoldCaptured,
    HoldReleased,
    HoldUnpaid,
    PointsBestowed,
    PointsCorrected,
    PointsEarned,
    PointsFrozen,
    PointsGivenAway,
    PointsHeld,
    PointsPosted,
    PointsSent,
    PointsTakenBack,
    TransferUndone,
)
from .models import LedgerAccount, LedgerEntry, LedgerHold, LedgerLot, LedgerPending
from .rules import Lot, Part

_ENTRY = (
    "id", "activity_id", "member_id", "currency", "debit_account_id", "credit_account_id", "points", "sign",
    "balance_after", "reason", "rule", "version", "arithmetic", "occurred_at", "posted_at",
)  # fmt: skip
_LOT = ("id", "account_id", "member_id", "activity_id", "currency", "points", "remaining", "expired", "earned_at",
        "expires_at", "own_end")  # fmt: skip
_ACCOUNT = ("id", "owner_kind", "owner_id", "purpose", "currency", "balance", "debt", "held", "pending", "ends_at",
            "endless")  # fmt: skip
_HOLD = ("id", "member_id", "activity_id", "currency", "points", "parts", "state", "opened_at", "lapses_at",
         "closed_at")  # fmt: skip
_PENDING = ("id", "member_id", "activity_id", "currency", "points", "waiting", "reason", "rule", "version",
            "arithmetic", "partner_id", "occurred_at", "ripe_at")  # fmt: skip

_opened: WeakKeyDictionary[Any, set[int]] = WeakKeyDictionary()
"""System accounts whose rows this process has seen written, by the database that holds them."""


class PostEntries:
    hears: ClassVar[tuple[type[Fact], ...]] = (
        ActivityAccepted, PointsEarned, PointsTakenBack, TimePassed, PointsHeld, HoldCaptured, HoldReleased,
        PointsGivenAway, PointsCorrected, PointsSent, TransferUndone, TierChanged, GiftGiven, GiftTakenBack,
        PointsBestowed, ActivityReversed, PointsFrozen,
    )  # fmt: skip

    async def load(self, tx: Tx, batch: Batch) -> Books:
        books = Books(batch, {}, opened=_opened.setdefault(storage.engine(), set()))
        for row in await tx.rows(
            "SELECT id, owner_id, currency, balance, debt, held, pending, ends_at, endless FROM ledger_account "
            "WHERE owner_kind = 'member' AND owner_id {in members bigint} AND purpose = 'spending'",
            members=batch.members,
        ):
            account = books.accounts[row[1], row[2]] = Account(
                row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], bool(row[8])
            )
            stand(batch.members[row[1]], account)
        taking = {reversal.activity.member.id for reversal in batch.reversals} | batch.due
        taking |= {opening.activity.member.id for opening in batch.openings if isinstance(opening, SpendsPoints)}
        taking |= transferring.concerned(batch)
        taking |= freezing.concerned(books)
        await transferring.load(tx, books)
        await following.load(tx, books)
        await freezing.load(tx, books)
        await idling.load(tx, books)
        if holders := taking & {account.member_id for account in books.accounts.values() if account.held}:
            await _load_holds(tx, books, holders)
        if waiting := taking & {account.member_id for account in books.accounts.values() if account.pending}:
            await _load_pendings(tx, books, waiting)
        if extended := batch.rulebook.extended | batch.current.extended:
            taking |= {account.member_id for account in books.accounts.values() if account.currency in extended}
        taking |= {account.member_id for account in books.accounts.values() if account.debt}
        if taking:
            await _load_lots(tx, books, taking)
        return books

    def admit(self, books: Books, opening: Fact) -> None:
        if isinstance(opening, PointsCorrected):
            balance = opening.activity.member.balances.get(opening.currency, 0)
            if opening.points < 0 and balance + opening.points < 0:
                currency = opening.activity.rulebook.currencies[opening.currency]
                raise LessThanThat(balance=max(balance, 0), wanted=-opening.points, currency=currency)
        elif isinstance(opening, PointsSent | TransferUndone):
            transferring.admit(books, opening)
        elif isinstance(opening, PointsFrozen):
            freezing.admit(books, opening)

    def decide(self, books: Books, fact: Any) -> Iterator[Fact]:
        if isinstance(fact, ActivityAccepted):
            idling.keep_alive(books, fact.activity)
        elif isinstance(fact, ActivityReversed):
            idling.undo(books, fact)
            freezing.undo(books, fact)
        elif isinstance(fact, PointsEarned):
            yield _earn(books, fact)
        elif isinstance(fact, PointsTakenBack):
            yield from _take_back(books, fact)
        elif isinstance(fact, PointsHeld):
            yield from _gathered(books, fact)
            yield holds.hold(books, fact)
        elif isinstance(fact, HoldCaptured):
            holds.capture(books, fact)
        elif isinstance(fact, HoldReleased):
            yield from holds.release(books, fact)
        elif isinstance(fact, PointsGivenAway):
            yield from _gathered(books, fact)
            yield holds.give_away(books, fact)
        elif isinstance(fact, PointsBestowed):
            holds.bestow(books, fact)
        elif isinstance(fact, PointsCorrected):
            yield _correct(books, fact)
        elif isinstance(fact, PointsSent):
            yield from transferring.send(books, fact)
        elif isinstance(fact, TransferUndone):
            yield from transferring.undo(books, fact)
        elif isinstance(fact, PointsFrozen):
            freezing.freeze(books, fact)
        elif isinstance(fact, TierChanged):
            expiring.follow_tier(books, fact)
        elif isinstance(fact, GiftGiven):
            expiring.extend(books, fact)
        elif isinstance(fact, GiftTakenBack):
            expiring.take_extension_back(books, fact)
        else:
            for ripe in ripening.ripe(books, fact):
                account = books.account(fact.activity.member.id, ripe.currency)
                if books.batch.current.currencies[ripe.currency].in_lots:
                    _open_lot(books, account, fact.activity, ripe.waiting, source=ripe.activity_id, at=ripe.ripe_at)
                yield ripening.ripen(books, account, ripe, fact.activity)
            yield from expiring.expire(books, fact)

    async def store(self, tx: Tx, books: Books) -> None:
        accounts = books.accounts.values()
        opened = [
            (a.id, "member", a.member_id, "spending", a.currency, a.balance, a.debt, a.held, a.pending, a.ends_at,
             int(a.endless))
            for a in accounts
            if a.new and (a.changed or a.timed)
        ]  # fmt: skip
        await tx.insert(LedgerAccount, _ACCOUNT, opened)
        await tx.insert(LedgerAccount, _ACCOUNT, list(books.system.values()), conflict="DO NOTHING")
        await tx.update(
            LedgerAccount,
            key=("id",),
            values=("balance", "debt", "held"),
            rows=[(a.id, a.balance, a.debt, a.held) for a in accounts if a.changed and not a.timed and not a.new],
        )
        await tx.update(
            LedgerAccount,
            key=("id",),
            values=("balance", "debt", "held", "pending", "ends_at", "endless"),
            rows=[
                (a.id, a.balance, a.debt, a.held, a.pending, a.ends_at, int(a.endless))
                for a in accounts if a.timed and not a.new
            ],
        )  # fmt: skip
        await _store_ends(tx, books)
        await tx.insert(LedgerEntry, _ENTRY, books.entries)
        await tx.insert(
            LedgerLot,
            _LOT,
            [
                (lot.id, a.id, a.member_id, lot.activity_id, a.currency, lot.points, lot.remaining, lot.expired,
                 lot.earned_at, lot.expires_at, lot.own_end)
                for a in accounts for lot in a.lots if lot.new
            ],
        )  # fmt: skip
        await tx.update(
            LedgerLot,
            key=("id",),
            values=("remaining", "expired", "expires_at", "own_end"),
            rows=[
                (lot.id, lot.remaining, lot.expired, lot.expires_at, lot.own_end)
                for a in accounts for lot in a.lots if lot.changed and not lot.new
            ],
        )  # fmt: skip
        await transferring.store(tx, books)
        await freezing.store(tx, books)
        await tx.insert(LedgerPending, _PENDING, [_pending_row(each) for each in books.pendings if each.new])
        await tx.update(
            LedgerPending,
            key=("id",),
            values=("waiting",),
            rows=[(each.id, each.waiting) for each in books.pendings if each.changed and not each.new],
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


def _pending_row(each: Pending) -> tuple[Any, ...]:
    return (each.id, each.member_id, each.activity_id, each.currency, each.points, each.waiting, each.reason, each.rule,
            each.version, to_json(each.arithmetic), each.partner_id, each.occurred_at, each.ripe_at)  # fmt: skip


async def _store_ends(tx: Tx, books: Books) -> None:
    """Lots that nobody has loaded: written before those that are, for whose rows it is not the last word."""
    if books.refreshed:
        await tx.execute(
            "UPDATE ledger_lot SET expires_at = v.ends_at, own_end = v.own_end "
            "FROM {rows v account_id:bigint member_id:bigint ends_at:bigint own_end:bigint upto:bigint} "
            "WHERE ledger_lot.member_id = v.member_id AND ledger_lot.account_id = v.account_id "
            "AND ledger_lot.remaining > 0 AND COALESCE(ledger_lot.expires_at, :never) <= v.upto",
            v=[books.refreshed[account_id] for account_id in sorted(books.refreshed)],
            never=rules.NEVER,
        )


async def _load_pendings(tx: Tx, books: Books, members: set[int]) -> None:
    for row in await tx.rows(
        "SELECT id, member_id, activity_id, currency, points, waiting, reason, rule, version, arithmetic, partner_id, "
        "occurred_at, ripe_at FROM ledger_pending WHERE member_id {in members bigint} AND waiting > 0 "
        "ORDER BY ripe_at, id",
        members=sorted(members),
    ):
        books.pendings.append(
            Pending(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], from_json(row[9]), row[10],
                    row[11], row[12])
        )  # fmt: skip


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
    originals += [moved.received_id for moved in books.transfers.values()]
    for row in await tx.rows(
        "SELECT id, member_id, activity_id, currency, points, remaining, expired, earned_at, expires_at, own_end "
        "FROM ledger_lot WHERE member_id {in members bigint} "
        "AND (remaining <> 0 OR activity_id {in originals bigint} OR id {in giving bigint} "
        "OR (expired > 0 AND member_id {in undoing bigint})) ORDER BY id",  # A bonus may have come with another one.
        members=sorted(members),
        originals=originals,
        giving=sorted({part.lot_id for hold in books.holds.values() for part in hold.parts}),
        undoing=sorted({reversal.activity.member.id for reversal in books.batch.reversals}),
    ):
        account = books.accounts[row[1], row[3]]
        account.lots.append(Lot(row[0], row[2], row[3], row[4], row[5], row[6], row[7], row[8], own_end=row[9]))


def _earn(books: Books, fact: PointsEarned) -> Fact:
    activity, account = fact.activity, books.account(fact.activity.member.id, fact.currency)
    source = books.source(fact.partner_id, fact.currency)
    if fact.pending_until is not None and fact.pending_until > books.batch.now:
        return ripening.pend(books, account, fact, fact.pending_until, source=source)
    if books.batch.rulebook.currencies[fact.currency].in_lots:
        _open_lot(books, account, activity, fact.points)
    return post(
        books, account, activity, fact.points, other=source, reason=fact.reason, rule=fact.rule,
        arithmetic=fact.arithmetic, occurred_at=activity.occurred_at,
    )  # fmt: skip


def _gathered(books: Books, fact: PointsHeld | PointsGivenAway) -> Iterator[PointsPosted]:
    if fact.activity.beside:
        account = books.account(fact.activity.member.id, fact.currency)
        yield from transferring.gather(books, account, fact.activity, fact.points, fact.arithmetic)


def _correct(books: Books, fact: PointsCorrected) -> PointsPosted:
    """What is given is a lot as any other; what is taken leaves the lots that expire first."""
    activity, account = fact.activity, books.account(fact.activity.member.id, fact.currency)
    if books.batch.rulebook.currencies[fact.currency].in_lots:
        if fact.points > 0:
            _open_lot(books, account, activity, fact.points)
        else:
            rules.spend(account.lots, -fact.points)
    return post(
        books, account, activity, fact.points, other=books.system_account("programme", 0, "issuance", fact.currency),
        reason="adjusted", rule=fact.rule, arithmetic=fact.arithmetic, occurred_at=activity.occurred_at,
    )  # fmt: skip


def _open_lot(
    books: Books, account: Account, activity: Activity, points: int, *, source: int | None = None,
    at: Instant | None = None,
) -> None:  # fmt: skip
    """One lot an activity and currency; debts are paid out of it first. `source`: the activity that earned the points,
    where it is another one; `at`: when they came, where that is not now."""
    paid = 0
    if account.debt:
        paid = rules.pay_debts(account.lots, points)
        account.debt -= paid
    source = activity.id if source is None else source
    lot = account.lots[-1] if account.lots and account.lots[-1].new and account.lots[-1].remaining >= 0 else None
    if lot is None or lot.activity_id != source:
        expires_at, own = books.ends(account.currency, activity.member, at)
        came_at = activity.posted_at if at is None else at
        lot = Lot(ids.new_id(), source, account.currency, 0, 0, 0, came_at, expires_at, new=True, own_end=own)
        account.lots.append(lot)
        if not account.endless:
            activity.member.due(expires_at)
        idling.begin(books, account, activity, came_at, source=source)
    lot.points += points
    lot.remaining += points - paid


def _take_back(books: Books, fact: PointsTakenBack) -> Iterator[Fact]:
    activity, account = fact.activity, books.account(fact.activity.member.id, fact.currency)
    asked, owed, arithmetic = fact.points, 0, fact.arithmetic
    for dropped in ripening.drop(books, account, fact):
        asked += dropped.points
        yield dropped
    points, expired = asked, 0
    if books.batch.rulebook.currencies[fact.currency].in_lots and asked:
        taken, owed = rules.take_back(account.lots, asked, fact.source)
        points = taken + owed
        expired = asked - points
        if owed:
            arithmetic = {**arithmetic, "owed": owed}
            account.debt += owed
            account.lots.append(
                Lot(ids.new_id(), activity.id, fact.currency, 0, -owed, 0, activity.posted_at, None, new=True)
            )
    entry_id = 0
    if expired:
        # Not taken twice, and yet undone: what had expired goes back to where it was issued, past the member's account.
        entry_id = write(
            books, account, activity, expired, debit=books.system_account("programme", 0, "expiry", fact.currency),
            credit=books.system_account("programme", 0, "issuance", fact.currency), sign=0, reason="reversed",
            rule=fact.rule, arithmetic=fact.arithmetic, occurred_at=fact.occurred_at,
        )  # fmt: skip
    if points:
        yield post(
            books, account, activity, -points, other=books.source(fact.partner_id, fact.currency), reason="reversed",
            rule=fact.rule, arithmetic=arithmetic, occurred_at=fact.occurred_at, earned=-asked,
        )  # fmt: skip
        for hold_id in holds.unpaid(books, account, fact.source, owed):
            yield HoldUnpaid(activity, hold_id)
    elif expired:
        yield PointsPosted(
            activity, entry_id, fact.currency, 0, account.balance, "reversed", fact.rule, fact.arithmetic,
            fact.occurred_at, earned=-asked,
        )  # fmt: skip

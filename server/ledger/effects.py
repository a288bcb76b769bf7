"""The ledger's part in the fold: earned points become entries and lots; time makes lots expire; reversals take back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from server import storage
from server.kernel import ids
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
)
from server.storage import Tx

from . import expiring, following, freezing, holds, idling, ripening, rows, rules, transferring
from .books import Account, Books, Pending, post, write
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
from .rules import Lot

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
        await rows.load_accounts(tx, books, batch)
        taking = {reversal.activity.member.id for reversal in batch.reversals} | batch.due
        taking |= {opening.activity.member.id for opening in batch.openings if isinstance(opening, SpendsPoints)}
        taking |= transferring.concerned(batch)
        taking |= freezing.concerned(books)
        await transferring.load(tx, books)
        await following.load(tx, books)
        await freezing.load(tx, books)
        await idling.load(tx, books)
        if extended := batch.rulebook.extended | batch.current.extended:
            taking |= {account.member_id for account in books.accounts.values() if account.currency in extended}
        # Who falls from a tier that keeps points gives other ends to those that wait to be spent, too.
        taking |= {account.member_id for account in books.accounts.values() if account.endless and account.held}
        if holders := taking & {account.member_id for account in books.accounts.values() if account.held}:
            await rows.load_holds(tx, books, holders)
        if waiting := taking & {account.member_id for account in books.accounts.values() if account.pending}:
            await rows.load_pendings(tx, books, waiting)
        taking |= {account.member_id for account in books.accounts.values() if account.debt}
        if taking:
            await rows.load_lots(tx, books, taking)
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
                    _open_lot(books, account, fact.activity, ripe.waiting, ripe=ripe)
                yield ripening.ripen(books, account, ripe, fact.activity)
            yield from expiring.expire(books, fact)

    async def store(self, tx: Tx, books: Books) -> None:
        await rows.store(tx, books)

    async def committed(self, books: Books) -> None:
        """The system accounts of a batch are written for good."""
        books.opened.update(books.system)


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
    books: Books, account: Account, activity: Activity, points: int, *, ripe: Pending | None = None
) -> None:
    """One lot an activity and currency; debts are paid out of it first. `ripe`: what had waited until then, and expires
    as was promised when it was earned."""
    paid = 0
    if account.debt:
        paid = rules.pay_debts(account.lots, points)
        account.debt -= paid
    source = activity.id if ripe is None else ripe.activity_id
    lot = account.lots[-1] if account.lots and account.lots[-1].new and account.lots[-1].remaining >= 0 else None
    if lot is None or lot.activity_id != source:
        at, version = (None, None) if ripe is None else (ripe.ripe_at, ripe.version)
        expires_at, own = books.ends(account.currency, activity.member, at, version=version)
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

"""The ledger's rows of a batch: reading its members' accounts, lots, holds and what waits, and writing them back."""

from __future__ import annotations

from typing import Any

from server.programme.effect import Batch, from_json, to_json
from server.storage import Tx

from . import freezing, rules, transferring
from .books import Account, Books, Hold, Pending, stand
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


async def load_accounts(tx: Tx, books: Books, batch: Batch) -> None:
    """Every account of the batch's members; the fold sees what they have."""
    for row in await tx.rows(
        "SELECT id, owner_id, currency, balance, debt, held, pending, ends_at, endless FROM ledger_account "
        "WHERE owner_kind = 'member' AND owner_id {in members bigint} AND purpose = 'spending'",
        members=batch.members,
    ):
        account = books.accounts[row[1], row[2]] = Account(
            row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], bool(row[8])
        )
        stand(batch.members[row[1]], account)


async def store(tx: Tx, books: Books) -> None:
    """Writes what has changed, each table in one statement."""
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
    await tx.insert(LedgerHold, _HOLD, [_hold_row(hold) for hold in touched if hold.new])
    await tx.update(
        LedgerHold,
        key=("id",),
        values=("state", "closed_at"),
        rows=[(hold.id, hold.state, hold.closed_at) for hold in touched if not hold.new],
    )


def _hold_row(hold: Hold) -> tuple[Any, ...]:
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


async def load_pendings(tx: Tx, books: Books, members: set[int]) -> None:
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


async def load_holds(tx: Tx, books: Books, members: set[int]) -> None:
    for row in await tx.rows(
        "SELECT id, member_id, activity_id, currency, points, parts, opened_at, lapses_at FROM ledger_hold "
        "WHERE member_id {in members bigint} AND state = 'open' ORDER BY id",
        members=sorted(members),
    ):
        parts = [Part(*part) for part in from_json(row[5])]
        books.holds[row[0]] = Hold(row[0], row[1], row[2], row[3], row[4], parts, row[6], row[7])


async def load_lots(tx: Tx, books: Books, members: set[int]) -> None:
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

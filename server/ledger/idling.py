"""What keeps points alive where idleness ends them, and what does so no more once it is taken back.

Whatever moves the end is remembered by its activity, with the end before it; and what would have moved it, had it not
been later in any case. So when an activity is undone, the end is what those that stand made of it: as if the undone one
had never been.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

from server.kernel.clock import Instant
from server.programme.effect import WHOLE, Activity, ActivityReversed, MemberView, from_json
from server.storage import Tx

from . import rules
from .books import Account, Books
from .rules import Move

NOTES = "kept"  # By currency: [when all ended before, when by this activity, whose points began it if not its own].
EXTENSIONS = "ledger"  # Gifts of longer life: [currency, when all ended before and since, lots, months].
MOVES_AT_ONCE = 50  # Of one member's activities, newest first, that are read to find the newest that stands.


def keep_alive(books: Books, activity: Activity) -> None:
    """An activity of a kind that counts moves the end that idleness brings."""
    for currency in books.idle:
        assert currency.expires is not None
        if currency.expires.kept_by and activity.kind not in currency.expires.kept_by:
            continue
        account = books.accounts.get((activity.member.id, currency.code))
        if account is not None and account.ends_at is not None:
            _keep(books, account, activity, activity.posted_at)


def begin(books: Books, account: Account, activity: Activity, came_at: Instant, *, source: int) -> None:
    """Points have come where nothing was: their time begins, and that of all that comes after them."""
    if books.idle and account.ends_at is None:
        _keep(books, account, activity, came_at, source=source)


def undo(books: Books, fact: ActivityReversed) -> None:
    """What is wholly undone keeps nothing alive. Of a part that is returned the rest was still bought."""
    if fact.until >= WHOLE:
        before = frozenset(books.undone)
        books.undone.add(fact.original.id)
        settle(books, fact.activity.member, before=before)


def settle(books: Books, member: MemberView, *, before: Container[int] | None = None) -> None:
    """The ends that idleness brings, of what stands. One that has passed is applied with what is due next. `before`:
    what was undone until now, where nothing but that has changed."""
    for currency in books.idle:
        account = books.accounts.get((member.id, currency.code))
        if account is None or account.ends_at is None:
            continue
        zone = books.batch.current.timezone
        moves = books.moves.get((member.id, currency.code), ())
        end = rules.standing_end(account.ends_at, moves, books.undone, zone, before=before)
        if end is None:
            came = [lot.earned_at for lot in account.lots if lot.remaining > 0 and lot.activity_id not in books.undone]
            end = rules.idle_end(currency.expires, min(came), zone) if came else None
        if end != account.ends_at:
            account.ends_at, account.timed = end, True
            if not account.endless:
                member.due(end)


def standing(books: Books, account: Account) -> Instant | None:
    """The end that the newest activity gave which stands."""
    moves = books.moves.get((account.member_id, account.currency), ())
    return next((move.after for move in reversed(moves) if not move.months and move.cause not in books.undone), None)


def extended(books: Books, account: Account, activity: Activity, before: Instant | None, months: int) -> None:
    """A gift has moved the end."""
    if account.ends_at is not None:
        move = Move(activity.id, before, account.ends_at, months)
        books.moves.setdefault((account.member_id, account.currency), []).append(move)


async def load(tx: Tx, books: Books) -> None:
    """What moved the ends of members some of whose activities are undone, back to the newest that stands."""
    codes = {currency.code for currency in books.idle}
    undoing = {reversal.activity.member.id for reversal in books.batch.reversals} if codes else set()
    wholly = {reversal.original.id for reversal in books.batch.reversals if reversal.until >= WHOLE}
    for member_id in sorted(undoing):
        sought = {
            code for code in codes
            if (account := books.accounts.get((member_id, code))) is not None and account.ends_at is not None
        }  # fmt: skip
        if sought:
            await _load(tx, books, member_id, sought, wholly)


@dataclass(slots=True)
class _Read:
    currency: str
    move: Move


async def _load(tx: Tx, books: Books, member_id: int, sought: set[str], wholly: set[int]) -> None:
    found: list[_Read] = []
    edge: tuple[int, int] = (rules.NEVER, rules.NEVER)
    while sought:
        rows = await tx.rows(
            "SELECT id, posted_at, notes, reversed FROM activity WHERE member_id = :member "
            "AND (posted_at < :at OR (posted_at = :at AND id < :id)) "
            "AND (notes LIKE '%\"kept\"%' OR notes LIKE '%\"ledger\"%') ORDER BY posted_at DESC, id DESC LIMIT :some",
            member=member_id, at=edge[0], id=edge[1], some=MOVES_AT_ONCE,
        )  # fmt: skip
        read = [one for row in rows for one in _moves(row[0], from_json(row[2]))]
        books.undone.update(row[0] for row in rows if row[3] >= WHOLE)
        await _learn_sources(tx, books, [one.move.cause for one in read], {row[0] for row in rows})
        sought -= {
            one.currency for one in read
            if not one.move.months and one.move.counted
            and one.move.cause not in books.undone and one.move.cause not in wholly
        }  # fmt: skip
        found += read
        if len(rows) < MOVES_AT_ONCE:
            break
        edge = (rows[-1][1], rows[-1][0])
    for one in reversed(found):
        books.moves.setdefault((member_id, one.currency), []).append(one.move)


async def _learn_sources(tx: Tx, books: Books, causes: Sequence[int], known: set[int]) -> None:
    """Whether what began with the points of an earlier activity still has a cause."""
    if elsewhere := sorted(set(causes) - known - books.undone):
        rows = await tx.rows(
            "SELECT id FROM activity WHERE id {in ids bigint} AND reversed >= :whole", ids=elsewhere, whole=WHOLE
        )
        books.undone.update(row[0] for row in rows)


def _moves(activity_id: int, notes: dict[str, Any]) -> list[_Read]:
    """What one activity did to ends, the last thing first."""
    extensions = [
        _Read(currency, Move(activity_id, before, after, months))
        for currency, before, after, _, months in notes.get(EXTENSIONS, {}).values() if after is not None
    ]  # fmt: skip
    kept = [
        _Read(currency, Move(source[0] if source else activity_id, before, after))
        for currency, (before, after, *source) in notes.get(NOTES, {}).items()
    ]
    return [*reversed(extensions), *reversed(kept)]


def _keep(books: Books, account: Account, activity: Activity, at: Instant, *, source: int | None = None) -> None:
    before = account.ends_at
    end = books.keep(account, activity.member, at)
    if end is None:
        return
    cause = activity.id if source is None else source
    noted: dict[str, Any] = activity.notes.setdefault(NOTES, {})
    noted[account.currency] = [before, end] if cause == activity.id else [before, end, cause]
    books.moves.setdefault((account.member_id, account.currency), []).append(Move(cause, before, end))

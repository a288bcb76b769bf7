"""Points that one member gives to another: out of the giver's lots in spending order, and into the receiver's with the
ends that they had. Each of the two has an activity and an entry of their own; between them they are in transit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.kernel import ids, periods
from server.programme import words
from server.programme.effect import Activity, Batch, SpendsPoints, from_json, to_json
from server.programme.rulebook import LANGUAGES, HouseholdOrder, Language
from server.storage import Tx

from . import rules
from .books import Account, Books, Moved, post
from .errors import LessThanThat, NotTransferable, TooLittleAtOnce, TooMuchThisYear, TransferNotFound
from .events import PointsPosted, PointsSent, TransferUndone
from .models import LedgerTransfer
from .rules import Lot, Part

_COLUMNS = ("id", "from_member", "to_member", "received_id", "currency", "points", "parts", "posted_at", "undone_at")


def concerned(batch: Batch) -> set[int]:
    """Givers and receivers: what they have is read lot by lot. A spender's household gives what is missing."""
    openings = [opening for opening in batch.openings if isinstance(opening, SpendsPoints)]
    return {other.member.id for opening in openings for other in (opening.activity, *opening.activity.beside)}


async def load(tx: Tx, books: Books) -> None:
    """What givers have given this year, and the transfers that are to come back."""
    batch = books.batch
    if givers := {opening.activity.member.id for opening in batch.openings if isinstance(opening, PointsSent)}:
        since, _ = periods.bounds("year", batch.now, batch.current.timezone)
        for row in await tx.rows(
            "SELECT from_member, currency, CAST(SUM(points) AS bigint) FROM ledger_transfer "
            "WHERE from_member {in givers bigint} AND posted_at >= :since AND undone_at IS NULL "
            "GROUP BY from_member, currency",
            givers=sorted(givers),
            since=since,
        ):
            books.given[row[0], row[1]] = row[2]
    if undone := {opening.transfer_id for opening in batch.openings if isinstance(opening, TransferUndone)}:
        for row in await tx.rows(
            "SELECT id, from_member, to_member, received_id, currency, points, parts, posted_at, undone_at "
            "FROM ledger_transfer WHERE id {in ids bigint}",
            ids=sorted(undone),
        ):
            parts = [Part(*part) for part in from_json(row[6])]
            books.transfers[row[0]] = Moved(row[0], row[1], row[2], row[3], row[4], row[5], parts, row[7], row[8])


async def store(tx: Tx, books: Books) -> None:
    moved = books.transfers.values()
    await tx.insert(
        LedgerTransfer,
        _COLUMNS,
        [
            (each.id, each.from_member, each.to_member, each.received_id, each.currency, each.points,
             to_json(each.parts), each.posted_at, each.undone_at)
            for each in moved if each.new
        ],
    )  # fmt: skip
    await tx.update(
        LedgerTransfer,
        key=("id",),
        values=("undone_at",),
        rows=[(each.id, each.undone_at) for each in moved if not each.new],
    )


def admit(books: Books, fact: PointsSent | TransferUndone) -> None:
    """Raises NotTransferable, TooLittleAtOnce, TooMuchThisYear, LessThanThat, TransferNotFound."""
    activity = fact.activity
    if isinstance(fact, TransferUndone):
        moved = books.transfers.get(fact.transfer_id)
        sides = (activity.member.id, *(other.member.id for other in activity.beside))
        if moved is None or moved.undone_at is not None or (moved.from_member, moved.to_member) != sides:
            raise TransferNotFound
        return
    currency = activity.rulebook.currencies.get(fact.currency)
    if currency is None or currency.transfer is None:
        raise NotTransferable(fact.currency)
    if fact.points < currency.transfer.least:
        least = currency.transfer.least
        raise TooLittleAtOnce(least=least, shown=_shown(activity, fact.currency, least))
    if currency.transfer.most_a_year is not None:
        left = currency.transfer.most_a_year - books.given.get((activity.member.id, fact.currency), 0)
        if fact.points > left:
            raise TooMuchThisYear(left=max(0, left), shown=_shown(activity, fact.currency, max(0, left)))
    balance = activity.member.balances.get(fact.currency, 0)
    if fact.points > balance:
        raise LessThanThat(balance=max(0, balance), wanted=fact.points, currency=currency)


def send(books: Books, fact: PointsSent) -> Iterator[PointsPosted]:
    activity, received = fact.activity, fact.activity.beside[0]
    giver, receiver = (books.account(each.member.id, fact.currency) for each in (activity, received))
    parts = rules.spend(giver.lots, fact.points)
    key = (giver.member_id, fact.currency)
    books.given[key] = books.given.get(key, 0) + fact.points
    books.transfers[activity.id] = Moved(
        activity.id, giver.member_id, receiver.member_id, received.id, fact.currency, fact.points, parts,
        activity.posted_at, new=True,
    )  # fmt: skip
    transit = _transit(books, fact.currency)
    yield _post(books, giver, activity, -fact.points, transit, "sent", {"name": fact.names[1]})
    _put(books, receiver, received, parts)
    yield _post(books, receiver, received, fact.points, transit, "received", {"name": fact.names[0]})


def gather(
    books: Books, account: Account, activity: Activity, points: int, sums: Mapping[str, Any]
) -> Iterator[PointsPosted]:
    """What the member lacks of so many points, or what ends sooner than their own, comes from those whose points they
    may spend: what ends first, first. It stays the member's where what it was spent on comes back."""
    shared = activity.rulebook.household
    if shared is None or account.currency not in shared.currencies:
        return
    others = {other.member.id: other for other in activity.beside}
    theirs = [books.account(member_id, account.currency) for member_id in others]
    parts = _of_others(account, theirs, points, shared.takes)
    if not parts:
        return
    lots = {lot.id: each.member_id for each in theirs for lot in each.lots}
    transit = _transit(books, account.currency)
    called = {language: said["the"] for language, said in shared.texts.items()}
    arithmetic = {"household": called, "reward": sums.get("reward", "")}
    for member_id, other in others.items():
        own = [part for part in parts if lots[part.lot_id] == member_id]
        if given := sum(part.points for part in own):
            yield _post(books, books.account(member_id, account.currency), other, -given, transit, "sent", arithmetic)
    _put(books, account, activity, parts)
    given = sum(part.points for part in parts)
    yield _post(books, account, activity, given, transit, "received", arithmetic)


def _of_others(account: Account, theirs: Sequence[Account], points: int, takes: HouseholdOrder) -> list[Part]:
    """What comes out of the others' lots: what the member lacks; or, of all that they have together, what ends soonest.
    Of equals one's own go first, and what some tier keeps from ending goes last. A debt is paid before anything."""
    lent = [lot for each in theirs for lot in each.lots]
    kept = {lot.id for each in theirs if each.endless for lot in each.lots}
    missing = points - account.balance
    if takes == "soonest" and account.debt == 0:
        shares = rules.soonest([*account.lots, *lent], points, own={lot.id for lot in account.lots}, kept=kept)
        missing = sum(share for lot, share in shares if lot in lent)
    return rules.spend(lent, missing, kept=kept) if missing > 0 else []


def undo(books: Books, fact: TransferUndone) -> Iterator[PointsPosted]:
    """All of it leaves the receiver, as a debt where it is spent; what had expired by then comes back to nobody. It
    comes back to the giver with the ends that it had."""
    activity, received = fact.activity, fact.activity.beside[0]
    moved = books.transfers[fact.transfer_id]
    moved.undone_at = activity.posted_at
    giver, receiver = (books.account(each.member.id, moved.currency) for each in (activity, received))
    taken, owed = rules.take_back(receiver.lots, moved.points, moved.received_id)
    points = taken + owed
    arithmetic: dict[str, Any] = {"reason": fact.reason}
    if owed:
        receiver.debt += owed
        receiver.lots.append(
            Lot(ids.new_id(), received.id, moved.currency, 0, -owed, 0, received.posted_at, None, new=True)
        )
        arithmetic["owed"] = owed
    if points:
        transit = _transit(books, moved.currency)
        yield _post(books, receiver, received, -points, transit, "returned", arithmetic)
        _put(books, giver, activity, _last(moved.parts, points))
        yield _post(books, giver, activity, points, transit, "returned", {"reason": fact.reason})


def _put(books: Books, account: Account, activity: Activity, parts: list[Part]) -> None:
    """Lots with the ends that the points had; debts are paid first. What had ended, had not some tier kept it, gets the
    time that new points have."""
    member = activity.member
    for part in parts:
        paid = min(account.debt, part.points)
        if paid:
            account.debt -= rules.pay_debts(account.lots, paid)
        overdue = part.expires_at is not None and part.expires_at <= activity.posted_at
        ends_at, own_end = books.ends(account.currency, member) if overdue else (part.expires_at, part.own_end)
        account.lots.append(
            Lot(ids.new_id(), activity.id, account.currency, part.points, part.points - paid, 0, activity.posted_at,
                ends_at, new=True, own_end=own_end)
        )  # fmt: skip
        if not account.endless:
            member.due(ends_at)
    if account.ends_at is None:
        books.keep(account, member, activity.posted_at)


def _last(parts: list[Part], points: int) -> list[Part]:
    """So many points of the parts, of those that last longest."""
    left, found = points, []
    for part in reversed(parts):
        taken = min(left, part.points)
        if taken:
            found.append(part._replace(points=taken))
        left -= taken
    return found[::-1]


def _post(
    books: Books, account: Account, activity: Activity, points: int, transit: int, reason: Any, sums: dict[str, Any]
) -> PointsPosted:
    return post(
        books, account, activity, points, other=transit, reason=reason, rule="transfer", arithmetic=sums,
        occurred_at=activity.occurred_at,
    )  # fmt: skip


def _transit(books: Books, currency: str) -> int:
    return books.system_account("programme", 0, "transit", currency)


def _shown(activity: Activity, currency: str, points: int) -> dict[Language, str]:
    known = activity.rulebook.currencies[currency]
    return {language: words.points(points, known, language) for language in LANGUAGES}

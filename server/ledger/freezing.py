"""Points whose time stands still for a while: a member who is ill or away loses nothing meanwhile. All that they have
when they ask for it is good for so many months longer; what comes after that has its whole time anyway."""

from __future__ import annotations

from collections.abc import Iterator

from server.kernel import periods
from server.programme.effect import WHOLE, ActivityReversed, GiftGiven, GiftTakenBack
from server.programme.rulebook import Gift
from server.storage import Tx

from . import expiring
from .books import Books
from .errors import FrozenEnough, NotFreezable, NothingToFreeze
from .events import PointsFrozen
from .models import LedgerFreeze

RULE = "freeze"
KIND = "@freeze"  # Of the activity that asks for it.
_COLUMNS = ("id", "member_id", "currency", "months", "by_hand", "frozen_at", "undone_at")


async def load(tx: Tx, books: Books) -> None:
    """How many months the members have frozen this year by themselves."""
    batch = books.batch
    asking = {opening.activity.member.id for opening in _openings(books) if not opening.by_hand}
    if not asking:
        return
    since, _ = periods.bounds("year", batch.now, batch.current.timezone)
    for row in await tx.rows(
        "SELECT member_id, currency, CAST(SUM(months) AS bigint) FROM ledger_freeze "
        "WHERE member_id {in asking bigint} AND frozen_at >= :since AND undone_at IS NULL AND by_hand = 0 "
        "GROUP BY member_id, currency",
        asking=sorted(asking),
        since=since,
    ):
        books.frozen[row[0], row[1]] = row[2]


def concerned(books: Books) -> set[int]:
    """Members whose lots are needed."""
    return {opening.activity.member.id for opening in _openings(books)}


def admit(books: Books, fact: PointsFrozen) -> None:
    """Raises NotFreezable, FrozenEnough, NothingToFreeze."""
    member_id = fact.activity.member.id
    currency = books.batch.current.currencies.get(fact.currency)
    expires = currency.expires if currency is not None else None
    if currency is None or expires is None or not currency.redeemable or not (fact.by_hand or expires.freeze_months):
        raise NotFreezable(fact.currency)
    if not fact.by_hand:
        left = max(0, expires.freeze_months - books.frozen.get((member_id, fact.currency), 0))
        if fact.months > left:
            raise FrozenEnough(left=left, most=expires.freeze_months)
    account = books.accounts.get((member_id, fact.currency))
    if account is None or account.endless or not expiring.ends(books, account):
        raise NothingToFreeze(fact.currency)


def freeze(books: Books, fact: PointsFrozen) -> None:
    activity, key = fact.activity, (fact.activity.member.id, fact.currency)
    expiring.extend(books, GiftGiven(activity, _gift(fact.currency, fact.months), RULE, {}))
    if not fact.by_hand:
        books.frozen[key] = books.frozen.get(key, 0) + fact.months
    books.freezes.append(
        (activity.id, activity.member.id, fact.currency, fact.months, int(fact.by_hand), activity.posted_at, None)
    )


def undo(books: Books, fact: ActivityReversed) -> None:
    """Taken back whole, it never was."""
    if fact.original.kind != KIND or fact.until < WHOLE:
        return
    currency, months = str(fact.original.facts["currency"]), int(str(fact.original.facts["months"]))
    expiring.take_extension_back(books, GiftTakenBack(fact.activity, _gift(currency, months), RULE, fact.original.id))
    books.thawed.append((fact.original.id, fact.activity.posted_at))


async def store(tx: Tx, books: Books) -> None:
    await tx.insert(LedgerFreeze, _COLUMNS, books.freezes)
    await tx.update(LedgerFreeze, key=("id",), values=("undone_at",), rows=books.thawed)


def _openings(books: Books) -> Iterator[PointsFrozen]:
    return (opening for opening in books.batch.openings if isinstance(opening, PointsFrozen))


def _gift(currency: str, months: int) -> Gift:
    return Gift("extension", currency, months=months)

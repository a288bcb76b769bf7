"""Points that are held until what they were held for has come about: an entry into the holding account, and one out."""

from __future__ import annotations

from collections.abc import Iterator

from server.kernel.clock import Instant

from . import rules
from .accounts import charity_id
from .books import Account, Books, Hold, post, write
from .events import HoldCaptured, HoldReleased, PointsBestowed, PointsGivenAway, PointsHeld, PointsPosted


def hold(books: Books, fact: PointsHeld) -> PointsPosted:
    """Points leave the lots that expire first, and wait."""
    activity = fact.activity
    account = books.account(activity.member.id, fact.currency)
    books.holds[fact.hold_id] = Hold(
        fact.hold_id, account.member_id, activity.id, fact.currency, fact.points,
        rules.spend(account.lots, fact.points), activity.posted_at, fact.lapses_at, new=True,
    )  # fmt: skip
    books.hold(account, fact.points)
    return post(
        books, account, activity, -fact.points, other=_holding(books, fact.currency), reason="held", rule=fact.rule,
        arithmetic=fact.arithmetic, occurred_at=activity.occurred_at,
    )  # fmt: skip


def capture(books: Books, fact: HoldCaptured) -> None:
    """What was held is spent for good: from the holding account to the programme's, past the member's."""
    account, held = _close(books, fact.hold_id, "captured", fact.activity.posted_at)
    write(
        books, account, fact.activity, held.points, debit=_holding(books, held.currency),
        credit=books.system_account("programme", 0, "redeemed", held.currency), sign=0, reason="captured",
        rule=fact.rule, arithmetic=fact.arithmetic, occurred_at=fact.activity.occurred_at,
    )  # fmt: skip


def release(books: Books, fact: HoldReleased) -> Iterator[PointsPosted]:
    """What was held comes back into the lots that gave it; what has expired meanwhile expires at once."""
    activity = fact.activity
    account, held = _close(books, fact.hold_id, "released", activity.posted_at)
    yield post(
        books, account, activity, held.points, other=_holding(books, held.currency), reason="released", rule=fact.rule,
        arithmetic=fact.arithmetic, occurred_at=activity.occurred_at,
    )  # fmt: skip
    by_id = {lot.id: lot for lot in account.lots}
    parts = [
        part._replace(expires_at=None if account.endless else by_id[part.lot_id].expires_at) for part in held.parts
    ]  # fmt: skip
    undone = {reversal.original.id for reversal in books.batch.reversals}
    back = rules.put_back(account.lots, parts, account.debt, activity.posted_at, undone)
    account.debt -= back.paid
    for expires_at in back.until:
        activity.member.due(expires_at)
    if account.ends_at is None:
        books.keep(account, activity.member, activity.posted_at)
    if back.expired:
        yield post(
            books, account, activity, -back.expired,
            other=books.system_account("programme", 0, "expiry", held.currency), reason="expired", rule="expiry",
            arithmetic={"points": back.expired}, occurred_at=activity.occurred_at,
        )  # fmt: skip


def give_away(books: Books, fact: PointsGivenAway) -> PointsPosted:
    """Points leave the lots that expire first, for a charity's account."""
    activity = fact.activity
    account = books.account(activity.member.id, fact.currency)
    rules.spend(account.lots, fact.points)
    return post(
        books, account, activity, -fact.points,
        other=books.system_account("charity", charity_id(fact.charity), "gifts", fact.currency), reason="donated",
        rule=fact.rule, arithmetic=fact.arithmetic, occurred_at=activity.occurred_at,
    )  # fmt: skip


def bestow(books: Books, fact: PointsBestowed) -> None:
    """From where points are issued to a charity's account, or back: past the member's, on whose account it stands."""
    account = books.account(fact.activity.member.id, fact.currency)
    account.changed = True  # An entry names an account of the member's that is there.
    issued = books.system_account("programme", 0, "issuance", fact.currency)
    theirs = books.system_account("charity", charity_id(fact.charity), "gifts", fact.currency)
    debit, credit = (issued, theirs) if fact.points > 0 else (theirs, issued)
    write(
        books, account, fact.activity, abs(fact.points), debit=debit, credit=credit, sign=0, reason="donated",
        rule=fact.rule, arithmetic={**fact.arithmetic, "charity": fact.charity}, occurred_at=fact.occurred_at,
    )  # fmt: skip


def unpaid(books: Books, account: Account, source: int, owed: int) -> Iterator[int]:
    """The open holds, newest first, that points of the source paid for, until what is owed is covered."""
    own = {lot.id for lot in account.lots if lot.activity_id == source}
    for held in sorted(books.holds.values(), key=lambda held: -held.id):
        if owed <= 0:
            return
        if (held.member_id, held.currency, held.state) != (account.member_id, account.currency, "open"):
            continue
        if any(part.lot_id in own for part in held.parts):
            owed -= held.points
            yield held.id


def _close(books: Books, hold_id: int, state: str, at: Instant) -> tuple[Account, Hold]:
    held = books.holds[hold_id]
    if held.state != "open":
        raise ValueError(f"The hold {hold_id} is {held.state} already.")
    held.state, held.closed_at = state, at
    account = books.account(held.member_id, held.currency)
    books.hold(account, -held.points)
    return account, held


def _holding(books: Books, currency: str) -> int:
    return books.system_account("programme", 0, "holding", currency)

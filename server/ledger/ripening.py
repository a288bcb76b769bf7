"""Points that were earned and wait, until a return window has passed, in an account of the programme's."""

from __future__ import annotations

from collections.abc import Iterator

from server.kernel import ids
from server.kernel.clock import Instant
from server.programme.effect import Activity, TimePassed

from .books import Account, Books, Pending, post, stand, write
from .events import PointsEarned, PointsPended, PointsPosted, PointsTakenBack


def pend(books: Books, account: Account, fact: PointsEarned, ripe_at: Instant, *, source: int) -> PointsPended:
    """They are nobody's to spend yet, and count for nothing."""
    activity = fact.activity
    books.pendings.append(
        Pending(
            ids.new_id(), account.member_id, activity.id, fact.currency, fact.points, fact.points, fact.reason,
            fact.rule, activity.rulebook.number, fact.arithmetic, fact.partner_id, activity.occurred_at, ripe_at,
            new=True,
        )
    )  # fmt: skip
    books.pend(account, fact.points)
    stand(activity.member, account)
    activity.member.due(ripe_at)
    entry_id = write(
        books, account, activity, fact.points, debit=source, credit=_waiting(books, fact.currency), sign=0,
        reason="pending", rule=fact.rule, arithmetic=fact.arithmetic, occurred_at=activity.occurred_at,
    )  # fmt: skip
    return PointsPended(
        activity, entry_id, fact.currency, fact.points, account.balance, "pending", fact.rule, fact.arithmetic,
        activity.occurred_at, ripe_at,
    )  # fmt: skip


def ripe(books: Books, fact: TimePassed) -> Iterator[Pending]:
    """What of the member's is to ripen now, oldest first; of the rest is said when it falls due."""
    for each in books.pendings:
        if each.member_id != fact.activity.member.id or not each.waiting:
            continue
        if each.ripe_at <= fact.until:
            yield each
        else:
            fact.activity.member.due(each.ripe_at)


def ripen(books: Books, account: Account, each: Pending, activity: Activity) -> PointsPosted:
    """They are the member's from now on, and count at the instant at which they were earned."""
    points = each.waiting
    each.waiting, each.changed = 0, True
    books.pend(account, -points)
    return post(
        books, account, activity, points, other=_waiting(books, each.currency), reason=each.reason, rule=each.rule,
        arithmetic={**each.arithmetic, "waited": True}, occurred_at=each.occurred_at, version=each.version,
    )  # fmt: skip


def drop(books: Books, account: Account, fact: PointsTakenBack) -> Iterator[PointsPended]:
    """What is undone is taken from what still waits of it first."""
    left = fact.points
    for each in books.pendings:
        if (each.activity_id, each.member_id, each.currency, each.rule) != (
            fact.source, account.member_id, fact.currency, fact.rule
        ):  # fmt: skip
            continue
        points = min(left, each.waiting)
        if not points:
            continue
        each.waiting, each.changed = each.waiting - points, True
        left -= points
        books.pend(account, -points)
        stand(fact.activity.member, account)
        entry_id = write(
            books, account, fact.activity, points, debit=_waiting(books, fact.currency),
            credit=books.source(each.partner_id, fact.currency), sign=0, reason="dropped", rule=fact.rule,
            arithmetic=fact.arithmetic, occurred_at=fact.occurred_at,
        )  # fmt: skip
        yield PointsPended(
            fact.activity, entry_id, fact.currency, -points, account.balance, "dropped", fact.rule, fact.arithmetic,
            fact.occurred_at, each.ripe_at,
        )  # fmt: skip


def _waiting(books: Books, currency: str) -> int:
    return books.system_account("programme", 0, "pending", currency)

"""When points are gone: by their age, with a period's end, by idleness; never while a member holds some tiers; later
where something gave them longer life."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.kernel.clock import Instant
from server.programme.effect import Activity, GiftGiven, GiftTakenBack, MemberView, TierChanged, TimePassed
from server.programme.rulebook import Currency

from . import following, idling, rules
from .books import Account, Books, post
from .events import PointsPosted
from .rules import NEVER


def expire(books: Books, fact: TimePassed) -> Iterator[PointsPosted]:
    """What has come to its end leaves; what has not is said to fall due."""
    member = fact.activity.member
    for account in books.accounts_of(member.id):
        currency = books.batch.current.currencies.get(account.currency)
        if currency is not None:
            _follow(books, account, currency, fact.activity)
            following.align(books, account, member)
        if account.endless:
            continue
        if gone := _gone_by_idleness(books, account, currency, member, fact.until):
            yield _expired(books, account, fact.activity, gone, "idle")
        if gone := _gone_by_age(account, member, fact.until):
            yield _expired(books, account, fact.activity, gone, "age")


def follow_tier(books: Books, fact: TierChanged) -> None:
    """Nothing expires while some tiers are held; who falls from them has the whole time before them again."""
    for currency in books.exempt:
        account = books.accounts.get((fact.activity.member.id, currency.code))
        if account is not None:
            _follow(books, account, currency, fact.activity)


def extend(books: Books, fact: GiftGiven) -> None:
    """Points that the member has are good for longer."""
    if fact.gift.type != "extension":
        return
    account = books.accounts.get((fact.activity.member.id, fact.gift.code))
    if account is None:
        return
    before = account.ends_at, [(lot, lot.expires_at, lot.own_end) for lot in books.alive(account)]
    _move(books, account, fact.gift.months)
    following.align(books, account, fact.activity.member)
    idling.extended(books, account, fact.activity, before[0], fact.gift.months)
    fact.activity.notes.setdefault(idling.EXTENSIONS, {})[f"{fact.rule}#{fact.number}"] = [
        account.currency, before[0], account.ends_at,
        [[lot.id, was, lot.expires_at, own] for lot, was, own in before[1] if was is not None], fact.gift.months,
    ]  # fmt: skip


def take_extension_back(books: Books, fact: GiftTakenBack) -> None:
    """What still ends when the gift said ends when it did before; what has been moved since, so much sooner."""
    if fact.gift.type != "extension":
        return
    member = fact.activity.member
    account = books.accounts.get((member.id, fact.gift.code))
    if account is None:
        return
    original = books.batch.originals.get(fact.source)
    noted: Any = (
        original.notes.get(idling.EXTENSIONS, {}).get(f"{fact.rule}#{fact.number}") if original is not None else None
    )
    _, ended, ends, moved, _ = noted or [account.currency, None, None, [], 0]
    known = {lot_id: (was, since, own) for lot_id, was, since, own in moved}
    zone = books.batch.current.timezone
    if account.ends_at is not None and fact.source not in books.undone:  # Else it is settled with what brought it.
        account.timed = True
        same = ended is not None and account.ends_at == ends
        sooner = ended if same else rules.sooner_by(account.ends_at, fact.gift.months, zone)
        account.ends_at = max(sooner, idling.standing(books, account) or sooner)
        member.due(account.ends_at)
        idling.settle(books, member)
    for lot in books.alive(account):
        if lot.expires_at is None or lot.activity_id > fact.source:  # It came after the gift.
            continue
        was, since, own = known.get(lot.id, (None, None, None))
        if since == lot.expires_at:
            lot.expires_at, lot.own_end = was, own
        else:
            lot.expires_at = rules.sooner_by(lot.expires_at, fact.gift.months, zone)
            lot.own_end = own if lot.own_end is None else rules.sooner_by(lot.own_end, fact.gift.months, zone)
            following.align(books, account, member)
        lot.changed = True
        member.due(lot.expires_at)


def ends(books: Books, account: Account) -> bool:
    """Whether anything of it ends as it stands."""
    lots = list(books.alive(account))
    return bool(lots) and (account.ends_at is not None or any(lot.expires_at is not None for lot in lots))


def _move(books: Books, account: Account, months: int) -> None:
    zone = books.batch.current.timezone
    if account.ends_at is not None:
        account.ends_at, account.timed = rules.later_by(account.ends_at, months, zone), True
    for lot in books.alive(account):
        if lot.expires_at is not None:
            lot.expires_at, lot.changed = rules.later_by(lot.expires_at, months, zone), True
        if lot.own_end is not None:
            lot.own_end = rules.later_by(lot.own_end, months, zone)


def _open(account: Account) -> Iterator[rules.Lot]:
    return (lot for lot in account.lots if lot.remaining > 0)


def _gone_by_idleness(
    books: Books, account: Account, currency: Currency | None, member: MemberView, until: Instant
) -> int:
    """Takes all that had come when the member had done nothing for too long; what came after that has its own time.
    Without a rule that says so any more, nothing ends it."""
    expires = currency.expires if currency is not None else None
    if expires is None or not expires.idle_months:
        if account.ends_at is not None:
            account.ends_at, account.timed = None, True
        return 0
    if account.ends_at is None and account.balance > 0:  # The rule is newer than the points: time runs from now.
        books.keep(account, member, until)
        return 0
    gone = 0
    while account.ends_at is not None and account.ends_at <= until:
        gone += sum(_lose(lot) for lot in _open(account) if lot.earned_at < account.ends_at)
        came = min((lot.earned_at for lot in _open(account)), default=None)
        account.ends_at, account.timed = None, True
        if came is not None:
            books.keep(account, member, came)
    member.due(account.ends_at)
    return gone


def _gone_by_age(account: Account, member: MemberView, until: Instant) -> int:
    gone = 0
    for lot in _open(account):
        if lot.expires_at is not None and lot.expires_at <= until:
            gone += _lose(lot)
        else:
            member.due(lot.expires_at)
    return gone


def _lose(lot: rules.Lot) -> int:
    gone = lot.remaining
    lot.expired, lot.remaining, lot.changed = lot.expired + gone, 0, True
    return gone


def _expired(books: Books, account: Account, activity: Activity, gone: int, how: str) -> PointsPosted:
    return post(
        books, account, activity, -gone, other=books.system_account("programme", 0, "expiry", account.currency),
        reason="expired", rule="expiry", arithmetic={"points": gone, "how": how}, occurred_at=activity.occurred_at,
    )  # fmt: skip


def _follow(books: Books, account: Account, currency: Currency, activity: Activity) -> None:
    """Lets the account be endless where the member's tier says so, and where it says so no more gives it ends afresh.
    A tier that is undone was never held: what ended after now ends then."""
    endless = books.is_endless(activity.member, currency.code)
    if account.endless == endless:
        return
    account.endless, account.timed = endless, True
    if endless:
        return
    member, book, now = activity.member, books.batch.current, books.batch.now
    upto = now if activity.reverses_id is not None else NEVER
    fresh, own = books.ends(currency.code, member, now)
    if fresh is not None:
        books.refresh(account, fresh, own, upto=upto)
        member.due(fresh)
    if account.ends_at is None or account.ends_at <= upto:
        account.ends_at = rules.idle_end(currency.expires, now, book.timezone) if account.ends_at else None
    member.due(account.ends_at)
    for lot in _open(account):
        member.due(lot.expires_at)

"""The accounts of a batch, as the ledger's effect works on them, and the one way to write an entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from server import groups, programme
from server.kernel import ids
from server.kernel.clock import Instant
from server.programme import spans
from server.programme.effect import Activity, Batch, MemberView, to_json
from server.programme.rulebook import Currency

from . import rules
from .accounts import HELD, PENDING, OwnerKind, SystemPurpose, system_account
from .events import EARNING, PointsPosted, Reason
from .rules import Lot, Move, Part


@dataclass(slots=True, eq=False)
class Account:
    id: int
    member_id: int
    currency: str
    balance: int
    debt: int
    held: int = 0
    pending: int = 0
    ends_at: Instant | None = None
    endless: bool = False
    new: bool = False
    changed: bool = False
    timed: bool = False  # Whether what is pending, or when it ends, has changed: rarer, and written apart.
    lots: list[Lot] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Hold:
    """Points that wait in the holding account: which lots gave them, and until when at the latest."""

    id: int
    member_id: int
    activity_id: int
    currency: str
    points: int
    parts: list[Part]
    opened_at: Instant
    lapses_at: Instant | None
    state: str = "open"  # captured, released
    closed_at: Instant | None = None
    new: bool = False


@dataclass(slots=True, eq=False)
class Pending:
    """Points that were earned and wait until they ripen."""

    id: int
    member_id: int
    activity_id: int
    currency: str
    points: int
    waiting: int
    reason: Reason
    rule: str
    version: int
    arithmetic: Mapping[str, Any]
    partner_id: int | None
    occurred_at: Instant
    ripe_at: Instant
    new: bool = False
    changed: bool = False


@dataclass(slots=True, eq=False)
class Moved:
    """Points that a member gave to another."""

    id: int
    from_member: int
    to_member: int
    received_id: int
    currency: str
    points: int
    parts: list[Part]
    posted_at: Instant
    undone_at: Instant | None = None
    new: bool = False


@dataclass(slots=True)
class Books:
    """The accounts of a batch's members, and what is to be written."""

    batch: Batch
    accounts: dict[tuple[int, str], Account]
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    holds: dict[int, Hold] = field(default_factory=dict)
    pendings: list[Pending] = field(default_factory=list)
    transfers: dict[int, Moved] = field(default_factory=dict)
    frozen: dict[tuple[int, str], int] = field(default_factory=dict)  # Months this year, by member and currency.
    freezes: list[tuple[Any, ...]] = field(default_factory=list)  # To be written …
    thawed: list[tuple[int, Instant]] = field(default_factory=list)  # … and those that are taken back.
    given: dict[tuple[int, str], int] = field(default_factory=dict)  # To others this year, by giver and currency.
    system: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    expiries: dict[str, Instant | None] = field(default_factory=dict)
    opened: set[int] = field(default_factory=set)
    idle: tuple[Currency, ...] = ()  # Currencies that idleness ends …
    exempt: tuple[Currency, ...] = ()  # … and that expire for the members of some tiers only.
    moves: dict[tuple[int, str], list[Move]] = field(default_factory=dict)  # Of those ends, oldest first: see `idling`.
    undone: set[int] = field(default_factory=set)  # Activities that are wholly taken back, as far as that matters.
    following: dict[int, groups.Place] = field(default_factory=dict)  # By member, whose periods end their points.
    refreshed: dict[int, tuple[int, int, Instant | None, Instant | None, Instant]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        expiring = [each for each in self.batch.current.currencies.values() if each.expires is not None]
        self.idle = tuple(each for each in expiring if each.expires and each.expires.idle_months)
        self.exempt = tuple(each for each in expiring if each.expires and each.expires.never_for)

    def account(self, member_id: int, currency: str) -> Account:
        found = self.accounts.get((member_id, currency))
        if found is None:
            found = Account(ids.new_id(), member_id, currency, 0, 0, new=True)
            found.endless = self.is_endless(self.batch.members[member_id], currency)
            self.accounts[member_id, currency] = found
        return found

    def accounts_of(self, member_id: int) -> list[Account]:
        return [account for account in self.accounts.values() if account.member_id == member_id]

    def system_account(self, kind: OwnerKind, owner: int, purpose: SystemPurpose, currency: str) -> int:
        account = _system_account(kind, owner, purpose, currency)
        if account not in self.opened:
            self.system[account] = (account, kind, owner, purpose, currency, 0, 0, 0, 0, None, 0)
        return account

    def source(self, partner_id: int | None, currency: str) -> int:
        """Where points come from: a partner's budget, or the programme that issues them."""
        if partner_id is None:
            return self.system_account("programme", 0, "issuance", currency)
        return self.system_account("partner", partner_id, "budget", currency)

    def expires_at(
        self, currency: str, member: MemberView, came_at: Instant | None = None, *, version: int | None = None
    ) -> Instant | None:
        """When points are gone that come now, or came at an instant; by the batch's rulebook, or another version.
        Worked out once a batch where it is the same for everybody."""
        book = self.batch.rulebook if version is None else programme.rulebook_numbered(version)
        expires = book.currencies[currency].expires
        own = expires is not None and expires.at_end_of is not None and expires.at_end_of.months > 0
        if own or came_at is not None:
            at = self.batch.now if came_at is None else came_at
            return rules.lot_end(expires, at, book.timezone, member.joined_at)
        if currency not in self.expiries:
            self.expiries[currency] = rules.lot_end(expires, self.batch.now, book.timezone, member.joined_at)
        return self.expiries[currency]

    def followed(self, currency: str, member: MemberView, own_end: Instant | None) -> Instant | None:
        """The end that points have in the member's group: that of the owner's period which holds their own end's last
        day. None: they go by their own."""
        place, book = self.following.get(member.id), self.batch.current
        known = book.currencies.get(currency)
        if place is None or own_end is None or known is None or book.household is None:
            return None
        if known.expires is None or known.expires.at_end_of is None or not book.household.follows_owner(known):
            return None
        return spans.bounds(known.expires.at_end_of, own_end - 1, book.timezone, place.owner_joined_at)[1]

    def ends(
        self, currency: str, member: MemberView, came_at: Instant | None = None, *, version: int | None = None
    ) -> tuple[Instant | None, Instant | None]:
        """As `expires_at`, in the member's group; and the own end, where that is another one."""
        own = self.expires_at(currency, member, came_at, version=version)
        shared = self.followed(currency, member, own) if self.following else None
        return (own, None) if shared is None else (shared, own)

    def is_endless(self, member: MemberView, currency: str) -> bool:
        """Whether the member holds a tier for which nothing of it expires."""
        return any(
            each.code == currency and each.expires is not None and member.tier in each.expires.never_for
            for each in self.exempt
        )

    def keep(self, account: Account, member: MemberView, at: Instant) -> Instant | None:
        """Moves the end that idleness brings, to as long after this: never sooner. Returns the end that this brings;
        None: idleness ends nothing."""
        currency = next((each for each in self.idle if each.code == account.currency), None)
        end = rules.idle_end(currency.expires, at, self.batch.current.timezone) if currency is not None else None
        if end is not None and (account.ends_at is None or account.ends_at < end):
            account.ends_at, account.timed = end, True
            if not account.endless:
                member.due(end)
        return end

    def refresh(
        self, account: Account, ends_at: Instant | None, own_end: Instant | None, *, upto: Instant
    ) -> None:
        """Gives the account's lots whose end is at most `upto` another one: those that are loaded here, and the others
        in the store."""
        rules.ends_of(self.alive(account), upto, ends_at, own_end)
        earlier = self.refreshed.get(account.id)
        if earlier is None or earlier[-1] <= upto:  # What was given an end before in this batch is not overdue.
            self.refreshed[account.id] = (account.id, account.member_id, ends_at, own_end, upto)

    def alive(self, account: Account) -> list[Lot]:
        """Its lots of which something is left, or waits to be spent and may come back."""
        held = {part.lot_id for hold in self.holds.values() if hold.state == "open" for part in hold.parts}
        return [lot for lot in account.lots if lot.remaining > 0 or lot.id in held]

    def pend(self, account: Account, points: int) -> None:
        """More, or less, of what is to be the account's waits."""
        account.pending += points
        account.timed = True

    def hold(self, account: Account, points: int) -> None:
        """Holds more, or less, of what the account has."""
        account.held += points
        account.changed = True


_system_account = lru_cache(maxsize=4096)(system_account)


def stand(member: MemberView, account: Account) -> None:
    """Shows the fold what the member has."""
    member.balances[account.currency] = account.balance
    if account.held or HELD + account.currency in member.balances:
        member.balances[HELD + account.currency] = account.held
    if account.pending or PENDING + account.currency in member.balances:
        member.balances[PENDING + account.currency] = account.pending


def post(
    books: Books,
    account: Account,
    activity: Activity,
    points: int,
    *,
    other: int,
    reason: Reason,
    rule: str,
    arithmetic: Mapping[str, Any],
    occurred_at: Instant,
    earned: int | None = None,
    version: int | None = None,
) -> PointsPosted:
    """An entry on the member's account. `earned`: where what is undone is more than what leaves the account."""
    account.balance += points
    account.changed = True
    stand(activity.member, account)
    debit, credit, sign = (other, account.id, 1) if points > 0 else (account.id, other, -1)
    entry_id = write(
        books, account, activity, abs(points), debit=debit, credit=credit, sign=sign, reason=reason, rule=rule,
        arithmetic=arithmetic, occurred_at=occurred_at, version=version,
    )  # fmt: skip
    return PointsPosted(
        activity, entry_id, account.currency, points, account.balance, reason, rule, arithmetic, occurred_at,
        earned=earned if earned is not None else points if reason in EARNING else 0, version=version,
    )  # fmt: skip


def write(
    books: Books,
    account: Account,
    activity: Activity,
    points: int,
    *,
    debit: int,
    credit: int,
    sign: int,
    reason: Reason,
    rule: str,
    arithmetic: Mapping[str, Any],
    occurred_at: Instant,
    version: int | None = None,
) -> int:
    """An entry's id. `account` is the one of the member whom it concerns; with sign 0 it is on neither side."""
    entry_id = ids.new_id()
    books.entries.append(
        (entry_id, activity.id, account.member_id, account.currency, debit, credit, points, sign, account.balance,
         reason, rule, version if version is not None else activity.rulebook.number, to_json(arithmetic), occurred_at,
         activity.posted_at)
    )  # fmt: skip
    return entry_id

"""What a batch takes, and what it refuses: each intent becomes the fact with which its fold begins, a replay, or the
error that names what is wrong. Everything is known by then, so nothing is read here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from server import groups, programme
from server.kernel import clock, periods
from server.kernel.clock import Instant
from server.kernel.errors import DomainError
from server.kernel.ids import Id, first_id_at
from server.programme.effect import (
    WHOLE,
    Activity,
    ActivityAccepted,
    ActivityReversed,
    Fact,
    MemberView,
    Original,
    PointsAwarded,
    from_json,
)
from server.programme.rulebook import Rulebook

from .errors import (
    ActivityNotFound,
    BeforeJoining,
    InFuture,
    KeyConflict,
    MemberNotFound,
    NotAllowed,
    OwnCard,
    ShareExceeded,
    StaffUndoneTooLate,
    ToldTooLate,
    TooLate,
    UndoneTooLate,
    UnknownCurrency,
)
from .intents import AwardPoints, Intent, RecordActivity, ReverseActivity, Verb, digest
from .outcome import Outcome

FUTURE_TOLERANCE = 2 * clock.MINUTE  # Two tills' clocks are never quite equal.
STAFF_UNDO_DAYS = 7  # Who comes back with the wrong receipt comes within the week.
UNDOABLE = frozenset(("@award", "@freeze", "@perk"))  # Of the house's own kinds.
JOINING_TOLERANCE = clock.DAY  # Who joins at the till has paid first.


@dataclass(frozen=True, slots=True)
class Replay:
    """A key that came again: the activity that it stands for, and the balances of then."""

    activity_id: Id
    balances: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SameAs:
    """An equal key inside one batch: answered as a replay of the place named."""

    place: int


Result = Outcome | Replay | SameAs | DomainError


@dataclass(frozen=True, slots=True)
class Key:
    """A key that stands: what it is compared by, and the rulebook by which its facts were typed."""

    digest: str
    activity_id: Id
    balances: str
    version: int


@dataclass(slots=True)
class Known:
    """What the batch knows once its members are locked."""

    now: Instant
    books: programme.Rulebooks
    members: dict[Id, MemberView]
    keys: dict[tuple[str, str], Key]  # by sender and key
    originals: dict[tuple[str, str], tuple[Id, Id]]  # (sender, key) → activity, member
    standing: dict[Id, Original] = field(default_factory=dict)
    partners: dict[int, str] = field(default_factory=dict)  # Codes, where a rulebook chooses by them.
    taken: dict[Id, int] = field(default_factory=dict)  # Shares taken so far, those of this batch too.
    places: dict[Id, groups.Place] = field(default_factory=dict)  # Of who lends points and who spends them.


@dataclass(frozen=True, slots=True)
class Accepted:
    place: int
    opening: Fact
    digest: str


def accept(
    known: Known, intents: Sequence[Intent], who: Sequence[Id | None], results: dict[int, Result], later: list[int]
) -> list[Accepted]:
    """What is new, in order of arrival; the answers to everything else are put into `results`, by place. The places of
    reversals whose activity is in this same batch go into `later`: it must be durable first."""
    accepted: list[Accepted] = []
    seen: dict[tuple[str, str], tuple[int, str]] = {}
    for place, intent in enumerate(intents):
        try:
            if isinstance(intent, ReverseActivity) and who[place] is None and intent.original in seen:
                later.append(place)
                continue
            member = known.members.get(who[place] or 0)
            if member is None:
                raise ActivityNotFound(intent.activity_key) if isinstance(intent, ReverseActivity) else MemberNotFound
            key = (intent.source.name, intent.key)
            standing = known.keys.get(key)
            opening, fingerprint = _open(known, intent, member, standing)
            if standing is not None:
                if standing.digest != fingerprint:
                    raise KeyConflict(intent.key)
                results[place] = Replay(standing.activity_id, from_json(standing.balances))
            elif twin := seen.get(key):
                if twin[1] != fingerprint:
                    raise KeyConflict(intent.key)
                results[place] = SameAs(twin[0])
            else:
                _check(known, intent, opening)
                seen[key] = (place, fingerprint)
                accepted.append(Accepted(place, opening, fingerprint))
        except DomainError as refusal:
            results[place] = refusal
    return accepted


def _open(known: Known, intent: Intent, member: MemberView, standing: Key | None) -> tuple[Fact, str]:
    """The fact with which the intent's fold begins, and what its key is compared by."""
    if isinstance(intent, RecordActivity):
        at = known.now if intent.occurred_at is None else intent.occurred_at
        # What comes again is typed as it was first, whatever the kind has become since.
        book = known.books.at(at) if standing is None else known.books.numbered(standing.version)
        kind = programme.kind_of(book, intent.kind)
        if intent.source.kind not in kind.senders:
            raise NotAllowed(intent.kind, kind.senders)
        facts = programme.type_facts(kind, intent.facts, intent.source.principal.shop_code, book)
        if intent.source.kind == "staff" and standing is None:
            programme.check_by_hand(kind, facts, book)
        activity = _activity(known, intent, member, book, intent.kind, facts, at)
        return ActivityAccepted(activity), digest("record", intent.kind, member.id, facts, intent.occurred_at)
    book = known.books.at(known.now)
    if isinstance(intent, AwardPoints):
        if intent.currency not in book.shown:
            raise UnknownCurrency(intent.currency, book.shown.keys())
        facts = {"currency": intent.currency, "points": intent.points, "reason": intent.reason}
        activity = _activity(known, intent, member, book, "@award", facts, known.now)
        partner_id = intent.source.principal.partner_id or 0
        opening: Fact = PointsAwarded(activity, intent.currency, intent.points, intent.reason, partner_id)
        return opening, digest("award", member.id, facts)
    if isinstance(intent, ReverseActivity):
        original = known.standing[known.originals[intent.original][0]]
        named = intent.activity_key or str(intent.activity_id)
        facts = {"activity": named, "share": intent.share, "reason": intent.reason}
        activity = _activity(known, intent, member, book, "@reversal", facts, known.now)
        activity.reverses_id = original.id
        before = known.taken.get(original.id, original.reversed)
        reversal = ActivityReversed(activity, original, before, before + intent.share)
        return reversal, digest("reverse", member.id, facts)
    assert isinstance(intent, Verb)
    facts = intent.facts()
    at = known.now if intent.occurred_at is None else intent.occurred_at
    activity = _activity(known, intent, member, book, intent.kind, facts, at)
    if intent.others:
        activity.beside = tuple(
            _activity(known, intent, _other(known, other), book, intent.kind, facts, at)
            for other in intent.others if other not in intent.lenders or _lends(known, other, member.id, book)
        )
    return intent.opening(activity), digest(intent.kind, member.id, facts, *intent.compared())


def _lends(known: Known, other: Id, spender: Id, book: Rulebook) -> bool:
    """Whether the spender may still spend the other's points: one of them may have left, or been let go, meanwhile."""
    here, there = known.places.get(spender), known.places.get(other)
    if book.household is None or here is None or there is None or here.household_id != there.household_id:
        return False
    return book.household.spends == "anyone" or here.owner_id == spender


def _other(known: Known, member_id: Id) -> MemberView:
    found = known.members.get(member_id)
    if found is None:
        raise MemberNotFound
    return found


def _activity(
    known: Known, intent: Intent, member: MemberView, book: Rulebook, kind: str, facts: Mapping[str, Any], at: Instant
) -> Activity:
    principal = intent.source.principal
    return Activity(
        0, member, intent.source.name, intent.key, kind, facts, at, known.now, book, partner_id=principal.partner_id,
        shop=principal.shop_code, partner=known.partners.get(principal.partner_id or 0), client_id=principal.client_id,
    )  # fmt: skip


def _check(known: Known, intent: Intent, opening: Fact) -> None:
    """What is asked only of what is new: a replay of last year's key is answered and never too late."""
    activity = opening.activity
    if activity.occurred_at > known.now + FUTURE_TOLERANCE:
        raise InFuture(known.now)
    if intent.source.kind == "staff" and intent.source.principal.member_id == activity.member.id:
        raise OwnCard
    if isinstance(intent, RecordActivity) and not intent.source.imports:
        joined_at = activity.member.joined_at
        if activity.occurred_at < joined_at - JOINING_TOLERANCE:
            raise BeforeJoining(joined_at - JOINING_TOLERANCE, joined_at)
        oldest = known.now - activity.rulebook.late_days * clock.DAY
        if activity.occurred_at < oldest:
            raise TooLate(oldest)
        if intent.source.kind == "member":
            days_back = activity.rulebook.kinds[activity.kind].days_back
            fresh = own_word_from(known.now, activity.member.timezone, days_back)
            if activity.occurred_at < fresh:
                raise ToldTooLate(fresh, days_back)
    if isinstance(opening, ActivityReversed):
        if opening.original.kind.startswith("@") and opening.original.kind not in UNDOABLE:
            raise ActivityNotFound(str(activity.facts["activity"]))
        _check_undoing(known, intent, opening)
        if opening.until > WHOLE:
            raise ShareExceeded(WHOLE - opening.before)
        known.taken[opening.original.id] = opening.until


def own_word_from(now: Instant, timezone: str, days_back: int) -> Instant:
    """The earliest moment that members may still tell of, or take back: so many of their own days before today."""
    return periods.start_of(periods.local_date(now, timezone) - timedelta(days=days_back), timezone)


def _check_undoing(known: Known, intent: Intent, reversal: ActivityReversed) -> None:
    """Own word can be taken back for as long as it could be given; what staff rang up, for some days."""
    original, member = reversal.original, reversal.activity.member
    if intent.source.kind == "member":
        kind = known.books.numbered(original.version).kinds.get(original.kind)
        days_back = kind.days_back if kind is not None else 0
        fresh = own_word_from(known.now, member.timezone, days_back)
        if original.occurred_at < fresh:
            raise UndoneTooLate(fresh, days_back)
    elif intent.source.kind == "staff":
        oldest = known.now - STAFF_UNDO_DAYS * clock.DAY
        if original.id < first_id_at(oldest):  # Ids tell when something was recorded.
            raise StaffUndoneTooLate(oldest, STAFF_UNDO_DAYS)

"""What an effect is: how everything that an activity causes is worked out, in one fold.

An effect is three functions: `load(tx, batch)`, one read for all; `decide(state, fact) → facts`, pure, for each
activity in its order; `store(tx, state)`, one write for all. The fold begins with the fact that an activity was
accepted and offers every fact to the effects of `activities/effects.py` in the order of that list; what they answer is
offered in turn, at most MAX_CAUSES deep. So one batch, one by one or in two processes, the same comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import msgspec

from server.kernel.clock import Instant
from server.storage import Tx

from .rulebook import ConditionFacts, FactValue, Gift, Rulebook

_encode = msgspec.json.Encoder(order="deterministic").encode  # json.dumps takes nine times as long.
_decode = msgspec.json.decode

MAX_CAUSES = 8
WHOLE = 1_000_000  # A share is in millionths.


@dataclass(slots=True, eq=False)
class MemberView:
    """A member as the fold knows them, under their lock."""

    id: int
    timezone: str
    joined_at: Instant
    birthday: str | None = None  # An ISO date.
    country: str | None = None  # ISO 3166 alpha-2.
    position: int = 0  # Of the timeline's last event.
    tier: str | None = None  # Filled by the ladder's effect, and kept as the fold goes on.
    tiers_before: Sequence[tuple[Instant, str]] = ()  # Of late: until when which other one was held, the oldest first.
    balances: dict[str, int] = field(default_factory=dict)  # Filled by the ledger's effect, held ones too, and kept.
    beneficiaries: tuple[str, ...] = ()  # Filled by the rewards' effect where anything is earned for others.
    due_at: Instant | None = None  # When time alone next brings something.

    def tier_at(self, instant: Instant) -> str | None:
        """The tier that was held then, as far back as anybody may report: by it what comes late is priced."""
        return next((tier for until, tier in self.tiers_before if instant < until), self.tier)

    def due(self, instant: Instant | None) -> None:
        """Says that something falls due then."""
        if instant is not None and (self.due_at is None or instant < self.due_at):
            self.due_at = instant


@dataclass(slots=True, eq=False)
class Activity:
    """What was accepted. `notes` is each room's memory of what it gave, for the day when it is taken back."""

    id: int
    member: MemberView
    sender: str
    key: str
    kind: str
    facts: Mapping[str, FactValue]
    occurred_at: Instant
    posted_at: Instant
    rulebook: Rulebook
    partner_id: int | None = None
    shop: str | None = None
    partner: str | None = None  # Its code, where the rulebook chooses anything by it.
    client_id: str | None = None
    reverses_id: int | None = None
    asked: ConditionFacts | None = None
    notes: dict[str, Any] = field(default_factory=dict)
    beside: tuple[Activity, ...] = ()  # What it is to the other members whom it concerns: each one's own.

    def within_reach(self, currency: str) -> int:
        """What the member has of it, and what those have whose points they may spend."""
        own = self.member.balances.get(currency, 0)
        shared = self.rulebook.household
        if not self.beside or shared is None or currency not in shared.currencies:
            return own
        return own + sum(max(0, other.member.balances.get(currency, 0)) for other in self.beside)


@dataclass(frozen=True, slots=True, eq=False)
class Original:
    """The activity that a reversal names, as it stands."""

    id: int
    kind: str
    facts: Mapping[str, FactValue]
    occurred_at: Instant
    version: int
    partner_id: int | None
    shop: str | None
    notes: Mapping[str, Any]
    reversed: int  # Millionths taken back before.


class Fact:
    """Something that came about. Small, frozen, past tense; `activity` is its cause."""

    __slots__ = ()
    activity: Activity


class SpendsPoints(Fact):
    """An opening by which points that a member has may be held, spent or given back: the ledger reads their lots."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class ActivityAccepted(Fact):
    activity: Activity


@dataclass(frozen=True, slots=True, eq=False)
class PointsAwarded(Fact):
    """A partner gives points outside the rules, from its budget."""

    activity: Activity
    currency: str
    points: int
    reason: str
    partner_id: int


@dataclass(frozen=True, slots=True, eq=False)
class ActivityReversed(Fact):
    """A share of an activity is taken back: what is due now is round(given × until) − round(given × before)."""

    activity: Activity
    original: Original
    before: int  # Millionths
    until: int

    def portion(self, given: int) -> int:
        """What of a given amount is taken back now."""
        return _part(given, self.until) - _part(given, self.before)


@dataclass(frozen=True, slots=True, eq=False)
class GiftGiven(Fact):
    """A rule gives a voucher, a tier or longer life to points; `number` tells those of one activity and rule apart.
    The room that gave it keeps it in its notes, and says GiftTakenBack where what brought it is undone."""

    activity: Activity
    gift: Gift
    rule: str  # “milestone:check”, “closing:month”, “occasion:birthday”, or an earning rule's code.
    arithmetic: Mapping[str, Any]
    number: int = 0
    good_days: int | None = None  # How long a voucher is good, this day of the member's included; None: as it says.
    version: int | None = None  # Of the rulebook whose rule it is, where that is not the activity's.


@dataclass(frozen=True, slots=True, eq=False)
class GiftTakenBack(Fact):
    """What `source` gave by that rule and number is taken back: a voucher that was used stays used, and is stated."""

    activity: Activity
    gift: Gift
    rule: str
    source: int  # The activity that gave it.
    number: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class TimePassed(Fact):
    """Something fell due for a member; whatever time alone brings up to `until` is applied."""

    activity: Activity
    until: Instant


@dataclass(frozen=True, slots=True, eq=False)
class ChallengeEntered(Fact):
    activity: Activity
    challenge: str


@dataclass(frozen=True, slots=True, eq=False)
class ChallengeQuit(Fact):
    activity: Activity
    challenge: str


@dataclass(frozen=True, slots=True, eq=False)
class GoalSettled(Fact):
    """What all did together was reached, or undone (`turn` counts how often): a member who took part is told."""

    activity: Activity
    challenge: str
    period: str
    turn: int


@dataclass(frozen=True, slots=True, eq=False)
class TierChanged(Fact):
    """A member climbed (`gained`: every tier passed) or came down (`lost`), on the ladder of a rulebook's version."""

    activity: Activity
    tier: str
    previous: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    version: int
    until: Instant | None = None  # The first instant at which it is no longer held; None: no end that is known.


def _part(given: int, share: int) -> int:
    """given × share, rounded half up, away from zero."""
    whole, rest = divmod(abs(given) * share, WHOLE)
    part = whole + (2 * rest >= WHOLE)
    return part if given >= 0 else -part


@dataclass(slots=True)
class Batch:
    """What the effects load for: all activities of one transaction, of one rulebook."""

    now: Instant
    rulebook: Rulebook  # By which its activities are priced: the one that held when they occurred.
    current: Rulebook  # The one that holds now: by it time passes, and members stand on the ladder.
    openings: Sequence[Fact]  # The fact with which each activity's fold begins.
    members: Mapping[int, MemberView]
    originals: Mapping[int, Original]  # By the reversed activity's id.
    rulebooks: Mapping[int, Rulebook]  # Of the originals' versions too.

    due: frozenset[int] = frozenset()  # Members for whom something has fallen due.

    @property
    def oldest(self) -> Instant:
        """The earliest instant that any of it counts at."""
        return min(
            (
                opening.original.occurred_at if isinstance(opening, ActivityReversed) else opening.activity.occurred_at
                for opening in self.openings
            ),
            default=self.now,
        )

    @property
    def reversals(self) -> list[ActivityReversed]:
        return [opening for opening in self.openings if isinstance(opening, ActivityReversed)]


S = TypeVar("S")


class Effect(Protocol[S]):
    """A room's part in the fold.

    Two more may be there: `admit(state, opening)`, which raises a DomainError before anything is decided about an
    activity that the room refuses; and `committed(state)`, which tells the world once the batch is durable.
    """

    hears: ClassVar[tuple[type[Fact], ...]]

    async def load(self, tx: Tx, batch: Batch) -> S: ...

    def decide(self, state: S, fact: Any) -> Iterable[Fact]: ...

    async def store(self, tx: Tx, state: S) -> None: ...


class Fold(Generic[S]):
    """One batch's way through the effects."""

    def __init__(self, effects: Sequence[Effect[Any]], batch: Batch) -> None:
        self.effects, self.batch = effects, batch
        self.states: list[Any] = []
        self._hearing: dict[type[Fact], list[tuple[Effect[Any], Any]]] = {}
        self._admitting: list[tuple[Any, Any]] = []

    async def load(self, tx: Tx) -> None:
        self.states = await tx.side_by_side(*(effect.load(tx, self.batch) for effect in self.effects))
        for effect, state in zip(self.effects, self.states, strict=True):
            if hasattr(effect, "admit"):
                self._admitting.append((effect, state))
            for kind in effect.hears:
                self._hearing.setdefault(kind, []).append((effect, state))

    def admit(self, opening: Fact) -> None:
        """Raises the DomainError of the first room that refuses. Nothing is changed by asking."""
        for effect, state in self._admitting:
            effect.admit(state, opening)

    def decide(self, opening: Fact) -> list[Fact]:
        """Everything that follows from one opening, in order, itself first."""
        facts, depths = [opening], [0]
        for place, fact in enumerate(facts):  # The list grows while it is walked.
            for effect, state in self._hearing.get(type(fact), ()):
                for effected in effect.decide(state, fact):
                    if depths[place] == MAX_CAUSES:
                        raise TooDeep(opening)
                    facts.append(effected)
                    depths.append(depths[place] + 1)
        return facts

    async def store(self, tx: Tx) -> None:
        for effect, state in zip(self.effects, self.states, strict=True):
            await effect.store(tx, state)

    async def committed(self) -> None:
        """After the commit, on the event loop: sockets, ranks, and whatever else only mirrors what is durable."""
        for effect, state in zip(self.effects, self.states, strict=True):
            if (tell := getattr(effect, "committed", None)) is not None:
                await tell(state)


class TooDeep(Exception):
    """Effects that cause each other without end: a programme's rules form a ring."""

    def __init__(self, opening: Fact) -> None:
        super().__init__(
            f"The effects of “{opening.activity.kind}” cause each other more than {MAX_CAUSES} deep: "
            "the programme's rules form a ring."
        )


def from_json(text: str) -> Any:
    """What such a column holds."""
    return _decode(text)


def to_json(value: Any) -> str:
    """Canonical JSON for columns: keys sorted, no spaces."""
    return _encode(value).decode()

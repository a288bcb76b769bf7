"""What a sender is answered, and what later readers of an activity see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from server import earning
from server.badges import Award
from server.badges.events import BadgeEarned, BadgeTakenBack
from server.challenges.events import ChallengeCompleted
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.ledger import Entry
from server.ledger.events import PointsPended, PointsPosted
from server.programme import Limited
from server.programme.effect import Activity, Fact
from server.programme.rulebook import Rulebook
from server.tiers.events import TierChanged


@dataclass(frozen=True, slots=True)
class Recorded:
    """An activity as it stands. `facts` are typed; `reversed` in millionths."""

    id: Id
    member_id: Id
    key: str
    kind: str
    facts: Mapping[str, Any]
    version: int
    partner_id: Id | None
    shop: str | None
    reverses_id: Id | None
    reversed: int
    occurred_at: Instant
    posted_at: Instant


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one intent came to. A replay answers the first outcome, with the balances of then (minor units)."""

    activity: Recorded
    replayed: bool
    entries: tuple[Entry, ...] = ()
    badges: tuple[Award, ...] = ()
    revoked: tuple[Award, ...] = ()
    balances: Mapping[str, int] = field(default_factory=dict)
    completed: tuple[str, ...] = ()  # Challenges that it completed, where it is not a replay.
    tier: str | None = None  # Reached by it, where it is not a replay.
    limited: tuple[Limited, ...] = ()  # What caps and budgets left out.


def shown(book: Rulebook, currency: str) -> bool:
    """Whether people see it as points: a counter only counts."""
    known = book.currencies.get(currency)
    return known is None or not known.counter


def outcome_of(activity: Activity, facts: Sequence[Fact], balances: Mapping[str, int]) -> Outcome:
    """What an activity's facts come to, as its sender is answered."""
    entries: list[Entry] = []
    given: list[Award] = []
    revoked: list[Award] = []
    completed: list[str] = []
    tier: str | None = None
    member_id, number = activity.member.id, activity.rulebook.number
    for fact in facts:
        if fact.activity is not activity:  # What it was to another member is not its sender's to read.
            continue
        if isinstance(fact, PointsPosted | PointsPended):
            if not fact.points or not shown(activity.rulebook, fact.currency):
                continue
            entries.append(
                Entry(fact.entry_id, activity.id, member_id, fact.currency, fact.points, fact.balance, fact.reason,
                      fact.rule, number, fact.arithmetic, fact.occurred_at, activity.posted_at)
            )  # fmt: skip
        elif isinstance(fact, BadgeEarned):
            given.append(
                Award(fact.award_id, member_id, fact.badge, activity.id, fact.cause, fact.version, activity.occurred_at)
            )
        elif isinstance(fact, BadgeTakenBack):
            revoked.append(
                Award(fact.award_id, member_id, fact.badge, activity.id, fact.cause, number, activity.occurred_at,
                      activity.posted_at, activity.id)
            )  # fmt: skip
        elif isinstance(fact, ChallengeCompleted):
            completed.append(fact.challenge)
        elif isinstance(fact, TierChanged):
            tier = fact.tier
    recorded = Recorded(
        activity.id, member_id, activity.key, activity.kind, activity.facts, number, activity.partner_id,
        activity.shop, activity.reverses_id, 0, activity.occurred_at, activity.posted_at,
    )  # fmt: skip
    return Outcome(recorded, False, tuple(entries), tuple(given), tuple(revoked), balances, tuple(completed), tier,
                   earning.limited_of(activity.notes))  # fmt: skip

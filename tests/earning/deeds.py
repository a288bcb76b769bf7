"""One activity and what the rules make of it, without a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from server import programme
from server.earning.effects import EarnPoints
from server.earning.rooms import Usage
from server.kernel import clock
from server.kernel.clock import Instant
from server.ledger.events import PointsEarned
from server.programme.effect import Activity, ActivityAccepted, ActivityReversed, Fact, MemberView, Original
from server.programme.rulebook import Rulebook

NOON = clock.from_iso("2026-03-10T11:00:00Z")  # A Tuesday, in Stockholm.
_ids = count(1)


def book_of(text: str) -> Rulebook:
    return programme.compile(programme.parse(text, "test.toml"), 1)


def somebody(number: int = 1, *, joined: str = "2026-01-01T12:00:00Z", **changes: Any) -> MemberView:
    return MemberView(number, "Europe/Stockholm", clock.from_iso(joined), **changes)


def deed(
    book: Rulebook, facts: Mapping[str, Any], kind: str = "purchase", *, member: MemberView | None = None,
    at: Instant = NOON, key: str = "", shop: str | None = None, partner: str | None = None, sender: str = "partner:7",
) -> Activity:  # fmt: skip
    """An accepted activity, its facts as they are sent."""
    member = member if member is not None else somebody()
    typed = programme.type_facts(book.kinds[kind], facts, shop, book)
    number = next(_ids)
    activity = Activity(
        number, member, sender, key or f"key-{number}", kind, typed, at, at, book, partner_id=7, shop=shop,
        partner=partner,
    )  # fmt: skip
    activity.asked = programme.asked(
        book, book.kinds[kind], typed, occurred_at=at, tier=member.tier, member=member, shop=shop, partner=partner
    )
    return activity


def all_of(usage: Usage, activity: Activity) -> list[Fact]:
    """Every fact that earning answers to an activity."""
    return list(EarnPoints().decide(usage, ActivityAccepted(activity)))


def entries(facts: Sequence[Fact]) -> list[tuple[str, int]]:
    """What was earned: rule and points."""
    return [(fact.rule, fact.points) for fact in facts if isinstance(fact, PointsEarned)]


def earned(book: Rulebook, facts: Mapping[str, Any], kind: str = "purchase", **changes: Any) -> list[tuple[str, int]]:
    """What one activity earns where no cap is used yet: rule and points."""
    return entries(all_of(Usage(), deed(book, facts, kind, **changes)))


def undone(usage: Usage, activity: Activity, *shares: int) -> Iterator[list[Fact]]:
    """What earning answers to reversals of these shares (millionths), one after the other."""
    before = 0
    for share in shares:
        original = Original(
            activity.id, activity.kind, activity.facts, activity.occurred_at, 1, activity.partner_id, activity.shop,
            activity.notes, before,
        )  # fmt: skip
        reversal = Activity(
            next(_ids), activity.member, activity.sender, "undo", "@reversal", {}, NOON, NOON, activity.rulebook
        )
        yield list(EarnPoints().decide(usage, ActivityReversed(reversal, original, before, before + share)))
        before += share

"""Earning's part in the fold: an activity's facts become points, inside the caps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from server.kernel import ids, periods
from server.ledger.events import PointsEarned, PointsTakenBack
from server.programme.effect import Activity, ActivityAccepted, ActivityReversed, Batch, Fact, PointsAwarded
from server.programme.rulebook import Cap, EarningRule
from server.storage import Tx

from . import rules
from .errors import OwnWordFull
from .models import CapUsage

CapKey = tuple[int, str, str]  # member, rule, period


@dataclass(slots=True)
class Caps:
    used: dict[CapKey, int] = field(default_factory=dict)
    changed: set[CapKey] = field(default_factory=set)

    def add(self, key: CapKey, points: int) -> None:
        self.used[key] = max(0, self.used.get(key, 0) + points)
        self.changed.add(key)


class EarnPoints:
    hears: ClassVar[tuple[type[Fact], ...]] = (ActivityAccepted, PointsAwarded, ActivityReversed)

    async def load(self, tx: Tx, batch: Batch) -> Caps:
        caps = Caps()
        if keys := sorted(set(_cap_keys(batch))):
            for row in await tx.rows(
                "SELECT c.member_id, c.rule, c.period, c.used FROM {rows v member_id:bigint rule:text period:text} "
                "JOIN earning_cap_usage c ON c.member_id = v.member_id AND c.rule = v.rule AND c.period = v.period",
                v=keys,
            ):
                caps.used[row[0], row[1], row[2]] = row[3]
        return caps

    def admit(self, caps: Caps, opening: Fact) -> None:
        """A member's own word beyond its cap is refused whole, so that points, kilograms, badges and challenges all
        follow the one cap. Raises OwnWordFull."""
        if not isinstance(opening, ActivityAccepted) or not opening.activity.sender.startswith("member:"):
            return
        activity, book = opening.activity, opening.activity.rulebook
        holding = [
            rule for rule in book.earning.get(activity.kind, ())
            if rule.condition is None or rule.condition.holds(_asked(activity))
        ]  # fmt: skip
        if not holding or any(rule.cap is None for rule in holding):
            return
        full = [rule for rule in holding if _room(caps, rule, activity) == 0]
        if len(full) == len(holding):
            assert full[0].cap is not None
            raise OwnWordFull(full[0].cap.period)
        if activity.kind in book.actions_by_kind:
            open_to = [rule for rule in holding if rule not in full]
            if not any(rules.points_of(rule, activity.facts, book)[0] for rule in open_to):
                raise OwnWordFull(None)

    def decide(self, caps: Caps, fact: ActivityAccepted | PointsAwarded | ActivityReversed) -> Iterator[Fact]:
        if isinstance(fact, ActivityAccepted):
            yield from _earn(caps, fact.activity)
        elif isinstance(fact, PointsAwarded):
            activity = fact.activity
            arithmetic = {"reason": fact.reason}
            activity.notes["earning"] = [["award", fact.currency, fact.points, arithmetic, None, fact.partner_id]]
            yield PointsEarned(activity, fact.currency, fact.points, "awarded", "award", arithmetic, fact.partner_id)
        else:
            yield from _take_back(caps, fact)

    async def store(self, tx: Tx, caps: Caps) -> None:
        await tx.insert(
            CapUsage,
            ("id", "member_id", "rule", "period", "used"),
            [(ids.new_id(), *key, caps.used[key]) for key in sorted(caps.changed)],
            conflict="(member_id, rule, period) DO UPDATE SET used = excluded.used",
        )


def _earn(caps: Caps, activity: Activity) -> Iterator[PointsEarned]:
    given: list[list[Any]] = []
    for rule in activity.rulebook.earning.get(activity.kind, ()):
        if rule.condition is not None and not rule.condition.holds(_asked(activity)):
            continue
        points, arithmetic = rules.points_of(rule, activity.facts, activity.rulebook)
        period = None
        if rule.cap is not None:
            period = _period(rule.cap, activity)
            key = (activity.member.id, rule.code, period)
            room = _room(caps, rule, activity)
            if points > room:
                arithmetic = {**arithmetic, "before_cap": points, "cap": rule.cap.points, "per": rule.cap.period}
                points = room
            caps.add(key, points)
        if points > 0:
            given.append([rule.code, rule.currency, points, arithmetic, period, None])
            yield PointsEarned(activity, rule.currency, points, "earned", rule.code, arithmetic)
    if given:
        activity.notes["earning"] = given


def _room(caps: Caps, rule: EarningRule, activity: Activity) -> int:
    """What a capped rule may still give."""
    assert rule.cap is not None
    return max(0, rule.cap.points - caps.used.get((activity.member.id, rule.code, _period(rule.cap, activity)), 0))


def _period(cap: Cap, activity: Activity) -> str:
    return periods.period_key(cap.period, activity.occurred_at, activity.rulebook.timezone)


def _take_back(caps: Caps, fact: ActivityReversed) -> Iterator[PointsTakenBack]:
    original = fact.original
    for rule, currency, points, arithmetic, period, partner_id in original.notes.get("earning", ()):
        back = fact.portion(points)
        if back <= 0:
            continue
        if period is not None:
            caps.add((fact.activity.member.id, rule, period), -back)
        yield PointsTakenBack(
            fact.activity, currency, back, rule,
            {**arithmetic, "given": points, "share": fact.until, "before": fact.before},
            source=original.id, occurred_at=original.occurred_at, partner_id=partner_id,
        )  # fmt: skip


def _asked(activity: Activity) -> Any:
    assert activity.asked is not None
    return activity.asked


def _cap_keys(batch: Batch) -> Iterator[CapKey]:
    for opening in batch.openings:
        activity = opening.activity
        if isinstance(opening, ActivityAccepted):
            capped: Sequence[EarningRule] = batch.rulebook.earning.get(activity.kind, ())
            for rule in capped:
                if rule.cap is not None:
                    period = periods.period_key(rule.cap.period, activity.occurred_at, batch.rulebook.timezone)
                    yield activity.member.id, rule.code, period
        elif isinstance(opening, ActivityReversed):
            for rule_code, _, _, _, period, _ in opening.original.notes.get("earning", ()):
                if period is not None:
                    yield activity.member.id, rule_code, period

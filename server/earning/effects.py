"""Earning's part in the fold: an activity's facts become points, more by multipliers, inside the caps; and gifts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from server.kernel import ids
from server.ledger.events import PointsBestowed, PointsEarned, PointsTakenBack
from server.programme.effect import (
    WHOLE,
    Activity,
    ActivityAccepted,
    ActivityReversed,
    Batch,
    Fact,
    GiftGiven,
    GiftTakenBack,
    PointsAwarded,
)
from server.programme.rulebook import COUNTER, Gift, RulePlan
from server.storage import Tx

from . import bestowing, rooms, rules, stacking
from .errors import OwnWordFull
from .events import SharedCapMoved
from .models import CapUsage
from .rooms import Counter, Room, Usage
from .rules import Asking
from .shared import CountShared

__all__ = ["CountShared", "EarnPoints"]

CUT = "cut"  # An activity's note of what caps and budgets left out, each row as `Limited` has it.


@dataclass(frozen=True, slots=True)
class _Given:
    """What one rule or multiplier came to under its caps."""

    code: str
    currency: str
    points: int
    arithmetic: Mapping[str, Any]
    rooms: Sequence[Room]


class EarnPoints:
    hears: ClassVar[tuple[type[Fact], ...]] = (ActivityAccepted, PointsAwarded, ActivityReversed)

    async def load(self, tx: Tx, batch: Batch) -> Usage:
        usage = Usage()
        counters = set(_counters(batch))
        if own := sorted(counter for counter in counters if not counter.shared):
            for row in await tx.rows(
                "SELECT c.member_id, c.rule, c.period, c.used FROM {rows v member_id:bigint rule:text period:text} "
                "JOIN earning_cap_usage c ON c.member_id = v.member_id AND c.rule = v.rule AND c.period = v.period",
                v=own,
            ):
                usage.used[Counter(row[0], row[1], row[2])] = row[3]
        if shared := sorted(counter[1:] for counter in counters if counter.shared):
            for row in await tx.rows(
                "SELECT s.code, s.period, s.used FROM {rows v code:text period:text} "
                "JOIN earning_shared_usage s ON s.code = v.code AND s.period = v.period",
                v=shared,
            ):
                usage.used[Counter(0, row[0], row[1])] = row[2]
        return usage

    def admit(self, usage: Usage, opening: Fact) -> None:
        """A member's own word beyond its cap is refused whole, so that points, kilograms, badges and challenges all
        follow the one cap. Raises OwnWordFull."""
        if not isinstance(opening, ActivityAccepted) or not opening.activity.sender.startswith("member:"):
            return
        activity, book = opening.activity, opening.activity.rulebook
        asking, candidates = _asked(activity)
        holding = [plan for plan in candidates if not plan.counter and rules.holds(plan, asking)]
        if not holding or not all(plan.rule.own_caps for plan in holding):
            return
        full = [rooms.is_full(rooms.rooms_of(plan.rule.own_caps, activity), usage) for plan in holding]
        if (first := full[0]) is not None and all(full):
            raise OwnWordFull(first.cap.period)
        if activity.kind in book.actions_by_kind:
            open_to = [plan for plan, room in zip(holding, full, strict=True) if room is None]
            if not any(plan.rule.gives or rules.worth_of(plan, asking).points for plan in open_to):
                raise OwnWordFull(None)

    def decide(self, usage: Usage, fact: ActivityAccepted | PointsAwarded | ActivityReversed) -> Iterator[Fact]:
        if isinstance(fact, ActivityAccepted):
            yield from _earn(usage, fact.activity)
        elif isinstance(fact, PointsAwarded):
            activity = fact.activity
            arithmetic = {"reason": fact.reason}
            activity.notes["earning"] = [["award", fact.currency, fact.points, arithmetic, None, fact.partner_id]]
            yield PointsEarned(activity, fact.currency, fact.points, "awarded", "award", arithmetic, fact.partner_id)
        else:
            yield from _take_back(usage, fact)
            yield from _take_gifts_back(usage, fact)
            yield from _take_bestowed_back(usage, fact)

    async def store(self, tx: Tx, usage: Usage) -> None:
        await tx.insert(
            CapUsage,
            ("id", "member_id", "rule", "period", "used"),
            [(ids.new_id(), *counter, usage.used[counter]) for counter in sorted(usage.changed)],
            conflict="(member_id, rule, period) DO UPDATE SET used = excluded.used",
        )


def _asked(activity: Activity) -> tuple[Asking, Sequence[RulePlan]]:
    """The activity as rules ask it, and the rules that may apply to it."""
    plan = activity.rulebook.earning_plans.get(activity.kind)
    if plan is None:
        return Asking(activity, {}, ()), ()
    return rules.asking(plan, activity), plan.candidates(activity.facts)


def _earn(usage: Usage, activity: Activity) -> Iterator[Fact]:
    noted: list[list[Any]] = []
    gifts: list[list[Any]] = []
    asking, candidates = _asked(activity)
    for plan in candidates:
        if not rules.holds(plan, asking):
            continue
        if plan.plain:
            code, currency = plan.rule.code, plan.rule.currency
            points, arithmetic = rules.plain_points(plan, asking)
            if points > 0:
                noted.append([code, currency, points, arithmetic, None, None])
                until = rules.pending_until(plan.pending_days, activity)
                yield PointsEarned(activity, currency, points, "earned", code, arithmetic, None, until)
            continue
        if not rules.drawn(plan.rule, activity):
            continue
        if plan.rule.to_beneficiary:
            yield from _bestow(usage, plan, asking)
            continue
        for given in _given(usage, plan, asking):
            yield from _count(usage, activity, given)
            if given.points > 0:
                counters = rooms.noted(given.rooms)
                noted.append([given.code, given.currency, given.points, given.arithmetic, counters, None])
                until = rules.pending_until(plan.pending_days, activity)
                yield PointsEarned(activity, given.currency, given.points, "earned", given.code, given.arithmetic,
                                   pending_until=until)
            if plan.rule.gives and given.code == plan.rule.code:
                yield from _give(activity, plan, given, noted, gifts)
    if noted:
        activity.notes["earning"] = noted
    if gifts:
        activity.notes["gifts"] = gifts


def _bestow(usage: Usage, plan: RulePlan, asking: Asking) -> Iterator[Fact]:
    """What a rule earns for others goes to those whom the member has chosen; without any it earns nothing, and uses
    nothing of its caps."""
    activity = asking.activity
    receivers = bestowing.receivers(plan.rule, activity)
    for given in _given(usage, plan, asking) if receivers else ():
        yield from _count(usage, activity, given)
        shares = bestowing.shares(given.points, receivers)
        activity.notes.setdefault("bestowed", []).append(
            [given.code, given.currency, given.points, given.arithmetic, rooms.noted(given.rooms), shares]
        )
        for charity, points in shares:
            yield PointsBestowed(activity, given.currency, points, charity, given.code, given.arithmetic,
                                 activity.occurred_at)


def _given(usage: Usage, plan: RulePlan, asking: Asking) -> Iterator[_Given]:
    """What a rule that holds gives, and what multipliers add to it. Nothing where a cap is full. What was given counts
    before the next is asked for."""
    rule, activity = plan.rule, asking.activity
    limits = rooms.rooms_of(rule.caps, activity)
    worth = rules.worth_of(plan, asking)
    points, cutting = rooms.narrowest(limits, usage, worth.points)
    if points <= 0 and (full := cutting or rooms.is_full(limits, usage)) is not None:
        if worth.points or rule.gives:
            _note_cut(plan, activity, rule.code, worth.points, 0, full)
        return
    arithmetic: Mapping[str, Any] = worth.arithmetic
    if cutting is not None:
        _note_cut(plan, activity, rule.code, worth.points, points, cutting)
        arithmetic = _with_cut(arithmetic, worth.points, cutting)
        worth = rules.cut(worth, points)
    if points > 0 or rule.gives:
        yield _Given(rule.code, rule.currency, points, arithmetic, limits)
    for more in stacking.increments(plan, asking, worth):
        limits = rooms.rooms_of(more.multiplier.caps, activity)
        points, cutting = rooms.narrowest(limits, usage, more.points)
        arithmetic = more.arithmetic
        if cutting is not None:
            arithmetic = _with_cut(more.arithmetic, more.points, cutting)
            _note_cut(plan, activity, more.multiplier.code, more.points, points, cutting)
        if points > 0:
            yield _Given(more.multiplier.code, rule.currency, points, arithmetic, limits)


def _with_cut(arithmetic: Mapping[str, Any], before: int, cutting: Room) -> dict[str, Any]:
    """With what a cap cut off; `budget` where many draw on it: then the pot is empty."""
    return {**arithmetic, "before_cap": before, _word(cutting): cutting.limit, "per": cutting.cap.period}


def _note_cut(plan: RulePlan, activity: Activity, code: str, wanted: int, given: int, cutting: Room) -> None:
    """For whoever sent the activity, who sees in no entry what did not come. Counters are nothing that people get."""
    if not plan.counter:
        limit, per = cutting.limit, cutting.cap.period
        activity.notes.setdefault(CUT, []).append(
            [code, plan.rule.currency, wanted, given, _word(cutting), limit, per, cutting.of_points]
        )


def _word(cutting: Room) -> str:
    return "cap" if "member" in cutting.cap.each else "budget"


def _count(usage: Usage, activity: Activity, given: _Given) -> Iterator[SharedCapMoved]:
    for room in given.rooms:
        by = given.points if room.of_points else 1
        usage.add(room.counter, by)
        if room.counter.shared and by:
            yield SharedCapMoved(activity, room.counter.code, room.counter.period, by, room.limit)


def _give(activity: Activity, plan: RulePlan, given: _Given, noted: list[list[Any]],
          gifts: list[list[Any]]) -> Iterator[Fact]:
    """A rule's gifts. Points among them are entries like the rule's own."""
    counted = rooms.noted([room for room in given.rooms if not room.of_points])
    code, unnoted = plan.rule.code, not given.points  # Else the rule's own entry remembers its times.
    for number, gift in enumerate(plan.rule.gives):
        remembered = counted if unnoted else None
        unnoted = False
        if gift.type == "points":
            arithmetic = {"fixed": gift.points, "gift": number}
            noted.append([code, gift.code, gift.points, arithmetic, remembered, None])
            days = plan.rule.pending_days
            until = rules.pending_until(
                days if days is not None else activity.rulebook.currencies[gift.code].pending_days, activity
            )
            yield PointsEarned(activity, gift.code, gift.points, "earned", code, arithmetic, pending_until=until)
        else:
            gifts.append([code, number, gift.type, [gift.code, gift.months], remembered])
            yield GiftGiven(activity, gift, code, {"gift": number}, number)


def _take_back(usage: Usage, fact: ActivityReversed) -> Iterator[Fact]:
    original = fact.original
    for rule, currency, points, arithmetic, counters, partner_id in original.notes.get("earning", ()):
        back = fact.portion(points) if not _is_once(rule, arithmetic) else points if fact.until >= WHOLE else 0
        yield from _uncount(usage, fact, counters, back)
        if back <= 0:
            continue
        yield PointsTakenBack(
            fact.activity, currency, back, rule,
            {**arithmetic, "given": points, "share": fact.until, "before": fact.before},
            source=original.id, occurred_at=original.occurred_at, partner_id=partner_id,
        )  # fmt: skip


def _is_once(rule: str, arithmetic: Mapping[str, Any]) -> bool:
    """Whether a counter counted the activity itself, and no number in it: partly returned it still happened."""
    return rule.startswith(COUNTER) and "fixed" in arithmetic


def _take_gifts_back(usage: Usage, fact: ActivityReversed) -> Iterator[Fact]:
    """A gift has no halves: it is taken back when the whole is."""
    if fact.until < WHOLE:
        return
    for rule, number, of_type, (code, months), counters in fact.original.notes.get("gifts", ()):
        yield from _uncount(usage, fact, counters, 0)
        yield GiftTakenBack(fact.activity, Gift(of_type, code, months=months), rule, fact.original.id, number)


def _take_bestowed_back(usage: Usage, fact: ActivityReversed) -> Iterator[Fact]:
    """From each receiver by the share that is undone."""
    original = fact.original
    for rule, currency, _, arithmetic, counters, shares in original.notes.get("bestowed", ()):
        back = [(charity, points, fact.portion(points)) for charity, points in shares]
        yield from _uncount(usage, fact, counters, sum(part for _, _, part in back))
        for charity, points, part in back:
            if part > 0:
                undone = {**arithmetic, "given": points, "share": fact.until, "before": fact.before}
                yield PointsBestowed(fact.activity, currency, -part, charity, rule, undone, original.occurred_at)


def _uncount(
    usage: Usage, fact: ActivityReversed, counters: Iterable[Sequence[Any]] | None, back: int
) -> Iterator[SharedCapMoved]:
    """Room comes back: that of points by their share, a time when the whole is undone."""
    for code, period, by_points, shared in counters or ():
        by = back if by_points else int(fact.until >= WHOLE)
        if not by:
            continue
        usage.add(Counter(0 if shared else fact.activity.member.id, code, period), -by)
        if shared:
            yield SharedCapMoved(fact.activity, code, period, -by)


def _counters(batch: Batch) -> Iterator[Counter]:
    """Every counter that the batch may touch."""
    for opening in batch.openings:
        if isinstance(opening, ActivityAccepted):
            plan = batch.rulebook.earning_plans.get(opening.activity.kind)
            for candidate in plan.candidates(opening.activity.facts) if plan is not None else ():
                for room in rooms.rooms_of(candidate.caps, opening.activity):
                    yield room.counter
        elif isinstance(opening, ActivityReversed):
            member_id, notes = opening.activity.member.id, opening.original.notes
            for row in (*notes.get("earning", ()), *notes.get("gifts", ()), *notes.get("bestowed", ())):
                for code, period, _, shared in row[4] or ():
                    yield Counter(0 if shared else member_id, code, period)

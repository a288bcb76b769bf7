"""Everyday choices' part in the fold: what was done becomes an estimate; what is undone takes its share back.

Kilograms follow the caps of the earning rules: where a kind's rule has one, the estimate waits for the points that the
rule gave, and what the cap cut off is not counted either. A day's second ride earns nothing and saves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from server.kernel import ids
from server.ledger.events import PointsEarned
from server.programme.effect import WHOLE, Activity, ActivityAccepted, ActivityReversed, Batch, Fact, to_json
from server.programme.rulebook import Action
from server.storage import Tx

from . import rules
from .events import ImpactRecorded, Proof
from .models import Impact, ImpactSum, ImpactTotal

_IMPACT = ("id", "member_id", "action", "proof", "micro_kg", "quantity", "edition", "arithmetic", "version",
           "occurred_at", "posted_at")  # fmt: skip
_ADDED = (
    "DO UPDATE SET micro_kg = {table}.micro_kg + excluded.micro_kg, times = {table}.times + excluded.times, "
    "since = CASE WHEN excluded.since < {table}.since THEN excluded.since ELSE {table}.since END"
)


@dataclass(slots=True)
class Sum:
    micro_kg: int = 0
    times: int = 0
    since: int = 0


@dataclass(slots=True)
class Savings:
    """What a batch estimated. Nothing needs to be read for it: sums are added to."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    totals: dict[tuple[int, str, str, str], Sum] = field(default_factory=dict)  # member, action, proof, edition


class RecordImpact:
    hears: ClassVar[tuple[type[Fact], ...]] = (ActivityAccepted, PointsEarned, ActivityReversed)

    async def load(self, tx: Tx, batch: Batch) -> Savings:
        return Savings()

    def decide(self, savings: Savings, fact: ActivityAccepted | PointsEarned | ActivityReversed) -> Iterator[Fact]:
        if isinstance(fact, ActivityReversed):
            yield from _take_back(savings, fact)
            return
        activity = fact.activity
        action = activity.rulebook.actions_by_kind.get(activity.kind)
        if action is None:
            return
        if isinstance(fact, ActivityAccepted):
            if not action.capped:
                yield from _estimate(savings, action, activity)
        elif fact.reason == "earned" and fact.rule in action.capped and "impact" not in activity.notes:
            before_cap = int(fact.arithmetic.get("before_cap", fact.points))
            yield from _estimate(savings, action, activity, given=fact.points, wanted=before_cap)

    async def store(self, tx: Tx, savings: Savings) -> None:
        await tx.insert(Impact, _IMPACT, savings.rows)
        await tx.insert(
            ImpactTotal,
            ("id", "member_id", "action", "proof", "edition", "micro_kg", "times", "since"),
            [(ids.new_id(), *key, s.micro_kg, s.times, s.since) for key, s in sorted(savings.totals.items(), key=_key)],
            conflict="(member_id, action, proof, edition) " + _ADDED.format(table="impact_total"),
        )
        # Last, in the order of their names: everybody's rows are shared by all who save anything.
        await tx.insert(
            ImpactSum,
            ("id", "action", "proof", "edition", "micro_kg", "times", "since"),
            [(ids.new_id(), *key, s.micro_kg, s.times, s.since) for key, s in sorted(_together(savings), key=_key)],
            conflict="(action, proof, edition) " + _ADDED.format(table="impact_sum"),
        )


def _estimate(
    savings: Savings, action: Action, activity: Activity, *, given: int = 1, wanted: int = 1
) -> Iterator[ImpactRecorded]:
    """`given` of `wanted` points were left by the rule's cap: as large a part of the quantity counts."""
    proof: Proof = "own" if activity.sender.startswith("member:") else "partner"
    told = rules.quantity_of(action, activity.facts, activity.rulebook)
    quantity = rules.part(told, given, wanted) if told is not None else 0
    micro_kg, edition, arithmetic = 0, "", dict[str, Any]()
    if action.figure is not None and told is not None:
        micro_kg, edition = rules.saved(action.figure, quantity), action.figure.edition
        arithmetic = rules.arithmetic_of(action.figure, quantity)
    version = activity.rulebook.number
    activity.notes["impact"] = [action.code, proof, micro_kg, quantity, edition, version]
    _keep(savings, activity, action.code, proof, micro_kg, quantity, edition, arithmetic, version,
          times=1, since=activity.occurred_at)  # fmt: skip
    if micro_kg:
        yield ImpactRecorded(activity, action.code, proof, micro_kg, version)


def _take_back(savings: Savings, fact: ActivityReversed) -> Iterator[ImpactRecorded]:
    noted = fact.original.notes.get("impact")
    if noted is None:
        return
    action, proof, given, quantity, edition, version = noted
    back = fact.portion(given)
    arithmetic = {"given": given, "share": fact.until, "before": fact.before}
    _keep(savings, fact.activity, action, proof, -back, -fact.portion(quantity), edition, arithmetic, version,
          times=-(fact.until == WHOLE), since=fact.original.occurred_at)  # fmt: skip
    if back:
        yield ImpactRecorded(fact.activity, action, proof, -back, version)


def _keep(
    savings: Savings, activity: Activity, action: str, proof: Proof, micro_kg: int, quantity: int, edition: str,
    arithmetic: dict[str, Any], version: int, *, times: int, since: int,
) -> None:  # fmt: skip
    member_id = activity.member.id
    savings.rows.append(
        (activity.id, member_id, action, proof, micro_kg, quantity, edition, to_json(arithmetic), version, since,
         activity.posted_at)
    )  # fmt: skip
    _add(savings.totals.setdefault((member_id, action, proof, edition), Sum(since=since)), micro_kg, times, since)


def _together(savings: Savings) -> list[tuple[tuple[str, ...], Sum]]:
    sums: dict[tuple[str, ...], Sum] = {}
    for key, total in savings.totals.items():
        _add(sums.setdefault(key[1:], Sum(since=total.since)), total.micro_kg, total.times, total.since)
    return list(sums.items())


def _add(total: Sum, micro_kg: int, times: int, since: int) -> None:
    total.micro_kg += micro_kg
    total.times += times
    total.since = min(total.since, since)


def _key(pair: tuple[Any, Sum]) -> Any:
    return pair[0]

"""A partner's budget in the fold: awards draw on it and cannot exceed it; a reversal fills it again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from server import partners
from server.kernel import periods
from server.ledger.events import PointsPosted
from server.programme.effect import Batch, Fact, PointsAwarded
from server.storage import Retryable, Tx

from .errors import BudgetExhausted

BudgetKey = tuple[int, str]


@dataclass(slots=True)
class Budgets:
    batch: Batch
    left: dict[BudgetKey, int] = field(default_factory=dict)
    drawn: defaultdict[BudgetKey, int] = field(default_factory=lambda: defaultdict(int))


class BudgetRaced(Retryable):
    """Another process drew on the same budget meanwhile: the batch is worked out again."""


class DrawBudget:
    hears: ClassVar[tuple[type[Fact], ...]] = (PointsAwarded, PointsPosted)

    async def load(self, tx: Tx, batch: Batch) -> Budgets:
        budgets = Budgets(batch)
        givers = sorted({opening.partner_id for opening in batch.openings if isinstance(opening, PointsAwarded)})
        if givers:
            for row in await tx.rows(
                "SELECT partner_id, currency, remaining FROM partner_budget WHERE partner_id {in givers bigint}",
                givers=givers,
            ):
                budgets.left[row[0], row[1]] = row[2]
        return budgets

    def admit(self, budgets: Budgets, opening: Fact) -> None:
        if isinstance(opening, PointsAwarded):
            left = budgets.left.get((opening.partner_id, opening.currency), 0)
            if left < opening.points:
                currency = opening.activity.rulebook.currencies[opening.currency]
                raise BudgetExhausted(left=left, wanted=opening.points, currency=currency)

    def decide(self, budgets: Budgets, fact: PointsAwarded | PointsPosted) -> Iterator[Fact]:
        if isinstance(fact, PointsAwarded):
            key = (fact.partner_id, fact.currency)
            budgets.left[key] -= fact.points
            budgets.drawn[key] += fact.points
        elif fact.reason == "reversed":
            original = budgets.batch.originals[fact.activity.reverses_id or 0]
            if original.kind == "@award" and original.partner_id is not None:
                key = (original.partner_id, fact.currency)
                budgets.left[key] = budgets.left.get(key, 0) - fact.points
                budgets.drawn[key] += fact.points  # Below 0: it comes back.
        yield from ()

    async def store(self, tx: Tx, budgets: Budgets) -> None:
        draws = [(*key, points) for key, points in sorted(budgets.drawn.items()) if points > 0]
        back = [(*key, -points) for key, points in sorted(budgets.drawn.items()) if points < 0]
        if not draws and not back:
            return
        day = periods.period_key("day", budgets.batch.now, budgets.batch.current.timezone)
        if draws and await partners.draw(tx, draws, day=day):
            raise BudgetRaced
        if back:
            await partners.refund(tx, back, day=day)

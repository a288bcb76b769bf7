"""The counters of caps that many members share: budgets, and limits of a shop or a partner. Read without a lock; their
rows are changed last in the batch, in one order, for the shortest time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from server.kernel import ids
from server.programme.effect import Batch, Fact
from server.storage import Retryable, Tx

from .events import SharedCapMoved

Key = tuple[str, str]  # code, period


@dataclass(slots=True)
class Moves:
    by: defaultdict[Key, int] = field(default_factory=lambda: defaultdict(int))
    limits: dict[Key, int] = field(default_factory=dict)


class SharedCapRaced(Retryable):
    """Another process drew on the same budget meanwhile: the batch is worked out again, with what is left."""


class CountShared:
    hears: ClassVar[tuple[type[Fact], ...]] = (SharedCapMoved,)

    async def load(self, tx: Tx, batch: Batch) -> Moves:
        return Moves()

    def decide(self, moves: Moves, fact: SharedCapMoved) -> Iterator[Fact]:
        key = (fact.code, fact.period)
        moves.by[key] += fact.by
        if fact.by > 0:
            moves.limits[key] = max(moves.limits.get(key, 0), fact.limit)
        yield from ()

    async def store(self, tx: Tx, moves: Moves) -> None:
        for (code, period), by in sorted(moves.by.items()):
            if by > 0:
                await _draw(tx, code, period, by, moves.limits[code, period])
            elif by < 0:
                await tx.execute(
                    "UPDATE earning_shared_usage SET used = used - :by WHERE code = :code AND period = :period",
                    by=-by,
                    code=code,
                    period=period,
                )


async def _draw(tx: Tx, code: str, period: str, by: int, limit: int) -> None:
    """So much more is used, or SharedCapRaced where there is not so much left."""
    drawn = await tx.execute(
        "INSERT INTO earning_shared_usage (id, code, period, used) VALUES (:id, :code, :period, :by) "
        "ON CONFLICT (code, period) DO UPDATE SET used = earning_shared_usage.used + excluded.used "
        "WHERE earning_shared_usage.used + excluded.used <= :limit",
        id=ids.new_id(),
        code=code,
        period=period,
        by=by,
        limit=limit,
    )
    if not drawn:
        raise SharedCapRaced

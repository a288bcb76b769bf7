"""What is left of the budgets that all members draw on together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from server import storage
from server.kernel import clock, periods
from server.programme.rulebook import Cap, EarningRule, Multiplier, Rulebook


@dataclass(frozen=True, slots=True)
class Budget:
    """A cap without a member. `limit` and `used` are minor units of the currency, or times where `of_points` is not
    so; of the period that is now."""

    code: str
    drawn_by: tuple[EarningRule | Multiplier, ...]
    currency: str
    of_points: bool
    limit: int
    used: int
    cap: Cap


async def budgets_of(book: Rulebook) -> list[Budget]:
    """Every budget of a rulebook, in the order of the file."""
    found: dict[tuple[str, str], tuple[Cap, bool, list[EarningRule | Multiplier]]] = {}
    now = clock.now()
    for one in _drawing(book):
        for cap in one.caps:
            if cap.each:
                continue
            period = periods.period_key(cap.period, now, book.timezone)
            if cap.points is not None:
                found.setdefault((cap.code, period), (cap, True, []))[2].append(one)
            if cap.times is not None:
                found.setdefault((f"{cap.code}#", period), (cap, False, []))[2].append(one)
    if not found:
        return []
    rows = await storage.rows(
        "SELECT s.code, s.period, s.used FROM {rows v code:text period:text} "
        "JOIN earning_shared_usage s ON s.code = v.code AND s.period = v.period",
        v=sorted(found),
    )
    used = {(row[0], row[1]): row[2] for row in rows}
    return [
        Budget(key[0], tuple(ones), ones[0].currency, of_points,
               (cap.points if of_points else cap.times) or 0, used.get(key, 0), cap)
        for key, (cap, of_points, ones) in found.items()
    ]  # fmt: skip


def _drawing(book: Rulebook) -> Iterator[EarningRule | Multiplier]:
    for rules in book.earning.values():
        yield from rules
    yield from book.multipliers

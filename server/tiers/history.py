"""What members ever earned, as the ledger knows it: asked where the sums that are kept do not suffice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Protocol

from server import ledger
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.programme import spans
from server.programme.rulebook import Ladder

Earned = dict[Instant, dict[str, int]]
Inside = dict[str, dict[str, tuple[int, Instant | None]]]
"""By sliding window and unit: the sum, and the oldest of it."""


class Rows(Protocol):
    """A transaction's or the storage's own way to read."""

    async def __call__(self, sql: str, /, **values: Any) -> Sequence[Any]: ...


async def earned_of(
    rows: Rows, member_ids: Collection[Id], units: Collection[str], *, since: Instant = 0
) -> dict[Id, Earned]:
    """All of these units from an instant on, of each member, by the instant at which it occurred."""
    earned: dict[Id, Earned] = {member_id: {} for member_id in member_ids}
    for row in await rows(
        f"SELECT member_id, occurred_at, currency, SUM({ledger.EARNED}) FROM ledger_entry "
        "WHERE member_id {in members bigint} AND currency {in units text} AND reason {in reasons text} "
        "AND occurred_at >= :since GROUP BY member_id, occurred_at, currency",
        members=sorted(member_ids),
        units=sorted(units),
        reasons=sorted(ledger.EARNING),
        since=since,
    ):
        earned[row[0]].setdefault(row[1], {})[row[2]] = int(row[3])
    return earned


async def inside_of(
    rows: Rows, member_ids: Collection[Id], ladder: Ladder, *, now: Instant, zone: str
) -> dict[Id, Inside]:
    """What the sliding windows hold now."""
    found: dict[Id, Inside] = {member_id: {} for member_id in member_ids}
    for name, within in ladder.sliding:
        for row in await rows(
            f"SELECT member_id, currency, SUM({ledger.EARNED}), MIN(CASE WHEN sign > 0 THEN occurred_at END) "
            "FROM ledger_entry WHERE member_id {in members bigint} AND currency {in units text} "
            "AND reason {in reasons text} AND occurred_at >= :start GROUP BY member_id, currency",
            members=sorted(member_ids),
            units=[unit for unit, windows in ladder.windows.items() if any(window == name for window, _ in windows)],
            reasons=sorted(ledger.EARNING),
            start=spans.slides_from(within, now, zone),
        ):
            found[row[0]].setdefault(name, {})[row[1]] = (int(row[2]), row[3])
    return found

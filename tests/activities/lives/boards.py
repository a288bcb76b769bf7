"""The boards: a season's standings and final places are what was earned and posted in it, and nothing later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from server import storage
from server.kernel import periods
from server.kernel.clock import Instant
from tests.activities.lives.document import SEASONS
from tests.activities.lives.rows import ZONE, Done, Rows, left


async def seasons(rows: Rows) -> None:
    """A season takes what is posted before it is over, and nothing later: neither points nor their taking back. What is
    corrected by hand, spent or expired moves nobody."""
    expected = await _earned_by_season(rows)
    standings = await storage.rows("SELECT board, season, member_id, score, reached_at FROM standing")
    assert {(row[0], row[1], row[2]): row[3] for row in standings if row[3]} == {k: v for k, v in expected.items() if v}

    reached = {(row[0], row[1], row[2]): row[4] for row in standings}
    final = [(row[0], row[1]) for row in await storage.rows("SELECT board, season FROM board_season")]
    for board, season in final:
        found = await storage.rows(
            "SELECT place, rank, member_id, score FROM board_place WHERE board = :board AND season = :season "
            "ORDER BY place",
            board=board,
            season=season,
        )
        ranked = sorted(
            (-score, reached[board, season, member], member)
            for (on, of, member), score in expected.items()
            if (on, of) == (board, season) and score > 0
        )
        own = [(place, place, member, -score) for place, (score, _, member) in enumerate(ranked, 1)]
        assert [tuple(row) for row in found] == own
        assert rows.town.places.setdefault(f"{board} {season}", own) == own, "final places stay"


async def _earned_by_season(rows: Rows) -> dict[tuple[str, str, int], int]:
    expected: defaultdict[tuple[str, str, int], int] = defaultdict(int)

    def count(one: Done, occurred_at: Instant, posted_at: Instant, points: int) -> None:
        for board, season, ends_at in _seasons_at(occurred_at):
            if posted_at < ends_at:
                expected[board, season, one.member] += points

    taken: defaultdict[int, int] = defaultdict(int)  # Millionths, by the activity that was reversed.
    by_id = {one.id: one for one in rows.done}
    for one in rows.done:
        original = by_id.get(one.reverses or 0, one)
        before, after = taken[original.id], taken[original.id] + one.facts.get("share", 0)
        for _, currency, given, *_ in original.notes.get("earning", ()):
            if currency == "points" and original is one:
                count(one, one.occurred_at, one.posted_at, given)
            elif currency == "points":
                count(one, original.occurred_at, one.posted_at, left(given, after) - left(given, before))
        if original is not one:
            taken[original.id] = after
    for row in await storage.rows(
        "SELECT activity_id, reason, occurred_at, posted_at, sign * points FROM ledger_entry "
        "WHERE currency = 'points' AND (reason = 'challenge' OR (reason = 'reversed' AND rule LIKE 'challenge:%'))"
    ):
        count(by_id[row[0]], row[2], row[3], row[4])
    return expected


def _seasons_at(instant: Instant) -> Iterator[tuple[str, str, Instant]]:
    """Where an instant counts, and until when."""
    yield "week", periods.period_key("week", instant, ZONE), periods.bounds("week", instant, ZONE)[1] or 0
    day = periods.local_date(instant, ZONE)
    for first, last in SEASONS:
        if first <= day.isoformat() <= last:
            yield "seasons", f"from-{first}", periods.start_of(date.fromisoformat(last) + timedelta(days=1), ZONE)


CHECKS = (seasons,)

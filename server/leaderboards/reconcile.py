"""Comparing the boards with the ledger: standings and final places are worked out again from its entries alone.

Reports; never mends in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server import storage

from .events import EARNING
from .history import Part, boards_known, parts_of


@dataclass(frozen=True, slots=True)
class Misplaced:
    """`kept` is what stands on the board, `counted` what the entries come to."""

    check: str
    board: str
    season: str
    member_id: int
    kept: int
    counted: int


async def reconcile() -> list[Misplaced]:
    """Every difference found, over all boards and seasons that the programme's versions know."""
    found: list[Misplaced] = []
    for board in boards_known():
        seasons = await storage.rows(
            "SELECT DISTINCT s.season, f.ties, f.members FROM standing s "
            "LEFT JOIN board_season f ON f.board = s.board AND f.season = s.season WHERE s.board = :board "
            "ORDER BY s.season",
            board=board,
        )
        for row in seasons:
            found += await _season(board, row[0], row[1], row[2])
    return found


async def _season(board: str, season: str, ties: str | None, members: int | None) -> list[Misplaced]:
    parts = parts_of(board, season)
    if not parts:
        return []
    earned, named = _earned(parts)
    named |= {"board": board, "season": season}
    checks = {"standing = entries": _STANDINGS.format(earned=earned)}
    if ties is not None:
        places = _PLACES.format(earned=earned, rank=_RANK[ties])
        checks |= {f"final {what} = entries": _FINAL.format(places=places, what=what) for what in _WHAT}
    found = []
    for check, sql in checks.items():
        rows = await storage.rows(sql, **named)
        found += [Misplaced(check, board, season, row[0], int(row[1]), int(row[2])) for row in rows]
    if members is not None:
        named.pop("season"), named.pop("board")
        counted = int(await storage.value(f"SELECT COUNT(*) FROM ({earned}) AS e WHERE score > 0", **named))
        if counted != members:
            found.append(Misplaced("members with a place = entries", board, season, 0, members, counted))
    return found


def _earned(parts: list[Part]) -> tuple[str, dict[str, Any]]:
    """Who earned how much in a season, and when it came to that: of entries that were posted before their part closed.
    What of an undone amount had expired is an entry beside the member's account; it is undone all the same."""
    named: dict[str, Any] = {}
    conditions = []
    for n, part in enumerate(parts):
        conditions.append(
            f"(currency = :currency{n} AND occurred_at >= :from{n} AND occurred_at < :until{n} "
            f"AND posted_at < :close{n})"
        )
        named |= {
            f"currency{n}": part.board.currency,
            f"from{n}": part.starts_at,
            f"until{n}": part.ends_at,
            f"close{n}": part.closes_at,
        }
    reasons = ", ".join(f"'{reason}'" for reason in sorted(EARNING | {"reversed"}))
    return (
        "SELECT member_id, SUM(CASE WHEN reason = 'reversed' THEN -points ELSE points END) AS score, "
        f"MAX(posted_at) AS reached_at FROM ledger_entry WHERE reason IN ({reasons}) AND ({' OR '.join(conditions)}) "
        "GROUP BY member_id",
        named,
    )


_WHAT = ("place", "rank", "score")
_RANK = {
    "first": "ROW_NUMBER() OVER (ORDER BY score DESC, reached_at, member_id)",
    "competition": "RANK() OVER (ORDER BY score DESC)",
    "dense": "DENSE_RANK() OVER (ORDER BY score DESC)",
}
_STANDINGS = (
    "SELECT member_id, SUM(kept), SUM(counted) FROM ("
    "SELECT member_id, score AS kept, 0 AS counted FROM standing WHERE board = :board AND season = :season UNION ALL "
    "SELECT member_id, 0, score FROM ({earned}) AS e) AS s GROUP BY member_id HAVING SUM(kept) <> SUM(counted) "
    "ORDER BY member_id"
)
_PLACES = (
    "SELECT member_id, score, ROW_NUMBER() OVER (ORDER BY score DESC, reached_at, member_id) AS place, "
    "{rank} AS rank FROM ({earned}) AS e WHERE score > 0"
)
_FINAL = (
    "SELECT member_id, SUM(kept), SUM(counted) FROM ("
    "SELECT member_id, {what} AS kept, 0 AS counted FROM board_place WHERE board = :board AND season = :season "
    "UNION ALL SELECT member_id, 0, {what} FROM ({places}) AS p) AS s "
    "GROUP BY member_id HAVING SUM(kept) <> SUM(counted) ORDER BY member_id"
)

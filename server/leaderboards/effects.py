"""The boards' part in the fold: posted points move standings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from server.kernel import ids, periods
from server.kernel.clock import Instant
from server.ledger.events import SPENDING, PointsPosted, PointsTakenBack
from server.programme.effect import ActivityReversed, Batch, Fact
from server.storage import Tx

from .events import Moved
from .models import Standing
from .seasons import is_closed
from .service import tell

_UNRANKED = ("expired", "reversed", "adjusted")

StandingKey = tuple[str, str, int]  # board, season, member


@dataclass(slots=True, eq=False)
class Score:
    id: int
    before: int  # As it is in the table.
    score: int
    reached_at: Instant
    change: int = 0
    new: bool = False
    loaded: bool = True
    changed: bool = False


@dataclass(slots=True)
class Scores:
    batch: Batch
    of: dict[StandingKey, Score] = field(default_factory=dict)
    seasons: frozenset[str] = frozenset()


class MoveStandings:
    hears: ClassVar[tuple[type[Fact], ...]] = (PointsPosted, PointsTakenBack)

    async def load(self, tx: Tx, batch: Batch) -> Scores:
        boards = batch.rulebook.boards
        if not boards:
            return Scores(batch)
        scores = Scores(batch, seasons=frozenset(_seasons(batch)))
        for row in await tx.rows(
            "SELECT id, board, season, member_id, score, reached_at, change FROM standing "
            "WHERE board {in boards text} AND season {in seasons text} AND member_id {in members bigint}",
            boards=boards,
            seasons=scores.seasons,
            members=batch.members,
        ):
            scores.of[row[1], row[2], row[3]] = Score(row[0], row[4], row[4], row[5], row[6])
        return scores

    def decide(self, scores: Scores, fact: PointsPosted | PointsTakenBack) -> Iterator[Fact]:
        # A board counts earning, not having: what expired or was spent was earned, and what is undone was not.
        # Nor does a correction by hand lift anybody past a neighbor.
        if isinstance(fact, PointsPosted) and (fact.reason in _UNRANKED or fact.reason in SPENDING):
            return
        points = fact.points if isinstance(fact, PointsPosted) else -fact.points
        book = fact.activity.rulebook
        for board in book.boards_by_currency.get(fact.currency, ()):
            if is_closed(board, book.timezone, fact.occurred_at, at=fact.activity.posted_at):
                continue  # Its places are final, whatever is reported or taken back from now on.
            season = periods.period_key(board.window, fact.occurred_at, book.timezone)
            key = (board.code, season, fact.activity.member.id)
            score = scores.of.get(key)
            if score is None:
                score = Score(ids.new_id(), 0, 0, 0, new=True, loaded=season in scores.seasons)
                scores.of[key] = score
            score.score += points
            score.reached_at, score.changed = fact.activity.posted_at, True
        yield from ()

    async def store(self, tx: Tx, scores: Scores) -> None:
        changed = [(key, score) for key, score in scores.of.items() if score.changed]
        for _, score in changed:
            # Also where another process, whose clock is ahead, changed it last: readers keep the greater change.
            score.change = max(ids.new_id(), score.change + 1)
        columns = ("id", "board", "season", "member_id", "score", "reached_at", "change")
        await tx.insert(
            Standing,
            columns,
            [(s.id, *key, s.score, s.reached_at, s.change) for key, s in changed if s.new and s.loaded],
        )
        await tx.update(
            Standing,
            key=("id",),
            values=("score", "reached_at", "change"),
            rows=[(s.id, s.score, s.reached_at, s.change) for _, s in changed if not s.new],
        )
        # A season that nobody foresaw (a bonus taken back from long ago): added to whatever stands there.
        await tx.insert(
            Standing,
            columns,
            [(s.id, *key, s.score, s.reached_at, s.change) for key, s in changed if not s.loaded],
            conflict="(member_id, board, season) DO UPDATE SET score = standing.score + excluded.score, "
            "reached_at = excluded.reached_at, "
            "change = CASE WHEN excluded.change > standing.change THEN excluded.change ELSE standing.change + 1 END",
        )

    async def committed(self, scores: Scores) -> None:
        # What was not loaded is left to the ranks' own replay of changes.
        tell([
            Moved(*key, score.before, score.score, score.reached_at, score.change, score.new)
            for key, score in scores.of.items()
            if score.changed and score.loaded
        ])


def _seasons(batch: Batch) -> Iterator[str]:
    windows = {board.window for board in batch.rulebook.boards.values()}
    instants = {opening.activity.occurred_at for opening in batch.openings}
    instants |= {opening.original.occurred_at for opening in batch.openings if isinstance(opening, ActivityReversed)}
    for window in windows:
        for instant in instants:
            yield periods.period_key(window, instant, batch.rulebook.timezone)

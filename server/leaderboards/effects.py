"""The boards' part in the fold: posted points move standings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from server import programme
from server.kernel import ids
from server.kernel.clock import Instant
from server.ledger.events import PointsPosted
from server.programme import Rulebook
from server.programme.effect import Batch, Fact
from server.storage import Tx

from .events import EARNING, Moved
from .models import Standing
from .seasons import season_at
from .service import tell

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
    foreseen: frozenset[tuple[str, str]] = frozenset()  # Boards and seasons whose standings were read.


class MoveStandings:
    hears: ClassVar[tuple[type[Fact], ...]] = (PointsPosted,)

    async def load(self, tx: Tx, batch: Batch) -> Scores:
        foreseen = frozenset(_keys(batch))
        scores = Scores(batch, foreseen=foreseen)
        if not foreseen:
            return scores
        for row in await tx.rows(
            "SELECT id, board, season, member_id, score, reached_at, change FROM standing "
            "WHERE board {in boards text} AND season {in seasons text} AND member_id {in members bigint}",
            boards=sorted({board for board, _ in foreseen}),
            seasons=sorted({season for _, season in foreseen}),
            members=batch.members,
        ):
            scores.of[row[1], row[2], row[3]] = Score(row[0], row[4], row[4], row[5], row[6])
        return scores

    def decide(self, scores: Scores, fact: PointsPosted) -> Iterator[Fact]:
        # A board counts earning, not having: what expired or was spent was earned, and what is undone was not.
        # Nor does a correction by hand lift anybody past a neighbor.
        if fact.reason not in EARNING and fact.reason != "reversed":
            return
        activity, book = fact.activity, _book_of(fact)
        for board in book.boards_by_currency.get(fact.currency, ()):
            season = season_at(board, book.timezone, fact.occurred_at)
            if season is None or season.is_closed(activity.posted_at):
                continue  # Its places are final, whatever is reported or taken back from now on.
            key = (board.code, season.code, activity.member.id)
            score = scores.of.get(key)
            if score is None:
                score = Score(ids.new_id(), 0, 0, 0, new=True, loaded=key[:2] in scores.foreseen)
                scores.of[key] = score
            score.score += fact.earned
            # Another process's clock may be behind: the last move is the latest, as the ledger's entries say it too.
            score.reached_at, score.changed = max(score.reached_at, activity.posted_at), True
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
            "reached_at = CASE WHEN excluded.reached_at > standing.reached_at THEN excluded.reached_at "
            "ELSE standing.reached_at END, "
            "change = CASE WHEN excluded.change > standing.change THEN excluded.change ELSE standing.change + 1 END",
        )

    async def committed(self, scores: Scores) -> None:
        # What was not loaded is left to the ranks' own replay of changes.
        tell([
            Moved(*key, score.before, score.score, score.reached_at, score.change, score.new)
            for key, score in scores.of.items()
            if score.changed and score.loaded
        ])


def _book_of(fact: PointsPosted) -> Rulebook:
    """The version that held when what counts occurred: a reversal is of today, and what it takes back was not."""
    activity = fact.activity
    return activity.rulebook if fact.occurred_at == activity.occurred_at else programme.rulebook_at(fact.occurred_at)


def _keys(batch: Batch) -> Iterator[tuple[str, str]]:
    """The boards and seasons in which the batch may move somebody, as far as that can be foreseen."""
    counted = {opening.activity.occurred_at: opening.activity.rulebook for opening in batch.openings}
    for reversal in batch.reversals:
        counted[reversal.original.occurred_at] = batch.rulebooks[reversal.original.version]
    for instant, book in counted.items():
        for board in book.boards.values():
            if (season := season_at(board, book.timezone, instant)) is not None:
                yield board.code, season.code

"""What all do together: one sum for everybody, moved by guarded updates, last in the batch.

An update says whether the goal is reached after it, and touches nothing where another process has made that untrue
meanwhile: then the batch is worked out again. So exactly one transaction crosses the line, and it asks for the job that
tells all who took part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from server import jobs, live
from server.kernel import clock, ids, periods
from server.kernel.clock import Instant
from server.programme.effect import Activity, ActivityAccepted, ActivityReversed, Batch, Fact, GoalSettled
from server.programme.rulebook import Challenge
from server.storage import Retryable, Tx

from .events import ContributionMade
from .models import SharedGoal
from .progress import Progress

SETTLE_JOB = "challenges.settle"
GoalKey = tuple[str, str]  # challenge, period
NOWHERE = 2**62  # A target that no sum comes to.


class GoalRaced(Retryable):
    """Another process crossed the line meanwhile: the batch is worked out again."""


@dataclass(slots=True, eq=False)
class Goal:
    """What all have come to, as the fold moves it."""

    amount: int = 0
    seen: int = 0  # As it is in the table.
    turn: int = 0  # How often the line was crossed, up or down.
    reached_at: Instant | None = None

    def contribution(self, activity: Activity, progress: Progress, amount: int, *, people: int) -> ContributionMade:
        return ContributionMade(activity, progress.challenge, progress.period, amount, people, self.seen, self.turn,
                                self.reached_at, progress.starts_at, progress.ends_at)  # fmt: skip


def goal_topic(code: str) -> str:
    return f"goal:{code}"


async def goals_of(tx: Tx, batch: Batch) -> dict[GoalKey, Goal]:
    """The goals that a batch may move or settle."""
    wanted = sorted(set(_wanted(batch)))
    if not wanted:
        return {}
    rows = await tx.rows(
        "SELECT g.challenge, g.period, g.amount, g.turn, g.reached_at FROM {rows v challenge:text period:text} "
        "JOIN challenge_goal g ON g.challenge = v.challenge AND g.period = v.period",
        v=wanted,
    )
    return {(row[0], row[1]): Goal(row[2], row[2], row[3], row[4]) for row in rows}


def _wanted(batch: Batch) -> Iterator[GoalKey]:
    for opening in batch.openings:
        activity = opening.activity
        if isinstance(opening, ActivityAccepted):
            for challenge in activity.rulebook.challenges_by_kind.get(activity.kind, ()):
                if challenge.join == "together":
                    yield challenge.code, period_of(challenge, activity.occurred_at, activity.rulebook.timezone)
        elif isinstance(opening, ActivityReversed):
            known = batch.rulebooks[opening.original.version].challenges
            for code, period, *_ in opening.original.notes.get("challenges", ()):
                if code in known and known[code].join == "together":
                    yield code, period
        elif isinstance(opening, GoalSettled):
            yield opening.challenge, opening.period


def period_of(challenge: Challenge, at: Instant, zone: str) -> str:
    """The period of a challenge that an instant falls in, in the zone whose days count for it."""
    window = challenge.window
    return periods.period_key(window.calendar, at, zone) if window.type == "calendar" else window.type


@dataclass(slots=True, eq=False)
class Move:
    """What a batch adds to one goal."""

    first: ContributionMade
    by: int = 0
    people: int = 0
    target: int | None = None  # None: no version that knows the challenge moved it, so it stays as it is.

    @property
    def reached(self) -> bool:
        if self.target is None:
            return self.first.reached_at is not None
        return self.first.seen + self.by >= self.target

    @property
    def crosses(self) -> bool:
        return self.reached != (self.first.reached_at is not None)


@dataclass(slots=True)
class Moves:
    now: Instant
    of: dict[GoalKey, Move] = field(default_factory=dict)


class MoveGoals:
    hears: ClassVar[tuple[type[Fact], ...]] = (ContributionMade,)

    async def load(self, tx: Tx, batch: Batch) -> Moves:
        return Moves(batch.now)

    def decide(self, moves: Moves, fact: ContributionMade) -> Iterable[Fact]:
        move = moves.of.setdefault((fact.challenge, fact.period), Move(fact))
        move.by += fact.amount
        move.people += fact.people
        challenge = fact.activity.rulebook.challenges.get(fact.challenge)
        if challenge is not None:
            move.target = challenge.measure.target
        return ()

    async def store(self, tx: Tx, moves: Moves) -> None:
        if not moves.of:
            return
        await tx.insert(
            SharedGoal,
            ("id", "challenge", "period", "amount", "members", "turn", "starts_at", "ends_at"),
            [(ids.new_id(), *key, 0, 0, 0, move.first.starts_at, move.first.ends_at) for key, move in _new(moves)],
            conflict="(challenge, period) DO NOTHING",
        )
        await tx.flush()
        for (challenge, period), move in sorted(moves.of.items()):
            await tx.touch(
                _MOVE,
                count=1,
                otherwise=GoalRaced,
                challenge=challenge,
                period=period,
                by=move.by,
                people=move.people,
                crossed=int(move.crosses),
                reached_at=(move.first.reached_at or moves.now) if move.reached else None,
                turn=move.first.turn,
                target=move.target if move.target is not None else NOWHERE,
                reached=int(move.reached and move.target is not None),
            )
            if move.crosses:
                turn = move.first.turn + 1
                payload = {"challenge": challenge, "period": period, "turn": turn}
                await jobs.enqueue(tx, SETTLE_JOB, payload, key=f"{SETTLE_JOB}:{challenge}:{period}:{turn}")

    async def committed(self, moves: Moves) -> None:
        for challenge, period in moves.of:
            live.publish_topic(goal_topic(challenge), {"period": period, "at": clock.now()})


def _new(moves: Moves) -> list[tuple[GoalKey, Move]]:
    """Goals that perhaps have no row yet: nothing was seen of them."""
    return [(key, move) for key, move in sorted(moves.of.items()) if move.first.seen == 0 and move.first.turn == 0]


_MOVE = (
    "UPDATE challenge_goal SET amount = amount + :by, members = members + :people, turn = turn + :crossed, "
    "reached_at = :reached_at WHERE challenge = :challenge AND period = :period AND turn = :turn "
    "AND CASE WHEN amount + :by >= :target THEN 1 ELSE 0 END = :reached"
)

"""Challenges' part in the fold: matching activities move a member's progress; a reversal moves it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from server.kernel.clock import DAY
from server.kernel.errors import NotFound
from server.ledger.events import PointsEarned, PointsTakenBack
from server.programme.effect import (
    Activity,
    ActivityAccepted,
    ActivityReversed,
    Batch,
    ChallengeEntered,
    ChallengeQuit,
    Fact,
    GoalSettled,
    from_json,
    to_json,
)
from server.programme.rulebook import Challenge
from server.storage import Tx

from . import joining
from .counting import count, mark_and_amount, standing
from .errors import AlreadyJoined, CountsByItself, NotJoined
from .events import ChallengeCompleted, ChallengeProgressed, ChallengeReopened
from .goals import Goal, goals_of
from .models import ChallengeProgress
from .progress import Progress

_COLUMNS = (
    "id", "member_id", "challenge", "period", "amount", "marks", "starts_at", "ends_at", "joined_at", "left_at",
    "completed_at", "completed_by", "paid",
)  # fmt: skip
_CHANGING = ("amount", "marks", "left_at", "completed_at", "completed_by", "paid")
ZONES_APART = 2 * DAY  # Zones are 26 hours apart: who travels is still in a week that has ended where it was opened.


@dataclass(slots=True)
class Progresses:
    batch: Batch
    by_member: dict[int, dict[tuple[str, str], Progress]] = field(default_factory=dict)
    goals: dict[tuple[str, str], Goal] = field(default_factory=dict)  # by challenge and period

    def of(self, member_id: int) -> dict[tuple[str, str], Progress]:
        return self.by_member.setdefault(member_id, {})

    def of_all(self, progress: Progress) -> int | None:
        """What all have come to, where the challenge is everybody's together."""
        goal = self.goals.get((progress.challenge, progress.period))
        return goal.amount if goal is not None else None


class AdvanceChallenges:
    hears: ClassVar[tuple[type[Fact], ...]] = (
        ActivityAccepted, ActivityReversed, ChallengeEntered, ChallengeQuit, GoalSettled,
    )  # fmt: skip

    async def load(self, tx: Tx, batch: Batch) -> Progresses:
        progresses = Progresses(batch)
        if not batch.rulebook.challenges and not batch.reversals:
            return progresses
        settled = {opening.activity.member.id for opening in batch.openings if isinstance(opening, GoalSettled)}
        rows, progresses.goals = await tx.side_by_side(
            tx.rows(
                f"SELECT {', '.join(_COLUMNS)} FROM challenge_progress "
                "WHERE member_id {in members bigint} AND (ends_at IS NULL OR ends_at > :oldest "
                "OR (completed_at IS NOT NULL AND member_id {in undoing bigint}) OR member_id {in settled bigint})",
                members=batch.members,
                undoing=sorted({reversal.activity.member.id for reversal in batch.reversals}),
                settled=sorted(settled),
                oldest=batch.oldest - ZONES_APART,
            ),
            goals_of(tx, batch),
        )
        for row in rows:
            progress = Progress(
                id=row[0], member_id=row[1], challenge=row[2], period=row[3], amount=row[4], marks=from_json(row[5]),
                starts_at=row[6], ends_at=row[7], joined_at=row[8], left_at=row[9], completed_at=row[10],
                completed_by=row[11], paid=row[12],
            )  # fmt: skip
            progresses.of(progress.member_id)[progress.challenge, progress.period] = progress
        return progresses

    def admit(self, progresses: Progresses, opening: Fact) -> None:
        if not isinstance(opening, ChallengeEntered | ChallengeQuit):
            return
        activity = opening.activity
        challenge = activity.rulebook.challenges.get(opening.challenge)
        if challenge is None:
            raise NotFound(f"The challenge “{opening.challenge}”")
        if challenge.join != "choice":
            raise CountsByItself(challenge.code)
        running = joining.running(progresses.of(activity.member.id), challenge, activity.occurred_at)
        if isinstance(opening, ChallengeEntered):
            if running is not None:
                raise AlreadyJoined(challenge.code, running.period)
            if challenge.window.type == "fixed" and activity.occurred_at >= challenge.window.ends_at:
                raise NotFound(f"The challenge “{opening.challenge}”")
        elif running is None or running.completed_at is not None:
            raise NotJoined(challenge.code)

    def decide(self, progresses: Progresses, fact: Any) -> Iterator[Fact]:
        if isinstance(fact, ActivityAccepted):
            for challenge in fact.activity.rulebook.challenges_by_kind.get(fact.activity.kind, ()):
                yield from _advance(progresses, challenge, fact.activity)
        elif isinstance(fact, ActivityReversed):
            yield from _retreat(progresses, fact)
        elif isinstance(fact, ChallengeEntered):
            progress = joining.enter(progresses.of(fact.activity.member.id), fact)
            challenge = fact.activity.rulebook.challenges[fact.challenge]
            yield ChallengeProgressed(fact.activity, *standing(progress, challenge, fact.activity))
        elif isinstance(fact, GoalSettled):
            yield from _settle(progresses, fact)
        else:
            joining.quit(progresses.of(fact.activity.member.id), fact)

    async def store(self, tx: Tx, progresses: Progresses) -> None:
        touched = [p for of_member in progresses.by_member.values() for p in of_member.values() if p.changed]
        await tx.insert(ChallengeProgress, _COLUMNS, [_row(p) for p in touched if p.new])
        await tx.update(
            ChallengeProgress,
            key=("id",),
            values=_CHANGING,
            rows=[
                (p.id, p.amount, to_json(p.marks), p.left_at, p.completed_at, p.completed_by, p.paid)
                for p in touched
                if not p.new
            ],
        )


def _row(p: Progress) -> tuple[Any, ...]:
    return (p.id, p.member_id, p.challenge, p.period, p.amount, to_json(p.marks), p.starts_at, p.ends_at, p.joined_at,
            p.left_at, p.completed_at, p.completed_by, p.paid)  # fmt: skip


def _advance(progresses: Progresses, challenge: Challenge, activity: Activity) -> Iterator[Fact]:
    progress = joining.open_progress(progresses.of(activity.member.id), challenge, activity)
    if progress is None:
        return
    amount, mark = mark_and_amount(progress, challenge, activity)
    if amount == 0:
        return
    before = progress.amount
    count(progress, challenge, activity, mark, amount, activity.occurred_at)
    activity.notes.setdefault("challenges", []).append([challenge.code, progress.period, amount, mark])
    if challenge.join == "together":
        yield from _contribute(progresses, progress, challenge, activity, amount, before)
        if _takes_part_again(progresses, progress):
            yield from _complete(progresses, progress, challenge, activity)
        return
    if progress.amount == before and challenge.measure.type != "days_a_week":
        return
    yield ChallengeProgressed(activity, *standing(progress, challenge, activity))
    if progress.amount >= challenge.measure.target and progress.completed_at is None:
        yield from _complete(progresses, progress, challenge, activity)


def _contribute(
    progresses: Progresses, progress: Progress, challenge: Challenge, activity: Activity, amount: int, before: int
) -> Iterator[Fact]:
    """A part in what all do together: who has reached it is told by a job, for there may be many of them."""
    goal = progresses.goals.setdefault((progress.challenge, progress.period), Goal())
    goal.amount += amount
    people = int(progress.amount > 0) - int(before > 0)
    yield goal.contribution(activity, progress, amount, people=people)
    yield ChallengeProgressed(activity, *standing(progress, challenge, activity, of_all=goal.amount))


def _takes_part_again(progresses: Progresses, progress: Progress) -> bool:
    """Whether somebody who was there before all had reached it, and took back all of their part, has one again. No job
    comes any more to tell them."""
    reached_at = progresses.goals[progress.challenge, progress.period].reached_at
    was_there = reached_at is not None and progress.joined_at is not None and progress.joined_at <= reached_at
    return was_there and progress.completed_at is None and progress.amount > 0


def _complete(
    progresses: Progresses, progress: Progress, challenge: Challenge, activity: Activity
) -> Iterator[Fact]:
    progress.completed_at, progress.completed_by, progress.changed = activity.occurred_at, activity.id, True
    yield ChallengeCompleted(activity, *standing(progress, challenge, activity, of_all=progresses.of_all(progress)))
    if challenge.pays_currency is not None and challenge.pays_points:
        progress.paid = challenge.pays_points
        yield PointsEarned(
            activity, challenge.pays_currency, challenge.pays_points, "challenge", f"challenge:{challenge.code}",
            {"challenge": challenge.code},
        )  # fmt: skip


def _retreat(progresses: Progresses, fact: ActivityReversed) -> Iterator[Fact]:
    original, member = fact.original, fact.activity.member
    for code, period, given, mark in original.notes.get("challenges", ()):
        progress = progresses.of(member.id).get((code, period))
        challenge = progresses.batch.rulebooks[original.version].challenges.get(code)
        if progress is None or challenge is None:
            continue
        # A visit is a visit until all of it is undone; kilograms shrink with the share.
        back = fact.portion(given) if challenge.measure.type == "sum" else (given if fact.until == 1_000_000 else 0)
        before = progress.amount
        if back == 0:
            continue
        count(progress, challenge, fact.activity, mark, -back, original.occurred_at)
        if challenge.join == "together":
            yield from _contribute(progresses, progress, challenge, fact.activity, -back, before)
            if progress.completed_at is not None and progress.amount <= 0:
                yield from _reopen(progresses, progress, challenge, fact.activity)
            continue
        if progress.left_at is not None or (progress.amount == before and challenge.measure.type != "days_a_week"):
            continue
        yield ChallengeProgressed(fact.activity, *standing(progress, challenge, fact.activity))
        if progress.completed_at is not None and progress.amount < challenge.measure.target:
            yield from _reopen(progresses, progress, challenge, fact.activity)


def _settle(progresses: Progresses, fact: GoalSettled) -> Iterator[Fact]:
    """Whoever took part in what all did together gets theirs, or loses it where it was undone after all."""
    activity = fact.activity
    challenge = activity.rulebook.challenges.get(fact.challenge)
    progress = progresses.of(activity.member.id).get((fact.challenge, fact.period))
    goal = progresses.goals.get((fact.challenge, fact.period))
    if challenge is None or progress is None or goal is None or goal.turn != fact.turn:
        return  # It was reached, or undone, again since: another job tells of that.
    if goal.reached_at is None and progress.completed_at is not None:
        yield from _reopen(progresses, progress, challenge, activity)
    elif goal.reached_at is not None and progress.completed_at is None and progress.amount > 0:
        yield from _complete(progresses, progress, challenge, activity)


def _reopen(
    progresses: Progresses, progress: Progress, challenge: Challenge, activity: Activity
) -> Iterator[Fact]:
    completed_at, completed_by = progress.completed_at, progress.completed_by
    progress.completed_at, progress.completed_by, progress.changed = None, None, True
    of_member = progresses.of(progress.member_id).values()
    elsewhere = any(other.challenge == challenge.code and other.completed_at is not None for other in of_member)
    told = standing(progress, challenge, activity, of_all=progresses.of_all(progress))
    yield ChallengeReopened(activity, *told, elsewhere)
    if progress.paid and challenge.pays_currency is not None and completed_by is not None and completed_at is not None:
        paid, progress.paid = progress.paid, 0
        yield PointsTakenBack(
            activity, challenge.pays_currency, paid, f"challenge:{challenge.code}", {"challenge": challenge.code},
            source=completed_by, occurred_at=completed_at,
        )  # fmt: skip

"""How an activity moves a progress, for each measure and window. Pure: it changes nothing but the progress."""

from __future__ import annotations

from datetime import date, timedelta

from server.kernel import periods
from server.kernel.clock import Instant
from server.programme import measure as counting
from server.programme.effect import Activity, MemberView
from server.programme.rulebook import MICRO, Challenge

from .progress import Progress

Standing = tuple[str, str, int, int, Instant, Instant | None, Instant | None, int]


def mark_and_amount(progress: Progress, challenge: Challenge, activity: Activity) -> tuple[int, str | None]:
    """What an activity adds (0: nothing), and the mark that it adds to."""
    measure = challenge.measure
    if measure.type == "sequence":
        step = counting.step_mark(measure, progress.marks, activity.kind, activity.asked)
        return (0, None) if step is None else (MICRO, step)
    amount, value = counting.contribution(
        measure, activity.kind, activity.facts, activity.asked, activity.rulebook
    )
    if amount == 0:
        return 0, None
    day = periods.local_date(activity.occurred_at, activity.member.timezone)
    if measure.type == "days_a_week":
        return amount, counting.day_mark(day, None)
    if challenge.window.type == "rolling":
        if progress.completed_at is not None and day > _stand_in_until(progress, challenge, activity.member):
            return 0, None
        return amount, counting.day_mark(day, value)
    return amount, value


def count(
    progress: Progress, challenge: Challenge, activity: Activity, mark: str | None, amount: int, at: Instant
) -> None:
    """Adds an amount to a mark, or takes it back; `at` is when what counts occurred."""
    progress.changed = True
    measure, member = challenge.measure, activity.member
    if challenge.window.type == "rolling" and mark is not None:
        _count_rolling(progress, challenge, member, mark, amount, at)
    elif mark is None:
        progress.amount += amount
    elif measure.type == "days_a_week":
        # Only days are known here and no clock: the same days come to the same weeks, whenever they are told.
        counting.add(progress.marks, mark, amount)
        most = counting.most_weeks(measure, progress.marks) * MICRO
        alive = counting.weeks_in_a_row(measure, progress.marks, _today(activity)) * MICRO
        progress.amount = most if most >= measure.target else alive
    else:
        counting.add(progress.marks, mark, amount)
        distinct = measure.type == "distinct"
        progress.amount = (
            counting.distinct_amount(progress.marks) if distinct else counting.sequence_amount(measure, progress.marks)
        )


def standing(progress: Progress, challenge: Challenge, activity: Activity, *, of_all: int | None = None) -> Standing:
    """A progress as facts tell it; `of_all`: what all have come to together."""
    measure, beside = challenge.measure, 0
    if of_all is not None:
        beside = progress.amount
    elif measure.type == "days_a_week":
        beside = sum(counting.days_in(progress.marks, counting.monday_of(_today(activity))))
    return (progress.challenge, progress.period, progress.amount if of_all is None else of_all, measure.target,
            progress.starts_at, progress.ends_at, progress.completed_at, beside)  # fmt: skip


def _today(activity: Activity) -> date:
    return periods.local_date(activity.posted_at, activity.member.timezone)


def _count_rolling(
    progress: Progress, challenge: Challenge, member: MemberView, mark: str, amount: int, at: Instant
) -> None:
    counting.add(progress.marks, mark, amount)
    days = challenge.window.days
    if progress.completed_at is not None:  # It stays completed, unless too little of that is left.
        best = counting.best_window(progress.marks, days)
        if best >= challenge.measure.target:
            progress.amount = best
            return
    last = counting.last_day(progress.marks, periods.local_date(at, member.timezone))
    progress.marks = counting.pruned(progress.marks, last, days)
    progress.amount = counting.window_amount(progress.marks, last, days)


def _stand_in_until(progress: Progress, challenge: Challenge, member: MemberView) -> date:
    """A completed rolling window goes on noting, for as long as it is, what could stand in for what is undone."""
    assert progress.completed_at is not None
    return periods.local_date(progress.completed_at, member.timezone) + timedelta(days=challenge.window.days - 1)

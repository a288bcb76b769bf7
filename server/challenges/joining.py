"""Which of a member's progresses an activity counts towards: joining, leaving, coming back, and what opens by itself.

Pure: it changes nothing but the member's progresses, given by challenge and period.
"""

from __future__ import annotations

from server.kernel import ids, periods
from server.kernel.clock import DAY, Instant
from server.programme.effect import Activity, ChallengeEntered, ChallengeQuit
from server.programme.rulebook import Challenge

from .progress import Progress

OfMember = dict[tuple[str, str], Progress]  # By challenge and period.


def enter(of_member: OfMember, fact: ChallengeEntered) -> Progress:
    """The joining: a new one, or the one that was left, where the challenge keeps it."""
    activity, member = fact.activity, fact.activity.member
    challenge = activity.rulebook.challenges[fact.challenge]
    joined_at = starts_at = activity.occurred_at
    if challenge.kept and (left := _left(of_member, challenge, joined_at)) is not None:
        left.left_at, left.changed = None, True
        return left
    ends_at: Instant | None = None
    period = str(joined_at)
    while (challenge.code, period) in of_member:  # Left and joined again while the clock stood still.
        period = str(int(period) + 1)
    if challenge.window.type == "joined":
        ends_at = starts_at + challenge.window.days * DAY
    elif challenge.window.type == "calendar":
        _, ends_at = periods.bounds(challenge.window.calendar, starts_at, member.timezone)
    elif challenge.window.type == "fixed":
        starts_at, ends_at = max(joined_at, challenge.window.starts_at), challenge.window.ends_at
    progress = Progress(
        ids.new_id(), member.id, challenge.code, period, starts_at, ends_at, joined_at=joined_at, new=True, changed=True
    )
    of_member[challenge.code, period] = progress
    return progress


def _left(of_member: OfMember, challenge: Challenge, at: Instant) -> Progress | None:
    """What a member left, whose time is not over."""
    left = [
        progress
        for (code, _), progress in of_member.items()
        if code == challenge.code
        and progress.left_at is not None
        and (progress.ends_at is None or at < progress.ends_at)
    ]
    return max(left, key=lambda progress: progress.left_at or 0, default=None)


def quit(of_member: OfMember, fact: ChallengeQuit) -> None:
    challenge = fact.activity.rulebook.challenges[fact.challenge]
    joined = running(of_member, challenge, fact.activity.occurred_at)
    if joined is not None:
        joined.left_at, joined.changed = fact.activity.occurred_at, True


def running(of_member: OfMember, challenge: Challenge, at: Instant) -> Progress | None:
    """The joining that an instant falls in."""
    for (code, _), progress in of_member.items():
        if code != challenge.code or progress.joined_at is None or progress.left_at is not None:
            continue
        if progress.joined_at <= at and (progress.ends_at is None or at < progress.ends_at):
            return progress
    return None


def open_progress(of_member: OfMember, challenge: Challenge, activity: Activity) -> Progress | None:
    """The progress that an activity counts towards; an automatic challenge's is opened by its first activity."""
    member, at, window = activity.member, activity.occurred_at, challenge.window
    if challenge.join == "choice":
        joined = running(of_member, challenge, at)
        return joined if joined is not None and joined.starts_at <= at else None
    zone = activity.rulebook.timezone if challenge.join == "together" else member.timezone
    starts_at: Instant = 0
    ends_at: Instant | None = None
    period: str = window.type
    if window.type == "calendar":
        period = periods.period_key(window.calendar, at, zone)
        starts_at, ends_at = periods.bounds(window.calendar, at, zone)
    elif window.type == "fixed":
        if not window.starts_at <= at < window.ends_at:
            return None
        starts_at, ends_at = window.starts_at, window.ends_at
    progress = of_member.get((challenge.code, period))
    if progress is None:
        since = activity.posted_at if challenge.join == "together" else None
        progress = Progress(
            ids.new_id(), member.id, challenge.code, period, starts_at, ends_at, joined_at=since, new=True
        )
        of_member[challenge.code, period] = progress
    return progress

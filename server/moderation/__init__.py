"""Moderation with due process: reports and holds become cases, moderators decide by a rule, authors may appeal.

    reported = await moderation.report(member_id, key="tap-1", ref=("post", 17), rule=2, words=None)
    await moderation.claim(moderator_id, reported.case_id)                  # and release(): another may take it
    decided = await moderation.decide(moderator_id, key="k", case_id=…, action="hide", rule=2, reason="…")
    await moderation.undo(moderator_id, decided.decision_id)
    appealed = await moderation.appeal(author_id, key="k", decision_id=…, words="…")
    await moderation.decide_appeal(another_id, key="k", appeal_id=…, verdict="overturned", reason="…")

Nothing here posts to the ledger: the community announces what was removed and restored, and the points follow.
"""

from server import community

from . import rules
from .answering import tell_of_answer
from .appeals import Appealed, appeal, decide_appeal
from .closing import close_deleted
from .committing import TOPIC, NoticeKind
from .deciding import LEASE, Decided, claim, decide, release, silenced_until, undo
from .errors import AlreadyDecided, CaseClaimed, KeyConflict, NotYours, TimeIsOver, Unusable
from .events import CaseOpened
from .queries import (
    Consequences,
    LoggedLine,
    Notice,
    Order,
    Silence,
    Summary,
    consequences,
    decided_against,
    finished,
    log,
    may_appeal_until,
    may_undo,
    may_undo_until,
    notices_by_id,
    notices_of,
    outcome,
    queue,
    read_notice,
    silence_of,
    summary,
    unread,
)
from .records import (
    Appeal,
    Case,
    CaseState,
    Decision,
    Opener,
    Report,
    appeals_by_id,
    appeals_of,
    cases_by_id,
    decisions_by_id,
    decisions_of,
    reports_of,
)
from .reporting import Reported, look_again, report, screen, tell_opened
from .rules import ACTIONS, AGAINST, Action, HoldReason, Verdict

__all__ = [
    "ACTIONS", "AGAINST", "LEASE", "TOPIC", "Action", "AlreadyDecided", "Appeal", "Appealed", "Case", "CaseClaimed",
    "CaseOpened", "CaseState", "Consequences", "Decided", "Decision", "HoldReason", "KeyConflict", "LoggedLine",
    "NotYours", "Notice", "NoticeKind", "Opener", "Order", "Report", "Reported", "Silence", "Summary", "TimeIsOver",
    "Unusable", "Verdict", "appeal", "appeals_by_id", "appeals_of", "cases_by_id", "claim", "close_deleted",
    "consequences", "decide", "decide_appeal", "decided_against", "decisions_by_id", "decisions_of", "finished", "log",
    "look_again", "may_appeal_until", "may_undo", "may_undo_until", "notices_by_id", "notices_of",
    "outcome", "queue", "read_notice", "release", "report", "reports_of", "rules", "screen", "silence_of",
    "stand_at_the_door", "summary", "tell_of_answer", "tell_opened", "undo", "unread",
]  # fmt: skip


def stand_at_the_door() -> None:
    """From now on the community asks moderation before it publishes. Asked for by every process that lets members
    write; a second time changes nothing."""
    if screen not in community.screening:
        community.screening.append(screen)
    if silenced_until not in community.is_silenced:
        community.is_silenced.append(silenced_until)

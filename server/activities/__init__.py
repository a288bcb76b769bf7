"""Activities: the recorder, through which everything comes that ever moves a point.

    outcome = await activities.record(
        RecordActivity(source=Source.of(principal), key="till-7/9001", member=("card", "…"), kind="purchase",
                       facts={"amount": "120.00"})
    )
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from server import challenges, programme
from server.jobs import Again, Handler, Job

from . import together
from .acceptance import STAFF_UNDO_DAYS, own_word_from
from .adjusting import AdjustPoints
from .due import visit_due, visit_everybody
from .errors import (
    ActivityNotFound,
    BudgetExhausted,
    InFuture,
    KeyConflict,
    MemberNotFound,
    NotAllowed,
    Overloaded,
    OwnCard,
    OwnTransfer,
    ShareExceeded,
    StaffUndoneTooLate,
    Stopping,
    ToldTooLate,
    TooLate,
    UndoneTooLate,
    UnknownCurrency,
    Unrecordable,
)
from .explaining import Bestowed, Explained, Promised, explain_activity
from .freezing import FreezePoints, freezing_of, thaw_of
from .intents import AwardPoints, Intent, JoinChallenge, LeaveChallenge, RecordActivity, ReverseActivity, Source, Verb
from .levels import (
    AnswerOffer,
    GrantTier,
    OfferTier,
    UsePerk,
    WithdrawTier,
    answering,
    granting,
    offering,
    withdrawing,
)
from .outcome import Outcome, Recorded
from .queries import (
    activities_by_id,
    awards_recorded_by,
    entries_recorded_by,
    has_sent,
    managers_of,
    own_word_since,
    recorded_by,
    rung_up_since,
)
from .reconcile import Misgiven, reconcile
from .recorder import CALL_LIMIT, Answer, Counter, Recorder
from .rehearsal import rehearse
from .spending import (
    CancelRedemption,
    ChooseBeneficiaries,
    ConfirmVoucher,
    DonatePoints,
    PinReward,
    RedeemReward,
)
from .transferring import TransferPoints, UndoTransfer, transfer_to, undoing_of

__all__ = [
    "CALL_LIMIT", "JOBS", "STAFF_UNDO_DAYS", "ActivityNotFound", "AdjustPoints", "Answer", "AnswerOffer",
    "AwardPoints", "Bestowed", "BudgetExhausted", "CancelRedemption", "ChooseBeneficiaries", "ConfirmVoucher",
    "Counter", "DonatePoints", "Explained", "FreezePoints", "GrantTier", "InFuture", "Intent", "JoinChallenge",
    "KeyConflict", "LeaveChallenge", "MemberNotFound", "Misgiven", "NotAllowed", "OfferTier", "Outcome",
    "Overloaded", "OwnCard", "OwnTransfer", "PinReward", "Promised", "RecordActivity", "Recorded", "Recorder",
    "RedeemReward", "ReverseActivity", "ShareExceeded", "Source", "StaffUndoneTooLate", "Stopping", "ToldTooLate",
    "TooLate", "TransferPoints", "UndoTransfer", "UndoneTooLate", "UnknownCurrency", "Unrecordable", "UsePerk",
    "Verb", "WithdrawTier", "activities_by_id", "answering", "awards_recorded_by", "count", "entries_recorded_by",
    "explain_activity", "freezing_of", "granting", "has_sent", "listen", "managers_of", "offering",
    "own_word_from", "own_word_since", "reconcile", "record", "record_many", "recorded_by", "rehearse",
    "rung_up_since", "start", "stop", "thaw_of", "transfer_to", "undoing_of", "visit_due", "waiting",
    "withdrawing",
]  # fmt: skip

_recorder: Recorder | None = None


def start() -> None:
    """Starts this process's recorder, on the running event loop."""
    global _recorder
    _recorder = Recorder()
    _recorder.start()


async def stop() -> None:
    """Takes nothing new and finishes what was taken."""
    if _recorder is not None:
        await _recorder.stop()


def _running() -> Recorder:
    if _recorder is None:
        raise RuntimeError("activities.start comes first.")
    return _recorder


async def record(intent: Intent) -> Outcome:
    """Records one intent. Raises the DomainError that refuses it."""
    return await _running().record(intent)


async def record_many(intents: Sequence[Intent]) -> list[Answer]:
    """Records many, answered in order, each an Outcome or what refused it. Raises Overloaded with none taken."""
    return await _running().record_many(intents)


def listen(listener: Callable[[Outcome], None]) -> None:
    """Calls `listener` with each new outcome once it is durable."""
    _running().listen(listener)


def count(counter: Counter) -> None:
    """Calls `counter` once for each batch, after its answers."""
    _running().count(counter)


async def _settle_goal(job: Job) -> Again | None:
    return await together.settle(job, record_many)


JOBS: Mapping[str, Handler] = {challenges.SETTLE_JOB: _settle_goal, programme.VISIT_JOB: visit_everybody}


def waiting() -> int:
    """How many activities wait to be recorded."""
    return _recorder.waiting if _recorder is not None else 0

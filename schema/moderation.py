"""Moderation: members report, moderators decide, authors appeal, everybody reads the log."""

from __future__ import annotations

from collections.abc import AsyncIterator
from enum import Enum
from typing import Annotated, cast

import strawberry

from schema.access import HasRole, SignedIn, access
from schema.badges import Badge, badge_of_code
from schema.context import Context, Info
from schema.currencies import Currency, currency_of
from schema.hints import shared, sized
from schema.moderation_types import (
    AppealState,
    HouseRule,
    ModerationAction,
    ModerationCase,
    Notice,
    case_of,
    cases_by_id,
    notice_of,
    notices_by_id,
    rule_of,
)
from schema.problems import (
    AlreadyDecidedProblem,
    BadInputProblem,
    CaseClaimedProblem,
    KeyConflictProblem,
    NotAllowedProblem,
    NotFoundProblem,
    ThrottledProblem,
    TimeIsOverProblem,
)
from schema.relay import After, Connection, First, connection, global_id, number_of, parsed_id
from schema.scalars import DateTime, Points
from server import activities, community, live, moderation, programme, reactions
from server.activities import Outcome
from server.kernel import clock
from server.kernel.errors import BadInput
from server.kernel.paging import page_size
from server.moderation import Action, LoggedLine, Order, Verdict

_CONTENTS: dict[str, community.ContentKind] = {"Post": "post", "Comment": "comment"}


@strawberry.enum(description="The order of the moderators' queue.")
class QueueOrder(Enum):
    MOST_REPORTED = strawberry.enum_value("most_reported", description="What most have reported first.")
    NEWEST = strawberry.enum_value("newest", description="What came last first.")


@strawberry.enum(description="How an appeal ends.")
class AppealOutcome(Enum):
    UPHELD = strawberry.enum_value("upheld", description="The decision stands.")
    OVERTURNED = strawberry.enum_value("overturned", description="The decision is taken back, and all that it took.")


@strawberry.input(description="What breaks a rule.")
class ReportContentInput:
    key: str = strawberry.field(description="The sender's own name for this attempt. Sent again, nothing more happens.")
    content: strawberry.ID = strawberry.field(description="The post or the comment.")
    rule: int = strawberry.field(description="The number of the house rule that it breaks.")
    words: str | None = strawberry.field(description="What the moderators should know, at most 1000 characters.")


@strawberry.input(description="What a moderator decides.")
class DecideCaseInput:
    key: str = strawberry.field(description="The sender's own name for this attempt. Sent again, nothing more happens.")
    case: strawberry.ID = strawberry.field(description="The case.")
    action: ModerationAction = strawberry.field(description="What is done.")
    rule: int = strawberry.field(description="The number of the house rule that it is done by.")
    reason: str = strawberry.field(description="What the author is told, at most 500 characters.")
    silence_until: DateTime | None = strawberry.field(description="With SILENCE: until when.")


@strawberry.input(description="What an author says against a decision.")
class AppealDecisionInput:
    key: str = strawberry.field(description="The sender's own name for this attempt. Sent again, nothing more happens.")
    decision: strawberry.ID = strawberry.field(description="The decision, as the notice names it.")
    words: str = strawberry.field(description="Why another moderator should look again, at most 1000 characters.")


@strawberry.input(description="How a moderator decides an appeal.")
class DecideAppealInput:
    key: str = strawberry.field(description="The sender's own name for this attempt. Sent again, nothing more happens.")
    appeal: strawberry.ID = strawberry.field(description="The appeal.")
    outcome: AppealOutcome = strawberry.field(description="Whether the decision stands.")
    reason: str = strawberry.field(description="What the author is told, at most 500 characters.")


@strawberry.type(description="A moderator will look at it. The reporter hears how it went.")
class ContentReported:
    replayed: bool = strawberry.field(description="Whether the same member had reported it before.")


@strawberry.type(description="The case is the asker's for a few minutes.")
class CaseTaken:
    case: ModerationCase = strawberry.field(description="The case.")


@strawberry.type(description="The case is decided, and everybody whom it concerns has a notice.")
class CaseDecided:
    case: ModerationCase = strawberry.field(description="The case.")
    decision_id: strawberry.ID = strawberry.field(description="The decision, to undo it.")
    replayed: bool = strawberry.field(description="Whether it had been decided under this key before.")


@strawberry.type(description="Everything is as it was, and the case waits again.")
class DecisionUndone:
    case: ModerationCase = strawberry.field(description="The case.")
    replayed: bool = strawberry.field(description="Whether it had been undone before.")


@strawberry.type(description="Another moderator will look at it.")
class DecisionAppealed:
    appeal_id: strawberry.ID = strawberry.field(description="The appeal.")
    replayed: bool = strawberry.field(description="Whether it had been appealed under this key before.")


@strawberry.type(description="The appeal is decided, and its author has a notice.")
class AppealDecided:
    case: ModerationCase = strawberry.field(description="The case.")
    replayed: bool = strawberry.field(description="Whether it had been decided under this key before.")


@strawberry.type(description="The notice is opened.")
class NoticeRead:
    notice: Notice = strawberry.field(description="The notice.")


ReportContentResult = Annotated[
    ContentReported | NotFoundProblem | BadInputProblem | KeyConflictProblem | ThrottledProblem,
    strawberry.union("ReportContentResult", description="What became of reporting."),
]
ClaimCaseResult = Annotated[
    CaseTaken | CaseClaimedProblem | AlreadyDecidedProblem | NotAllowedProblem | NotFoundProblem,
    strawberry.union("ClaimCaseResult", description="What became of claiming."),
]
DecideCaseResult = Annotated[
    CaseDecided | CaseClaimedProblem | AlreadyDecidedProblem | NotAllowedProblem | NotFoundProblem | BadInputProblem
    | KeyConflictProblem,
    strawberry.union("DecideCaseResult", description="What became of deciding."),
]  # fmt: skip
UndoDecisionResult = Annotated[
    DecisionUndone | AlreadyDecidedProblem | TimeIsOverProblem | CaseClaimedProblem | NotAllowedProblem
    | NotFoundProblem,
    strawberry.union("UndoDecisionResult", description="What became of undoing."),
]  # fmt: skip
AppealDecisionResult = Annotated[
    DecisionAppealed | AlreadyDecidedProblem | TimeIsOverProblem | NotFoundProblem | BadInputProblem
    | KeyConflictProblem,
    strawberry.union("AppealDecisionResult", description="What became of appealing."),
]  # fmt: skip
DecideAppealResult = Annotated[
    AppealDecided | AlreadyDecidedProblem | CaseClaimedProblem | NotAllowedProblem | NotFoundProblem | BadInputProblem
    | KeyConflictProblem,
    strawberry.union("DecideAppealResult", description="What became of deciding the appeal."),
]  # fmt: skip
ReadNoticeResult = Annotated[
    NoticeRead | NotFoundProblem, strawberry.union("ReadNoticeResult", description="What became of opening it.")
]


@strawberry.type
class ModerationMutation:
    @strawberry.mutation(description="Tell the moderators that a text breaks a rule.", metadata=access(SignedIn()))
    async def report_content(
        self, info: Info, input: Annotated[ReportContentInput, strawberry.argument(description="What breaks what.")]
    ) -> ReportContentResult:
        reported = await moderation.report(
            _me(info), key=input.key, ref=_ref(input.content), rule=input.rule, words=input.words
        )
        return ContentReported(replayed=reported.replayed)

    @strawberry.mutation(
        description="Take a case for five minutes, or for five more: nobody else decides it meanwhile.",
        metadata=access(HasRole("moderator")),
    )
    async def claim_case(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The case.")]
    ) -> ClaimCaseResult:
        case_id = number_of(id, "ModerationCase")
        await moderation.claim(_me(info), case_id)
        return CaseTaken(case=await _case(info.context, case_id))

    @strawberry.mutation(
        description="Decide a case. `decisionPreview` says beforehand what that leaves behind.",
        metadata=access(HasRole("moderator")),
    )
    async def decide_case(
        self, info: Info, input: Annotated[DecideCaseInput, strawberry.argument(description="What is decided.")]
    ) -> DecideCaseResult:
        decided = await moderation.decide(
            _me(info),
            key=input.key,
            case_id=number_of(input.case, "ModerationCase", "case"),
            action=_action(input.action),
            rule=input.rule,
            reason=input.reason,
            silence_until=input.silence_until,
        )
        return CaseDecided(
            case=await _case(info.context, decided.case_id),
            decision_id=global_id("Decision", decided.decision_id),
            replayed=decided.replayed,
        )

    @strawberry.mutation(
        description="Undo a decision, one's own or another moderator's: everything is put back.",
        metadata=access(HasRole("moderator")),
    )
    async def undo_decision(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The decision.")]
    ) -> UndoDecisionResult:
        undone = await moderation.undo(_me(info), number_of(id, "Decision"))
        return DecisionUndone(case=await _case(info.context, undone.case_id), replayed=undone.replayed)

    @strawberry.mutation(
        description="Ask another moderator to look again at a decision about what one wrote, once.",
        metadata=access(SignedIn()),
    )
    async def appeal_decision(
        self, info: Info, input: Annotated[AppealDecisionInput, strawberry.argument(description="What and why.")]
    ) -> AppealDecisionResult:
        appealed = await moderation.appeal(
            _me(info), key=input.key, decision_id=number_of(input.decision, "Decision", "decision"), words=input.words
        )
        return DecisionAppealed(appeal_id=global_id("Appeal", appealed.appeal_id), replayed=appealed.replayed)

    @strawberry.mutation(
        description="Decide an appeal against another moderator's decision.", metadata=access(HasRole("moderator"))
    )
    async def decide_appeal(
        self, info: Info, input: Annotated[DecideAppealInput, strawberry.argument(description="What is decided.")]
    ) -> DecideAppealResult:
        decided = await moderation.decide_appeal(
            _me(info),
            key=input.key,
            appeal_id=number_of(input.appeal, "Appeal", "appeal"),
            verdict=cast(Verdict, input.outcome.value),
            reason=input.reason,
        )
        return AppealDecided(case=await _case(info.context, decided.case_id), replayed=decided.replayed)

    @strawberry.mutation(description="Open one of one's own notices.", metadata=access(SignedIn()))
    async def read_notice(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The notice.")]
    ) -> ReadNoticeResult:
        number = number_of(id, "Notice")
        await moderation.read_notice(_me(info), number)
        return NoticeRead(notice=(await notices_by_id(info.context, [number]))[number])


# Reading


@strawberry.type(description="Points that would go back.")
class PointsGoing:
    currency: Currency = strawberry.field(description="Of what.")
    points: Points = strawberry.field(description="How many, in minor units.")


@strawberry.type(description="What an action would leave behind, before it is taken.")
class Consequences:
    state: str = strawberry.field(description="What becomes of the text: published, hidden or removed.")
    hides: bool = strawberry.field(description="Whether others no longer read it.")
    shows: bool = strawberry.field(description="Whether others read it from now on.")
    warns: bool = strawberry.field(description="Whether its author is warned.")
    silence_until: DateTime | None = strawberry.field(description="Until when its author does not write.")
    author_is_told: bool = strawberry.field(description="Whether its author has a notice.")
    reporters_told: int = strawberry.field(description="How many reporters hear of it.")
    undo_until: DateTime = strawberry.field(description="Until when it can be undone.")
    appeal_until: DateTime | None = strawberry.field(description="Until when its author may appeal; null: nothing to.")
    points: list[PointsGoing] = strawberry.field(description="What its author gives back.", metadata=sized(2))
    badges: list[Badge] = strawberry.field(description="The badges that its author loses.", metadata=sized(1))


@strawberry.type(description="The moderators' desk at a glance.")
class ModerationSummary:
    waiting: int = strawberry.field(description="How many cases wait.")
    latest_minutes: int | None = strawberry.field(description="How long the latest one that was decided had waited.")


@strawberry.type(description="One line of the public log: no names, no words, no day.")
class ModerationLogLine:
    month: str = strawberry.field(description="The month, such as 2026-11.")
    action: ModerationAction = strawberry.field(description="What was done.")
    rule: HouseRule = strawberry.field(description="The rule that it was done by.")
    appeal: AppealState | None = strawberry.field(description="How its appeals stand or ended; null: there was none.")
    count: int = strawberry.field(description="How many times.")


@strawberry.type(description="The asker does not write for a while, by a moderator's decision.")
class Silence:
    until: DateTime = strawberry.field(description="Until when.")
    notice: Notice | None = strawberry.field(description="The letter that says why, and how to appeal.")


@strawberry.type
class ModerationQuery:
    @strawberry.field(
        description="The cases that wait for a moderator, each text once.", metadata=access(HasRole("moderator"))
    )
    async def moderation_queue(
        self,
        info: Info,
        order: Annotated[
            QueueOrder | None, strawberry.argument(description="Left out: what most have reported first.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[ModerationCase]:
        wanted = cast(Order, (order or QueueOrder.MOST_REPORTED).value)
        page = await moderation.queue(wanted, first=page_size(first), after=after)
        return connection(page, lambda row: case_of(row, info.context))

    @strawberry.field(description="How the moderators' desk stands.", metadata=access(HasRole("moderator")))
    async def moderation_summary(self, info: Info) -> ModerationSummary:
        found = await moderation.summary()
        return ModerationSummary(waiting=found.waiting, latest_minutes=found.latest_minutes)

    @strawberry.field(
        description="What an action would leave behind: exactly, for it is worked out as it would be, and not kept.",
        metadata=access(HasRole("moderator")),
    )
    async def decision_preview(
        self,
        info: Info,
        case: Annotated[strawberry.ID, strawberry.argument(description="The case.")],
        action: Annotated[ModerationAction, strawberry.argument(description="What would be done.")],
        silence_until: Annotated[
            DateTime | None, strawberry.argument(description="With SILENCE: until when.")
        ] = None,
    ) -> Consequences:
        return await _consequences(info.context, number_of(case, "ModerationCase", "case"), action, silence_until)

    @strawberry.field(description="The house rules.", metadata=sized(4))
    def house_rules(self, info: Info) -> list[HouseRule]:
        book = programme.current()
        return [rule_of(number, book.number, info.context.language) for number in book.house_rules]

    @strawberry.field(description="The asker's notices, newest first.", metadata=access(SignedIn()))
    async def notices(self, info: Info, first: First = None, after: After = None) -> Connection[Notice]:
        return connection(await moderation.notices_of(_me(info), first=page_size(first), after=after), notice_of)

    @strawberry.field(description="How many notices the asker has not opened.", metadata=access(SignedIn()))
    async def notices_unread(self, info: Info) -> int:
        return await moderation.unread(_me(info))

    @strawberry.field(
        description="What keeps the asker from writing now; null: nothing.", metadata=access(SignedIn())
    )
    async def my_silence(self, info: Info) -> Silence | None:
        found = await moderation.silence_of(_me(info))
        if found is None:
            return None
        notice_id = found.notice_id
        letters = await notices_by_id(info.context, [notice_id]) if notice_id is not None else {}
        return Silence(until=DateTime(found.until), notice=letters.get(notice_id or 0))

    @strawberry.field(description="What moderators decided, month by month, the latest first. Open to all.")
    async def moderation_log(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[ModerationLogLine]:
        page = await moderation.log(first=page_size(first), after=after)
        return connection(page, lambda line: _line(line, info.context))


@strawberry.type(description="The moderators' queue moved.")
class CaseChange:
    case_id: strawberry.ID = strawberry.field(description="The case that moved last.")
    waiting: int = strawberry.field(description="How many wait now.")
    changed_at: DateTime = strawberry.field(description="When it was read.")


@strawberry.type
class ModerationSubscription:
    @strawberry.subscription(
        description="Whenever a case came, was claimed, decided, undone or appealed, at most five times a second: read "
        "the queue again.",
        metadata=access(HasRole("moderator")) | shared(),
    )
    async def case_changed(self, info: Info) -> AsyncIterator[CaseChange]:
        messages = live.subscribe(moderation.TOPIC)
        try:
            async for message in messages:
                number = 0 if message is live.MISSED else message["case"]
                waiting = (await moderation.summary()).waiting
                yield CaseChange(
                    case_id=global_id("ModerationCase", number), waiting=waiting, changed_at=DateTime(clock.now())
                )
        finally:
            messages.close()


def _me(info: Info) -> int:
    member_id = info.context.principal.member_id
    assert member_id is not None  # SignedIn, HasRole
    return member_id


def _action(action: ModerationAction) -> Action:
    return cast(Action, action.value)


def _ref(content: str) -> community.Ref:
    """Raises BadInput for what is no text."""
    name, _ = parsed_id(content)
    if name not in _CONTENTS:
        raise BadInput("content", "content must be the id of a Post or a Comment.")
    return _CONTENTS[name], number_of(content, name, "content")


async def _case(context: Context, case_id: int) -> ModerationCase:
    context.forget()
    return (await cases_by_id(context, [case_id]))[case_id]


async def _consequences(
    context: Context, case_id: int, action: ModerationAction, silence_until: int | None
) -> Consequences:
    found = await moderation.consequences(case_id, _action(action), silence_until)
    points, badges = await _going(context, case_id) if found.hides else ([], [])
    return Consequences(
        state=found.state,
        hides=found.hides,
        shows=found.shows,
        warns=found.warns,
        silence_until=DateTime(found.silence_until) if found.silence_until is not None else None,
        author_is_told=found.author_is_told,
        reporters_told=found.reporters_told,
        undo_until=DateTime(found.undo_until),
        appeal_until=DateTime(found.appeal_until) if found.appeal_until is not None else None,
        points=points,
        badges=badges,
    )


async def _going(context: Context, case_id: int) -> tuple[list[PointsGoing], list[Badge]]:
    """What an author gives back where their text is taken away: the very reversals, rehearsed."""
    row = (await moderation.cases_by_id([case_id]))[case_id]
    book, language = programme.current(), context.language
    answers = await activities.rehearse(await reactions.reversals_of(row.ref))
    outcomes = [answer for answer in answers if isinstance(answer, Outcome)]
    sums: dict[str, int] = {}
    for entry in (entry for outcome in outcomes for entry in outcome.entries):
        sums[entry.currency] = sums.get(entry.currency, 0) - entry.points
    return (
        [
            PointsGoing(currency=currency_of(book, code, language), points=Points(points))
            for code, points in sums.items()
            if points
        ],
        [badge_of_code(book, award.badge, language) for outcome in outcomes for award in outcome.revoked],
    )


def _line(line: LoggedLine, context: Context) -> ModerationLogLine:
    return ModerationLogLine(
        month=line.month,
        action=ModerationAction(line.action),
        rule=rule_of(line.rule, line.version, context.language),
        appeal=AppealState(line.appeal) if line.appeal != "none" else None,
        count=line.count,
    )

"""What members and moderators do: report, claim, decide, undo, appeal, and decide an appeal."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, cast

import strawberry

from schema.access import HasRole, SignedIn, access
from schema.cases import ModerationCase, cases_by_id
from schema.context import Context, Info
from schema.moderation_types import ModerationAction
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
from schema.relay import global_id, number_of, parsed_id
from schema.scalars import DateTime
from server import community, moderation
from server.moderation import Action, Verdict

_CONTENTS: dict[str, community.ContentKind] = {"Post": "post", "Comment": "comment"}


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


@strawberry.type(description="Another moderator may take the case at once.")
class CaseReleased:
    case: ModerationCase = strawberry.field(description="The case.")


@strawberry.type(description="The case is decided, and everybody whom it concerns has a notice.")
class CaseDecided:
    case: ModerationCase = strawberry.field(description="The case.")
    decision_id: strawberry.ID = strawberry.field(description="The decision, to undo it.")
    replayed: bool = strawberry.field(description="Whether it had been decided under this key before.")


@strawberry.type(description="Everything is as it was, and the case waits again. What was rewritten since is held.")
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


ReportContentResult = Annotated[
    ContentReported | NotFoundProblem | BadInputProblem | KeyConflictProblem | ThrottledProblem,
    strawberry.union("ReportContentResult", description="What became of reporting."),
]
ClaimCaseResult = Annotated[
    CaseTaken | CaseClaimedProblem | AlreadyDecidedProblem | NotAllowedProblem | NotFoundProblem,
    strawberry.union("ClaimCaseResult", description="What became of claiming."),
]
ReleaseCaseResult = Annotated[
    CaseReleased | NotFoundProblem, strawberry.union("ReleaseCaseResult", description="What became of letting go.")
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
        description="Let go of a case that one took: another may take it at once. Another's stays theirs.",
        metadata=access(HasRole("moderator")),
    )
    async def release_case(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The case.")]
    ) -> ReleaseCaseResult:
        case_id = number_of(id, "ModerationCase")
        await moderation.release(_me(info), case_id)
        return CaseReleased(case=await _case(info.context, case_id))

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
        raise moderation.Unusable(
            "content",
            sv="content ska vara ett id för en Post eller en Comment.",
            en="content must be the id of a Post or a Comment.",
        )
    return _CONTENTS[name], number_of(content, name, "content")


async def _case(context: Context, case_id: int) -> ModerationCase:
    context.forget()
    return (await cases_by_id(context, [case_id]))[case_id]

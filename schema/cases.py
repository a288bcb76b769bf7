"""Cases as moderators see them. Who reported stays unsaid; who decided is said to moderators alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import strawberry

from schema.context import Context, Info
from schema.hints import sized
from schema.moderation_types import (
    AppealState,
    CaseOpener,
    CaseState,
    HoldReason,
    HouseRule,
    ModeratedText,
    ModerationAction,
    moderates,
    rule_of,
    text_of,
)
from schema.relay import Node, global_id
from schema.scalars import DateTime
from server import community, members, moderation
from server.community import Content, Ref
from server.kernel import clock
from server.moderation import Appeal as AppealRow
from server.moderation import Case, Report
from server.programme.rulebook import Language

REPORTS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class About:
    """Something that was said of a text: a report or a decision, by its number."""

    ref: Ref
    number: int


@strawberry.type(description="Who wrote a text, as far as a moderator needs to know.")
class ModeratedAuthor:
    display_name: str = strawberry.field(description="What the member is called.")
    joined_at: DateTime = strawberry.field(description="When the account was made.")
    decided_against: int = strawberry.field(description="How many decisions against them stand.")


@strawberry.type(description="Why somebody reported a text. Who it was stays unsaid.")
class CaseReport:
    rule: HouseRule = strawberry.field(description="The rule that it breaks, as they see it.")
    words: str | None = strawberry.field(description="What they added.")
    reported_at: DateTime = strawberry.field(description="When.")
    about: strawberry.Private[About]

    @strawberry.field(description="What they read, where the text has been edited since; null: it is as it was.")
    async def said(self, info: Info) -> str | None:
        return await said_then(info.context, self.about)


@strawberry.type(description="An author asks another moderator to look again.")
class Appeal(Node):
    words: str = strawberry.field(description="What the author says.")
    state: AppealState = strawberry.field(description="How it stands.")
    appealed_at: DateTime = strawberry.field(description="When it was asked for.")
    reason: str | None = strawberry.field(description="What the other moderator says.")
    decided_at: DateTime | None = strawberry.field(description="When it was decided.")


@strawberry.type(description="What a moderator decided, and by which rule.")
class Decision(Node):
    action: ModerationAction = strawberry.field(description="What was done.")
    rule: HouseRule = strawberry.field(description="The rule that it was done by.")
    reason: str = strawberry.field(description="What its author is told.")
    silence_until: DateTime | None = strawberry.field(description="Until when the author does not write.")
    decided_at: DateTime = strawberry.field(description="When.")
    undo_until: DateTime = strawberry.field(description="Until when it can be undone.")
    undone_at: DateTime | None = strawberry.field(description="When it was undone; null: it stands.")
    by_me: bool = strawberry.field(description="Whether the asker decided it.")
    undone_by_id: strawberry.Private[int | None]
    case_number: strawberry.Private[int]
    moderator_id: strawberry.Private[int]
    number: strawberry.Private[int]

    @strawberry.field(description="What it was about, where the text has been edited since; null: it is as it was.")
    async def said(self, info: Info) -> str | None:
        case = await info.context.load(cases_by_number, self.case_number)
        return await said_then(info.context, About(case.ref, self.number)) if case is not None else None

    @strawberry.field(
        description="Whether its author wrote something else after the text was taken away, and nobody has decided "
        "about that: where the decision is taken back, the text waits for a moderator and is not read at once."
    )
    async def rewritten(self, info: Info) -> bool:
        case = await info.context.load(cases_by_number, self.case_number)
        text = await info.context.load(texts_by_ref, case.ref) if case is not None else None
        then = await self.said(info)
        return text is not None and text.state in ("hidden", "held") and then not in (None, text.body)

    @strawberry.field(description="Whether the asker may undo it now; another moderator's too.")
    async def may_undo(self, info: Info) -> bool:
        me = info.context.principal.member_id
        case = await info.context.load(cases_by_number, self.case_number)
        row = await info.context.load(decisions_by_number, self.number)
        if case is None or row is None or me is None:
            return False
        return moderation.may_undo(row, case, await info.context.load(appeals_by_decision, row.id), me)

    @strawberry.field(description="Who undid it; null: it stands.")
    async def undone_by(self, info: Info) -> str | None:
        return await _name(info.context, self.undone_by_id) if self.undone_by_id is not None else None

    @strawberry.field(description="Who decided.")
    async def moderator(self, info: Info) -> str:
        return await _name(info.context, self.moderator_id)

    @strawberry.field(description="The appeal against it; null: there is none.")
    async def appeal(self, info: Info) -> Appeal | None:
        row = await info.context.load(appeals_by_decision, self.number)
        return appeal_of(row) if row is not None else None


@strawberry.type(description="A text that waits for a moderator, or had one. For moderators.")
class ModerationCase(Node):
    state: CaseState = strawberry.field(description="Where it stands.")
    opened_by: CaseOpener = strawberry.field(description="What brought it here.")
    reasons: list[HoldReason] = strawberry.field(description="Why it was held.", metadata=sized(2))
    report_count: int = strawberry.field(description="How many members reported it.")
    opened_at: DateTime = strawberry.field(description="Since when it is known.")
    queued_at: DateTime = strawberry.field(description="Since when it waits, or waited.")
    decided_at: DateTime | None = strawberry.field(description="When it was last decided.")
    claimed_until: DateTime | None = strawberry.field(description="Until when a moderator has it.")
    claimed_by_me: bool = strawberry.field(description="Whether that is the asker.")
    row: strawberry.Private[Case]

    @strawberry.field(description="The moderator who is looking at it; null: nobody.")
    async def claimed_by(self, info: Info) -> str | None:
        who = self.row.claimed_at(clock.now())
        return await _name(info.context, who) if who is not None else None

    @strawberry.field(description="What was written.")
    async def text(self, info: Info) -> ModeratedText | None:
        text = await info.context.load(texts_by_ref, self.row.ref)
        return text_of(text) if text is not None else None

    @strawberry.field(description="Who wrote it.")
    async def author(self, info: Info) -> ModeratedAuthor:
        who = self.row.author_id
        member = await info.context.load(members_by_number, who)
        against = await info.context.load(against_by_author, who)
        return ModeratedAuthor(
            display_name=member.display_name if member is not None else "?",
            joined_at=DateTime(member.joined_at if member is not None else 0),
            decided_against=against or 0,
        )

    @strawberry.field(description="The first ten reports.", metadata=sized(3))
    async def reports(self, info: Info) -> list[CaseReport]:
        rows = await info.context.load(reports_by_case, self.row.id) or []
        return [report_of(row, self.row.ref, info.context.language) for row in rows]

    @strawberry.field(description="The decisions about it, the latest last; those that were undone too.",
                      metadata=sized(2))
    async def decisions(self, info: Info) -> list[Decision]:
        rows = await info.context.load(decisions_by_case, self.row.id) or []
        return [decision_of(row, info.context) for row in rows]

    @strawberry.field(description="Why the asker cannot decide it themselves, in words; null: they can.")
    async def not_mine(self, info: Info) -> str | None:
        context = info.context
        me = context.principal.member_id
        if self.row.author_id == me:
            return _NOT_MINE["text"][context.language]
        decided = await context.load(decisions_by_case, self.row.id) or []
        if self.row.state == "appealed" and decided and decided[-1].moderator_id == me:
            return _NOT_MINE["decision"][context.language]
        return None


_NOT_MINE: Mapping[str, Mapping[Language, str]] = {
    "text": {
        "sv": "Det är din egen text. En annan moderator avgör den.",
        "en": "You wrote this yourself. Another moderator decides about it.",
    },
    "decision": {
        "sv": "Du fattade beslutet. En annan moderator prövar överklagandet.",
        "en": "You made this decision. Another moderator looks at the appeal.",
    },
}


# Making them


def report_of(row: Report, ref: Ref, language: Language) -> CaseReport:
    return CaseReport(
        rule=rule_of(row.rule, None, language),
        words=row.words,
        reported_at=DateTime(row.reported_at),
        about=About(ref, row.id),
    )


def appeal_of(row: AppealRow) -> Appeal:
    return Appeal(
        id=global_id("Appeal", row.id),
        words=row.words,
        state=AppealState(row.state),
        appealed_at=DateTime(row.appealed_at),
        reason=row.reason,
        decided_at=DateTime(row.decided_at) if row.decided_at is not None else None,
    )


def decision_of(row: moderation.Decision, context: Context) -> Decision:
    return Decision(
        id=global_id("Decision", row.id),
        action=ModerationAction(row.action),
        rule=rule_of(row.rule, row.version, context.language),
        reason=row.reason,
        silence_until=DateTime(row.silence_until) if row.silence_until is not None else None,
        decided_at=DateTime(row.decided_at),
        undo_until=DateTime(moderation.may_undo_until(row)),
        undone_at=DateTime(row.undone_at) if row.undone_at is not None else None,
        undone_by_id=row.undone_by,
        by_me=row.moderator_id == context.principal.member_id,
        case_number=row.case_id,
        moderator_id=row.moderator_id,
        number=row.id,
    )


def case_of(row: Case, context: Context) -> ModerationCase:
    who = row.claimed_at(clock.now())
    state = "claimed" if row.state == "open" and who is not None else row.state
    return ModerationCase(
        id=global_id("ModerationCase", row.id),
        state=CaseState(state),
        opened_by=CaseOpener(row.opened_by),
        reasons=[HoldReason(reason) for reason in row.reasons],
        report_count=row.report_count,
        opened_at=DateTime(row.opened_at),
        queued_at=DateTime(row.queued_at),
        decided_at=DateTime(row.decided_at) if row.decided_at is not None else None,
        claimed_until=DateTime(row.claimed_until) if who is not None and row.claimed_until is not None else None,
        claimed_by_me=who is not None and who == context.principal.member_id,
        row=row,
    )


# Batches


async def cases_by_id(context: Context, case_ids: Sequence[int]) -> Mapping[int, ModerationCase]:
    """For moderators; to others there is none."""
    if not moderates(context.principal):
        return {}
    return {id: case_of(row, context) for id, row in (await moderation.cases_by_id(case_ids)).items()}


async def decisions_for_moderators(context: Context, decision_ids: Sequence[int]) -> Mapping[int, Decision]:
    if not moderates(context.principal):
        return {}
    return {id: decision_of(row, context) for id, row in (await moderation.decisions_by_id(decision_ids)).items()}


async def appeals_for_moderators(context: Context, appeal_ids: Sequence[int]) -> Mapping[int, Appeal]:
    if not moderates(context.principal):
        return {}
    return {id: appeal_of(row) for id, row in (await moderation.appeals_by_id(appeal_ids)).items()}


async def cases_by_number(context: Context, case_ids: Sequence[int]) -> Mapping[int, Case]:
    return await moderation.cases_by_id(case_ids)


async def decisions_by_number(context: Context, ids: Sequence[int]) -> Mapping[int, moderation.Decision]:
    return await moderation.decisions_by_id(ids)


async def decisions_by_case(context: Context, ids: Sequence[int]) -> Mapping[int, list[moderation.Decision]]:
    return await moderation.decisions_of(ids)


async def appeals_by_decision(context: Context, ids: Sequence[int]) -> Mapping[int, AppealRow]:
    return await moderation.appeals_of(ids)


async def reports_by_case(context: Context, ids: Sequence[int]) -> Mapping[int, list[Report]]:
    return await moderation.reports_of(ids, most=REPORTS_SHOWN)


async def texts_by_ref(context: Context, refs: Sequence[Ref]) -> Mapping[Ref, Content]:
    return await community.content(refs)


async def bodies_then(context: Context, moments: Sequence[tuple[int, int]]) -> Mapping[tuple[int, int], str]:
    return await community.as_it_stood(moments)


async def said_then(context: Context, about: About) -> str | None:
    """What a text said when something was said of it. None where it says the same, or its author deleted it."""
    text = await context.load(texts_by_ref, about.ref)
    if text is None or text.state == "deleted":
        return None
    return await context.load(bodies_then, (text.id, about.number))


async def members_by_number(context: Context, ids: Sequence[int]) -> Mapping[int, members.Member]:
    return await members.members_by_id(ids)


async def against_by_author(context: Context, ids: Sequence[int]) -> Mapping[int, int]:
    return await moderation.decided_against(ids)


async def _name(context: Context, member_id: int) -> str:
    member = await context.load(members_by_number, member_id)
    return member.display_name if member is not None else "?"

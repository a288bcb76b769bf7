"""The letters that members have: what was decided about what they wrote or reported, and what silences them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import strawberry

from schema.access import SignedIn, access
from schema.cases import (
    About,
    Appeal,
    appeal_of,
    appeals_by_decision,
    cases_by_number,
    decisions_by_case,
    decisions_by_number,
    said_then,
    texts_by_ref,
)
from schema.context import Context, Info
from schema.ideas import Idea, ideas_by_answer
from schema.moderation_types import (
    HouseRule,
    ModeratedText,
    ModerationAction,
    NoticeKind,
    ReportOutcome,
    rule_of,
    text_of,
)
from schema.problems import NotFoundProblem
from schema.relay import After, Connection, First, Node, connection, global_id, number_of
from schema.scalars import DateTime
from server import community, moderation
from server.community import Answer, Content, Ref
from server.kernel import clock
from server.kernel.paging import page_size


@strawberry.type(description="A letter of the moderators' to a member: what was decided, by which rule and why.")
class Notice(Node):
    kind: NoticeKind = strawberry.field(description="What it tells.")
    sent_at: DateTime = strawberry.field(description="When it came.")
    read_at: DateTime | None = strawberry.field(description="When the member opened it; null: not yet.")
    row: strawberry.Private[moderation.Notice]

    @strawberry.field(
        description="The words concerned, as they were then. Another's text is as it is; where it cannot be read now, "
        "its body is empty."
    )
    async def text(self, info: Info) -> ModeratedText | None:
        ref = await self._ref(info)
        text = await info.context.load(texts_by_ref, ref) if ref is not None else None
        if text is None:
            return None
        if text.author_id == self.row.member_id:
            then = self.row.decision_id or self.row.answer_id or self.row.id
            return text_of(text, await said_then(info.context, About(text.ref, then)))
        read = text.state == "published" and await self._stands_open(info, text)
        return text_of(text, None if read else "")

    @strawberry.field(description="What was answered to the member's idea.")
    async def idea(self, info: Info) -> Idea | None:
        return await info.context.load(ideas_by_answer, self.row.answer_id or 0)

    @strawberry.field(description="What was done; to a reporter, what was done about the text, and nothing else.")
    async def action(self, info: Info) -> ModerationAction | None:
        decision = await self._decision(info)
        if decision is None:
            return None
        reported = self.row.kind == "reported"
        return ModerationAction(moderation.rules.told_of(decision.action) if reported else decision.action)

    @strawberry.field(description="For a reporter: what has become of the text by now; null: they reported nothing.")
    async def outcome(self, info: Info) -> ReportOutcome | None:
        case = await info.context.load(cases_by_number, self.row.case_id or 0)
        if self.row.kind != "reported" or case is None:
            return None
        text = await info.context.load(texts_by_ref, case.ref)
        decisions = await info.context.load(decisions_by_case, case.id) or []
        return ReportOutcome(moderation.outcome(case, text.state if text is not None else "deleted", decisions))

    @strawberry.field(description="The rule that it was done by.")
    async def rule(self, info: Info) -> HouseRule | None:
        decision = await self._decision(info)
        return rule_of(decision.rule, decision.version, info.context.language) if decision is not None else None

    @strawberry.field(description="Why, in the moderator's own words. For the author.")
    async def reason(self, info: Info) -> str | None:
        decision = await self._decision(info)
        return decision.reason if decision is not None and self.row.kind != "reported" else None

    @strawberry.field(description="Until when the author does not write; null: they may.")
    async def silence_until(self, info: Info) -> DateTime | None:
        decision = await self._decision(info)
        until = decision.silence_until if decision is not None and self.row.kind == "decided" else None
        return DateTime(until) if until is not None and decision.undone_at is None else None  # type: ignore[union-attr]

    @strawberry.field(description="The decision's id, to appeal it; null where it is not the member's to appeal.")
    async def decision_id(self, info: Info) -> strawberry.ID | None:
        decision = await self._decision(info)
        return global_id("Decision", decision.id) if decision is not None and self._appealable(decision) else None

    @strawberry.field(description="Until when the decision can be appealed; null: it cannot.")
    async def appeal_until(self, info: Info) -> DateTime | None:
        decision = await self._decision(info)
        if decision is None or not self._appealable(decision) or decision.undone_at is not None:
            return None
        if await info.context.load(appeals_by_decision, decision.id) is not None:
            return None
        until = moderation.may_appeal_until(decision)
        return DateTime(until) if until > clock.now() else None

    @strawberry.field(description="Whether the decision was undone.")
    async def undone(self, info: Info) -> bool:
        decision = await self._decision(info)
        return decision is not None and decision.undone_at is not None

    @strawberry.field(description="The appeal against it. For the author.")
    async def appeal(self, info: Info) -> Appeal | None:
        if self.row.decision_id is None or self.row.kind == "reported":
            return None
        row = await info.context.load(appeals_by_decision, self.row.decision_id)
        return appeal_of(row) if row is not None else None

    async def _ref(self, info: Info) -> Ref | None:
        if self.row.answer_id is not None:
            answer = await info.context.load(answers_by_number, self.row.answer_id)
            return ("post", answer.post_id) if answer is not None else None
        case = await info.context.load(cases_by_number, self.row.case_id or 0)
        return case.ref if case is not None else None

    async def _stands_open(self, info: Info, text: Content) -> bool:
        """A comment is read by others only while its post is."""
        post = await info.context.load(texts_by_ref, ("post", text.post_id))
        return post is not None and post.state == "published"

    async def _decision(self, info: Info) -> moderation.Decision | None:
        return await info.context.load(decisions_by_number, self.row.decision_id or 0)

    def _appealable(self, decision: moderation.Decision) -> bool:
        return self.row.kind == "decided" and decision.action in moderation.AGAINST


@strawberry.type(description="The asker does not write for a while, by a moderator's decision.")
class Silence:
    until: DateTime = strawberry.field(description="Until when.")
    notice: Notice | None = strawberry.field(description="The letter that says why, and how to appeal.")


@strawberry.type(description="The notice is opened.")
class NoticeRead:
    notice: Notice = strawberry.field(description="The notice.")


ReadNoticeResult = Annotated[
    NoticeRead | NotFoundProblem, strawberry.union("ReadNoticeResult", description="What became of opening it.")
]


@strawberry.type
class NoticeQuery:
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


@strawberry.type
class NoticeMutation:
    @strawberry.mutation(description="Open one of one's own notices.", metadata=access(SignedIn()))
    async def read_notice(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The notice.")]
    ) -> ReadNoticeResult:
        number = number_of(id, "Notice")
        await moderation.read_notice(_me(info), number)
        return NoticeRead(notice=(await notices_by_id(info.context, [number]))[number])


def notice_of(row: moderation.Notice) -> Notice:
    return Notice(
        id=global_id("Notice", row.id),
        kind=NoticeKind(row.kind),
        sent_at=DateTime(row.sent_at),
        read_at=DateTime(row.read_at) if row.read_at is not None else None,
        row=row,
    )


async def answers_by_number(context: Context, ids: Sequence[int]) -> Mapping[int, Answer]:
    return await community.answers_by_id(ids)


async def notices_by_id(context: Context, notice_ids: Sequence[int]) -> Mapping[int, Notice]:
    """The asker's own."""
    who = context.principal.member_id if context.principal.kind == "person" else None
    if who is None:
        return {}
    return {id: notice_of(row) for id, row in (await moderation.notices_by_id(notice_ids, who)).items()}


def _me(info: Info) -> int:
    member_id = info.context.principal.member_id
    assert member_id is not None  # SignedIn
    return member_id

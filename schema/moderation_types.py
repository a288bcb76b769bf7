"""What moderators, authors and reporters see of a case. Who reported stays unsaid; who decided is said to moderators
alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

import strawberry

from schema.context import Context, Info
from schema.hints import sized
from schema.relay import Node, global_id
from schema.said import Constant, book_of, once, said
from schema.scalars import DateTime
from server import community, members, moderation, programme
from server.community import Content, Ref
from server.kernel import clock
from server.members import Principal
from server.moderation import Appeal as AppealRow
from server.moderation import Case, Report
from server.programme.rulebook import Language, Rulebook

REPORTS_SHOWN = 10
_NODES: Mapping[community.ContentKind, str] = {"post": "Post", "comment": "Comment"}


@strawberry.enum(description="What a moderator does about a text.")
class ModerationAction(Enum):
    KEEP = strawberry.enum_value("keep", description="It is read by all.")
    HIDE = strawberry.enum_value("hide", description="Its author and the moderators see it; it may be rewritten.")
    REMOVE = strawberry.enum_value("remove", description="Its author and the moderators see it, and it stays away.")
    WARN = strawberry.enum_value("warn", description="It is read by all, and its author is warned.")
    SILENCE = strawberry.enum_value("silence", description="It is hidden, and its author does not write for a while.")


@strawberry.enum(description="Where a case stands.")
class CaseState(Enum):
    OPEN = strawberry.enum_value("open", description="Nobody has decided.")
    CLAIMED = strawberry.enum_value("claimed", description="A moderator is looking at it.")
    APPEALED = strawberry.enum_value("appealed", description="Its author asked another moderator to look again.")
    DECIDED = strawberry.enum_value("decided", description="It is decided.")


@strawberry.enum(description="What brought a text before the moderators.")
class CaseOpener(Enum):
    REPORTS = strawberry.enum_value("reports", description="Members reported it.")
    HOLD = strawberry.enum_value("hold", description="It was held before anybody read it.")
    REWRITTEN = strawberry.enum_value("rewritten", description="It was hidden, and its author has rewritten it.")


@strawberry.enum(description="Why a text was held before anybody read it.")
class HoldReason(Enum):
    RATE = strawberry.enum_value("rate", description="Its author sent many in a short time.")
    LINKS = strawberry.enum_value("links", description="Somebody new sent links.")
    REPEAT = strawberry.enum_value("repeat", description="Somebody new sent the same again.")
    WORDS = strawberry.enum_value("words", description="It has a watched word.")


@strawberry.enum(description="How an appeal stands.")
class AppealState(Enum):
    WAITING = strawberry.enum_value("waiting", description="Another moderator will look at it.")
    UPHELD = strawberry.enum_value("upheld", description="The decision stands.")
    OVERTURNED = strawberry.enum_value("overturned", description="The decision was taken back.")
    MOOT = strawberry.enum_value("moot", description="The decision was undone before anybody looked.")


@strawberry.enum(description="What a notice tells.")
class NoticeKind(Enum):
    HELD = strawberry.enum_value("held", description="What the member wrote waits for a moderator.")
    DECIDED = strawberry.enum_value("decided", description="What was decided about what the member wrote.")
    UNDONE = strawberry.enum_value("undone", description="That decision was undone.")
    APPEAL = strawberry.enum_value("appeal", description="How the member's appeal ended.")
    REPORTED = strawberry.enum_value("reported", description="What became of what the member reported.")


@strawberry.enum(description="What kind of text.")
class TextKind(Enum):
    POST = strawberry.enum_value("post", description="A post.")
    COMMENT = strawberry.enum_value("comment", description="A comment under a post.")


@strawberry.type(description="What holds for everything that members write.")
class HouseRule(Constant):
    no: int = strawberry.field(description="Its number.")
    text: str = strawberry.field(description="The rule, in one sentence.")


@strawberry.type(description="A text that is before the moderators, as they and its author see it.")
class ModeratedText:
    kind: TextKind = strawberry.field(description="A post or a comment.")
    content_id: strawberry.ID = strawberry.field(description="The post's or the comment's id.")
    post_id: strawberry.ID = strawberry.field(description="The post's id; of a comment, the post it stands under.")
    body: str = strawberry.field(description="What was written, as it was written; empty once its author deleted it.")
    language: str = strawberry.field(description="sv or en.")
    state: str = strawberry.field(description="published, held, hidden, removed or deleted.")
    created_at: DateTime = strawberry.field(description="When it was written.")
    edited_at: DateTime | None = strawberry.field(description="When it was last edited; null: never.")


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
    moderator_id: strawberry.Private[int]
    number: strawberry.Private[int]

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
        language = info.context.language
        return [report_of(row, language) for row in await info.context.load(reports_by_case, self.row.id) or []]

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


@strawberry.type(description="A letter of the moderators' to a member: what was decided, by which rule and why.")
class Notice(Node):
    kind: NoticeKind = strawberry.field(description="What it tells.")
    sent_at: DateTime = strawberry.field(description="When it came.")
    read_at: DateTime | None = strawberry.field(description="When the member opened it; null: not yet.")
    row: strawberry.Private[moderation.Notice]

    @strawberry.field(description="The words concerned. Of another's text that is gone: null.")
    async def text(self, info: Info) -> ModeratedText | None:
        case = await info.context.load(cases_by_number, self.row.case_id)
        text = await info.context.load(texts_by_ref, case.ref) if case is not None else None
        if text is None or (text.author_id != self.row.member_id and text.state != "published"):
            return None
        return text_of(text)

    @strawberry.field(description="What was done.")
    async def action(self, info: Info) -> ModerationAction | None:
        decision = await self._decision(info)
        return ModerationAction(decision.action) if decision is not None else None

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

    async def _decision(self, info: Info) -> moderation.Decision | None:
        return await info.context.load(decisions_by_number, self.row.decision_id or 0)

    def _appealable(self, decision: moderation.Decision) -> bool:
        return self.row.kind == "decided" and decision.action in moderation.AGAINST


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


@once
def _rule(book: Rulebook, number: str, language: Language) -> HouseRule:
    rule = book.house_rules.get(int(number))
    return HouseRule(no=int(number), text=said(rule.texts, language, "text") if rule is not None else "")


def rule_of(number: int, version: int | None, language: Language) -> HouseRule:
    """A rule as it stood in a version; without one, as it stands."""
    return _rule(book_of(version) if version is not None else programme.current(), str(number), language)


def text_of(text: Content) -> ModeratedText:
    return ModeratedText(
        kind=TextKind(text.kind),
        content_id=global_id(_NODES[text.kind], text.id),
        post_id=global_id("Post", text.post_id),
        body=text.body if text.state != "deleted" else "",  # What its author deleted nobody reads.
        language=text.language,
        state=text.state,
        created_at=DateTime(text.created_at),
        edited_at=DateTime(text.edited_at) if text.edited_at is not None else None,
    )


def report_of(row: Report, language: Language) -> CaseReport:
    return CaseReport(
        rule=rule_of(row.rule, None, language), words=row.words, reported_at=DateTime(row.reported_at)
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
        by_me=row.moderator_id == context.principal.member_id,
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


def notice_of(row: moderation.Notice) -> Notice:
    return Notice(
        id=global_id("Notice", row.id),
        kind=NoticeKind(row.kind),
        sent_at=DateTime(row.sent_at),
        read_at=DateTime(row.read_at) if row.read_at is not None else None,
        row=row,
    )


# Batches


def moderates(principal: Principal) -> bool:
    return principal.kind == "person" and principal.is_any_of("moderator")


async def cases_by_id(context: Context, case_ids: Sequence[int]) -> Mapping[int, ModerationCase]:
    """For moderators; to others there is none."""
    if not moderates(context.principal):
        return {}
    return {id: case_of(row, context) for id, row in (await moderation.cases_by_id(case_ids)).items()}


async def notices_by_id(context: Context, notice_ids: Sequence[int]) -> Mapping[int, Notice]:
    """The asker's own."""
    who = context.principal.member_id if context.principal.kind == "person" else None
    if who is None:
        return {}
    return {id: notice_of(row) for id, row in (await moderation.notices_by_id(notice_ids, who)).items()}


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


async def members_by_number(context: Context, ids: Sequence[int]) -> Mapping[int, members.Member]:
    return await members.members_by_id(ids)


async def against_by_author(context: Context, ids: Sequence[int]) -> Mapping[int, int]:
    return await moderation.decided_against(ids)


async def _name(context: Context, member_id: int) -> str:
    member = await context.load(members_by_number, member_id)
    return member.display_name if member is not None else "?"

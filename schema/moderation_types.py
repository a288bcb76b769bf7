"""What everything about moderation speaks of: actions, states, rules, and a text as those see it whom it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

import strawberry

from schema.relay import global_id
from schema.said import Constant, book_of, once, said
from schema.scalars import DateTime
from server import community, programme
from server.community import Content
from server.members import Principal
from server.programme.rulebook import Language, Rulebook

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
    CLOSED = strawberry.enum_value("closed", description="Its author deleted the text before anybody decided.")


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
    IDEA = strawberry.enum_value("idea", description="What was answered to the member's idea.")


@strawberry.enum(description="What has become, by now, of a text that the member reported.")
class ReportOutcome(Enum):
    WAITS = strawberry.enum_value("waits", description="Moderators look at it again.")
    STAYS = strawberry.enum_value("stays", description="It is read by all.")
    BACK = strawberry.enum_value("back", description="It was hidden, and is read by all again.")
    HIDDEN = strawberry.enum_value("hidden", description="It is hidden.")
    REMOVED = strawberry.enum_value("removed", description="It is removed.")
    DELETED = strawberry.enum_value("deleted", description="Its author deleted it.")


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
    body: str = strawberry.field(
        description="What was written, as it was written; empty once its author deleted it, or for who may not read it."
    )
    language: str = strawberry.field(description="sv or en.")
    state: str = strawberry.field(description="published, held, hidden, removed or deleted.")
    created_at: DateTime = strawberry.field(description="When it was written.")
    edited_at: DateTime | None = strawberry.field(description="When it was last edited; null: never.")


def moderates(principal: Principal) -> bool:
    return principal.kind == "person" and principal.is_any_of("moderator")


@once
def _rule(book: Rulebook, number: str, language: Language) -> HouseRule:
    rule = book.house_rules.get(int(number))
    return HouseRule(no=int(number), text=said(rule.texts, language, "text") if rule is not None else "")


def rule_of(number: int, version: int | None, language: Language) -> HouseRule:
    """A rule as it stood in a version; without one, as it stands."""
    return _rule(book_of(version) if version is not None else programme.current(), str(number), language)


def text_of(text: Content, body: str | None = None) -> ModeratedText:
    """As it is, or as it was where `body` says so; with an empty one it is not for this reader. What its author deleted
    nobody reads."""
    return ModeratedText(
        kind=TextKind(text.kind),
        content_id=global_id(_NODES[text.kind], text.id),
        post_id=global_id("Post", text.post_id),
        body="" if text.state == "deleted" else text.body if body is None else body,
        language=text.language,
        state=text.state,
        created_at=DateTime(text.created_at),
        edited_at=DateTime(text.edited_at) if text.edited_at is not None else None,
    )

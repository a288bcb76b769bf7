"""Causes that meet their effects later, as jobs: “when this fact is committed, do that”.

A fact may be told of more than once, late, and beside the fact that undoes it. So what is recorded here has a key that
follows from the fact alone, and is looked at again once it is recorded: whatever was taken back meanwhile is taken
back here too, under the same key as it is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from server import activities, community, members, moderation, programme
from server.activities import ActivityNotFound, MemberNotFound, NotAllowed, RecordActivity, ReverseActivity, Source
from server.community import Content, Ref
from server.community.events import (
    AnswerThanked,
    CommentPublished,
    ContentDeleted,
    ContentEdited,
    ContentRemoved,
    ContentRestored,
    IdeaAnswered,
    PostLiked,
    PostPublished,
)
from server.jobs import Reactions
from server.kernel import ids
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.moderation import CaseOpened
from server.programme import BeforeProgramme, FactError, UnknownKind
from server.rewards.events import MemberPinnedReward

_COMMUNITY = replace(Source.system("community"), imports=True)  # What is restored may be older than a till's receipt.
_REWARDS = replace(Source.system("rewards"), imports=True)  # A job may come late.
_EARNS_NOTHING = (UnknownKind, NotAllowed, FactError, MemberNotFound, BeforeProgramme)
"""The programme does not ask for it, or nobody is left to have it."""


@dataclass(frozen=True, slots=True)
class _Deed:
    """Something that a member did here, for the programme to judge. `subject` names it for ever."""

    subject: str
    kind: str
    member_id: Id
    at: Instant
    facts: Mapping[str, Any] = field(default_factory=dict)

    def key(self, generation: int) -> str:
        """Under which it is recorded. A generation begins each time that its text is shown again."""
        return f"{self.subject}:{generation}"


async def earn_by_writing(fact: PostPublished | CommentPublished) -> None:
    """A post, or an answer, is an activity of whoever wrote it."""
    ref: Ref = ("post", fact.post_id) if isinstance(fact, PostPublished) else ("comment", fact.comment_id)
    await _settle(ref)


async def earn_by_thanks(fact: AnswerThanked) -> None:
    """A thank-you is an activity of whoever answered."""
    await _settle(("comment", fact.comment_id))


async def earn_by_idea(fact: IdeaAnswered) -> None:
    """An idea that became real is an activity of whoever had it, until it is real no more."""
    if fact.after == "done":
        await _settle(("post", fact.post_id))
    elif fact.before == "done":
        text = (await community.content([("post", fact.post_id)]))["post", fact.post_id]
        for generation in range(text.turns // 2 + 1):
            await _reverse(f"{_idea(text.id, fact.turn - 1)}:{generation}")


async def earn_by_liking(fact: PostLiked) -> None:
    """A member's first like of a post is an activity of theirs, whatever becomes of the post."""
    if fact.content_kind == "post":
        subject = f"like:{fact.content_id}:{fact.member_id}"
        deed = _Deed(subject, "liked_post", fact.member_id, fact.at)
        await _record(deed, deed.key(0))


async def earn_by_pinning(fact: MemberPinnedReward) -> None:
    """Choosing what to save for is an activity of the member's."""
    deed = _Deed(f"pin:{fact.id}", "pinned_goal", fact.member_id, fact.at)
    await _record(deed, deed.key(0), source=_REWARDS)


async def take_back(fact: ContentRemoved) -> None:
    """What a text earned is taken back while it is hidden."""
    text = (await community.content([(fact.content_kind, fact.content_id)])).get((fact.content_kind, fact.content_id))
    if text is not None:
        for deed in await _deeds(text):
            await _reverse(deed.key(fact.turn // 2))


async def give_again(fact: ContentRestored) -> None:
    """What was taken back is recorded anew, once."""
    await _settle((fact.content_kind, fact.content_id))


async def reversals_of(ref: Ref) -> list[ReverseActivity]:
    """What would be recorded if a text were hidden now: for a moderator to see before they decide."""
    text = (await community.content([ref])).get(ref)
    return [_reversal(key) for key in await _standing(text)] if text is not None else []


REACTIONS: Reactions = {
    PostPublished: (earn_by_writing,),
    CommentPublished: (earn_by_writing,),
    AnswerThanked: (earn_by_thanks,),
    IdeaAnswered: (earn_by_idea, moderation.tell_of_answer),
    PostLiked: (earn_by_liking,),
    ContentRemoved: (take_back,),
    ContentRestored: (give_again,),
    ContentEdited: (moderation.look_again,),
    ContentDeleted: (moderation.close_deleted,),
    CaseOpened: (moderation.tell_opened,),
    MemberPinnedReward: (earn_by_pinning,),
}


async def _settle(ref: Ref) -> None:
    """Records what a text has earned as it stands; and takes back what it lost while that was recorded."""
    text = (await community.content([ref])).get(ref)
    if text is None:
        return
    standing = await _standing(text)
    for key, deed in standing.items():
        await _record(deed, key)
    if standing:
        now = await _standing((await community.content([ref]))[ref])
        for key in standing.keys() - now.keys():
            await _reverse(key)


async def _standing(text: Content) -> dict[str, _Deed]:
    """What a text earns now, by the keys under which it is recorded: nothing while it is hidden."""
    return {deed.key(text.turns // 2): deed for deed in await _deeds(text)} if text.turns % 2 == 0 else {}


async def _deeds(text: Content) -> list[_Deed]:
    """What a text is to the programme: a post, an idea that became real; an answer to somebody else's question, and
    the thanks for it."""
    if text.published_at is None:
        return []
    if text.kind == "post":
        deeds = [_Deed(f"post:{text.id}", "wrote_post", text.author_id, text.published_at)]
        if text.idea_done_at is not None:
            deeds.append(_Deed(_idea(text.id, text.idea_turns), "idea_done", text.author_id, text.idea_done_at))
        return deeds
    deeds = []
    question = (await community.content([("post", text.post_id)]))["post", text.post_id]
    if question.asks and question.author_id != text.author_id:
        deeds.append(_Deed(f"answer:{text.id}", "answered", text.author_id, text.published_at))
    thanks = await community.thanks_for(text.id)
    if thanks is not None:
        asker = (await members.members_by_id([thanks.member_id]))[thanks.member_id]
        neighbour = ids.global_id("Author", asker.author_no)
        deeds.append(
            _Deed(f"thanks:{text.id}", "thanked", text.author_id, thanks.thanked_at, {"neighbour": neighbour})
        )
    return deeds


def _idea(post_id: Id, turn: int) -> str:
    """An idea's being done, named by the turn at which it became so."""
    return f"idea:{post_id}.{turn}"


async def _record(deed: _Deed, key: str, source: Source = _COMMUNITY) -> None:
    try:
        kind = programme.rulebook_at(deed.at).kinds.get(deed.kind)
        known = kind.facts if kind is not None else {}
        await activities.record(
            RecordActivity(
                source=source,
                key=key,
                member=("id", deed.member_id),
                kind=deed.kind,
                facts={name: value for name, value in deed.facts.items() if name in known},
                occurred_at=deed.at,
            )
        )
    except _EARNS_NOTHING:
        return


async def _reverse(key: str) -> None:
    try:
        await activities.record(_reversal(key))
    except ActivityNotFound:
        return  # It earned nothing; or it will be recorded in a moment, and looked at again there.


def _reversal(key: str) -> ReverseActivity:
    """Whatever undoes it, the same is said: so it is the same under the same key."""
    reason = "Idén är inte genomförd och synlig längre." if key.startswith("idea:") else "Innehållet är dolt."
    return ReverseActivity(source=_COMMUNITY, key=f"undo:{key}", activity_key=key, reason=reason)

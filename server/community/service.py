"""What members do here, but for changing what they wrote (editing). Each verb has a key, so that a phone in a tunnel
may send it twice."""

from __future__ import annotations

from server import jobs
from server.kernel import clock, ids
from server.kernel.clock import MINUTE, SECOND, Instant
from server.kernel.ids import Id
from server.members.throttle import Limit
from server.programme.rulebook import Language
from server.storage import Tx

from . import contents, doors, rules, writing
from .contents import TABLES, Ref
from .doors import Draft
from .errors import NotNow, NotYours
from .events import AnswerThanked, ContentDeleted, PostLiked
from .guards import check_silence, check_topic, do, index, may_write, own, readable, take, why
from .models import Comment, Post, Reaction, Thanks
from .rules import Move, PostKind, State

POSTS = Limit("community posts", burst=6, every=2 * MINUTE)
COMMENTS = Limit("community comments", burst=20, every=20 * SECOND)
REACTIONS = Limit("community reactions", burst=120, every=2 * SECOND)


async def create_post(
    member_id: Id, *, key: str, kind: PostKind, topic: str, language: Language, body: str
) -> Ref:
    """A post, published or held. Sent again from a page in the other language it is the same. Raises BadText,
    UnknownTopic, Silenced, TooOften, KeyConflict."""
    body = writing.body(body, most=writing.POST_LIMIT)
    check_topic(topic)

    async def work(tx: Tx) -> Ref:
        await may_write(tx, member_id, POSTS)
        id, now = ids.new_id(), clock.now()
        draft = Draft("post", id, body, language, topic=topic, post_kind=kind)
        held = await doors.held_for(tx, draft, member_id)
        state: State = "held" if held else "published"
        idea = "new" if kind == "idea" else None
        await tx.insert(
            Post,
            ("id", "author_id", "kind", "topic", "language", "body", "state", "why", "created_at", "published_at",
             "turns", "idea_state", "idea_turns", "like_count", "comment_count"),
            [(id, member_id, kind, topic, language, body, state, why(held), now, None if held else now, 0, idea, 0, 0,
              0)],
        )  # fmt: skip
        await index(tx, id, body)
        if not held:
            await _announce_new(tx, ("post", id), now)
        return "post", id

    return await do(member_id, key, ["post", kind, topic, body], work)


async def create_comment(member_id: Id, *, key: str, post_id: Id, language: Language, body: str) -> Ref:
    """A comment, published or held. Raises NotFound where the asker may not read the post."""
    body = writing.body(body, most=writing.COMMENT_LIMIT)

    async def work(tx: Tx) -> Ref:
        await readable(tx, ("post", post_id), member_id)
        await may_write(tx, member_id, COMMENTS)
        id, now = ids.new_id(), clock.now()
        held = await doors.held_for(tx, Draft("comment", id, body, language, post_id=post_id), member_id)
        state: State = "held" if held else "published"
        await tx.insert(
            Comment,
            ("id", "post_id", "author_id", "language", "body", "state", "why", "created_at", "published_at", "turns",
             "like_count"),
            [(id, post_id, member_id, language, body, state, why(held), now, None if held else now, 0, 0)],
        )  # fmt: skip
        if not held:
            await tx.execute("UPDATE post SET comment_count = comment_count + 1 WHERE id = :id", id=post_id)
            await _announce_new(tx, ("comment", id), now)
        return "comment", id

    return await do(member_id, key, ["comment", post_id, body], work)


async def delete(member_id: Id, *, key: str, ref: Ref) -> Ref:
    """Takes an own post or comment away, whatever its state. It is no punishment: what it earned stays earned, and
    what a moderator took back stays taken. Raises NotFound, NotYours."""

    async def work(tx: Tx) -> Ref:
        text = await own(tx, ref, member_id)
        await contents.put(tx, text, Move("deleted", text.turns), why=None)
        await jobs.announce(tx, ContentDeleted(ids.new_id(), text.kind, text.id, member_id, clock.now()))
        return ref

    return await do(member_id, key, ["delete", *ref], work)


async def react(member_id: Id, *, key: str, ref: Ref, like: bool) -> Ref:
    """Likes a text, or likes it no more; both may be asked twice. Only a member's first like of a text is told to the
    programme, and taking it back takes nothing from its author. Raises NotFound, NotYours for an own text, Silenced."""

    async def work(tx: Tx) -> Ref:
        text = await readable(tx, ref, member_id)
        if text.author_id == member_id:
            raise NotYours(
                sv="Det egna gillar man inte här. Låt grannarna göra det.",
                en="Your own is not for you to like. Leave it to the neighbours.",
            )
        if like:
            await check_silence(tx, member_id)
        await take(tx, REACTIONS, member_id)
        before = await tx.row(
            "SELECT id, withdrawn_at FROM reaction WHERE target_id = :id AND member_id = :member AND kind = 'like'",
            id=text.id,
            member=member_id,
        )
        now = clock.now()
        if like and before is None:
            await tx.insert(
                Reaction,
                ("id", "target_kind", "target_id", "member_id", "kind", "reacted_at"),
                [(ids.new_id(), text.kind, text.id, member_id, "like", now)],
            )
            await jobs.announce(
                tx, PostLiked(ids.new_id(), text.kind, text.id, text.author_id, member_id, now)
            )
        elif before is not None and like != (before[1] is None):
            await tx.execute(
                "UPDATE reaction SET withdrawn_at = :at::bigint WHERE id = :id", id=before[0], at=None if like else now
            )
        else:
            return ref
        await tx.execute(
            f"UPDATE {TABLES[text.kind]} SET like_count = like_count + :step WHERE id = :id",
            id=text.id,
            step=1 if like else -1,
        )
        return ref

    return await do(member_id, key, ["like" if like else "unlike", *ref], work)


async def thank(member_id: Id, *, key: str, comment_id: Id) -> Ref:
    """Whoever asked thanks an answer, once; a second time changes nothing. Raises NotFound, NotYours, NotNow."""

    async def work(tx: Tx) -> Ref:
        answer = await readable(tx, ("comment", comment_id), member_id)
        question = (await contents.content([("post", answer.post_id)], via=tx))["post", answer.post_id]
        if question.author_id != member_id:
            raise NotYours(sv="Den som frågade säger tack.", en="Whoever asked says thanks.")
        if question.post_kind not in rules.ASKING:
            raise NotNow(sv="Bara svar på frågor får ett tack.", en="Only answers to questions are thanked.")
        if answer.author_id == member_id:
            raise NotYours(sv="Man tackar inte sig själv.", en="Nobody thanks themselves.")
        now = clock.now()
        new = await tx.insert(
            Thanks,
            ("comment_id", "post_id", "member_id", "thanked_at"),
            [(comment_id, answer.post_id, member_id, now)],
            conflict="DO NOTHING",
        )
        if new:
            fact = AnswerThanked(ids.new_id(), comment_id, answer.post_id, answer.author_id, member_id, now)
            await jobs.announce(tx, fact)
        return "comment", comment_id

    return await do(member_id, key, ["thank", comment_id], work)


async def _announce_new(tx: Tx, ref: Ref, now: Instant) -> None:
    text = (await contents.content([ref], via=tx))[ref]
    await jobs.announce(tx, contents.published(text, now))

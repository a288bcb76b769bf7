"""Writing an own text anew. What it said before is kept: its author and the moderators can read it."""

from __future__ import annotations

from server import jobs
from server.kernel import clock, ids
from server.kernel.clock import SECOND
from server.kernel.errors import NotFound
from server.kernel.ids import Id
from server.members.throttle import Limit
from server.storage import Tx

from . import contents, doors, rules, writing
from .contents import TABLES, Content, Ref
from .doors import Draft
from .errors import NotNow
from .events import ContentEdited
from .guards import check_topic, do, index, may_write, own, post_of, why
from .models import PostEdit
from .rules import Move

EDITS = Limit("community edits", burst=20, every=20 * SECOND)


async def edit_post(member_id: Id, *, key: str, post_id: Id, body: str, topic: str | None = None) -> Ref:
    """Writes an own post anew. A hidden one stays hidden until a moderator has looked, and what the screens object to
    is held. Raises BadText, UnknownTopic, NotFound, NotYours, NotNow, Silenced, TooOften, KeyConflict."""
    body = writing.body(body, most=writing.POST_LIMIT)
    if topic is not None:
        check_topic(topic)

    async def work(tx: Tx) -> Ref:
        text = await own(tx, ("post", post_id), member_id)
        wanted = topic or text.topic or ""
        if (body, wanted) != (text.body, text.topic):
            await _rewrite(tx, text, body, wanted)
            await tx.execute("UPDATE post SET topic = :topic WHERE id = :id", id=post_id, topic=wanted)
            await tx.execute("DELETE FROM post_word WHERE post_id = :id", id=post_id)
            await index(tx, post_id, body)
        return text.ref

    return await do(member_id, key, ["edit", post_id, topic, body], work)


async def edit_comment(member_id: Id, *, key: str, comment_id: Id, body: str) -> Ref:
    """The same for an own comment, under a post that its author may read."""
    body = writing.body(body, most=writing.COMMENT_LIMIT)

    async def work(tx: Tx) -> Ref:
        text = await own(tx, ("comment", comment_id), member_id)
        post = await post_of(tx, text)
        if not rules.may_read(post.state, own=post.author_id == member_id, moderates=False):
            raise NotFound("This comment")
        if body != text.body:
            await _rewrite(tx, text, body, None)
        return text.ref

    return await do(member_id, key, ["edit comment", comment_id, body], work)


async def _rewrite(tx: Tx, text: Content, body: str, topic: str | None) -> None:
    """The new words in the old ones' place, once everything that stands before them has been asked."""
    if text.state not in rules.EDITABLE:
        raise NotNow(
            sv="Det här är borttaget av en moderator och går inte att ändra.",
            en="A moderator removed this, and it cannot be changed.",
        )
    await may_write(tx, text.author_id, EDITS)
    now = clock.now()
    under = text.post_id if text.kind == "comment" else None
    draft = Draft(text.kind, text.id, body, text.language, topic, text.post_kind, under, edited=True)
    await tx.insert(
        PostEdit,
        ("id", "target_kind", "target_id", "topic", "body", "replaced_at"),
        [(ids.new_id(), text.kind, text.id, text.topic, text.body, now)],
    )
    held = await doors.held_for(tx, draft, text.author_id)  # What is said of it from here on is said of the new words.
    await tx.execute(
        f"UPDATE {TABLES[text.kind]} SET body = :body, edited_at = :now::bigint WHERE id = :id",
        id=text.id, body=body, now=now,
    )  # fmt: skip
    state = text.state
    if held and state == "published":
        state = "held"
        await contents.put(tx, text, Move(state, text.turns), why=why(held))
    await jobs.announce(tx, ContentEdited(ids.new_id(), text.kind, text.id, text.author_id, state, now))

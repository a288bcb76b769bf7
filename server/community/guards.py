"""What stands before every verb: who may write, what may be read, whose text it is; and the key under which it is done
once."""

from __future__ import annotations

from server import jobs, programme
from server.kernel import clock, ids, words
from server.kernel.clock import SECOND
from server.kernel.errors import NotFound
from server.kernel.ids import Id
from server.members import throttle
from server.members.throttle import Limit
from server.storage import Tx

from . import contents, doors, keys, rules, telling
from .contents import Content, Ref
from .errors import NotYours, Silenced, TooOften, UnknownTopic
from .models import PostWord


async def do(member_id: Id, key: str, said: list[object], work: keys.Work) -> Ref:
    """Does it once, and tells those who are looking."""
    ref, done = await keys.once(member_id, key, said, work)
    if done:
        jobs.wake()
        await telling.tell([ref])
    return ref


async def may_write(tx: Tx, member_id: Id, limit: Limit) -> None:
    """Raises Silenced, TooOften."""
    await check_silence(tx, member_id)
    await take(tx, limit, member_id)


async def check_silence(tx: Tx, member_id: Id) -> None:
    until = await doors.silenced_until(tx, member_id)
    if until is not None and until > clock.now():
        raise Silenced(until, programme.current().timezone)


async def take(tx: Tx, limit: Limit, member_id: Id) -> None:
    if not await throttle.take_in(tx, limit, str(member_id)):
        raise TooOften(max(1, limit.every // SECOND))


async def readable(tx: Tx, ref: Ref, member_id: Id) -> Content:
    """A published text under a published post, locked. Raises NotFound for anything else: what a reader cannot see is
    not there, for its author too."""
    text = await contents.lock(tx, ref)
    if text is not None and text.state == "published":
        if text.kind == "post":
            return text
        if (await post_of(tx, text)).state == "published":
            return text
    raise NotFound("This text")


async def own(tx: Tx, ref: Ref, member_id: Id) -> Content:
    """An own text that is not deleted, locked. Raises NotFound, NotYours where others may read it."""
    text = await contents.lock(tx, ref)
    if text is None or not rules.may_read(text.state, own=text.author_id == member_id, moderates=False):
        raise NotFound("This text")
    if text.author_id != member_id:
        raise NotYours(sv="Bara den som skrev det ändrar det.", en="Only the one who wrote it changes it.")
    return text


async def post_of(tx: Tx, comment: Content) -> Content:
    """The post that a comment stands under. Posts are deleted by their state alone, so it is there."""
    return (await contents.content([("post", comment.post_id)], via=tx))["post", comment.post_id]


async def index(tx: Tx, post_id: Id, body: str) -> None:
    """A post's words, for the search."""
    rows = [(ids.new_id(), word, post_id) for word in words.indexed(body)]
    await tx.insert(PostWord, ("id", "word", "post_id"), rows)


def check_topic(topic: str) -> None:
    known = programme.current().topics
    if topic not in known:
        raise UnknownTopic(topic, known)


def why(reasons: list[str]) -> str | None:
    """What held a text, as its row keeps it."""
    return ",".join(reasons)[: contents.WHY_LIMIT] or None

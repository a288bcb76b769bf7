"""Reading: what is in the feed, what is found, what stands under a post; for somebody who may see just so much."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from server import storage
from server.kernel import words
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.kernel.paging import Page, decode_cursor, encode_cursor
from server.storage import Row

from . import rules
from .rules import IdeaState, PostKind, State

MATCHES_LIMIT = 2_000  # The newest posts that have a word are searched, and no older ones.
_END = 2**63 - 1
T = TypeVar("T", "PostRow", "CommentRow")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads: a member, or somebody who is none."""

    member_id: Id | None = None
    moderates: bool = False


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as a reader may see it."""

    id: Id
    author_id: Id
    kind: PostKind
    topic: str
    language: str
    body: str
    state: State
    like_count: int
    comment_count: int
    created_at: Instant
    published_at: Instant | None
    edited_at: Instant | None
    idea_state: IdeaState | None  # Of an idea.


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment as a reader may see it. `thanked_at`: whoever asked said thanks for it."""

    id: Id
    post_id: Id
    author_id: Id
    language: str
    body: str
    state: State
    like_count: int
    created_at: Instant
    published_at: Instant | None
    edited_at: Instant | None
    thanked_at: Instant | None


_POST = (
    "id, author_id, kind, topic, language, body, state, like_count, comment_count, created_at, published_at, "
    "edited_at, idea_state"
)
_COMMENT = (
    "SELECT c.id, c.post_id, c.author_id, c.language, c.body, c.state, c.like_count, c.created_at, c.published_at, "
    "c.edited_at, t.thanked_at FROM comment c LEFT JOIN thanks t ON t.comment_id = c.id"
)


async def feed(*, first: int, after: str | None = None, topic: str | None = None) -> Page[PostRow]:
    """What is published, newest first; of one topic where it is named. The same for everybody."""
    at, below = _after(after)
    narrow = "topic = :topic AND " if topic is not None else ""
    rows = await storage.rows(
        f"SELECT {_POST} FROM post WHERE {narrow}state = 'published' AND published_at <= :at "
        "AND (published_at < :at OR id < :below) ORDER BY published_at DESC, id DESC LIMIT :limit",
        **({"topic": topic} if topic is not None else {}),
        at=at,
        below=below,
        limit=first + 1,
    )
    return _page([_post(row) for row in rows], first, after)


async def search(question: str, *, first: int, after: str | None = None, topic: str | None = None) -> Page[PostRow]:
    """What is published and has, for each word of the question, a word that begins with it; newest first."""
    ranges = words.asked(question)
    if not ranges:
        return Page([], [], False, after is not None)
    at, below = _after(after)
    found: set[Id] | None = None
    for low, high in ranges:
        having = {row[0] for row in await storage.rows(
            "SELECT DISTINCT post_id FROM post_word WHERE word >= :low AND word < :high "
            "ORDER BY post_id DESC LIMIT :limit", low=low, high=high, limit=MATCHES_LIMIT,
        )}  # fmt: skip
        found = having if found is None else found & having
        if not found:
            return Page([], [], False, after is not None)
    narrow = "topic = :topic AND " if topic is not None else ""
    rows = await storage.rows(
        f"SELECT {_POST} FROM post WHERE id {{in ids bigint}} AND {narrow}state = 'published' AND published_at <= :at "
        "AND (published_at < :at OR id < :below) ORDER BY published_at DESC, id DESC LIMIT :limit",
        ids=sorted(found or ()),
        **({"topic": topic} if topic is not None else {}),
        at=at,
        below=below,
        limit=first + 1,
    )
    return _page([_post(row) for row in rows], first, after)


async def posts_of(author_id: Id, viewer: Viewer, *, first: int, after: str | None = None) -> Page[PostRow]:
    """An author's posts, newest first. The author sees their own that wait or were taken away, too."""
    below = int(decode_cursor(after, int)[0]) if after else _END
    states = ("published", "held", "hidden", "removed") if viewer.member_id == author_id else ("published",)
    rows = await storage.rows(
        f"SELECT {_POST} FROM post WHERE author_id = :author AND id < :below AND state {{in states text}} "
        "ORDER BY id DESC LIMIT :limit",
        author=author_id,
        below=below,
        states=list(states),
        limit=first + 1,
    )
    return _by_id([_post(row) for row in rows], first, after)


async def posts_of_each(
    author_ids: Collection[Id], viewer: Viewer, *, first: int, after: str | None = None
) -> dict[Id, Page[PostRow]]:
    """The same for several authors, in one reading."""
    if len(author_ids) == 1:  # An index answers, however much they have written.
        return {author: await posts_of(author, viewer, first=first, after=after) for author in author_ids}
    rows = await storage.rows(
        f"SELECT {_POST} FROM (SELECT {_POST}, row_number() OVER (PARTITION BY author_id ORDER BY id DESC) AS place "
        "FROM post WHERE author_id {in authors bigint} AND id < :below AND (state = 'published' OR "
        "(author_id = :reader AND state <> 'deleted'))) AS numbered WHERE place <= :limit ORDER BY id DESC",
        authors=sorted(author_ids),
        below=int(decode_cursor(after, int)[0]) if after else _END,
        reader=viewer.member_id or 0,
        limit=first + 1,
    )
    found: dict[Id, list[PostRow]] = {author: [] for author in author_ids}
    for row in rows:
        found[row[1]].append(_post(row))
    return {author: _by_id(posts, first, after) for author, posts in found.items()}


async def posts_by_id(ids: Iterable[Id], viewer: Viewer) -> dict[Id, PostRow]:
    """Those of the posts that the reader may read."""
    rows = await storage.rows(f"SELECT {_POST} FROM post WHERE id {{in ids bigint}}", ids=sorted(set(ids)))
    return {row[0]: _post(row) for row in rows if _may(viewer, row[6], row[1])}


async def comments_of(post_id: Id, viewer: Viewer, *, first: int, after: str | None = None) -> Page[CommentRow]:
    """What stands under a post that the reader may read, oldest first: what is published, and their own."""
    above = int(decode_cursor(after, int)[0]) if after else 0
    rows = await storage.rows(
        f"{_COMMENT} WHERE c.post_id = :post AND c.id > :above AND (c.state = 'published' OR "
        "(c.author_id = :reader AND c.state <> 'deleted')) ORDER BY c.id LIMIT :limit",
        post=post_id,
        above=above,
        reader=viewer.member_id or 0,
        limit=first + 1,
    )
    return _by_id([_comment(row) for row in rows], first, after)


async def comments_of_each(
    post_ids: Collection[Id], viewer: Viewer, *, first: int, after: str | None = None
) -> dict[Id, Page[CommentRow]]:
    """The same for several posts, in one reading."""
    if len(post_ids) == 1:  # An index answers, however many stand under it.
        return {post: await comments_of(post, viewer, first=first, after=after) for post in post_ids}
    rows = await storage.rows(
        "SELECT id, post_id, author_id, language, body, state, like_count, created_at, published_at, edited_at, "
        "thanked_at FROM (SELECT c.*, t.thanked_at, row_number() OVER (PARTITION BY c.post_id ORDER BY c.id) AS place "
        "FROM comment c LEFT JOIN thanks t ON t.comment_id = c.id WHERE c.post_id {in posts bigint} AND c.id > :above "
        "AND (c.state = 'published' OR (c.author_id = :reader AND c.state <> 'deleted'))) AS numbered "
        "WHERE place <= :limit ORDER BY id",
        posts=sorted(post_ids),
        above=int(decode_cursor(after, int)[0]) if after else 0,
        reader=viewer.member_id or 0,
        limit=first + 1,
    )
    found: dict[Id, list[CommentRow]] = {post: [] for post in post_ids}
    for row in rows:
        found[row[1]].append(_comment(row))
    return {post: _by_id(comments, first, after) for post, comments in found.items()}


async def comments_by_id(ids: Iterable[Id], viewer: Viewer) -> dict[Id, CommentRow]:
    """Those of the comments that the reader may read, under posts that they may read."""
    rows = await storage.rows(f"{_COMMENT} WHERE c.id {{in ids bigint}}", ids=sorted(set(ids)))
    under = await posts_by_id({row[1] for row in rows}, viewer)
    return {row[0]: _comment(row) for row in rows if row[1] in under and _may(viewer, row[5], row[2])}


async def liked_by(member_id: Id, target_ids: Collection[Id]) -> set[Id]:
    """Which of the texts the member likes."""
    rows = await storage.rows(
        "SELECT target_id FROM reaction WHERE target_id {in ids bigint} AND member_id = :member AND kind = 'like' "
        "AND withdrawn_at IS NULL",
        ids=sorted(set(target_ids)),
        member=member_id,
    )
    return {row[0] for row in rows}


@dataclass(frozen=True, slots=True)
class ThanksRow:
    """Who thanked an answer, and when."""

    member_id: Id
    thanked_at: Instant


async def thanks_for(comment_id: Id) -> ThanksRow | None:
    row = await storage.row("SELECT member_id, thanked_at FROM thanks WHERE comment_id = :id", id=comment_id)
    return ThanksRow(row[0], row[1]) if row is not None else None


def _may(viewer: Viewer, state: State, author_id: Id) -> bool:
    return rules.may_read(state, own=viewer.member_id == author_id, moderates=viewer.moderates)


def _after(cursor: str | None) -> tuple[int, int]:
    return decode_cursor(cursor, int, int) if cursor else (_END, _END)


def _page(rows: Sequence[PostRow], first: int, after: str | None) -> Page[PostRow]:
    shown = rows[:first]
    cursors = [encode_cursor(row.published_at or 0, row.id) for row in shown]
    return Page(shown, cursors, len(rows) > first, after is not None)


def _by_id(rows: Sequence[T], first: int, after: str | None) -> Page[T]:
    shown = rows[:first]
    return Page(list(shown), [encode_cursor(row.id) for row in shown], len(rows) > first, after is not None)


def _post(row: Row) -> PostRow:
    return PostRow(*_values(row, 13))


def _comment(row: Row) -> CommentRow:
    return CommentRow(*_values(row, 11))


def _values(row: Row, width: int) -> tuple[Any, ...]:
    return tuple(row[place] for place in range(width))

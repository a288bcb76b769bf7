"""Texts as moderation meets them: a post or a comment by its reference, and the states it may be put into."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from server import jobs, storage
from server.kernel import clock, ids
from server.kernel.clock import Instant
from server.kernel.errors import NotFound
from server.kernel.ids import Id
from server.storage import Reader, Tx

from . import rules
from .events import CommentPublished, ContentKind, ContentRemoved, ContentRestored, PostPublished
from .rules import Decided, IdeaState, Move, PostKind, State

WHY_LIMIT = 80
Ref = tuple[ContentKind, Id]
TABLES: dict[ContentKind, str] = {"post": "post", "comment": "comment"}


@dataclass(frozen=True, slots=True)
class Content:
    """A post or a comment, whatever its state. A comment has the id of its post, and no topic or kind of its own."""

    id: Id
    kind: ContentKind
    author_id: Id
    post_id: Id
    language: str
    body: str
    state: State
    why: str | None
    turns: int
    like_count: int
    created_at: Instant
    published_at: Instant | None
    edited_at: Instant | None
    deleted_at: Instant | None
    topic: str | None = None
    post_kind: PostKind | None = None
    idea_state: IdeaState | None = None  # Of an idea.
    idea_turns: int = 0
    idea_done_at: Instant | None = None

    @property
    def ref(self) -> Ref:
        return self.kind, self.id

    @property
    def has_earned(self) -> bool:
        """Whether it has what it earned: it was read, and nothing of it is taken."""
        return self.published_at is not None and self.turns % 2 == 0

    @property
    def asks(self) -> bool:
        """Whether comments under it are answers."""
        return self.post_kind in rules.ASKING


async def content(refs: Iterable[Ref], *, via: Reader | None = None) -> dict[Ref, Content]:
    """The texts that there are, by reference, for those who may see every state."""
    wanted = set(refs)
    found: dict[Ref, Content] = {}
    for kind in TABLES:
        numbers = sorted(number for of, number in wanted if of == kind)
        if numbers:
            found |= {one.ref: one for one in await _read(kind, numbers, via)}
    return found


async def lock(tx: Tx, ref: Ref) -> Content | None:
    """The text, locked until the transaction ends: a comment's post first, so that nobody waits in a circle."""
    kind, number = ref
    if kind == "comment":
        await tx.rows(
            "SELECT id FROM post WHERE id = (SELECT post_id FROM comment WHERE id = :id) {lock}", id=number
        )
    await tx.rows(f"SELECT id FROM {TABLES[kind]} WHERE id = :id {{lock}}", id=number)
    return (await content([ref], via=tx)).get(ref)


async def set_state(tx: Tx, ref: Ref, state: Decided, *, why: str, earned: bool | None = None) -> bool:
    """Puts a text into a state; whether anything changed, so it may be asked twice. `why` says what decided it, such
    as case:17. What the text earned follows by the facts that are announced, once each: by the state, or as `earned`
    says. Raises NotFound.

    `await community.tell(refs)` after the commit shows the change to those who are looking."""
    text = await lock(tx, ref)
    if text is None:
        raise NotFound("This text")
    move = rules.decided(text.state, text.turns, text.published_at, state, earned)
    if move is None:
        return False
    await put(tx, text, move, why=why[:WHY_LIMIT])
    return True


async def put(tx: Tx, text: Content, move: Move, *, why: str | None) -> None:
    """Stores a text's next state, keeps its post's count true, and announces what that means."""
    now = clock.now()
    await tx.execute(
        f"UPDATE {TABLES[text.kind]} SET state = :state, why = :why, turns = :turns, "
        "published_at = coalesce(published_at, :published::bigint), deleted_at = :deleted::bigint WHERE id = :id",
        id=text.id,
        state=move.state,
        why=why,
        turns=move.turns,
        published=now if move.first else None,
        deleted=(text.deleted_at or now) if move.state == "deleted" else None,
    )
    if text.kind == "comment" and (step := (move.state == "published") - (text.state == "published")):
        await tx.execute(
            "UPDATE post SET comment_count = comment_count + :step WHERE id = :id", id=text.post_id, step=step
        )
    if move.first:
        await jobs.announce(tx, published(text, now))
    elif move.earned != "stays":
        fact = ContentRemoved if move.earned == "taken" else ContentRestored
        await jobs.announce(tx, fact(ids.new_id(), text.kind, text.id, text.author_id, move.turns, now))


def published(text: Content, at: Instant) -> PostPublished | CommentPublished:
    """The fact that it is read from now on."""
    if text.kind == "post":
        return PostPublished(ids.new_id(), text.id, text.author_id, at)
    return CommentPublished(ids.new_id(), text.id, text.post_id, text.author_id, at)


async def _read(kind: ContentKind, numbers: list[Id], via: Reader | None) -> list[Content]:
    columns = (
        "id, author_id, language, body, state, why, turns, like_count, created_at, published_at, edited_at, deleted_at"
    )
    idea = "idea_state, idea_turns, idea_done_at"
    own = f"id, topic, kind, {idea}" if kind == "post" else "post_id, NULL, NULL, NULL, 0, NULL"
    sql = f"SELECT {columns}, {own} FROM {TABLES[kind]} WHERE id {{in ids bigint}}"
    rows = await (via.rows(sql, ids=numbers) if via else storage.rows(sql, ids=numbers))
    return [
        Content(
            row[0], kind, row[1], row[12], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9], row[10],
            row[11], row[13], row[14], row[15], row[16], row[17],
        )
        for row in rows
    ]  # fmt: skip

"""What stands between a draft and its readers: moderation puts its questions here, and the community knows no more of
it. Both lists are asked inside the transaction that writes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.storage import Tx

from .events import ContentKind
from .rules import PostKind


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to publish. `id` is the text's own, also before it is stored."""

    kind: ContentKind
    id: Id
    body: str
    language: str
    topic: str | None = None  # Of a post.
    post_kind: PostKind | None = None
    post_id: Id | None = None  # Of a comment.
    edited: bool = False  # It was read before, and now says this.


Screen = Callable[[Tx, Draft, Id], Awaitable[list[str]]]
"""(tx, draft, author's id) → why it should be held, as short codes; nothing: it may be published. It may await nothing
but the transaction."""

Silence = Callable[[Tx, Id], Awaitable[Instant | None]]
"""(tx, member's id) → until when they may not write; None: they may."""

screening: list[Screen] = []
is_silenced: list[Silence] = []


async def held_for(tx: Tx, draft: Draft, author_id: Id) -> list[str]:
    """Every reason to hold a draft; none: publish it."""
    return [reason for screen in screening for reason in await screen(tx, draft, author_id)]


async def silenced_until(tx: Tx, member_id: Id) -> Instant | None:
    """The latest instant until which anything silences a member."""
    until = [end for ask in is_silenced if (end := await ask(tx, member_id)) is not None]
    return max(until, default=None)

"""What the community says when it is true. `turn` counts how often what was earned was taken and given again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from server.kernel.clock import Instant
from server.kernel.ids import Id

ContentKind = Literal["post", "comment"]


@dataclass(frozen=True, slots=True)
class PostPublished:
    id: Id
    post_id: Id
    author_id: Id
    at: Instant


@dataclass(frozen=True, slots=True)
class CommentPublished:
    id: Id
    comment_id: Id
    post_id: Id
    author_id: Id
    at: Instant


@dataclass(frozen=True, slots=True)
class PostLiked:
    """A post's or a comment's first like of one member."""

    id: Id
    content_kind: ContentKind
    content_id: Id
    author_id: Id
    member_id: Id
    at: Instant


@dataclass(frozen=True, slots=True)
class AnswerThanked:
    id: Id
    comment_id: Id
    post_id: Id
    author_id: Id  # Who answered.
    member_id: Id  # Who thanks.
    at: Instant


@dataclass(frozen=True, slots=True)
class IdeaAnswered:
    """The managers answered an idea. `turn` is odd while it is done."""

    id: Id
    post_id: Id
    author_id: Id  # Whose idea it is.
    answer_id: Id
    before: str
    after: str
    turn: int
    at: Instant


@dataclass(frozen=True, slots=True)
class ContentEdited:
    id: Id
    content_kind: ContentKind
    content_id: Id
    author_id: Id
    state: str
    at: Instant


@dataclass(frozen=True, slots=True)
class ContentDeleted:
    """By its author: what it earned stays earned."""

    id: Id
    content_kind: ContentKind
    content_id: Id
    author_id: Id
    at: Instant


@dataclass(frozen=True, slots=True)
class ContentRemoved:
    """Hidden or removed after it was published: what it earned is taken back."""

    id: Id
    content_kind: ContentKind
    content_id: Id
    author_id: Id
    turn: int
    at: Instant


@dataclass(frozen=True, slots=True)
class ContentRestored:
    """What was taken back is given again."""

    id: Id
    content_kind: ContentKind
    content_id: Id
    author_id: Id
    turn: int
    at: Instant

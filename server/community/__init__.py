"""The community: posts, comments under them, likes, thanks; what may be read by whom.

    ref = await community.create_post(member_id, key="…", kind="question", topic="fragor", language="sv", body="…")
    page = await community.feed(first=20)                                   # published, newest first
    shown = community.blocks(page.items[0].body)                            # Markdown as blocks of spans, never HTML

For moderation, which stands to the right of it:

    found = await community.content([("post", 17), ("comment", 18)])        # any state; Content by reference
    async with storage.transaction() as tx:
        await community.set_state(tx, ("post", 17), "hidden", why="case:4")  # idempotent; the points follow once
    await community.tell([("post", 17)])                                     # after the commit: the pages follow

    community.screening.append(screen)      # async (tx, draft, author_id) → reasons to hold it, before anybody reads it
    community.is_silenced.append(silence)   # async (tx, member_id) → until when they may not write, or None
"""

from .contents import Content, Ref, content, set_state
from .doors import Draft, Screen, Silence, is_silenced, screening
from .editing import edit_comment, edit_post
from .events import ContentKind
from .history import Earlier, as_it_stood, earlier
from .ideas import Answer, answers, answers_by_id, set_idea_state
from .marks import Block, Link, Span, blocks, plain
from .queries import (
    CommentRow,
    PostRow,
    Viewer,
    comments_by_id,
    comments_of,
    comments_of_each,
    feed,
    liked_by,
    posts_by_id,
    posts_of,
    posts_of_each,
    search,
    thanks_for,
)
from .rules import ASKING, Decided, IdeaState, PostKind, State
from .service import create_comment, create_post, delete, react, thank
from .telling import FEED, tell
from .writing import COMMENT_LIMIT, POST_LIMIT

__all__ = [
    "ASKING", "COMMENT_LIMIT", "FEED", "POST_LIMIT", "Answer", "Block", "CommentRow", "Content", "ContentKind",
    "Decided", "Draft", "Earlier", "IdeaState", "Link", "PostKind", "PostRow", "Ref", "Screen", "Silence", "Span",
    "State", "Viewer", "answers", "answers_by_id", "as_it_stood", "blocks", "comments_by_id", "comments_of",
    "comments_of_each", "content", "create_comment", "create_post", "delete", "earlier", "edit_comment", "edit_post",
    "feed", "is_silenced", "liked_by", "plain", "posts_by_id", "posts_of", "posts_of_each", "react", "screening",
    "search", "set_idea_state", "set_state", "tell", "thank", "thanks_for",
]  # fmt: skip

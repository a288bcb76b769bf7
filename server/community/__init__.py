"""The community: posts, comments under them, likes, thanks; what may be read by whom.

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
from .events import ContentKind
from .feed import tell
from .rules import Decided, PostKind, State

__all__ = [
    "Content", "ContentKind", "Decided", "Draft", "PostKind", "Ref", "Screen", "Silence", "State", "content",
    "is_silenced", "screening", "set_state", "tell",
]  # fmt: skip

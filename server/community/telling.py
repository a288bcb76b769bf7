"""Those who look at the feed are told that texts changed: which ones, and nothing of what they say."""

from __future__ import annotations

from collections.abc import Iterable

from server import live

from .contents import Ref, content

FEED = "feed"


async def tell(refs: Iterable[Ref]) -> None:
    """Tells of texts that changed, after the commit."""
    posts = sorted({text.post_id for text in (await content(refs)).values()})
    if posts:
        live.publish_topic(FEED, {"posts": posts})

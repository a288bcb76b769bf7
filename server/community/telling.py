"""Those who look at the feed are told that a text changed: which one, and nothing of what it says."""

from __future__ import annotations

from collections.abc import Iterable

from server import live

from .contents import Ref, content

FEED = "feed"


async def tell(refs: Iterable[Ref]) -> None:
    """Tells of texts that changed, after the commit."""
    for post_id in sorted({text.post_id for text in (await content(refs)).values()}):
        live.publish_topic(FEED, {"post": post_id})

"""Those who look at the feed or at a post are told that it moved: which texts, and nothing of what they say. Each
reader then reads what they themselves may see."""

from __future__ import annotations

from collections.abc import Iterable

from server import live
from server.kernel.ids import Id

from .contents import Ref, content

TOPIC = "feed"


def post_topic(post_id: Id) -> str:
    return f"post:{post_id}"


async def tell(refs: Iterable[Ref]) -> None:
    """Tells of texts that changed, after the commit."""
    for text in (await content(refs)).values():
        said = {"post": text.post_id, "published_at": text.published_at or 0, "new": False}
        live.publish_topic(TOPIC, said)
        live.publish_topic(post_topic(text.post_id), said)

"""The feed as it moves: which posts changed, and the newest twenty, the same for everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import strawberry

from schema.access import SignedIn, access
from schema.hints import shared, sized
from schema.ideas import IdeaState
from schema.relay import global_id
from schema.scalars import DateTime
from server import community, live
from server.community import PostRow, Viewer
from server.kernel import clock

TOP = 20


@strawberry.type(description="A post's place and numbers, as everybody may see them.")
class FeedLine:
    post_id: strawberry.ID = strawberry.field(description="The post's id.")
    topic: str = strawberry.field(description="The topic's code.")
    published_at: DateTime = strawberry.field(description="When it was first read.")
    like_count: int = strawberry.field(description="How many like it.")
    comment_count: int = strawberry.field(description="How many comments can be read under it.")
    edited_at: DateTime | None = strawberry.field(description="When it was last changed; null: never.")
    idea_state: IdeaState | None = strawberry.field(description="What becomes of it, if it is an idea.")


@strawberry.type(description="The feed moved.")
class FeedChange:
    changed_at: DateTime = strawberry.field(description="When it was read.")
    newest: list[FeedLine] = strawberry.field(description="The newest twenty.", metadata=sized(TOP))
    changed: list[FeedLine] = strawberry.field(
        description="The posts that changed, in themselves or in what stands under them.", metadata=sized(TOP)
    )
    gone: list[strawberry.ID] = strawberry.field(
        description="The ids of posts that changed and cannot be read by everybody now.", metadata=sized(TOP)
    )


@strawberry.type
class CommunitySubscription:
    @strawberry.subscription(
        description="The feed's newest twenty and the posts that changed, whenever anything in the feed did, at most "
        "five times a second.",
        metadata=access(SignedIn()) | shared(),
    )
    async def feed_changed(self) -> AsyncIterator[FeedChange]:
        messages = live.subscribe(community.FEED)
        try:
            async for message in messages:
                yield await _change(message["posts"] if message is not live.MISSED else [])
        finally:
            messages.close()


async def _change(moved: Sequence[int]) -> FeedChange:
    """The feed as it is now, for everybody."""
    now = clock.now()
    newest = [_line(row) for row in (await community.feed(first=TOP)).items]
    rows = await community.posts_by_id(moved, Viewer())
    return FeedChange(
        changed_at=DateTime(now),
        newest=newest,
        changed=[_line(rows[post_id]) for post_id in moved if post_id in rows],
        gone=[global_id("Post", post_id) for post_id in moved if post_id not in rows],
    )


def _line(row: PostRow) -> FeedLine:
    return FeedLine(
        post_id=global_id("Post", row.id),
        topic=row.topic,
        published_at=DateTime(row.published_at or 0),
        like_count=row.like_count,
        comment_count=row.comment_count,
        edited_at=DateTime(row.edited_at) if row.edited_at is not None else None,
        idea_state=IdeaState(row.idea_state) if row.idea_state is not None else None,
    )

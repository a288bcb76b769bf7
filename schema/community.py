"""The community: posts and what stands under them, as each asker may read them.

The feed is for signed-in people; what the community's queries leave out is not there, for `node` too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Annotated

import strawberry

from schema.access import SignedIn, access
from schema.context import Context, Info
from schema.hints import sized
from schema.ideas import UNANSWERED, Idea, ideas_by_post
from schema.members import Language, Role
from schema.relay import After, Connection, First, Node, connection, global_id
from schema.said import Constant, once, said
from schema.scalars import DateTime
from schema.texts import EarlierText, TextBlock, TextState, blocks_of, earlier_by_text, earlier_of, shown_name
from server import community, members, programme
from server.community import CommentRow, PostRow, Viewer
from server.kernel.errors import BadInput
from server.kernel.paging import Page, page_size
from server.programme import rulebook
from server.programme.rulebook import Rulebook

SEARCH_LIMIT = 200  # Characters.
Wanted = tuple[int, int, str | None]  # Whose page, how long, and after which cursor.
_OFFICIAL = (Role.MANAGER, Role.MODERATOR, Role.STAFF)


@strawberry.enum(description="What a post is.")
class PostKind(Enum):
    STORY = strawberry.enum_value("story", description="Something to tell.")
    QUESTION = strawberry.enum_value("question", description="Something to ask: comments are answers.")
    IDEA = strawberry.enum_value("idea", description="Something that could be.")
    SHOP = strawberry.enum_value("shop", description="A word to the shops: comments are answers.")


@strawberry.type(description="What posts are about.")
class Topic(Constant):
    code: str = strawberry.field(description="Its name in the programme's file.")
    name: str = strawberry.field(description="What people call it.")


@strawberry.type(description="Whoever wrote something, as everybody may see them.")
class Author(Node):
    name: str = strawberry.field(description="What they are called.")
    role: Role | None = strawberry.field(description="What they are here beside a member.")
    mine: bool = strawberry.field(description="Whether it is the asker.")
    member_id: strawberry.Private[int]

    @strawberry.field(description="What they have written, newest first.")
    async def posts(self, info: Info, first: First = None, after: After = None) -> Connection[Post]:
        page = await info.context.load(posts_of_authors, (self.member_id, page_size(first), after))
        return connection(page or Page([], [], False, False), post_of)


@strawberry.type(description="A comment under a post; under a question, an answer.")
class Comment(Node):
    state: TextState = strawberry.field(description="What has become of it.")
    like_count: int = strawberry.field(description="How many like it.")
    published_at: DateTime | None = strawberry.field(description="When it was first read; null: not yet.")
    written_at: DateTime = strawberry.field(description="When it was written.")
    edited_at: DateTime | None = strawberry.field(description="When it was last changed; null: never.")
    thanked_at: DateTime | None = strawberry.field(description="When whoever asked said thanks for it.")
    post_id: strawberry.ID = strawberry.field(description="The post that it stands under.")
    row: strawberry.Private[CommentRow]

    @strawberry.field(description="What it says.", metadata=sized(2))
    def body(self) -> list[TextBlock]:
        return blocks_of(self.row.body)

    @strawberry.field(description="As it was written, to be changed; null for others.")
    def source(self, info: Info) -> str | None:
        return self.row.body if info.context.principal.member_id == self.row.author_id else None

    @strawberry.field(
        description="What it said before, the latest first, at most twenty; null for others than its writer and "
        "moderators.",
        metadata=sized(3),
    )
    async def earlier(self, info: Info) -> list[EarlierText] | None:
        return await _earlier(info.context, self.row)

    @strawberry.field(description="Who wrote it.")
    async def author(self, info: Info) -> Author:
        return await author_of(info.context, self.row.author_id)

    @strawberry.field(description="Whether the asker wrote it.")
    def mine(self, info: Info) -> bool:
        return info.context.principal.member_id == self.row.author_id

    @strawberry.field(description="Whether the asker likes it.")
    async def liked(self, info: Info) -> bool:
        return bool(await info.context.load(liked_by_asker, self.row.id))


@strawberry.type(description="What a member wrote for all.")
class Post(Node):
    kind: PostKind = strawberry.field(description="What it is.")
    language: Language = strawberry.field(description="The language that its writer reads.")
    state: TextState = strawberry.field(description="What has become of it.")
    like_count: int = strawberry.field(description="How many like it.")
    comment_count: int = strawberry.field(description="How many comments can be read under it.")
    published_at: DateTime | None = strawberry.field(description="When it was first read; null: not yet.")
    written_at: DateTime = strawberry.field(description="When it was written.")
    edited_at: DateTime | None = strawberry.field(description="When it was last changed; null: never.")
    asks: bool = strawberry.field(description="Whether comments under it are answers.")
    row: strawberry.Private[PostRow]

    @strawberry.field(description="What it says.", metadata=sized(3))
    def body(self) -> list[TextBlock]:
        return blocks_of(self.row.body)

    @strawberry.field(description="As it was written, to be changed; null for others.")
    def source(self, info: Info) -> str | None:
        return self.row.body if info.context.principal.member_id == self.row.author_id else None

    @strawberry.field(
        description="What it said before, the latest first, at most twenty; null for others than its writer and "
        "moderators.",
        metadata=sized(3),
    )
    async def earlier(self, info: Info) -> list[EarlierText] | None:
        return await _earlier(info.context, self.row)

    @strawberry.field(description="Where it stands, if it is an idea.")
    async def idea(self, info: Info) -> Idea | None:
        if self.row.idea_state is None:
            return None
        return await info.context.load(ideas_by_post, self.row.id) or UNANSWERED

    @strawberry.field(description="What it is about.")
    def topic(self, info: Info) -> Topic:
        return topic_of_code(programme.current(), self.row.topic, info.context.language)

    @strawberry.field(description="Who wrote it.")
    async def author(self, info: Info) -> Author:
        return await author_of(info.context, self.row.author_id)

    @strawberry.field(description="Whether the asker wrote it.")
    def mine(self, info: Info) -> bool:
        return info.context.principal.member_id == self.row.author_id

    @strawberry.field(description="Whether the asker likes it.")
    async def liked(self, info: Info) -> bool:
        return bool(await info.context.load(liked_by_asker, self.row.id))

    @strawberry.field(description="What stands under it, oldest first.")
    async def comments(self, info: Info, first: First = None, after: After = None) -> Connection[Comment]:
        page = await info.context.load(comments_under, (self.row.id, page_size(first), after))
        return connection(page or Page([], [], False, False), comment_of)


@once
def topic_of_code(book: Rulebook, code: str, language: rulebook.Language) -> Topic:
    """A topic by its code; one that no version knows any more keeps its code as its name."""
    known = book.topics.get(code)
    return Topic(code=code, name=said(known.texts, language, "name") if known is not None else code)


def viewer_of(context: Context) -> Viewer:
    """Who reads. A program reads nothing here."""
    principal = context.principal
    if principal.kind != "person":
        return Viewer()
    return Viewer(principal.member_id, principal.is_any_of("moderator"))


def post_of(row: PostRow) -> Post:
    return Post(
        id=global_id("Post", row.id),
        kind=PostKind(row.kind),
        language=Language(row.language),
        state=TextState(row.state),
        like_count=row.like_count,
        comment_count=row.comment_count,
        published_at=DateTime(row.published_at) if row.published_at is not None else None,
        written_at=DateTime(row.created_at),
        edited_at=DateTime(row.edited_at) if row.edited_at is not None else None,
        asks=row.kind in community.ASKING,
        row=row,
    )


def comment_of(row: CommentRow) -> Comment:
    return Comment(
        id=global_id("Comment", row.id),
        state=TextState(row.state),
        like_count=row.like_count,
        published_at=DateTime(row.published_at) if row.published_at is not None else None,
        written_at=DateTime(row.created_at),
        edited_at=DateTime(row.edited_at) if row.edited_at is not None else None,
        thanked_at=DateTime(row.thanked_at) if row.thanked_at is not None else None,
        post_id=global_id("Post", row.post_id),
        row=row,
    )


async def posts_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, Post]:
    if context.asker != "person":
        return {}
    return {id: post_of(row) for id, row in (await community.posts_by_id(ids, viewer_of(context))).items()}


async def comments_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, Comment]:
    if context.asker != "person":
        return {}
    return {id: comment_of(row) for id, row in (await community.comments_by_id(ids, viewer_of(context))).items()}


async def comments_under(context: Context, wanted: Sequence[Wanted]) -> Mapping[Wanted, Page[CommentRow]]:
    """Pages of what stands under posts: one reading for all that are asked for alike."""
    viewer, found = viewer_of(context), dict[Wanted, Page[CommentRow]]()
    for (first, after), posts in _alike(wanted).items():
        pages = await community.comments_of_each(posts, viewer, first=first, after=after)
        found |= {(post, first, after): page for post, page in pages.items()}
    return found


async def posts_of_authors(context: Context, wanted: Sequence[Wanted]) -> Mapping[Wanted, Page[PostRow]]:
    viewer, found = viewer_of(context), dict[Wanted, Page[PostRow]]()
    for (first, after), authors in _alike(wanted).items():
        pages = await community.posts_of_each(authors, viewer, first=first, after=after)
        found |= {(author, first, after): page for author, page in pages.items()}
    return found


def _alike(wanted: Sequence[Wanted]) -> Mapping[tuple[int, str | None], list[int]]:
    found: dict[tuple[int, str | None], list[int]] = {}
    for number, first, after in wanted:
        found.setdefault((first, after), []).append(number)
    return found


async def authors_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, Author]:
    """Members as everybody who is signed in sees them."""
    if context.asker != "person":
        return {}
    found, roles = await members.members_by_id(ids), await members.roles_of(ids)
    return {
        id: Author(
            id=global_id("Author", member.author_no),
            name=shown_name(member, context.language),
            role=next((role for role in _OFFICIAL if str(role.value) in roles[id]), None),
            mine=context.principal.member_id == id,
            member_id=id,
        )
        for id, member in found.items()
    }


async def authors_by_no(context: Context, numbers: Sequence[int]) -> Mapping[int, Author]:
    """For `node`: by the numbers that the world knows, which are not the accounts' own."""
    if context.asker != "person":
        return {}
    ids = await members.by_author_no(numbers)
    found = await authors_by_id(context, list(ids.values()))
    return {number: found[id] for number, id in ids.items()}


async def _earlier(context: Context, row: PostRow | CommentRow) -> list[EarlierText] | None:
    viewer = viewer_of(context)
    if viewer.member_id != row.author_id and not viewer.moderates:
        return None
    return earlier_of(await context.load(earlier_by_text, row.id) or [])


async def author_of(context: Context, member_id: int) -> Author:
    author = await context.load(authors_by_id, member_id)
    assert author is not None  # Accounts are closed, never deleted; and only people read texts.
    return author


async def liked_by_asker(context: Context, ids: Sequence[int]) -> Mapping[int, bool]:
    member_id = context.principal.member_id
    liked = await community.liked_by(member_id, ids) if member_id is not None else set()
    return {id: id in liked for id in ids}


@strawberry.type
class CommunityQuery:
    @strawberry.field(
        description="What members wrote, newest first; of one topic, or with the words that are searched for.",
        metadata=access(SignedIn()),
    )
    async def feed(
        self,
        first: First = None,
        after: After = None,
        topic: Annotated[str | None, strawberry.argument(description="A topic's code.")] = None,
        search: Annotated[
            str | None, strawberry.argument(description="Words, or their beginnings, that a post must all have.")
        ] = None,
    ) -> Connection[Post]:
        size = page_size(first)
        if search is None:
            return connection(await community.feed(first=size, after=after, topic=topic), post_of)
        if len(search) > SEARCH_LIMIT:
            raise BadInput("search", f"search must be at most {SEARCH_LIMIT} characters.")
        return connection(await community.search(search, first=size, after=after, topic=topic), post_of)

    @strawberry.field(
        description="How a text would look, before it is sent.", metadata=access(SignedIn()) | sized(3)
    )
    def preview(
        self, body: Annotated[str, strawberry.argument(description="The text, as it is written.")]
    ) -> list[TextBlock]:
        if len(body) > community.POST_LIMIT:
            raise BadInput("body", f"body must be at most {community.POST_LIMIT} characters.")
        return blocks_of(body)

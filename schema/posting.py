"""What members do in the community. Each verb has a key: sent again, it answers what came of it the first time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import strawberry

from schema.access import SignedIn, access
from schema.community import (
    Comment,
    Post,
    PostKind,
    comment_of,
    post_of,
    viewer_of,
)
from schema.context import Context, Info
from schema.problems import (
    BadInputProblem,
    KeyConflictProblem,
    NotAllowedProblem,
    NotFoundProblem,
    ThrottledProblem,
)
from schema.relay import number_of, parsed_id
from server import community
from server.community import Ref
from server.kernel.errors import BadInput, NotFound

_KINDS: Mapping[PostKind, community.PostKind] = {
    PostKind.STORY: "story",
    PostKind.QUESTION: "question",
    PostKind.IDEA: "idea",
    PostKind.SHOP: "shop",
}
Key = "The sender's own name for it, 1 to 128 characters. Sent again, it answers the first outcome."


@strawberry.input(description="A post to publish.")
class CreatePostInput:
    key: str = strawberry.field(description=Key)
    kind: PostKind = strawberry.field(description="What it is.")
    topic: str = strawberry.field(description="A topic's code.")
    body: str = strawberry.field(
        description="At most 4,000 characters. *Emphasis*, **strong**, lists and [links](https://…) are shown as such; "
        "everything else as it is."
    )


@strawberry.input(description="A comment to publish.")
class CreateCommentInput:
    key: str = strawberry.field(description=Key)
    post: strawberry.ID = strawberry.field(description="The post's id.")
    body: str = strawberry.field(description="At most 2,000 characters, written as a post is.")


@strawberry.input(description="An own post or comment to take away.")
class DeletePostInput:
    key: str = strawberry.field(description=Key)
    id: strawberry.ID = strawberry.field(description="The post's or comment's id.")


@strawberry.input(description="A like, or no like.")
class ReactInput:
    key: str = strawberry.field(description=Key)
    id: strawberry.ID = strawberry.field(description="The post's or comment's id.")
    like: bool = strawberry.field(description="Whether it is liked from now on.")


@strawberry.input(description="Thanks for an answer.")
class ThankAnswerInput:
    key: str = strawberry.field(description=Key)
    comment: strawberry.ID = strawberry.field(description="The answer's id.")


@strawberry.type(description="The post is published, or held for a moderator: its state says which.")
class PostCreated:
    post: Post = strawberry.field(description="The post.")


@strawberry.type(description="The comment is published, or held for a moderator: its state says which.")
class CommentCreated:
    comment: Comment = strawberry.field(description="The comment.")


@strawberry.type(description="It is gone for everybody. What it earned stays earned.")
class PostDeleted:
    content_id: strawberry.ID = strawberry.field(description="What was taken away.")


@strawberry.type(description="So it is liked now.")
class Reacted:
    content_id: strawberry.ID = strawberry.field(description="The post or comment.")
    liked: bool = strawberry.field(description="Whether the asker likes it.")
    like_count: int = strawberry.field(description="How many like it.")


@strawberry.type(description="The answer is thanked for.")
class AnswerThanked:
    comment: Comment = strawberry.field(description="The answer.")


CreatePostResult = Annotated[
    PostCreated | BadInputProblem | NotAllowedProblem | ThrottledProblem | KeyConflictProblem | NotFoundProblem,
    strawberry.union("CreatePostResult", description="What became of the post."),
]
CreateCommentResult = Annotated[
    CommentCreated | BadInputProblem | NotAllowedProblem | ThrottledProblem | KeyConflictProblem | NotFoundProblem,
    strawberry.union("CreateCommentResult", description="What became of the comment."),
]
DeletePostResult = Annotated[
    PostDeleted | BadInputProblem | NotAllowedProblem | KeyConflictProblem | NotFoundProblem,
    strawberry.union("DeletePostResult", description="What became of taking it away."),
]
ReactResult = Annotated[
    Reacted | BadInputProblem | NotAllowedProblem | ThrottledProblem | KeyConflictProblem | NotFoundProblem,
    strawberry.union("ReactResult", description="What became of the like."),
]
ThankAnswerResult = Annotated[
    AnswerThanked | BadInputProblem | NotAllowedProblem | KeyConflictProblem | NotFoundProblem,
    strawberry.union("ThankAnswerResult", description="What became of the thanks."),
]


@strawberry.type
class CommunityMutation:
    @strawberry.mutation(description="Publish a post.", metadata=access(SignedIn()))
    async def create_post(
        self,
        info: Info,
        input: Annotated[CreatePostInput, strawberry.argument(description="What to write.")],
    ) -> CreatePostResult:
        _, number = await community.create_post(
            asker_of(info), key=input.key, kind=_KINDS[input.kind], topic=input.topic, body=input.body,
            language=info.context.language,
        )  # fmt: skip
        return PostCreated(post=await post_now(info.context, number))

    @strawberry.mutation(description="Write under a post.", metadata=access(SignedIn()))
    async def create_comment(
        self,
        info: Info,
        input: Annotated[CreateCommentInput, strawberry.argument(description="What to say, and under which post.")],
    ) -> CreateCommentResult:
        _, number = await community.create_comment(
            asker_of(info), key=input.key, post_id=number_of(input.post, "Post", "post"), body=input.body,
            language=info.context.language,
        )  # fmt: skip
        return CommentCreated(comment=await comment_now(info.context, number))

    @strawberry.mutation(
        description="Take an own post or comment away, without punishment.", metadata=access(SignedIn())
    )
    async def delete_post(
        self,
        info: Info,
        input: Annotated[DeletePostInput, strawberry.argument(description="Which of one's own texts.")],
    ) -> DeletePostResult:
        await community.delete(asker_of(info), key=input.key, ref=_ref(input.id))
        return PostDeleted(content_id=input.id)

    @strawberry.mutation(
        description="Like a post or a comment, or like it no more. It may be asked twice.", metadata=access(SignedIn())
    )
    async def react(
        self,
        info: Info,
        input: Annotated[ReactInput, strawberry.argument(description="What to like, or not to like any more.")],
    ) -> ReactResult:
        asker = asker_of(info)
        kind, number = ref = await community.react(asker, key=input.key, ref=_ref(input.id), like=input.like)
        text = (await community.content([ref]))[kind, number]
        liked = number in await community.liked_by(asker, [number])
        return Reacted(content_id=input.id, liked=liked, like_count=text.like_count)

    @strawberry.mutation(
        description="Thank for an answer to an own question, once an answer.", metadata=access(SignedIn())
    )
    async def thank_answer(
        self,
        info: Info,
        input: Annotated[ThankAnswerInput, strawberry.argument(description="Which answer.")],
    ) -> ThankAnswerResult:
        comment = number_of(input.comment, "Comment", "comment")
        _, number = await community.thank(asker_of(info), key=input.key, comment_id=comment)
        return AnswerThanked(comment=await comment_now(info.context, number))


def asker_of(info: Info) -> int:
    member_id = info.context.principal.member_id
    assert member_id is not None  # SignedIn
    return member_id


def _ref(value: str) -> Ref:
    name, _ = parsed_id(value)
    if name == "Post":
        return "post", number_of(value, "Post")
    if name == "Comment":
        return "comment", number_of(value, "Comment")
    raise BadInput("id", "id must be the id of a Post or a Comment.")


async def post_now(context: Context, number: int) -> Post:
    """As it is now: a key that comes again may name what is gone."""
    row = (await community.posts_by_id([number], viewer_of(context))).get(number)
    if row is None:
        raise NotFound("This post")
    return post_of(row)


async def comment_now(context: Context, number: int) -> Comment:
    row = (await community.comments_by_id([number], viewer_of(context))).get(number)
    if row is None:
        raise NotFound("This comment")
    return comment_of(row)

"""What is changed of what was written: an author's own words, and where an idea stands."""

from __future__ import annotations

from typing import Annotated, cast

import strawberry

from schema.access import HasRole, SignedIn, access
from schema.community import Comment, Post
from schema.context import Info
from schema.ideas import IdeaState
from schema.posting import Key, asker_of, comment_now, post_now
from schema.problems import (
    BadInputProblem,
    KeyConflictProblem,
    NotAllowedProblem,
    NotFoundProblem,
    ThrottledProblem,
)
from schema.relay import number_of
from server import community


@strawberry.input(description="An own post, written anew.")
class EditPostInput:
    key: str = strawberry.field(description=Key)
    post: strawberry.ID = strawberry.field(description="The post's id.")
    body: str = strawberry.field(description="All that it says from now on.")
    topic: str | None = strawberry.field(description="A topic's code. Left out: the same.", default=None)


@strawberry.input(description="An own comment, written anew.")
class EditCommentInput:
    key: str = strawberry.field(description=Key)
    comment: strawberry.ID = strawberry.field(description="The comment's id.")
    body: str = strawberry.field(description="All that it says from now on.")


@strawberry.input(description="What becomes of an idea.")
class SetIdeaStateInput:
    key: str = strawberry.field(description=Key)
    post: strawberry.ID = strawberry.field(description="The idea's id.")
    state: IdeaState = strawberry.field(description="What becomes of it.")
    answer: str = strawberry.field(description="What everybody is told, and its author first; at most 500 characters.")


@strawberry.type(description="The post says this from now on; its writer and moderators can read what it said before.")
class PostEdited:
    post: Post = strawberry.field(description="The post.")


@strawberry.type(description="The comment says this from now on; its writer and moderators can read the old one.")
class CommentEdited:
    comment: Comment = strawberry.field(description="The comment.")


@strawberry.type(description="The idea is answered, and its author has a notice.")
class IdeaStateSet:
    post: Post = strawberry.field(description="The idea.")


EditPostResult = Annotated[
    PostEdited | BadInputProblem | NotAllowedProblem | ThrottledProblem | KeyConflictProblem | NotFoundProblem,
    strawberry.union("EditPostResult", description="What became of the change."),
]
EditCommentResult = Annotated[
    CommentEdited | BadInputProblem | NotAllowedProblem | ThrottledProblem | KeyConflictProblem | NotFoundProblem,
    strawberry.union("EditCommentResult", description="What became of the change."),
]
SetIdeaStateResult = Annotated[
    IdeaStateSet | BadInputProblem | NotAllowedProblem | KeyConflictProblem | NotFoundProblem,
    strawberry.union("SetIdeaStateResult", description="What became of the answer."),
]


@strawberry.type
class EditingMutation:
    @strawberry.mutation(description="Write an own post anew.", metadata=access(SignedIn()))
    async def edit_post(
        self,
        info: Info,
        input: Annotated[EditPostInput, strawberry.argument(description="Which post, and its new words.")],
    ) -> EditPostResult:
        _, number = await community.edit_post(
            asker_of(info), key=input.key, post_id=number_of(input.post, "Post", "post"), body=input.body,
            topic=input.topic,
        )  # fmt: skip
        return PostEdited(post=await post_now(info.context, number))

    @strawberry.mutation(description="Write an own comment anew.", metadata=access(SignedIn()))
    async def edit_comment(
        self,
        info: Info,
        input: Annotated[EditCommentInput, strawberry.argument(description="Which comment, and its new words.")],
    ) -> EditCommentResult:
        _, number = await community.edit_comment(
            asker_of(info), key=input.key, comment_id=number_of(input.comment, "Comment", "comment"), body=input.body
        )
        return CommentEdited(comment=await comment_now(info.context, number))

    @strawberry.mutation(
        description="Answer an idea. Set again, it holds anew: what came of it follows, such as a badge.",
        metadata=access(HasRole("manager")),
    )
    async def set_idea_state(
        self,
        info: Info,
        input: Annotated[SetIdeaStateInput, strawberry.argument(description="Which idea, and what becomes of it.")],
    ) -> SetIdeaStateResult:
        _, number = await community.set_idea_state(
            asker_of(info), key=input.key, post_id=number_of(input.post, "Post", "post"),
            state=cast(community.IdeaState, input.state.value), words=input.answer,
        )  # fmt: skip
        return IdeaStateSet(post=await post_now(info.context, number))

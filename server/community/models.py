"""What members write to each other, and what they say to it."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

_STATES = "IN ('published', 'held', 'hidden', 'removed', 'deleted')"


class Post(Model):
    """What a member wrote for all. Its place in the feed is the instant at which it was first published.

    published: everybody reads it · held: waits for a moderator and was never read, or is not read meanwhile · hidden,
    removed: a moderator's decision · deleted: its author's own.
    """

    id = fields.BigIntField(primary_key=True, generated=False)
    author_id = fields.BigIntField()
    kind = fields.CharField(max_length=8)
    topic = fields.CharField(max_length=40)
    language = fields.CharField(max_length=2)
    body = fields.TextField()  # Markdown, as it was written.
    state = fields.CharField(max_length=9)
    why = fields.CharField(max_length=80, null=True)  # What the state was set by, such as case:17.
    turns = fields.IntField(default=0)  # How often what it earned was taken and given again; odd: it is taken now.
    idea_state = fields.CharField(max_length=8, null=True)  # Of an idea: what the managers have answered.
    idea_turns = fields.IntField(default=0)  # How often it became done and was done no more; odd: it is done now.
    idea_done_at = fields.BigIntField(null=True)  # Since when it is done.
    like_count = fields.IntField(default=0)
    comment_count = fields.IntField(default=0)  # Of those that are published.
    created_at = fields.BigIntField()
    published_at = fields.BigIntField(null=True)
    edited_at = fields.BigIntField(null=True)
    deleted_at = fields.BigIntField(null=True)

    class Meta:
        table = "post"
        constraints = (
            CheckConstraint("kind IN ('story', 'question', 'idea', 'shop')", name="post_kind"),
            CheckConstraint("language IN ('sv', 'en')", name="post_language"),
            CheckConstraint(f"state {_STATES}", name="post_state"),
            CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="post_published"),
            CheckConstraint("(kind = 'idea') = (idea_state IS NOT NULL)", name="post_idea"),
            CheckConstraint("idea_state IN ('new', 'planned', 'done', 'declined')", name="post_idea_state"),
            CheckConstraint("idea_turns % 2 = CASE WHEN idea_state = 'done' THEN 1 ELSE 0 END", name="post_idea_turns"),
            CheckConstraint("(idea_turns % 2 = 1) = (idea_done_at IS NOT NULL)", name="post_idea_done"),
            CheckConstraint("(state = 'deleted') = (deleted_at IS NOT NULL)", name="post_deleted"),
            CheckConstraint("like_count >= 0 AND comment_count >= 0", name="post_counts"),
        )


class Comment(Model):
    """What a member wrote under a post. Under a question it is an answer."""

    id = fields.BigIntField(primary_key=True, generated=False)
    post_id = fields.BigIntField()
    author_id = fields.BigIntField()
    language = fields.CharField(max_length=2)
    body = fields.TextField()
    state = fields.CharField(max_length=9)
    why = fields.CharField(max_length=80, null=True)
    turns = fields.IntField(default=0)
    like_count = fields.IntField(default=0)
    created_at = fields.BigIntField()
    published_at = fields.BigIntField(null=True)
    edited_at = fields.BigIntField(null=True)
    deleted_at = fields.BigIntField(null=True)

    class Meta:
        table = "comment"
        indexes = (
            Index(fields=("post_id", "id"), name="comment_post"),
            Index(fields=("author_id", "id"), name="comment_author"),
        )
        constraints = (
            CheckConstraint("language IN ('sv', 'en')", name="comment_language"),
            CheckConstraint(f"state {_STATES}", name="comment_state"),
            CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="comment_published"),
            CheckConstraint("(state = 'deleted') = (deleted_at IS NOT NULL)", name="comment_deleted"),
            CheckConstraint("like_count >= 0", name="comment_counts"),
        )


class PostEdit(Model):
    """What a post or a comment said before it was edited."""

    id = fields.BigIntField(primary_key=True, generated=False)
    target_kind = fields.CharField(max_length=7)
    target_id = fields.BigIntField()
    topic = fields.CharField(max_length=40, null=True)
    body = fields.TextField()
    replaced_at = fields.BigIntField()

    class Meta:
        table = "post_edit"
        indexes = (Index(fields=("target_id", "id"), name="post_edit_target"),)
        constraints = (CheckConstraint("target_kind IN ('post', 'comment')", name="post_edit_target_kind"),)


class IdeaAnswer(Model):
    """What the managers answered to an idea. The latest one holds; those before it stay."""

    id = fields.BigIntField(primary_key=True, generated=False)
    post_id = fields.BigIntField()
    manager_id = fields.BigIntField()
    state = fields.CharField(max_length=8)
    words = fields.TextField()  # Plain text.
    answered_at = fields.BigIntField()

    class Meta:
        table = "idea_answer"
        indexes = (Index(fields=("post_id", "id"), name="idea_answer_post"),)
        constraints = (
            CheckConstraint("state IN ('new', 'planned', 'done', 'declined')", name="idea_answer_state"),
        )


class Reaction(Model):
    """A like. Withdrawn it stays, so that a second one of the same person earns its author nothing again."""

    id = fields.BigIntField(primary_key=True, generated=False)
    target_kind = fields.CharField(max_length=7)
    target_id = fields.BigIntField()
    member_id = fields.BigIntField()
    kind = fields.CharField(max_length=8)
    reacted_at = fields.BigIntField()
    withdrawn_at = fields.BigIntField(null=True)

    class Meta:
        table = "reaction"
        unique_together = (("target_id", "member_id", "kind"),)
        indexes = (Index(fields=("member_id", "id"), name="reaction_member"),)
        constraints = (
            CheckConstraint("target_kind IN ('post', 'comment')", name="reaction_target_kind"),
            CheckConstraint("kind IN ('like')", name="reaction_kind"),
        )


class Thanks(Model):
    """Whoever asked thanks an answer, once."""

    comment_id = fields.BigIntField(primary_key=True, generated=False)
    post_id = fields.BigIntField()
    member_id = fields.BigIntField()  # Who thanks: the post's author.
    thanked_at = fields.BigIntField()

    class Meta:
        table = "thanks"
        indexes = (Index(fields=("post_id",), name="thanks_post"),)


class PostWord(Model):
    """The words of a post, to be searched by their beginnings. A word is the hexadecimal of its UTF-8: so both
    databases order words alike, whatever order of letters they were made with."""

    id = fields.BigIntField(primary_key=True, generated=False)
    word = fields.CharField(max_length=160)
    post_id = fields.BigIntField()

    class Meta:
        table = "post_word"
        unique_together = (("word", "post_id"),)
        indexes = (Index(fields=("post_id",), name="post_word_post"),)


class CommunityKey(Model):
    """The key under which a member asked for something here, and what came of it."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    key = fields.CharField(max_length=128)
    digest = fields.CharField(max_length=32)
    target_kind = fields.CharField(max_length=7)
    target_id = fields.BigIntField()
    used_at = fields.BigIntField()

    class Meta:
        table = "community_key"
        unique_together = (("member_id", "key"),)

"""The tables of members: accounts, roles, sign-ins, one-time links, throttles."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class Member(Model):
    """A person with a card. `email` is held by one account only; see `joining` for who holds it."""

    id = fields.BigIntField(primary_key=True, generated=False)
    author_no = fields.BigIntField(unique=True)  # Drawn by chance: who reads it in public reaches no account by it.
    card = fields.CharField(max_length=16, unique=True)
    email = fields.CharField(max_length=254, null=True, unique=True)  # Lower case.
    claimed_email = fields.CharField(max_length=254, null=True)  # Given by this account, held by another one.
    email_verified_at = fields.BigIntField(null=True)
    display_name = fields.TextField()
    alias = fields.TextField(null=True)
    alias_key = fields.CharField(max_length=64, null=True, unique=True)  # What aliases that look alike share.
    board_visibility = fields.CharField(max_length=8, default="hidden")
    language = fields.CharField(max_length=2)
    timezone = fields.TextField()
    birthday = fields.TextField(null=True)  # An ISO date.
    country = fields.CharField(max_length=2, null=True)  # ISO 3166 alpha-2, as they said it.
    guardian_agreed_at = fields.BigIntField(null=True)  # When they said that a guardian has agreed.
    password_hash = fields.TextField(null=True)
    status = fields.CharField(max_length=10)  # enrolled: at a till, not completed yet · active · closed
    terms_version = fields.TextField(null=True)
    terms_accepted_at = fields.BigIntField(null=True)
    source = fields.TextField(null=True)  # Where they came from, in the page's own word.
    enrolled_by_partner_id = fields.BigIntField(null=True)
    enroll_key = fields.CharField(max_length=200, null=True)
    enroll_digest = fields.TextField(null=True)  # Of the form as sent: the same key with another form is a conflict.
    joined_at = fields.BigIntField()
    completed_at = fields.BigIntField(null=True)

    class Meta:
        table = "member"
        unique_together = (("enrolled_by_partner_id", "enroll_key"),)
        indexes = (Index(fields=("claimed_email",), name="member_claimed_email"),)
        constraints = (
            CheckConstraint("board_visibility IN ('name', 'alias', 'hidden')", name="member_board_visibility"),
            CheckConstraint("language IN ('sv', 'en')", name="member_language"),
            CheckConstraint("status IN ('enrolled', 'active', 'closed')", name="member_status"),
            CheckConstraint("email IS NULL OR claimed_email IS NULL", name="member_one_email"),
            CheckConstraint("email_verified_at IS NULL OR email IS NOT NULL", name="member_verified_email"),
        )


class MemberNameWord(Model):
    """The words of a member's name, to be searched by their beginnings, as `kernel.words` writes them."""

    id = fields.BigIntField(primary_key=True, generated=False)
    word = fields.CharField(max_length=160)
    member_id = fields.BigIntField()

    class Meta:
        table = "member_name_word"
        unique_together = (("word", "member_id"),)
        indexes = (Index(fields=("member_id", "word"), name="member_name_word_member"),)


class MemberRole(Model):
    """What a member may do beside being one. Staff belong to a partner, and maybe to one of its shops."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    role = fields.CharField(max_length=9)
    partner_id = fields.BigIntField(null=True)
    shop_code = fields.TextField(null=True)
    granted_at = fields.BigIntField()

    class Meta:
        table = "member_role"
        unique_together = (("member_id", "role"),)
        constraints = (
            CheckConstraint("role IN ('moderator', 'editor', 'manager', 'staff')", name="member_role_role"),
        )


class Session(Model):
    """A sign-in. The token itself is only with the browser."""

    id = fields.BigIntField(primary_key=True, generated=False)
    token_hash = fields.CharField(max_length=64, unique=True)
    member_id = fields.BigIntField()
    created_at = fields.BigIntField()
    last_seen_at = fields.BigIntField()
    proved_at = fields.BigIntField()  # When the person last showed who they are: at sign-in, or by the password again.
    expires_at = fields.BigIntField()
    ended_at = fields.BigIntField(null=True)
    user_agent = fields.TextField()

    class Meta:
        table = "session"
        indexes = (
            Index(fields=("member_id", "ended_at"), name="session_member"),
            Index(fields=("expires_at",), name="session_expires_at"),
        )


class MemberLink(Model):
    """A link that works once: to verify an address, to recover an account, to complete an enrollment."""

    id = fields.BigIntField(primary_key=True, generated=False)
    token_hash = fields.CharField(max_length=64, unique=True)
    member_id = fields.BigIntField()
    purpose = fields.CharField(max_length=8)
    email = fields.TextField(null=True)  # The address it was mailed to, which using it proves.
    created_at = fields.BigIntField()
    expires_at = fields.BigIntField()
    used_at = fields.BigIntField(null=True)

    class Meta:
        table = "member_link"
        indexes = (
            Index(fields=("member_id", "purpose"), name="member_link_member"),
            Index(fields=("expires_at",), name="member_link_expires_at"),
        )
        constraints = (CheckConstraint("purpose IN ('verify', 'recover', 'complete')", name="member_link_purpose"),)


class Throttle(Model):
    """A token bucket, told by one number: the instant at which it is full again."""

    bucket = fields.CharField(max_length=96, primary_key=True)
    full_at = fields.BigIntField()

    class Meta:
        table = "throttle"
        indexes = (Index(fields=("full_at",), name="throttle_full_at"),)

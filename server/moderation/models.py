"""The tables of moderation: what was reported, what was decided, what it brought, and who asked for another look."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

_TARGETS = "target_kind IN ('post', 'comment')"


class Report(Model):
    """A member says that a text breaks a rule. One for each member and text."""

    id = fields.BigIntField(primary_key=True, generated=False)
    case_id = fields.BigIntField()
    reporter_id = fields.BigIntField()
    key = fields.CharField(max_length=128)
    target_kind = fields.CharField(max_length=7)
    target_id = fields.BigIntField()
    rule = fields.IntField()
    words = fields.TextField(null=True)
    reported_at = fields.BigIntField()

    class Meta:
        table = "report"
        unique_together = (("target_id", "reporter_id"), ("reporter_id", "key"))
        indexes = (Index(fields=("case_id", "id"), name="report_case"),)
        constraints = (CheckConstraint(_TARGETS, name="report_target"),)


class Case(Model):
    """A text that waits for a moderator, or that had one.

    open: nobody has decided · appealed: its author asked another moderator · decided · closed: nobody had reported
    it, and its author deleted it before anybody decided. A claim lasts until `claimed_until` and no longer, so a
    moderator who goes home blocks nobody.
    """

    id = fields.BigIntField(primary_key=True, generated=False)
    target_kind = fields.CharField(max_length=7)
    target_id = fields.BigIntField()
    author_id = fields.BigIntField()
    state = fields.CharField(max_length=8)
    waits = fields.IntField()  # 1 while it stands in the queue: its index begins with that.
    opened_by = fields.CharField(max_length=9)
    reasons = fields.TextField(default="[]")  # JSON: the codes of an automatic hold.
    report_count = fields.IntField(default=0)
    claimed_by = fields.BigIntField(null=True)
    claimed_until = fields.BigIntField(null=True)
    opened_at = fields.BigIntField()
    queued_at = fields.BigIntField()  # When it last came into the queue.
    decided_at = fields.BigIntField(null=True)

    class Meta:
        table = "moderation_case"
        indexes = (
            Index(fields=("target_id",), name="moderation_case_of"),
            Index(fields=("author_id", "id"), name="moderation_case_author"),
        )
        constraints = (
            CheckConstraint(_TARGETS, name="moderation_case_target"),
            CheckConstraint("state IN ('open', 'appealed', 'decided', 'closed')", name="moderation_case_state"),
            CheckConstraint("waits = CASE WHEN state IN ('open', 'appealed') THEN 1 ELSE 0 END",
                            name="moderation_case_waits"),
            CheckConstraint("opened_by IN ('reports', 'hold', 'rewritten')", name="moderation_case_opened_by"),
            CheckConstraint("(claimed_by IS NULL) = (claimed_until IS NULL)", name="moderation_case_claim"),
            UniqueConstraint(fields=("target_id",), name="moderation_case_open", condition="state = 'open'"),
        )


class Decision(Model):
    """What a moderator decided. Never changed but to say that it was undone; a case has one that stands."""

    id = fields.BigIntField(primary_key=True, generated=False)
    case_id = fields.BigIntField()
    moderator_id = fields.BigIntField()
    key = fields.CharField(max_length=128)
    digest = fields.CharField(max_length=32)  # Of what was asked under the key.
    action = fields.CharField(max_length=7)
    rule = fields.IntField()
    version = fields.IntField()  # The programme's, whose rule it is.
    reason = fields.TextField()
    silence_until = fields.BigIntField(null=True)
    state_before = fields.CharField(max_length=9)
    state_after = fields.CharField(max_length=9)
    month = fields.CharField(max_length=7)  # 2026-11 in the programme's zone: all that the public log says of the time.
    decided_at = fields.BigIntField()
    undone_at = fields.BigIntField(null=True)
    undone_by = fields.BigIntField(null=True)

    class Meta:
        table = "decision"
        unique_together = (("moderator_id", "key"),)
        indexes = (
            Index(fields=("case_id", "id"), name="decision_case"),
            Index(fields=("month", "rule", "action"), name="decision_month"),
        )
        constraints = (
            CheckConstraint("action IN ('keep', 'hide', 'remove', 'warn', 'silence')", name="decision_action"),
            CheckConstraint("(action = 'silence') = (silence_until IS NOT NULL)", name="decision_silence"),
            CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="decision_undone"),
            UniqueConstraint(fields=("case_id",), name="decision_stands", condition="undone_at IS NULL"),
        )


class Sanction(Model):
    """What a decision brought upon a member: a warning, or silence until an instant. Lifted where it is undone."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    decision_id = fields.BigIntField(unique=True)
    kind = fields.CharField(max_length=7)
    until = fields.BigIntField(null=True)
    imposed_at = fields.BigIntField()
    lifted_at = fields.BigIntField(null=True)

    class Meta:
        table = "sanction"
        indexes = (Index(fields=("member_id", "until"), name="sanction_member"),)
        constraints = (
            CheckConstraint("kind IN ('warning', 'silence')", name="sanction_kind"),
            CheckConstraint("(kind = 'silence') = (until IS NOT NULL)", name="sanction_until"),
        )


class Appeal(Model):
    """The author asks another moderator to look again, once a decision. moot: the decision was undone meanwhile."""

    id = fields.BigIntField(primary_key=True, generated=False)
    decision_id = fields.BigIntField(unique=True)
    case_id = fields.BigIntField()
    member_id = fields.BigIntField()
    key = fields.CharField(max_length=128)
    words = fields.TextField()
    state = fields.CharField(max_length=10)
    appealed_at = fields.BigIntField()
    decided_by = fields.BigIntField(null=True)
    decided_key = fields.CharField(max_length=128, null=True)
    reason = fields.TextField(null=True)
    decided_at = fields.BigIntField(null=True)

    class Meta:
        table = "appeal"
        unique_together = (("member_id", "key"), ("decided_by", "decided_key"))
        indexes = (Index(fields=("case_id", "id"), name="appeal_case"),)
        constraints = (
            CheckConstraint("state IN ('waiting', 'upheld', 'overturned', 'moot')", name="appeal_state"),
            CheckConstraint("(state IN ('waiting', 'moot')) = (decided_by IS NULL)", name="appeal_decided"),
        )


class Notice(Model):
    """A letter to a member: their text waits, was decided about, or what became of what they reported; or what was
    answered to their idea."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    kind = fields.CharField(max_length=8)
    case_id = fields.BigIntField(null=True)
    decision_id = fields.BigIntField(null=True)
    answer_id = fields.BigIntField(null=True, unique=True)  # To an idea: one letter each, however often it is told.
    sent_at = fields.BigIntField()
    read_at = fields.BigIntField(null=True)

    class Meta:
        table = "notice"
        indexes = (
            Index(fields=("member_id", "id"), name="notice_member"),
            Index(fields=("decision_id",), name="notice_decision"),
        )
        constraints = (
            CheckConstraint("kind IN ('held', 'decided', 'undone', 'appeal', 'reported', 'idea')", name="notice_kind"),
            CheckConstraint("(kind = 'idea') = (answer_id IS NOT NULL)", name="notice_answer"),
            CheckConstraint("(kind = 'idea') = (case_id IS NULL)", name="notice_case"),
        )

"""The ledger's tables. Entries are added, never changed or deleted; lots are what is left of a member's points, and
until when."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class LedgerAccount(Model):
    """An account of one owner in one currency. Only members' accounts cache a balance: the programme's, partners' and
    others' are sums of entries."""

    id = fields.BigIntField(primary_key=True, generated=False)
    owner_kind = fields.CharField(max_length=16)  # member, partner, programme, charity
    owner_id = fields.BigIntField()  # 0 for the programme's own
    purpose = fields.CharField(max_length=16)  # spending (members); the others: see accounts.SystemPurpose
    currency = fields.CharField(max_length=40)
    balance = fields.BigIntField(default=0)
    debt = fields.BigIntField(default=0)  # What reversals took beyond what there was; the next earnings pay it.
    held = fields.BigIntField(default=0)  # What of the member's waits in the holding account.
    pending = fields.BigIntField(default=0)  # What was earned, and waits until it is the member's.
    ends_at = fields.BigIntField(null=True)  # When all of it is gone unless the member does something before.
    endless = fields.SmallIntField(default=0)  # 1: the member holds a tier for which nothing of it expires.

    class Meta:
        table = "ledger_account"
        unique_together = (("owner_id", "owner_kind", "purpose", "currency"),)
        constraints = (
            CheckConstraint(check="debt >= 0", name="ledger_account_debt"),
            CheckConstraint(check="held >= 0", name="ledger_account_held"),
            CheckConstraint(check="pending >= 0", name="ledger_account_pending"),
            CheckConstraint(check="endless IN (0, 1)", name="ledger_account_endless"),
        )


class LedgerEntry(Model):
    """Whole minor units moved from a debit account to a credit account."""

    id = fields.BigIntField(primary_key=True, generated=False)
    activity_id = fields.BigIntField()
    member_id = fields.BigIntField()
    currency = fields.CharField(max_length=40)
    debit_account_id = fields.BigIntField()
    credit_account_id = fields.BigIntField()
    points = fields.BigIntField()
    sign = fields.SmallIntField()  # 1: credited to the member; -1: debited; 0: between accounts of others.
    balance_after = fields.BigIntField()  # The member's.
    reason = fields.CharField(max_length=16)  # As in events.Reason.
    rule = fields.CharField(max_length=80)
    version = fields.IntField()
    arithmetic = fields.TextField()  # JSON: what the explanation needs
    occurred_at = fields.BigIntField()
    posted_at = fields.BigIntField()

    class Meta:
        table = "ledger_entry"
        indexes = (("member_id", "currency", "id"), ("activity_id",))
        constraints = (
            CheckConstraint(check="points > 0", name="ledger_entry_points"),
            CheckConstraint(check="sign IN (-1, 0, 1)", name="ledger_entry_sign"),
            CheckConstraint(check="debit_account_id <> credit_account_id", name="ledger_entry_accounts"),
        )


class LedgerLot(Model):
    """Points that came together, of one activity in one currency that is spent or expires: how many are left, and until
    when. A lot below zero is a debt."""

    id = fields.BigIntField(primary_key=True, generated=False)
    account_id = fields.BigIntField()
    member_id = fields.BigIntField()
    activity_id = fields.BigIntField()
    currency = fields.CharField(max_length=40)
    points = fields.BigIntField()
    remaining = fields.BigIntField()
    expired = fields.BigIntField(default=0)  # What of it expired, less what of that was undone since.
    earned_at = fields.BigIntField()
    expires_at = fields.BigIntField(null=True)
    own_end = fields.BigIntField(null=True)  # Where a sharing group has moved its end: when it would end without.

    class Meta:
        table = "ledger_lot"
        indexes = (("member_id", "expires_at"),)
        constraints = (
            CheckConstraint(check="remaining <= points", name="ledger_lot_remaining"),
            CheckConstraint(check="expired >= 0", name="ledger_lot_expired"),
        )


class LedgerHold(Model):
    """Points of a member that wait in the holding account. `parts` says which lots gave them, so that they can come
    back there."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    activity_id = fields.BigIntField()
    currency = fields.CharField(max_length=40)
    points = fields.BigIntField()
    parts = fields.TextField()  # JSON: [lot, points, when they expire] of each
    state = fields.CharField(max_length=8)
    opened_at = fields.BigIntField()
    lapses_at = fields.BigIntField(null=True)
    closed_at = fields.BigIntField(null=True)

    class Meta:
        table = "ledger_hold"
        indexes = (("member_id", "state"),)
        constraints = (
            CheckConstraint(check="points > 0", name="ledger_hold_points"),
            CheckConstraint(check="state IN ('open', 'captured', 'released')", name="ledger_hold_state"),
        )


class LedgerPending(Model):
    """Points that were earned and wait in an account of the programme's until they ripen: `waiting` are left."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    activity_id = fields.BigIntField()
    currency = fields.CharField(max_length=40)
    points = fields.BigIntField()
    waiting = fields.BigIntField()
    reason = fields.CharField(max_length=16)
    rule = fields.CharField(max_length=80)
    version = fields.IntField()
    arithmetic = fields.TextField()  # JSON
    partner_id = fields.BigIntField(null=True)  # Whose budget paid.
    occurred_at = fields.BigIntField()
    ripe_at = fields.BigIntField()

    class Meta:
        table = "ledger_pending"
        indexes = (("member_id", "ripe_at"),)
        constraints = (
            CheckConstraint(check="waiting BETWEEN 0 AND points", name="ledger_pending_waiting"),
        )


class LedgerTransfer(Model):
    """Points that a member gave to another. `parts` says what lots gave them, with their ends."""

    id = fields.BigIntField(primary_key=True, generated=False)  # The giver's activity.
    from_member = fields.BigIntField()
    to_member = fields.BigIntField()
    received_id = fields.BigIntField()  # The receiver's activity.
    currency = fields.CharField(max_length=40)
    points = fields.BigIntField()
    parts = fields.TextField()  # JSON: [lot, points, when they expire] of each
    posted_at = fields.BigIntField()
    undone_at = fields.BigIntField(null=True)

    class Meta:
        table = "ledger_transfer"
        indexes = (("from_member", "posted_at"), ("to_member", "posted_at"))
        constraints = (
            CheckConstraint(check="points > 0", name="ledger_transfer_points"),
            CheckConstraint(check="from_member <> to_member", name="ledger_transfer_members"),
        )


class LedgerFreeze(Model):
    """A member's points whose time stands still for so many months."""

    id = fields.BigIntField(primary_key=True, generated=False)  # The activity that asked for it.
    member_id = fields.BigIntField()
    currency = fields.CharField(max_length=40)
    months = fields.IntField()
    by_hand = fields.SmallIntField()  # 1: a manager did it, beside what the programme lets members do.
    frozen_at = fields.BigIntField()
    undone_at = fields.BigIntField(null=True)

    class Meta:
        table = "ledger_freeze"
        indexes = (("member_id", "frozen_at"),)
        constraints = (CheckConstraint(check="months > 0", name="ledger_freeze_months"),)


class LedgerReminder(Model):
    """Until when a member has been told of what expires in a currency."""

    id = fields.BigIntField(primary_key=True, generated=False)
    member_id = fields.BigIntField()
    currency = fields.CharField(max_length=40)
    told_until = fields.BigIntField()

    class Meta:
        table = "ledger_reminder"
        unique_together = (("member_id", "currency"),)

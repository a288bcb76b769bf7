"""What was redeemed and given, what is left of what there is, and what members save for."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class RewardVoucher(Model):
    """A reward that a member redeemed, or that a rule gave them: its code, what is held for it, and what became of
    it. A gift that was used before what had given it was undone is a debt, until the same gift pays it by staying
    away."""

    id = fields.BigIntField(primary_key=True, generated=False)
    code = fields.CharField(max_length=16)
    member_id = fields.BigIntField()
    activity_id = fields.BigIntField()
    hold_id = fields.BigIntField(null=True)  # A gift holds nothing.
    reward = fields.CharField(max_length=40)
    version = fields.IntField()
    currency = fields.CharField(max_length=40)
    points = fields.BigIntField()
    shops = fields.TextField()  # JSON: where it is good; empty: everywhere
    places = fields.TextField()  # JSON: the periods in which it took a place
    state = fields.CharField(max_length=9)
    granted_at = fields.BigIntField()
    expires_at = fields.BigIntField()
    ended_at = fields.BigIntField(null=True)  # When it was used, or was good no more.
    ended_by = fields.BigIntField(null=True)  # The activity that ended it.
    used_partner_id = fields.BigIntField(null=True)
    used_shop = fields.CharField(max_length=40, null=True)
    rule = fields.CharField(max_length=60, null=True)  # What gave it: “milestone:check”; none: it was redeemed.
    number = fields.IntField(default=0)  # Which of those that the activity's rule gave.
    owed_at = fields.BigIntField(null=True)  # When what gave it was undone, where it had been used.
    paid_by = fields.BigIntField(null=True)  # The activity whose own gift stayed away for it …
    paid_number = fields.IntField(default=0)  # … and which of them.

    class Meta:
        table = "reward_voucher"
        unique_together = (("code",),)
        indexes = (
            Index(fields=("member_id", "state"), name="reward_voucher_member"),
            Index(fields=("activity_id",), name="reward_voucher_activity"),
        )
        constraints = (
            CheckConstraint(
                check="state IN ('open', 'used', 'cancelled', 'lapsed', 'lost')", name="reward_voucher_state"
            ),
        )


class RewardDonation(Model):
    """Points that a member gave to a charity, and the sum of money that they stand for."""

    id = fields.BigIntField(primary_key=True, generated=False)
    receipt = fields.CharField(max_length=16)
    member_id = fields.BigIntField()
    activity_id = fields.BigIntField()
    reward = fields.CharField(max_length=40)
    version = fields.IntField()
    charity = fields.CharField(max_length=40)
    currency = fields.CharField(max_length=40)
    points = fields.BigIntField()
    amount = fields.BigIntField()  # Minor units of the programme's money.
    given_at = fields.BigIntField()

    class Meta:
        table = "reward_donation"
        unique_together = (("receipt",),)
        indexes = (
            Index(fields=("member_id", "charity"), name="reward_donation_member"),
            Index(fields=("activity_id",), name="reward_donation_activity"),
        )


class RewardStock(Model):
    """How many places of a reward are taken, in all (lifetime) or in a month: a counter that many members share, moved
    by guarded updates."""

    id = fields.BigIntField(primary_key=True, generated=False)
    reward = fields.CharField(max_length=40)
    period = fields.CharField(max_length=16)
    taken = fields.BigIntField()

    class Meta:
        table = "reward_stock"
        unique_together = (("reward", "period"),)
        constraints = (CheckConstraint(check="taken >= 0", name="reward_stock_taken"),)


class RewardMeter(Model):
    """What a charity was given, all in all: a counter that many members share."""

    id = fields.BigIntField(primary_key=True, generated=False)
    charity = fields.CharField(max_length=40)
    amount = fields.BigIntField()  # Minor units of the programme's money.
    gifts = fields.BigIntField()
    givers = fields.BigIntField()

    class Meta:
        table = "reward_meter"
        unique_together = (("charity",),)


class RewardBeneficiaries(Model):
    """Whom a member earns for beside themselves."""

    member_id = fields.BigIntField(primary_key=True, generated=False)
    charities = fields.TextField()  # JSON: their codes, in the order of the choice
    chosen_at = fields.BigIntField()

    class Meta:
        table = "reward_beneficiaries"


class RewardReceived(Model):
    """What a charity got by rules that earn for others: a counter that many members share."""

    id = fields.BigIntField(primary_key=True, generated=False)
    charity = fields.CharField(max_length=40)
    currency = fields.CharField(max_length=40)
    points = fields.BigIntField()

    class Meta:
        table = "reward_received"
        unique_together = (("charity", "currency"),)


class RewardGoal(Model):
    """The reward that a member saves for; none where the pin was taken away."""

    member_id = fields.BigIntField(primary_key=True, generated=False)
    reward = fields.CharField(max_length=40, null=True)
    pinned_at = fields.BigIntField()
    reached_at = fields.BigIntField(null=True)  # Said once a pin, whatever happens to the points afterwards.

    class Meta:
        table = "reward_goal"

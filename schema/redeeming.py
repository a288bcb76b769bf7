"""Spending points: redeem, confirm at the till, cancel, give away, pin."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry

from schema.access import ScopeOrPerson, SignedIn, access
from schema.catalogue import Goal, balances_by_member, goal_of
from schema.context import Context, Info
from schema.currencies import Balance, balances_of
from schema.hints import sized
from schema.ledger import LedgerEntry, entry_of
from schema.problems import (
    BadInputProblem,
    KeyConflictProblem,
    LevelRequiredProblem,
    LimitReachedProblem,
    MemberNotFoundProblem,
    NotAllowedProblem,
    NotEnoughPointsProblem,
    NotFoundProblem,
    NotOpenProblem,
    SoldOutProblem,
    VoucherCancelledProblem,
    VoucherExpiredProblem,
    VoucherNotFoundProblem,
    VoucherUsedProblem,
)
from schema.relay import number_of
from schema.sight import partner_of
from schema.vouchers import Donation, Voucher, donation_of, voucher_of
from server import activities, groups, members, programme, rewards
from server.activities import (
    CancelRedemption,
    ConfirmVoucher,
    DonatePoints,
    Outcome,
    PinReward,
    RedeemReward,
    Source,
)
from server.kernel import ids
from server.kernel.errors import BadInput, Forbidden

CODE_LIMIT = 40  # Characters of a code as people write it.


@strawberry.input(description="What is redeemed.")
class RedeemRewardInput:
    key: str = strawberry.field(description="The sender's own name for the attempt, 1 to 128 characters.")
    reward: str = strawberry.field(description="The reward's code.")


@strawberry.input(description="A voucher that is shown at a till.")
class ConfirmVoucherInput:
    key: str = strawberry.field(description="The sender's own name for the attempt, 1 to 128 characters.")
    code: str = strawberry.field(description="What the member shows: its ten signs, with or without the hyphen.")


@strawberry.input(description="A voucher that is called off.")
class CancelRedemptionInput:
    key: str = strawberry.field(description="The sender's own name for the attempt, 1 to 128 characters.")
    voucher: strawberry.ID = strawberry.field(description="The voucher's id.")


@strawberry.input(description="What is given away.")
class DonatePointsInput:
    key: str = strawberry.field(description="The sender's own name for the attempt, 1 to 128 characters.")
    reward: str = strawberry.field(description="The code of a reward that has a charity.")


@strawberry.type(description="The reward was redeemed, now or when the key came first: here is its code.")
class RewardRedeemed:
    voucher: Voucher = strawberry.field(description="The code, and until when it is good, as it stands now.")
    replayed: bool = strawberry.field(description="Whether the key came again: this is the first outcome.")
    entries: list[LedgerEntry] = strawberry.field(description="The lines that it caused.", metadata=sized(1))
    balances: list[Balance] = strawberry.field(description="What the member had after it.", metadata=sized(3))


@strawberry.type(description="The code was good, and is used from now on.")
class VoucherConfirmed:
    voucher: Voucher = strawberry.field(description="What to hand over.")
    display_name: str = strawberry.field(description="What the member wants to be called.")
    replayed: bool = strawberry.field(description="Whether the key came again: it was used then, and not twice.")


@strawberry.type(description="The voucher is good no more, and its points are back.")
class RedemptionCancelled:
    voucher: Voucher = strawberry.field(description="The voucher.")
    replayed: bool = strawberry.field(description="Whether the key came again: this is the first outcome.")
    entries: list[LedgerEntry] = strawberry.field(description="The lines that it caused.", metadata=sized(2))
    balances: list[Balance] = strawberry.field(description="What the member had after it.", metadata=sized(3))


@strawberry.type(description="The points were given away, now or when the key came first.")
class DonationMade:
    donation: Donation = strawberry.field(description="The receipt.")
    replayed: bool = strawberry.field(description="Whether the key came again: this is the first outcome.")
    entries: list[LedgerEntry] = strawberry.field(description="The lines that it caused.", metadata=sized(1))
    balances: list[Balance] = strawberry.field(description="What the member had after it.", metadata=sized(3))


@strawberry.type(description="What the member saves for from now on.")
class RewardPinned:
    goal: Goal | None = strawberry.field(description="The goal; null where the pin was taken away.")


RedeemRewardResult = Annotated[
    RewardRedeemed | NotEnoughPointsProblem | SoldOutProblem | NotOpenProblem | LevelRequiredProblem
    | LimitReachedProblem | NotFoundProblem | KeyConflictProblem | BadInputProblem,
    strawberry.union("RedeemRewardResult", description="What became of redeeming."),
]  # fmt: skip
ConfirmVoucherResult = Annotated[
    VoucherConfirmed | VoucherNotFoundProblem | VoucherUsedProblem | VoucherExpiredProblem | VoucherCancelledProblem
    | NotAllowedProblem | MemberNotFoundProblem | KeyConflictProblem | BadInputProblem,
    strawberry.union("ConfirmVoucherResult", description="What the till is told of a code."),
]  # fmt: skip
CancelRedemptionResult = Annotated[
    RedemptionCancelled | VoucherNotFoundProblem | VoucherUsedProblem | VoucherExpiredProblem | VoucherCancelledProblem
    | KeyConflictProblem | BadInputProblem,
    strawberry.union("CancelRedemptionResult", description="What became of calling it off."),
]  # fmt: skip
DonatePointsResult = Annotated[
    DonationMade | NotEnoughPointsProblem | SoldOutProblem | NotOpenProblem | LevelRequiredProblem
    | LimitReachedProblem | NotFoundProblem | KeyConflictProblem | BadInputProblem,
    strawberry.union("DonatePointsResult", description="What became of giving."),
]  # fmt: skip
PinRewardResult = Annotated[
    RewardPinned | NotFoundProblem,
    strawberry.union("PinRewardResult", description="What became of pinning."),
]


@strawberry.type
class RewardMutation:
    @strawberry.mutation(
        description="Redeem a reward: its points are held, and a code is there to show at the till.",
        metadata=access(SignedIn()),
    )
    async def redeem_reward(
        self, info: Info, input: Annotated[RedeemRewardInput, strawberry.argument(description="What is redeemed.")]
    ) -> RedeemRewardResult:
        outcome = await activities.record(
            RedeemReward(**await _mine(info, input.key), reward=input.reward, household=await _household(info))
        )
        voucher = await rewards.voucher_granted_by(outcome.activity.id)
        assert voucher is not None  # It was granted, now or then.
        return RewardRedeemed(voucher=voucher_of(voucher, info.context.language), **_told(outcome, info.context))

    @strawberry.mutation(
        description="Use the code that a member shows. The same key again answers the same, and uses nothing twice.",
        metadata=access(ScopeOrPerson("rewards:redeem", "staff")),
    )
    async def confirm_voucher(
        self, info: Info, input: Annotated[ConfirmVoucherInput, strawberry.argument(description="What is shown.")]
    ) -> ConfirmVoucherResult:
        principal = info.context.principal
        if partner_of(principal) is None:
            raise Forbidden("A till confirms for its partner, and you are of none.")
        if len(input.code) > CODE_LIMIT:
            raise BadInput("code", "code must be the ten signs that the member shows.")
        voucher_id, member_id = await rewards.holder_of(input.code)
        source = Source.of(principal)
        outcome = await activities.record(
            ConfirmVoucher(source=source, key=input.key, member=("id", member_id), voucher_id=voucher_id)
        )
        row = await members.member_of(member_id)
        assert row is not None
        return VoucherConfirmed(
            voucher=await _voucher(info.context, voucher_id), display_name=row.display_name, replayed=outcome.replayed
        )

    @strawberry.mutation(
        description="Call off a redemption that was not used: the points come back.", metadata=access(SignedIn())
    )
    async def cancel_redemption(
        self, info: Info, input: Annotated[CancelRedemptionInput, strawberry.argument(description="Which one.")]
    ) -> CancelRedemptionResult:
        voucher_id = number_of(str(input.voucher), "Voucher", "voucher")
        outcome = await activities.record(CancelRedemption(**await _mine(info, input.key), voucher_id=voucher_id))
        voucher = await _voucher(info.context, voucher_id)
        return RedemptionCancelled(voucher=voucher, **_told(outcome, info.context))

    @strawberry.mutation(
        description="Give points to a charity, at once and for good; there is a receipt.", metadata=access(SignedIn())
    )
    async def donate_points(
        self, info: Info, input: Annotated[DonatePointsInput, strawberry.argument(description="What is given.")]
    ) -> DonatePointsResult:
        outcome = await activities.record(
            DonatePoints(**await _mine(info, input.key), reward=input.reward, household=await _household(info))
        )
        donation = await rewards.donation_made_by(outcome.activity.id)
        assert donation is not None  # It was made, now or then.
        return DonationMade(donation=donation_of(donation, info.context.language), **_told(outcome, info.context))

    @strawberry.mutation(description="Choose what to save for; null takes the pin away.", metadata=access(SignedIn()))
    async def pin_reward(
        self,
        info: Info,
        code: Annotated[str | None, strawberry.argument(description="The reward's code.")] = None,
    ) -> PinRewardResult:
        context = info.context
        await activities.record(PinReward(**await _mine(info, f"tap-{ids.new_id()}"), reward=code or None))
        context.forget()
        reward = programme.current().rewards.get(code) if code else None
        if reward is None:
            return RewardPinned(goal=None)
        member_id = context.principal.member_id or 0
        pinned = (await rewards.goals_of([member_id])).get(member_id)
        balances = await context.load(balances_by_member, member_id) or {}
        return RewardPinned(goal=goal_of(context, reward, balances, pinned))


async def _mine(info: Info, key: str) -> dict[str, Any]:
    """The member for themselves, whatever else they are; and not too often."""
    source = Source.member(info.context.principal)
    await members.take_deeds(source.principal.member_id or 0)
    return {"source": source, "key": key, "member": ("id", source.principal.member_id or 0)}


async def _household(info: Info) -> tuple[int, ...]:
    """Whose points are spent beside the member's own."""
    return await groups.lenders_of(info.context.principal.member_id or 0)


async def _voucher(context: Context, voucher_id: int) -> Voucher:
    return voucher_of((await rewards.vouchers_by_id([voucher_id]))[voucher_id], context.language)


def _told(outcome: Outcome, context: Context) -> dict[str, Any]:
    context.forget()
    return {
        "replayed": outcome.replayed,
        "entries": [entry_of(entry, context.language) for entry in outcome.entries],
        "balances": balances_of(programme.current(), outcome.balances, context.language),
    }

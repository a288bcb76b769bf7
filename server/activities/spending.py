"""The verbs of the rewards' room: what members do with their points, and what a till does with a code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from server.kernel.ids import Id
from server.programme.effect import Activity, Fact
from server.programme.rulebook import FactValue
from server.rewards.events import GiftChosen, GoalChosen, RedemptionWithdrawn, RewardChosen, VoucherPresented

from .intents import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemReward(Verb):
    kind: ClassVar[str] = "@redeem"
    reward: str

    def facts(self) -> dict[str, FactValue]:
        return {"reward": self.reward}

    def opening(self, activity: Activity) -> Fact:
        return RewardChosen(activity, self.reward)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmVoucher(Verb):
    """`member` is the voucher's. Its code stays out of the facts: whoever has it can use it."""

    kind: ClassVar[str] = "@confirm"
    voucher_id: Id

    def facts(self) -> dict[str, FactValue]:
        return {"voucher": str(self.voucher_id)}

    def opening(self, activity: Activity) -> Fact:
        return VoucherPresented(activity, self.voucher_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelRedemption(Verb):
    kind: ClassVar[str] = "@cancel"
    voucher_id: Id

    def facts(self) -> dict[str, FactValue]:
        return {"voucher": str(self.voucher_id)}

    def opening(self, activity: Activity) -> Fact:
        return RedemptionWithdrawn(activity, self.voucher_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class DonatePoints(Verb):
    kind: ClassVar[str] = "@donate"
    reward: str

    def facts(self) -> dict[str, FactValue]:
        return {"reward": self.reward}

    def opening(self, activity: Activity) -> Fact:
        return GiftChosen(activity, self.reward)


@dataclass(frozen=True, slots=True, kw_only=True)
class PinReward(Verb):
    """None takes the pin away."""

    kind: ClassVar[str] = "@pin"
    reward: str | None

    def facts(self) -> dict[str, FactValue]:
        return {"reward": self.reward or ""}

    def opening(self, activity: Activity) -> Fact:
        return GoalChosen(activity, self.reward)

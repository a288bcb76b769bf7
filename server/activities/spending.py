"""The verbs of the rewards' room: what members do with their points, and what a till does with a code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from server.kernel.errors import BadInput
from server.kernel.ids import Id
from server.programme.effect import Activity, Fact
from server.programme.rulebook import FactValue
from server.rewards.events import (
    BeneficiariesChosen,
    GiftChosen,
    GoalChosen,
    RedemptionWithdrawn,
    RewardChosen,
    VoucherPresented,
)

from .intents import Verb

BENEFICIARIES_LIMIT = 20  # Codes in one choice; the programme says how many of them count.


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemReward(Verb):
    """`household`: whose points are spent beside the member's own, as far as they still belong together; `witnessed`:
    whose were, where this is lived through once more."""

    kind: ClassVar[str] = "@redeem"
    reward: str
    household: tuple[Id, ...] = ()
    witnessed: tuple[Id, ...] = ()

    @property
    def others(self) -> tuple[Id, ...]:
        return tuple(sorted({*self.household, *self.witnessed}))

    @property
    def lenders(self) -> tuple[Id, ...]:
        return tuple(sorted({*self.household} - {*self.witnessed}))

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
    """`household`: as for a reward."""

    kind: ClassVar[str] = "@donate"
    reward: str
    household: tuple[Id, ...] = ()
    witnessed: tuple[Id, ...] = ()

    @property
    def others(self) -> tuple[Id, ...]:
        return tuple(sorted({*self.household, *self.witnessed}))

    @property
    def lenders(self) -> tuple[Id, ...]:
        return tuple(sorted({*self.household} - {*self.witnessed}))

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseBeneficiaries(Verb):
    """Whom the member earns for beside themselves, by the charities' codes; the first gets what cannot be divided, and
    none takes the choice away."""

    kind: ClassVar[str] = "@beneficiaries"
    charities: tuple[str, ...]

    def __post_init__(self) -> None:
        Verb.__post_init__(self)
        if len(self.charities) > BENEFICIARIES_LIMIT or len({*self.charities}) < len(self.charities):
            raise BadInput("codes", f"codes must be at most {BENEFICIARIES_LIMIT}, each once.")

    def facts(self) -> dict[str, FactValue]:
        return {"charities": " ".join(self.charities)}

    def opening(self, activity: Activity) -> Fact:
        return BeneficiariesChosen(activity, self.charities)

"""Who may what with rewards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schema.relay import global_id
from server import activities, rewards
from server.activities import RedeemReward, Source
from tests.schema.domain.town import Town
from tests.schema.rows import Given, Row, Scene, people, plain, unique, verb

TABLES = ("reward_voucher", "reward_donation", "reward_goal", "reward_beneficiaries", "reward_stock", "ledger_hold")


async def setting(town: Town) -> Mapping[str, str]:
    """Elsa has redeemed two refills, one of which she may call off."""
    await town.buy("1000.00", till=town.omtag.till)
    source = Source.member(town.elsa.principal)
    found = {}
    for name in ("refill", "breakfast"):
        intent = RedeemReward(source=source, key=name, member=("id", town.elsa.member_id), reward="patar")
        outcome = await activities.record(intent)
        voucher = await rewards.voucher_granted_by(outcome.activity.id)
        assert voucher is not None
        found[name] = global_id("Voucher", voucher.id)
        found[f"{name}_code"] = voucher.code
    return found


def sent(name: str, **more: Any) -> Given:
    """Input with a key of the asker's own; a text that begins with @ names a thing of the setting."""

    def given(scene: Scene, who: str) -> Mapping[str, Any]:
        said = {name: scene.things[value[1:]] if str(value).startswith("@") else value for name, value in more.items()}
        return {"key": f"{name}-{unique(scene, who)}", **said}

    return given


POOR, ELSEWHERE = "NotEnoughPointsProblem", "NotAllowedProblem"

ROWS = (
    Row(
        "redeemReward", verb("redeemReward", "input", "RedeemRewardInput!"), sent("redeem", reward="patar"),
        ("UNAUTHENTICATED", "RewardRedeemed", *(POOR,) * 4, *("FORBIDDEN",) * 3),
    ),
    Row(
        "donatePoints", verb("donatePoints", "input", "DonatePointsInput!"), sent("give", reward="skank_laxhjalpen"),
        ("UNAUTHENTICATED", "DonationMade", *(POOR,) * 4, *("FORBIDDEN",) * 3),
    ),
    Row("chooseBeneficiaries", verb("chooseBeneficiaries", "input", "ChooseBeneficiariesInput!"),
        sent("choose", codes=[]), people("BeneficiariesChosen")),
    Row("pinReward", "mutation ($x: String) { pinReward(code: $x) { __typename } }", plain("patar"),
        people("RewardPinned")),
    Row(
        "cancelRedemption", verb("cancelRedemption", "input", "CancelRedemptionInput!"),
        sent("cancel", voucher="@breakfast"),
        ("UNAUTHENTICATED", "RedemptionCancelled", *("VoucherNotFoundProblem",) * 4, *("FORBIDDEN",) * 3),
    ),
    Row(
        "confirmVoucher", verb("confirmVoucher", "input", "ConfirmVoucherInput!"), sent("till", code="@refill_code"),
        ("UNAUTHENTICATED", "FORBIDDEN", "FORBIDDEN", ELSEWHERE, "FORBIDDEN", "FORBIDDEN", "INSUFFICIENT_SCOPE",
         "INSUFFICIENT_SCOPE", "INSUFFICIENT_SCOPE"),
    ),
)  # fmt: skip

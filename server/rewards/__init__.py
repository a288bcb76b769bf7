"""Rewards: what points are spent on. Redeeming holds them for a voucher; a till that confirms its code spends them."""

from .beneficiaries import beneficiaries_of, brought_by, received_by
from .drops import closes_at, is_open, is_over, next_opening
from .errors import (
    GivenAway,
    LevelRequired,
    LimitReached,
    NotChoosable,
    NotEnoughPoints,
    NothingPaid,
    NotOpen,
    RewardNotFound,
    SoldOut,
    TooManyBeneficiaries,
    VoucherCancelled,
    VoucherElsewhere,
    VoucherExpired,
    VoucherMisspelt,
    VoucherNotFound,
    VoucherUsed,
)
from .queries import (
    Donation,
    Meter,
    Pinned,
    Voucher,
    donation_made_by,
    donations_by_id,
    donations_of,
    goals_of,
    gone_for,
    had_by,
    holder_of,
    meters_of,
    shop_names,
    taken_of,
    voucher_granted_by,
    vouchers_by_id,
    vouchers_of,
)
from .reconcile import Miscount, gifts_held_by, reconcile
from .rules import in_order, left_of, may, nearest, shown

__all__ = [
    "Donation", "GivenAway", "LevelRequired", "LimitReached", "Meter", "Miscount", "NotChoosable",
    "NotEnoughPoints", "NotOpen", "NothingPaid", "Pinned", "RewardNotFound", "SoldOut", "TooManyBeneficiaries",
    "Voucher", "VoucherCancelled", "VoucherElsewhere", "VoucherExpired", "VoucherMisspelt", "VoucherNotFound",
    "VoucherUsed", "beneficiaries_of", "brought_by", "closes_at", "donation_made_by", "donations_by_id",
    "donations_of", "gifts_held_by", "goals_of", "gone_for", "had_by", "holder_of", "in_order", "is_open",
    "is_over", "left_of", "may", "meters_of", "nearest", "next_opening", "received_by", "reconcile", "shop_names",
    "shown", "taken_of", "voucher_granted_by", "vouchers_by_id", "vouchers_of",
]  # fmt: skip

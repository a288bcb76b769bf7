"""Rewards: what points are spent on. Redeeming holds them for a voucher; a till that confirms its code spends them."""

from .errors import (
    GivenAway,
    LevelRequired,
    LimitReached,
    NotEnoughPoints,
    RewardNotFound,
    SoldOut,
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
from .reconcile import Miscount, reconcile
from .rules import in_order, left_of, may, nearest, shown

__all__ = [
    "Donation", "GivenAway", "LevelRequired", "LimitReached", "Meter", "Miscount", "NotEnoughPoints", "Pinned",
    "RewardNotFound", "SoldOut", "Voucher", "VoucherCancelled", "VoucherElsewhere", "VoucherExpired",
    "VoucherMisspelt", "VoucherNotFound", "VoucherUsed", "donation_made_by", "donations_by_id", "donations_of",
    "goals_of", "gone_for", "had_by", "holder_of", "in_order", "left_of", "may", "meters_of", "nearest", "reconcile",
    "shop_names", "shown", "taken_of", "voucher_granted_by", "vouchers_by_id", "vouchers_of",
]  # fmt: skip

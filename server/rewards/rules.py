"""Rewards' decisions, pure: how a code is written, until when it is good, which places it takes, what is nearest.

A code is ten signs of Crockford's base 32 (no I, L, O or U), the last of which checks the others: over the field of 32
elements it is the sum of each sign times a power of a generator, so that one wrong sign and any two that changed places
are found.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import timedelta
from typing import Literal

from server.kernel import periods
from server.kernel.clock import Instant
from server.programme import spans
from server.programme.rulebook import Ladder, Period, Reward

from . import drops

Undone = Literal["undone", "owed", "settled"]

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_SIGNS = 9  # 45 bits: a till that guessed all day would not find one.
_READ = {sign: value for value, sign in enumerate(SIGNS)} | {"O": 0, "I": 1, "L": 1}
_SEPARATORS = str.maketrans("", "", " -\u00a0\u2011\u2013\u202f")
_POLYNOMIAL = 0b100101  # x⁵ + x² + 1, under which x generates the field.


def with_check(signs: str) -> str:
    return signs + SIGNS[_sum(_READ[sign] for sign in signs)]


def code_of(text: str) -> str | None:
    """The code in the spelling that is kept, from any that people write; None where it cannot be one."""
    signs = text.translate(_SEPARATORS).upper()
    if len(signs) != RANDOM_SIGNS + 1 or any(sign not in _READ for sign in signs):
        return None
    values = [_READ[sign] for sign in signs]
    return "".join(SIGNS[value] for value in values) if _sum(values[:-1]) == values[-1] else None


def shown(code: str) -> str:
    """As people read it: K7QM3-FZP2X."""
    return f"{code[:5]}-{code[5:]}"


def good_until(granted_at: Instant, days: int, zone_name: str) -> Instant:
    """The end of the local day that lies so many days later."""
    day = periods.local_date(granted_at, zone_name)
    return periods.start_of(day + timedelta(days=days + 1), zone_name)


def good_days(granted_at: Instant, days: int, zone_name: str) -> Instant:
    """The end of the last of so many local days, the day itself the first of them."""
    return good_until(granted_at, days - 1, zone_name)


def voucher_ends(reward: Reward, granted_at: Instant, zone_name: str, joined_at: Instant) -> Instant:
    """When a voucher is good no more: after its days, or at the end of the period that the reward names."""
    if reward.valid_until is None:
        return good_until(granted_at, reward.valid_days, zone_name)
    if reward.valid_until == "membership_year":
        period = Period(months=12)
    else:
        period = Period("year" if reward.valid_until == "year" else "month")
    _, ends = spans.bounds(period, granted_at, zone_name, joined_at)
    assert ends is not None  # Only a lifetime has no end.
    if reward.valid_until == "next_month":
        _, ends = spans.bounds(period, ends, zone_name, joined_at)
        assert ends is not None
    return ends


def pays(rule: str, reward: str, owed_rule: str | None, owed_reward: str) -> bool:
    """Whether a gift is the same as one that is owed: of the same rule the same reward; of a closing, whose brackets
    give one or the other, any."""
    return rule == owed_rule and (reward == owed_reward or rule.startswith("closing:"))


def places_of(reward: Reward, at: Instant, zone_name: str) -> list[tuple[str, int]]:
    """The periods in which a redemption takes a place, and how many there are in each."""
    places, found = reward.places, []
    if places.total is not None:
        found.append(("lifetime", places.total))
    if places.month is not None:
        found.append((periods.period_key("month", at, zone_name), places.month))
    if places.drop is not None and reward.opening is not None:
        opened = drops.open_at(reward.opening, at)
        if opened is not None:
            found.append((opened.key, places.drop))
    return found


def may(tier: str | None, reward: Reward, ladder: Ladder | None) -> bool:
    """Whether a member of a tier may redeem a reward."""
    if reward.tier is None or ladder is None:
        return True
    codes = [one.code for one in ladder.tiers]
    return tier in codes and codes.index(tier) >= codes.index(reward.tier)


def left_of(
    reward: Reward, taken: Mapping[tuple[str, str], int], at: Instant, zone_name: str
) -> int | None:
    """How many places are left now: the fewest of its periods. None: no limit."""
    left = [limit - taken.get((reward.code, period), 0) for period, limit in places_of(reward, at, zone_name)]
    return max(0, min(left)) if left else None


def nearest(
    rewards: Iterable[Reward], balances: Mapping[str, int], tier: str | None, ladder: Ladder | None,
    gone: Container[str] = (),
) -> Reward | None:
    """What a member comes to next: the cheapest that is open to their tier, is not `gone` for them, and that they
    cannot afford yet."""
    ahead = [
        reward for reward in rewards
        if may(tier, reward, ladder) and reward.points > balances.get(reward.currency, 0) and reward.code not in gone
        and not reward.only_given
    ]
    return min(ahead, key=lambda reward: (reward.points - balances.get(reward.currency, 0), reward.code), default=None)


def in_order(rewards: Iterable[Reward], balances: Mapping[str, int], tier: str | None, ladder: Ladder | None
             ) -> list[Reward]:
    """As a member looks at them: what they can afford first, then what is nearest, then what waits for a level. What
    is only given is not among them."""
    def place(reward: Reward) -> tuple[int, int, str]:
        if not may(tier, reward, ladder):
            return 2, reward.points, reward.code
        return int(reward.points > balances.get(reward.currency, 0)), reward.points, reward.code

    return sorted((reward for reward in rewards if not reward.only_given), key=place)


def _sum(values: Iterable[int]) -> int:
    total = 0
    for value in values:
        total = (total ^ value) << 1
        if total & 0b100000:
            total ^= _POLYNOMIAL
    return total


__all__ = [
    "RANDOM_SIGNS", "SIGNS", "Undone", "code_of", "good_days", "good_until", "in_order", "left_of", "may", "nearest",
    "pays", "places_of", "shown", "voucher_ends", "with_check",
]  # fmt: skip

"""Exact amounts: decimal strings at the edges, whole minor units within. No float ever touches points."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Literal

POINTS_LIMIT = 2**53  # What a JavaScript number holds exactly; the schema's Points scalar ends there.
DIGITS_LIMIT = 32
Rounding = Literal["down", "up", "half_up", "half_even"]
_MODES = {"down": ROUND_DOWN, "up": ROUND_UP, "half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def decimal(text: str) -> Decimal:
    """A plain decimal such as “214.50”. Raises ValueError for anything else: exponents, NaN, spaces, many digits."""
    if len(text) > DIGITS_LIMIT or not _PLAIN.fullmatch(text):
        raise ValueError(f"“{text[:40]}” is not a decimal number such as 214.50.")
    return Decimal(text)


def to_minor(amount: Decimal, decimals: int) -> int:
    """Whole minor units. Raises ValueError where the amount has more decimals than the currency."""
    scaled = amount.scaleb(decimals)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} has more than {decimals} decimals.")
    return int(scaled)


def from_minor(units: int, decimals: int) -> str:
    """Minor units as a decimal string: from_minor(21450, 2) == "214.50"."""
    if decimals == 0:
        return str(units)
    sign, digits = ("-" if units < 0 else ""), str(abs(units)).rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def rounded(value: Decimal, mode: Rounding) -> int:
    """A whole number by the named mode."""
    return int(value.quantize(Decimal(1), rounding=_MODES[mode]))

"""Tiers: by which paths they are reached, for how long they are held, and what they bring."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from .vocabulary import Period, Rolling, Texts, Within


@dataclass(frozen=True, slots=True)
class Path:
    """A way to a tier: all of these earned together inside one window. Spending lowers none of it."""

    needs: Mapping[str, int]  # Minor units by currency or counter.
    within: Within
    years: int = 0  # And the tier, or a higher one, earned in so many periods of the ladder (given ones do not count) …
    in_a_row: bool = False  # … one after the other.


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a tier that was reached is held: to the end of the period, so many periods more, and then so many months
    of grace. With a rolling window: so many months from when it was last earned (none: as long as the window says)."""

    periods: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class Tier:
    code: str
    threshold: int  # Minor units of the ladder's currency by the first path; 0 where that asks for none of it.
    texts: Texts  # name, perks
    reach: tuple[Path, ...] = ()  # Any of them; none: everybody's, or only given.
    lifetime: tuple[Path, ...] = ()  # Any of them, and it is theirs for good.
    given_only: bool = False  # By invitation.
    lands_on: str | None = None  # The tier that is held for another period when this one ends.


@dataclass(frozen=True, slots=True)
class Perk:
    """Something that a tier may be used for, so many times in a period: a lounge, a tier to give away."""

    code: str
    tiers: tuple[str, ...]
    uses: int
    period: Period
    texts: Texts  # name, text
    gives_tier: str | None = None  # Used by giving another member this tier, who accepts it.


@dataclass(frozen=True, slots=True)
class Ladder:
    """Tiers, lowest first; the first is everybody's. `currency` and `window` are what a tier's `from` means; the
    currency is empty where every tier says its own paths."""

    currency: str
    window: Within
    tiers: tuple[Tier, ...]
    validity: Validity = Validity()
    windows: Mapping[str, tuple[tuple[str, Within], ...]] = field(init=False)  # In which each unit counts, with names.
    shape: str = field(init=False)  # What is counted in which windows: sums of another shape must be counted again.
    digest: str = field(init=False)  # Of all that decides about tiers.
    sliding: tuple[tuple[str, Rolling], ...] = field(init=False)  # The windows that slide.
    lasting: bool = field(init=False)  # Whether a tier that a sliding window brought outlasts it.
    lifelong: bool = field(init=False)  # Whether years of long ago count.

    def __post_init__(self) -> None:
        windows: dict[str, dict[str, Within]] = {}
        for tier in self.tiers:
            for path in (*tier.reach, *tier.lifetime):
                for unit in path.needs:
                    windows.setdefault(unit, {})[window_name(path.within)] = path.within
        found = {unit: tuple(sorted(inside.items())) for unit, inside in sorted(windows.items())}
        sliding = {name: within for inside in found.values() for name, within in inside if isinstance(within, Rolling)}
        shape = ";".join(f"{unit}:{','.join(name for name, _ in inside)}" for unit, inside in found.items())
        rules = [
            (tier.code, tier.given_only, tier.lands_on, [
                (sorted(path.needs.items()), window_name(path.within), path.years, path.in_a_row)
                for path in (*tier.reach, *tier.lifetime)
            ], len(tier.reach))
            for tier in self.tiers
        ]  # fmt: skip
        whole = f"{shape}|{window_name(self.window)}|{self.validity.periods}|{self.validity.months}|{rules}"
        object.__setattr__(self, "windows", found)
        object.__setattr__(self, "shape", f"{shape}|{window_name(self.window)}")
        object.__setattr__(self, "digest", hashlib.blake2b(whole.encode(), digest_size=8).hexdigest())
        object.__setattr__(self, "sliding", tuple(sorted(sliding.items())))
        object.__setattr__(
            self, "lasting", bool(sliding) and (isinstance(self.window, Period) or self.validity.months > 0)
        )
        object.__setattr__(self, "lifelong", any(path.years for tier in self.tiers for path in tier.lifetime))

    def place(self, code: str | None) -> int:
        """Where a tier stands, the first at 0; also what is not, or no longer, on the ladder."""
        return next((place for place, tier in enumerate(self.tiers) if tier.code == code), 0)


def window_name(within: Within) -> str:
    """A short name that no other window has: year, joining/12, 365d, 12m."""
    if isinstance(within, Rolling):
        return f"{within.days}d" if within.days else f"{within.months}m"
    return f"{within.begins}/{within.months}" if within.months else within.calendar
